"""Authenticators of a holder besides the password: passkeys, an authenticator app, its codes.

Owns the tables `passkey`, `used_challenge`, `authenticator_app`, `recovery_code` and
`pending_sign_in`. Serves accounts and administrators alike: a `Holder` is a realm and an id,
and nothing of one realm opens anything in the other. Sessions, passwords and
pages are not here.
"""

from idp.authenticators.authenticators import Authenticators
from idp.authenticators.model import (
    Challenge,
    EnrolledFactors,
    Enrolment,
    Factor,
    Holder,
    Passkey,
    PasskeyAnswer,
    PendingSignIn,
    Realm,
    Recognised,
)
from idp.authenticators.notifiers import AuthenticatorChange, Notifier, Notifiers
from idp.authenticators.qr_code import qr_code
from idp.authenticators.second_factor import wrong_code

__all__ = [
    "AuthenticatorChange",
    "Authenticators",
    "Challenge",
    "EnrolledFactors",
    "Enrolment",
    "Factor",
    "Holder",
    "Notifier",
    "Notifiers",
    "Passkey",
    "PasskeyAnswer",
    "PendingSignIn",
    "Realm",
    "Recognised",
    "qr_code",
    "wrong_code",
]
