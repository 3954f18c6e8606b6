"""What files say of an installation: read, compared, applied, written (decision 0046).

A file is TOML and holds entries, `[[portals]]`, of kinds that the folders of the subjects declare
(`configured.py` there); what is done about one is done by the actions of administrators.
"""
