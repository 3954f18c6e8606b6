"""The doors: HTTP in and out, the only rooms that know Flask.

`request.py` and `response.py` turn one into the other; `oidc/` answers relying parties, `pages/`
people, `b2c/` portals that were written for Azure AD B2C. No door opens on another.
"""
