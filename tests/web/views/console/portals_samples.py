"""The pages of portals."""

from typing import Any

from msgspec.structs import replace

from idp.administration.portals.requests import PortalKind
from idp.administration.portals.responses import (
    Described,
    NoteResponse,
    PortalDetails,
    Previewed,
    RefusalResponse,
    SecretMade,
    SecretResponse,
    SignInResponse,
    SignInsResponse,
)
from idp.administration.portals.trial_schemas import TokenResponse, TrialBegun, TrialResponse
from idp.clients.checks import SCOPES
from idp.clients.records import Invitation
from idp.clients.refusals import RefusalReason
from idp.web.views import Frame, View
from idp.web.views.console import Typed
from idp.web.views.console.portal_trials import TrialBackView, TrialReadyView, TrialResultView
from idp.web.views.console.portals import (
    ImportPortalView,
    NewPortalView,
    PortalAddressesView,
    PortalBrandingView,
    PortalInvitationsView,
    PortalListView,
    PortalMadeView,
    PortalPolicyView,
    PortalView,
)
from tests.conftest import START
from tests.web.views.console.sample import CONSOLE_FRAME, at_console, refused, sent
from tests.web.views.sample import PORTAL, Sample

_KINDS = tuple(str(kind) for kind in PortalKind)
_URI = "https://portail-des-familles.grands-erables.example.org/connexion/retour/du/fournisseur"
_ID = "portail-des-familles"
_SECRET = "x" * 43


def _line(days_left: int | None = 300, **changes: Any) -> PortalDetails:  # noqa: ANN401 - members
    members: dict[str, Any] = {
        "id": _ID,
        "name_fr": PORTAL.name,
        "name_en": PORTAL.name,
        "host": PORTAL.host,
        "profile": "default",
        "authentication": "client_secret_basic",
        "disabled": False,
        "self_registered": False,
        "secrets": (
            SecretResponse(id="s1", created_at=START, expires_at=START),
            SecretResponse(id="s2", created_at=START, expires_at=None),
        ),
        "secret_days_left": days_left,
        "secret_ends_at": None if days_left is None else START,
        "metadata": METADATA,
    }
    return PortalDetails(**{**members, **changes})


BRANDING = {
    "name_fr": PORTAL.name,
    "name_en": PORTAL.name,
    "logo_uri": PORTAL.logo_uri or "",
    "colour": PORTAL.colour,
    "support_address": PORTAL.support_address or "",
    "support_telephone": PORTAL.support_telephone or "",
    "help_uri": PORTAL.help_uri or "",
    "video_uri": PORTAL.video_uri or "",
    "policy_uri": PORTAL.policy_uri or "",
    "tos_uri": PORTAL.tos_uri or "",
}
METADATA = {
    "redirect_uris": [_URI, f"{_URI}/2"],
    "post_logout_redirect_uris": [],
    "start_uri": _URI,
    "backchannel_logout_uri": None,
    "frontchannel_logout_uri": None,
    "backchannel_client_notification_endpoint": f"{_URI}/avis",
    "backchannel_token_delivery_mode": "ping",
    "aliases": ["centre.onmicrosoft.com/B2C_1_SignInOrUpFr"],
    "policies": [
        {
            "name": "B2C_1_SignInOrUpFr",
            "journey": "sign_in",
            "reports_forgotten_password": True,
            "is_named_in_acr": False,
        }
    ],
    "scopes": [*SCOPES],
    "match_policy": "require",
    "language_policy": "fr+attested",
    "asks_consent": False,
    "scope_claims_in_id_token": False,
    "subject_source": "b2c",
    "child_numbers": False,
    "grant_types": ["authorization_code"],
    "branding": BRANDING,
}
LINES = (
    _line(),
    _line(10, id="b", profile="legacy", self_registered=True),
    _line(-1, id="c", disabled=True),
    _line(None, id="d", profile="fapi2"),
)


def _note(source: str, *, target: str = "", value: str = "", why: str = "") -> NoteResponse:
    return NoteResponse(source=source, target=target, value=value, why=why, text="")


NOTES: dict[str, Any] = {
    "taken": (_note("clientId", target="id"),),
    "safer": (_note("secret", why="secret"),),
    "left": (_note("webOrigins", why="origins"),),
    "refused": (_note("redirectUris", target="redirect_uris", value=f"{_URI}/*", why="wildcard"),),
}


def _sample(name: str, kind: type[View], members: dict[str, Any], **more: Any) -> Sample:  # noqa: ANN401
    def make(frame: Frame) -> View:
        return kind(frame=at_console(frame), console=CONSOLE_FRAME, **{**members, **more})  # type: ignore[call-arg]  # every page of the console has it

    return Sample(f"console-portal-{name}", make)


_NEW = {"kinds": _KINDS}
_IMPORT = {"formats": ("b2c", "keycloak", "registration")}
_READ = Described(format="keycloak", metadata={}, **NOTES)
_SECRET_MADE = SecretMade(id=_ID, secret=_SECRET, expires_at=START)
_MADE = {"name": PORTAL.name, "issuer": "https://compte.example.org", "is_new": True}
_INVITED = {
    "invitations": (Invitation(id="a", note="Éditeur du portail", uses_left=2, expires_at=START),),
    "changes": True,
    "closed": False,
}
_LATELY = SignInsResponse(
    id=_ID,
    last_hour=12,
    last_day=10_000,
    most=10_000,
    sign_ins=tuple(
        SignInResponse(
            account="a1b2c3d4e5f60718293a4b5c6d7e8f90",
            at=START,
            methods=("pwd",),
            outcome=outcome,
        )
        for outcome in ("redeemed", "waiting", "unredeemed", "ended")
    ),
)
_ONE = {
    "portal": LINES[1],
    "recent_sign_ins": _LATELY,
    "refusals": tuple(
        RefusalResponse(
            last_reference="7f3ac2d19b8e4f60", reason=str(each), times=2, last_at=START, text=""
        )
        for each in RefusalReason
    ),
    "changes": True,
}
_ADDRESSES = {"portal": LINES[0], "by_message": True}
_POLICY = {
    "portal": _line(
        metadata={
            **METADATA,
            "match_policy": "inform",
            "language_policy": "fr",
            "scopes": ["openid", "gpi"],
        }
    ),
    "choices": (*SCOPES, "notes.read"),
}
_BRANDING = {"portal": LINES[0], "branding": BRANDING}
_TOKEN = TokenResponse(header={"aud": "trial-abc"}, claims={"aud": "trial-abc"})

PORTALS = (
    _sample("list", PortalListView, {"portals": LINES, "changes": True}),
    _sample("list-none", PortalListView, {"portals": (), "changes": False}),
    _sample("new", NewPortalView, _NEW),
    _sample(
        "new-wrong",
        NewPortalView,
        _NEW,
        errors=refused("clients.uri_wildcard", "redirect_uris", value="https://x.test/*"),
        typed=sent(redirect_uris="https://x.test/*"),
    ),
    _sample("made", PortalMadeView, _MADE, made=_SECRET_MADE),
    _sample("made-public", PortalMadeView, _MADE, made=SecretMade(id=_ID)),
    _sample(
        "made-secret",
        PortalMadeView,
        _MADE,
        made=SecretMade(id=_ID, secret=_SECRET),
        is_new=False,
    ),
    _sample("import", ImportPortalView, _IMPORT),
    _sample(
        "import-read",
        ImportPortalView,
        _IMPORT,
        response=_READ,
        typed=sent(content="{}"),
    ),
    _sample("import-good", ImportPortalView, _IMPORT, response=replace(_READ, refused=())),
    _sample(
        "import-wrong", ImportPortalView, _IMPORT, errors=refused("clients.not_json", "content")
    ),
    _sample("invitations", PortalInvitationsView, _INVITED, token=_SECRET),
    _sample(
        "invitations-none",
        PortalInvitationsView,
        {**_INVITED, "invitations": (), "changes": False, "closed": True},
    ),
    _sample("one", PortalView, _ONE),
    _sample(
        "one-read",
        PortalView,
        _ONE,
        portal=replace(
            LINES[3],
            authentication="none",
            metadata={
                **METADATA,
                "start_uri": None,
                "aliases": [],
                "policies": [],
                "scopes": ["openid"],
            },
        ),
        recent_sign_ins=replace(_LATELY, sign_ins=()),
        refusals=(),
        changes=False,
    ),
    _sample("one-without-secret", PortalView, _ONE, portal=replace(LINES[2], secrets=())),
    _sample("addresses", PortalAddressesView, _ADDRESSES),
    _sample(
        "addresses-wrong",
        PortalAddressesView,
        _ADDRESSES,
        errors=refused("clients.redirect_needed", "redirect_uris"),
    ),
    _sample("policy", PortalPolicyView, _POLICY),
    _sample(
        "policy-wrong",
        PortalPolicyView,
        _POLICY,
        errors=refused("clients.numbers_of_children", "child_numbers"),
    ),
    _sample(
        "trial-ready",
        TrialReadyView,
        {"begun": TrialBegun(id=_ID, name=PORTAL.name, uri=_URI, expires_at=START)},
    ),
    _sample("trial-back", TrialBackView, {"typed": Typed({"state": ("x",), "code": ("y",)})}),
    _sample(
        "trial-back-error",
        TrialBackView,
        {"typed": Typed({"state": ("x",), "error": ("access_denied",)})},
        errors=refused("clients.trial_gone", "state"),
    ),
    _sample(
        "trial-told",
        TrialResultView,
        {
            "response": TrialResponse(
                id=_ID,
                name=PORTAL.name,
                id_token=_TOKEN,
                access_token=_TOKEN,
                userinfo=_TOKEN.claims,
                answer=_TOKEN.claims,
                posted=("code", "id_token", "state"),
            )
        },
    ),
    _sample(
        "trial-told-error",
        TrialResultView,
        {
            "response": TrialResponse(
                id=_ID,
                name=PORTAL.name,
                error="access_denied",
                error_description="the person turned back",
            )
        },
    ),
    _sample("branding", PortalBrandingView, _BRANDING),
    _sample(
        "branding-previewed",
        PortalBrandingView,
        _BRANDING,
        embedded=("/admin/portails/x/apercu",),
        previews=(("about:blank", "fr", "light"), ("about:blank", "en", "dark")),
        seen=Previewed(
            id=_ID, host=PORTAL.host, contrast_light=6.5, contrast_dark=2.4, enough=False
        ),
    ),
    _sample(
        "branding-wrong", PortalBrandingView, _BRANDING, errors=refused("clients.colour", "colour")
    ),
)
