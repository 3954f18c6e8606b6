"""Administrators: their roles, sessions and invitations.

Owns neither what a role may do (`idp/administration/roles.py`) nor passkeys and authenticator apps
(`idp/authenticators`). An administrator is no account: the credentials of one never open the other.
"""

from idp.administrators.administrators import Administrators
from idp.administrators.invitations import Invitations
from idp.administrators.model import (
    Administrator,
    AdministratorId,
    AdministratorSession,
    holder_of,
)
from idp.administrators.notices import INVITATION_MESSAGE, AdministratorNotices
from idp.administrators.sessions import AdministratorSessions

__all__ = [
    "INVITATION_MESSAGE",
    "Administrator",
    "AdministratorId",
    "AdministratorNotices",
    "AdministratorSession",
    "AdministratorSessions",
    "Administrators",
    "Invitations",
    "holder_of",
]
