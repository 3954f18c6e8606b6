"""The steps of a journey: each page's address, and the error that `prompt=none` gets instead."""

from msgspec import Struct

from idp.protocol.errors import (
    AccountSelectionRequiredError,
    ConsentRequiredError,
    InteractionRequiredError,
    LoginRequiredError,
    ProtocolError,
)


class Step(Struct, frozen=True):
    """Something a person has to do before the portal is answered."""

    name: str
    path: str
    unasked: type[ProtocolError]
    """The error when the portal forbade asking (OpenID Connect Core §3.1.2.6)."""


SIGN_IN = Step("sign_in", "/connexion", LoginRequiredError)
SIGN_UP = Step("sign_up", "/inscription", LoginRequiredError)
RESET_PASSWORD = Step("reset_password", "/mot-de-passe-oublie", LoginRequiredError)
EDIT_PROFILE = Step("edit_profile", "/compte/renseignements", InteractionRequiredError)
SELECT_ACCOUNT = Step("select_account", "/choix-du-compte", AccountSelectionRequiredError)
CONFIRM_CHILD = Step("confirm_child", "/enfant", InteractionRequiredError)
DENIED = Step("denied", "/acces", InteractionRequiredError)
CONSENT = Step("consent", "/consentement", ConsentRequiredError)
APPROVE = Step("approve", "/approbation", InteractionRequiredError)

STEPS = (
    *(SIGN_IN, SIGN_UP, RESET_PASSWORD, SELECT_ACCOUNT, EDIT_PROFILE),
    *(CONFIRM_CHILD, DENIED, CONSENT, APPROVE),
)
CONTINUE_PATH = "/continuer"
"""Where every page returns to when it is done."""
