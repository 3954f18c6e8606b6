"""Imports the accounts of a former system: read, checked, sorted, compared, written.

Owns the tables `account_import` and `account_import_problem`. Nothing that it writes is an account,
an address or a proof; what an account has claimed it never touches (docs/decisions/0044).
"""
