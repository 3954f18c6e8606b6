"""The pages where administrators come in, and of what they come in by."""

from typing import Any

from idp.administration.administrators.own_authenticators import OwnFactors
from idp.authenticators import Passkey
from idp.web.views import Frame, View
from idp.web.views.authenticating import PasskeyAsked
from idp.web.views.console import ConsoleFrame, ConsoleView
from idp.web.views.console.entry import (
    AskedForTokenView,
    EntryView,
    InvitationView,
    OwnAppView,
    OwnRecoveryCodesView,
    OwnView,
)
from idp.web.views.frame import PageError
from tests.conftest import START
from tests.web.views.console.sample import CONSOLE_FRAME, at_console, sent
from tests.web.views.sample import ADDRESS, Sample

NAME = "Anne-Marie Lafrenière de la Durantaye"
ASKED = PasskeyAsked(challenge="challenge.1", options='{"challenge": "AAAA", "user": {"id": "AA"}}')
PICTURE = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


def _of(kind: type[ConsoleView], **members: Any) -> Any:  # noqa: ANN401 - what makes a sample
    signed_in = members.pop("signed_in", False)
    console = CONSOLE_FRAME if signed_in else ConsoleFrame()

    def make(frame: Frame) -> View:
        return kind(frame=at_console(frame), console=console, **members)

    return make


def _error(code: str, key: str, field: str | None) -> tuple[PageError, ...]:
    return (PageError(code, key, field),)


_APP = {"picture": PICTURE, "secret": "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP"}
_KEY = Passkey("k", "Téléphone de la direction", START, START, synced=True)
ENTRY = (
    Sample("console-entry", _of(EntryView, passkey=ASKED, to="/admin")),
    Sample(
        "console-entry-wrong",
        _of(
            EntryView,
            passkey=None,
            to="/admin/administrateurs",
            typed=sent(address=ADDRESS),
            errors=_error("PRV-ADMIN-WRONG", "console_entry.errors.wrong", None),
        ),
    ),
    Sample(
        "console-entry-again",
        _of(
            EntryView,
            passkey=ASKED,
            to="/admin/cles?essai=1",
            again=NAME,
            keeps_form=True,
            signed_in=True,
        ),
    ),
    Sample(
        "console-no-invitation",
        _of(
            AskedForTokenView,
            errors=_error("PRV-INVITATION-OVER", "console_entry.errors.invitation_over", None),
        ),
    ),
    Sample("console-invitation", _of(InvitationView, name=NAME, token="t", passkey=ASKED)),
    Sample("console-invitation-app", _of(InvitationView, name=NAME, token="t", passkey=None)),
    Sample(
        "console-app",
        _of(
            OwnAppView,
            token="t",
            asks_password=True,
            minimum_length=12,
            errors=_error("PRV-APP-CODE-WRONG", "authenticators.errors.app_code_wrong", "code"),
            **_APP,
        ),
    ),
    Sample(
        "console-own-app",
        _of(OwnAppView, token="", asks_password=False, minimum_length=12, signed_in=True, **_APP),
    ),
    Sample("console-recovery-codes", _of(OwnRecoveryCodesView, codes=("7KQ2-9XWM-4TRD",) * 10)),
    Sample(
        "console-own",
        _of(
            OwnView,
            passkey=ASKED,
            ways=OwnFactors(
                passkeys=(_KEY,),
                has_app=True,
                has_password=True,
                recovery_codes_left=1,
                pending_app=None,
            ),
            signed_in=True,
        ),
    ),
    Sample(
        "console-own-empty",
        _of(
            OwnView,
            passkey=None,
            ways=OwnFactors(
                passkeys=(),
                has_app=False,
                has_password=False,
                recovery_codes_left=0,
                pending_app=None,
            ),
            signed_in=True,
        ),
    ),
)
