"""Passkeys, the authenticator app and its codes, as a parent may meet them."""

from msgspec.structs import replace

from idp.authenticators import Passkey, qr_code
from idp.web.views import (
    AppEnrolmentView,
    AppView,
    Frame,
    PageError,
    PasskeysView,
    RecoveryCodesView,
    SecondStepView,
)
from idp.web.views.authenticating import PasskeyAsked
from tests.conftest import START
from tests.web.views.sample import ADDRESS, Sample, signed_in

ASKED = PasskeyAsked("a-challenge.1795435200", '{"challenge":"AAAA","rpId":"exemple.quebec"}')
URI = "otpauth://totp/Parvis%3Amarie%40exemple.quebec?secret=GEZDGNBVGY3TQOJQ&issuer=Parvis"


def _error(name: str, field: str | None, **values: object) -> tuple[PageError, ...]:
    code = f"PRV-{name.upper().replace('_', '-')}"
    return (PageError(code, f"authenticators.errors.{name}", field, values),)


def _passkeys(frame: Frame, **changes: object) -> PasskeysView:
    labels = ("Mon téléphone", "La tablette de la cuisine, que toute la famille utilise le soir")
    page = PasskeysView(
        frame=signed_in(frame),
        passkeys=tuple(
            Passkey(
                label,
                label,
                START,
                START if label == labels[0] else None,
                synced=label == labels[0],
            )
            for label in labels
        ),
        asked=ASKED,
        label="Safari, iPhone",
    )
    return replace(page, **changes)


def _second_step(frame: Frame, **changes: object) -> SecondStepView:
    page = SecondStepView(frame=frame, pending="halfway", sign_in_path="/connexion")
    return replace(page, **changes)


def _enrolment(frame: Frame, **changes: object) -> AppEnrolmentView:
    page = AppEnrolmentView(
        frame=signed_in(frame),
        picture=qr_code(URI),
        secret="GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ",
        uri=URI,
        replaces=False,
    )
    return replace(page, **changes)


def _codes(frame: Frame) -> RecoveryCodesView:
    codes = tuple(f"{number:04}-WXYZ-GHJK" for number in range(10))
    return RecoveryCodesView(frame=signed_in(frame), codes=codes, address=ADDRESS)


AUTHENTICATING = (
    Sample("second-step", _second_step),
    Sample(
        "second-step-wrong",
        lambda frame: _second_step(
            frame, errors=_error("second_factor_wrong", "code"), return_to="/compte"
        ),
    ),
    Sample("passkeys", _passkeys),
    Sample("passkeys-none", lambda frame: _passkeys(frame, passkeys=())),
    Sample("passkeys-not-offered", lambda frame: _passkeys(frame, passkeys=(), asked=None)),
    Sample(
        "passkeys-label",
        lambda frame: _passkeys(frame, errors=_error("passkey_label", "label", count=60)),
    ),
    Sample("app-none", lambda frame: AppView(frame=signed_in(frame))),
    Sample(
        "app",
        lambda frame: AppView(frame=signed_in(frame), added="1er septembre 2026", codes_left=1),
    ),
    Sample("app-enrolment", _enrolment),
    Sample(
        "app-enrolment-wrong",
        lambda frame: _enrolment(frame, replaces=True, errors=_error("app_code_wrong", "code")),
    ),
    Sample("recovery-codes", _codes),
)
