"""Every page as a parent may meet it, with the longest words it may hold: what tests look at."""

from msgspec.structs import replace

from idp.children import LinkedChild
from idp.limits import Left
from idp.web.views import (
    AccountView,
    AddressesView,
    ChangePasswordView,
    ChildrenView,
    ChildView,
    ConsentView,
    ContinueView,
    DeniedView,
    DetailView,
    ErrorView,
    FormPostView,
    Frame,
    HelpSentView,
    HelpView,
    LanguageView,
    OrganisationChoice,
    SignedOutView,
    SignOutView,
    UnavailableView,
)
from idp.web.views.frame import PageError
from tests.conftest import START
from tests.web.views.activity_samples import ACTIVITY
from tests.web.views.approving_samples import APPROVING
from tests.web.views.authenticating_samples import AUTHENTICATING
from tests.web.views.closing_samples import CLOSING
from tests.web.views.coming_in_samples import COMING_IN
from tests.web.views.details_samples import DETAILS
from tests.web.views.elsewhere_samples import ELSEWHERE
from tests.web.views.merging_samples import MERGING
from tests.web.views.portals_samples import PORTALS
from tests.web.views.recovery_samples import RECOVERY
from tests.web.views.sample import ADDRESS, STATE, Sample, error, proven, signed_in
from tests.web.views.sessions_samples import SESSIONS

UNTIL = 1_795_478_400
BOARDS = (
    OrganisationChoice("887000", "Centre de services scolaire des Grands-Érables"),
    OrganisationChoice("712000", "Commission scolaire de la Rivière-aux-Outardes"),
)


def _child(frame: Frame, **changes: object) -> ChildView:
    page = ChildView(
        tries_left=Left(3, UNTIL),
        frame=signed_in(frame),
        organisations=(),
        compared=(ADDRESS,),
        add_address_path="/compte/adresses",
        help_path="/aide",
    )
    return replace(page, **changes)


def _children(frame: Frame, *, holds: bool) -> ChildrenView:
    names = ("Léa Tremblay", "Charles-Antoine Deschamps-Tremblay")
    return ChildrenView(
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
        "child-stopped",
        lambda frame: _child(
            frame,
            errors=(PageError("PRV-TOO-MANY", "errors.too_many_until", None, {"retry_at": UNTIL}),),
            number="1234567",
            stopped=True,
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
        lambda frame: DeniedView(
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
        lambda frame: ConsentView(
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
        lambda frame: SignOutView(
            frame=signed_in(frame), action="/deconnexion", carried=(("state", STATE),)
        ),
    ),
    Sample(
        "signed-out",
        lambda frame: SignedOutView(frame=frame, return_uri="https://portail.example.org/"),
    ),
    Sample(
        "continue",
        lambda frame: ContinueView(
            frame=signed_in(frame), start_uri="https://portail.example.org/"
        ),
    ),
    Sample(
        "form-post",
        lambda frame: FormPostView(
            frame=frame,
            action="https://portail.example.org/cb",
            fields=(("code", "abc"), ("state", STATE)),
        ),
    ),
    Sample(
        "error",
        lambda frame: ErrorView(
            frame=replace(frame, csrf=""),
            code="PRV-FAULT",
            message_key="errors.fault",
            incident="9F3A12CD",
            other_language_uri="/nulle-part?langue=en",
            reference="a1b2c3d4e5f60718293a4b5c6d7e8f90",
        ),
    ),
    Sample(
        "error-unavailable",
        lambda frame: UnavailableView(
            frame=replace(frame, csrf=""), address="/connexion?journey=a-journey"
        ),
    ),
    Sample(
        "error-unavailable-form",
        lambda frame: UnavailableView(
            frame=replace(frame, csrf=""),
            address="/connexion",
            is_form=True,
            kept=(("csrf", "a-form"), ("address", "marie.tremblay@exemple.quebec")),
            asked_again=("password",),
        ),
    ),
    Sample(
        "error-way-on",
        lambda frame: ErrorView(
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
        lambda frame: HelpView(
            frame=frame,
            address=ADDRESS,
            error_code="PRV-SIGN-IN-WRONG",
            browser="Safari, iPhone",
            from_page="/connexion",
        ),
    ),
    Sample(
        "help-empty",
        lambda frame: HelpView(
            frame=frame,
            errors=(
                *error("help_empty", "message"),
                *error("picture_size", "screenshot", megabytes=3),
            ),
        ),
    ),
    Sample(
        "help-sent",
        lambda frame: HelpSentView(
            frame=frame, reference="PRV-7F3K-2Q", numbers_removed=True, back_path="/connexion"
        ),
    ),
    Sample("language", lambda frame: LanguageView(frame=frame, back_path="/connexion")),
)

ACCOUNT = (
    Sample(
        "account",
        lambda frame: AccountView(
            frame=signed_in(frame),
            notice="notices.password_changed",
            addresses=(ADDRESS,),
            children_count=2,
            reopening_days=30,
        ),
    ),
    Sample(
        "addresses",
        lambda frame: AddressesView(
            frame=signed_in(frame),
            addresses=(
                proven("1", ADDRESS),
                proven("2", "m.tremblay@exemple.ca"),
            ),
        ),
    ),
    Sample(
        "addresses-last",
        lambda frame: AddressesView(
            frame=signed_in(frame),
            errors=error("address_last", "address"),
            addresses=(proven("1", ADDRESS),),
        ),
    ),
    Sample(
        "change-password",
        lambda frame: ChangePasswordView(
            frame=signed_in(frame), address=ADDRESS, minimum_length=12
        ),
    ),
    Sample(
        "change-password-wrong",
        lambda frame: ChangePasswordView(
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
        lambda frame: ChildrenView(
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
