"""Samples of the pages by which a person comes in."""

from msgspec.structs import replace

from idp.web.views import (
    CodeView,
    ExistingAccountView,
    Frame,
    NoAccountView,
    PasswordView,
    RecoverView,
    SelectAccountView,
    SignInView,
    SignUpView,
    WaitingView,
)
from tests.web.views.authenticating_samples import ASKED
from tests.web.views.elsewhere_samples import MICROSOFT
from tests.web.views.sample import ADDRESS, PROOF, Sample, error, signed_in


def _code(frame: Frame, delivery: str, **changes: object) -> CodeView:
    page = CodeView(
        frame=frame,
        proof=PROOF,
        address=ADDRESS,
        purpose="sign_up",
        sent_at="14\u00a0h\u00a005" if frame.locale == "fr" else "2:05\u00a0p.m.",
        delivery=delivery,
        resend_after_seconds=42,
        tries_left=5,
        minutes_valid=30,
        correct_path="/inscription",
    )
    return replace(page, **changes)


COMING_IN = (
    Sample("sign-in", lambda frame: SignInView(frame=frame)),
    Sample(
        "sign-in-passkey", lambda frame: SignInView(frame=frame, passkey=ASKED, ways=(MICROSOFT,))
    ),
    Sample(
        "sign-in-safer",
        lambda frame: SignInView(
            frame=frame, passkey=ASKED, notice="authenticators.pages.portal_asks_more"
        ),
    ),
    Sample(
        "sign-in-again-for-portal",
        lambda frame: SignInView(
            frame=signed_in(frame), address=ADDRESS, notice="pages.sign_in.portal_asks_again"
        ),
    ),
    Sample(
        "sign-in-wrong",
        lambda frame: SignInView(
            frame=frame,
            errors=error("sign_in_wrong", "password"),
            address=ADDRESS,
            remember=True,
            ways=(MICROSOFT,),
        ),
    ),
    Sample(
        "sign-in-again",
        lambda frame: SignInView(frame=frame, address=ADDRESS, notice="notices.sign_in_again"),
    ),
    Sample("sign-up", lambda frame: SignUpView(frame=frame)),
    Sample(
        "sign-up-shape",
        lambda frame: SignUpView(
            frame=frame, errors=error("address_domain", "address"), address="marie@courriel"
        ),
    ),
    Sample("recover", lambda frame: RecoverView(frame=frame, address=ADDRESS)),
    Sample(
        "recover-too-many",
        lambda frame: RecoverView(
            frame=frame, errors=error("too_many", None, minutes=12, count=12), address=ADDRESS
        ),
    ),
    Sample("waiting", lambda frame: WaitingView(frame=frame)),
    Sample("code-queued", lambda frame: _code(frame, "queued")),
    Sample(
        "code-sent",
        lambda frame: _code(
            frame, "sent", purpose="recover", resend_after_seconds=0, notice="notices.code_sent"
        ),
    ),
    Sample(
        "code-meant",
        lambda frame: _code(
            frame,
            "sent",
            address="marie.tremblay@gmail.con",
            meant="marie.tremblay@gmail.com",
            meant_path="/inscription",
        ),
    ),
    Sample("code-claim", lambda frame: _code(frame, "queued", purpose="claim")),
    Sample("code-deferred", lambda frame: _code(frame, "deferred")),
    Sample("code-waiting", lambda frame: _code(frame, "waiting")),
    Sample("code-unconfirmed", lambda frame: _code(frame, "unconfirmed")),
    Sample("code-refused", lambda frame: _code(frame, "refused")),
    Sample("code-expired", lambda frame: _code(frame, "expired", purpose="add_address")),
    Sample(
        "code-wrong",
        lambda frame: _code(
            frame, "sent", errors=error("code_wrong", "code", count=4), tries_left=4
        ),
    ),
    Sample(
        "select-account",
        lambda frame: SelectAccountView(frame=signed_in(frame), address=ADDRESS),
    ),
    Sample(
        "existing-account",
        lambda frame: ExistingAccountView(
            frame=frame,
            proof=PROOF,
            address=ADDRESS,
            sign_in_path="/connexion",
            new_password_path="/nouveau-mot-de-passe",
        ),
    ),
    Sample(
        "no-account",
        lambda frame: NoAccountView(
            frame=frame,
            proof=PROOF,
            address=ADDRESS,
            create_path="/nouveau-mot-de-passe",
            other_address_path="/mot-de-passe-oublie",
        ),
    ),
    Sample(
        "password",
        lambda frame: PasswordView(
            frame=frame, proof=PROOF, address=ADDRESS, purpose="sign_up", minimum_length=12
        ),
    ),
    Sample(
        "password-short",
        lambda frame: PasswordView(
            frame=frame,
            errors=error("password_short", "password", count=12),
            proof=PROOF,
            address=ADDRESS,
            purpose="recover",
            minimum_length=12,
        ),
    ),
)
