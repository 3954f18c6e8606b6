"""HTTP: pages, endpoints and APIs, in the only packages that know Flask.

`request.py` and `response.py` convert from and to Flask; `oidc/` answers relying parties, `pages/`
people, `b2c/` portals that were written for Azure AD B2C. None of these imports another.
"""
