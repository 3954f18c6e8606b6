"""Every page as a parent may meet it, with the longest words it may hold: what tests look at."""

from msgspec.structs import replace

from idp.children import LinkedChild
from idp.web.views import (
    AccountPage,
    AddressesPage,
    ChangePasswordPage,
    ChildPage,
    ChildrenPage,
    CodePage,
    ConsentPage,
    ContinuePage,
    DeniedPage,
    DetailView,
    ErrorPage,
    ExistingAccountPage,
    FormPostPage,
    Frame,
    HelpPage,
    HelpSentPage,
    LanguagePage,
    NoAccountPage,
    OrganisationChoice,
    PasswordPage,
    RecoverPage,
    SelectAccountPage,
    SignedOutPage,
    SignInPage,
    SignOutPage,
    SignUpPage,
    UnavailablePage,
    WaitingPage,
)
from tests.conftest import START
from tests.web.views.activity_samples import ACTIVITY
from tests.web.views.approving_samples import APPROVING
from tests.web.views.authenticating_samples import ASKED, AUTHENTICATING
from tests.web.views.closing_samples import CLOSING
from tests.web.views.details_samples import DETAILS
from tests.web.views.elsewhere_samples import ELSEWHERE, MICROSOFT
from tests.web.views.merging_samples import MERGING
from tests.web.views.portals_samples import PORTALS
from tests.web.views.recovery_samples import RECOVERY
from tests.web.views.sample import ADDRESS, PROOF, STATE, Sample, error, proven, signed_in
from tests.web.views.sessions_samples import SESSIONS

BOARDS = (
    OrganisationChoice("887000", "Centre de services scolaire des Grands-Érables"),
    OrganisationChoice("712000", "Commission scolaire de la Rivière-aux-Outardes"),
)


def _code(frame: Frame, delivery: str, **changes: object) -> CodePage:
    page = CodePage(
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


def _child(frame: Frame, **changes: object) -> ChildPage:
    page = ChildPage(
        frame=signed_in(frame),
        organisations=(),
        compared=(ADDRESS,),
        add_address_path="/compte/adresses",
        help_path="/aide",
    )
    return replace(page, **changes)


def _children(frame: Frame, *, holds: bool) -> ChildrenPage:
    names = ("Léa Tremblay", "Charles-Antoine Deschamps-Tremblay")
    return ChildrenPage(
        frame=signed_in(frame),
        children=tuple(
            LinkedChild(
                link_id=str(number),
                name=name,
                organisation_name=BOARDS[0].name,
                school_name="École primaire de la Grande-Ourse",
                holds=holds,
                confirmed_at=START,
            )
            for number, name in enumerate(names)
        ),
        unconfirmed_count=2,
        organisations=BOARDS,
    )


COMING_IN = (
    Sample("sign-in", lambda frame: SignInPage(frame=frame)),
    Sample(
        "sign-in-passkey", lambda frame: SignInPage(frame=frame, passkey=ASKED, ways=(MICROSOFT,))
    ),
    Sample(
        "sign-in-safer",
        lambda frame: SignInPage(
            frame=frame, passkey=ASKED, notice="authenticators.pages.portal_asks_more"
        ),
    ),
    Sample(
        "sign-in-again-for-portal",
        lambda frame: SignInPage(
            frame=signed_in(frame), address=ADDRESS, notice="pages.sign_in.portal_asks_again"
        ),
    ),
    Sample(
        "sign-in-wrong",
        lambda frame: SignInPage(
            frame=frame,
            errors=error("sign_in_wrong", "password"),
            address=ADDRESS,
            remember=True,
            ways=(MICROSOFT,),
        ),
    ),
    Sample(
        "sign-in-again",
        lambda frame: SignInPage(frame=frame, address=ADDRESS, notice="notices.sign_in_again"),
    ),
    Sample("sign-up", lambda frame: SignUpPage(frame=frame)),
    Sample(
        "sign-up-shape",
        lambda frame: SignUpPage(
            frame=frame, errors=error("address_domain", "address"), address="marie@courriel"
        ),
    ),
    Sample("recover", lambda frame: RecoverPage(frame=frame, address=ADDRESS)),
    Sample(
        "recover-too-many",
        lambda frame: RecoverPage(
            frame=frame, errors=error("too_many", None, minutes=12, count=12), address=ADDRESS
        ),
    ),
    Sample("waiting", lambda frame: WaitingPage(frame=frame)),
    Sample("code-queued", lambda frame: _code(frame, "queued")),
    Sample(
        "code-sent",
        lambda frame: _code(
            frame, "sent", purpose="recover", resend_after_seconds=0, notice="notices.code_sent"
        ),
    ),
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
        lambda frame: SelectAccountPage(frame=signed_in(frame), address=ADDRESS),
    ),
    Sample(
        "existing-account",
        lambda frame: ExistingAccountPage(
            frame=frame,
            proof=PROOF,
            address=ADDRESS,
            sign_in_path="/connexion",
            new_password_path="/nouveau-mot-de-passe",
        ),
    ),
    Sample(
        "no-account",
        lambda frame: NoAccountPage(
            frame=frame,
            proof=PROOF,
            address=ADDRESS,
            create_path="/nouveau-mot-de-passe",
            other_address_path="/mot-de-passe-oublie",
        ),
    ),
    Sample(
        "password",
        lambda frame: PasswordPage(
            frame=frame, proof=PROOF, address=ADDRESS, purpose="sign_up", minimum_length=12
        ),
    ),
    Sample(
        "password-short",
        lambda frame: PasswordPage(
            frame=frame,
            errors=error("password_short", "password", count=12),
            proof=PROOF,
            address=ADDRESS,
            purpose="recover",
            minimum_length=12,
        ),
    ),
)

SCHOOL = (
    Sample("child", lambda frame: _child(frame, can_skip=True)),
    Sample(
        "child-another-address",
        lambda frame: _child(frame, notice="notices.address_added"),
    ),
    Sample(
        "child-in-doubt",
        lambda frame: _child(
            frame,
            errors=error("child_board", "organisation"),
            organisations=BOARDS,
            number="1234567",
        ),
    ),
    Sample(
        "child-mismatch",
        lambda frame: _child(
            frame,
            errors=error("child_no_match", "number"),
            number="1234567",
            mismatch=True,
        ),
    ),
    Sample(
        "child-two-errors",
        lambda frame: _child(
            frame,
            organisations=BOARDS,
            errors=(
                *error("organisation_unknown", "organisation"),
                *error("number_fiche", "number", count=6, length="7"),
            ),
            number="123456",
        ),
    ),
    Sample(
        "denied",
        lambda frame: DeniedPage(
            frame=signed_in(frame),
            compared=(ADDRESS, "m.tremblay@exemple.ca"),
            registry_on="23 novembre 2026",
            add_address_path="/compte/adresses",
            child_path="/enfant",
            help_path="/aide",
        ),
    ),
)

LEAVING = (
    Sample(
        "consent",
        lambda frame: ConsentPage(
            frame=signed_in(frame),
            agreement=(
                "openid",
                "profile",
                "email",
                "phone",
                "address",
                "gpi",
                "gpi.children",
                "offline_access",
                "claim:updated_at",
                "horaire",
            ),
            details=(
                DetailView(kind="absences", words=("declarer", "https://absences.example.org/")),
                DetailView(kind="retards", words=()),
            ),
        ),
    ),
    Sample(
        "sign-out",
        lambda frame: SignOutPage(
            frame=signed_in(frame), action="/deconnexion", carried=(("state", STATE),)
        ),
    ),
    Sample(
        "signed-out",
        lambda frame: SignedOutPage(frame=frame, return_uri="https://portail.example.org/"),
    ),
    Sample(
        "continue",
        lambda frame: ContinuePage(
            frame=signed_in(frame), start_uri="https://portail.example.org/"
        ),
    ),
    Sample(
        "form-post",
        lambda frame: FormPostPage(
            frame=frame,
            action="https://portail.example.org/cb",
            fields=(("code", "abc"), ("state", STATE)),
        ),
    ),
    Sample(
        "error",
        lambda frame: ErrorPage(
            frame=replace(frame, csrf=""),
            code="PRV-FAULT",
            message_key="errors.fault",
            incident="9F3A12CD",
        ),
    ),
    Sample(
        "error-unavailable",
        lambda frame: UnavailablePage(
            frame=replace(frame, csrf=""), address="/connexion?journey=a-journey"
        ),
    ),
    Sample(
        "error-unavailable-form",
        lambda frame: UnavailablePage(
            frame=replace(frame, csrf=""),
            address="/connexion",
            is_form=True,
            kept=(("csrf", "a-form"), ("address", "marie.tremblay@exemple.quebec")),
            asked_again=("password",),
        ),
    ),
    Sample(
        "error-way-on",
        lambda frame: ErrorPage(
            frame=frame,
            code="PRV-JOURNEY-GONE",
            message_key="errors.journey_gone",
            way_on_uri="https://portail.example.org/",
        ),
    ),
)

SUPPORT = (
    Sample(
        "help",
        lambda frame: HelpPage(
            frame=frame,
            address=ADDRESS,
            error_code="PRV-SIGN-IN-WRONG",
            browser="Safari, iPhone",
            from_page="/connexion",
        ),
    ),
    Sample(
        "help-empty",
        lambda frame: HelpPage(
            frame=frame,
            errors=(
                *error("help_empty", "message"),
                *error("picture_size", "screenshot", megabytes=3),
            ),
        ),
    ),
    Sample(
        "help-sent",
        lambda frame: HelpSentPage(
            frame=frame, reference="PRV-7F3K-2Q", numbers_removed=True, back_path="/connexion"
        ),
    ),
    Sample("language", lambda frame: LanguagePage(frame=frame, back_path="/connexion")),
)

ACCOUNT = (
    Sample(
        "account",
        lambda frame: AccountPage(
            frame=signed_in(frame),
            notice="notices.password_changed",
            addresses=(ADDRESS,),
            children_count=2,
        ),
    ),
    Sample(
        "addresses",
        lambda frame: AddressesPage(
            frame=signed_in(frame),
            addresses=(
                proven("1", ADDRESS),
                proven("2", "m.tremblay@exemple.ca"),
            ),
        ),
    ),
    Sample(
        "addresses-last",
        lambda frame: AddressesPage(
            frame=signed_in(frame),
            errors=error("address_last", "address"),
            addresses=(proven("1", ADDRESS),),
        ),
    ),
    Sample(
        "change-password",
        lambda frame: ChangePasswordPage(
            frame=signed_in(frame), address=ADDRESS, minimum_length=12
        ),
    ),
    Sample(
        "change-password-wrong",
        lambda frame: ChangePasswordPage(
            frame=signed_in(frame),
            errors=error("current_password_wrong", "current_password"),
            address=ADDRESS,
            minimum_length=12,
        ),
    ),
    Sample("children", lambda frame: _children(frame, holds=True)),
    Sample("children-not-held", lambda frame: _children(frame, holds=False)),
    Sample(
        "children-none",
        lambda frame: ChildrenPage(
            frame=signed_in(frame), children=(), unconfirmed_count=0, organisations=BOARDS[:1]
        ),
    ),
)

SAMPLES = (
    *COMING_IN,
    *ELSEWHERE,
    *APPROVING,
    *AUTHENTICATING,
    *SCHOOL,
    *LEAVING,
    *SUPPORT,
    *ACCOUNT,
    *DETAILS,
    *PORTALS,
    *SESSIONS,
    *CLOSING,
    *ACTIVITY,
    *MERGING,
    *RECOVERY,
)
