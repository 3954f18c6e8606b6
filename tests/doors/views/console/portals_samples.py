"""The pages of portals."""

from typing import Any

from idp.clients.checks import SCOPES
from idp.doors.views import Frame, Page
from idp.doors.views.console.portal_trials import TrialBackPage, TrialReadyPage, TrialToldPage
from idp.doors.views.console.portals import (
    ImportPortalPage,
    NewPortalPage,
    PortalAddressesPage,
    PortalBrandingPage,
    PortalInvitationsPage,
    PortalLineView,
    PortalListPage,
    PortalMadePage,
    PortalPage,
    PortalPolicyPage,
)
from idp.operations.invitations import InvitationTold
from idp.operations.portal_asks import Kind
from idp.operations.portal_told import NoteTold, SecretTold, SignInTold
from tests.conftest import START
from tests.doors.views.console.sample import CONSOLE_FRAME, at_console, refused
from tests.doors.views.sample import PORTAL, Sample

_KINDS = tuple(str(kind) for kind in Kind)
_URI = "https://portail-des-familles.grands-erables.example.org/connexion/retour/du/fournisseur"
_ID = "portail-des-familles"
_SECRET = "x" * 43


def _line(secret: str = "good", **changes: Any) -> PortalLineView:  # noqa: ANN401 - members
    members = {
        "id": _ID,
        "name": PORTAL.name,
        "host": PORTAL.host,
        "profile": "default",
        "disabled": False,
        "self_registered": False,
        "secret": secret,
        "ends": None if secret == "none" else "1er septembre 2027",
    }
    return PortalLineView(**{**members, **changes})


LINES = (
    _line(),
    _line("ending", id="b", profile="legacy", self_registered=True),
    _line("over", id="c", disabled=True),
    _line("none", id="d", profile="fapi2"),
)


def _note(source: str, *, target: str = "", value: str = "", why: str = "") -> NoteTold:
    return NoteTold(source=source, target=target, value=value, why=why, text="")


NOTES = {
    "taken": (_note("clientId", target="id"),),
    "safer": (_note("secret", why="secret"),),
    "left": (_note("webOrigins", why="origins"),),
    "refused": (_note("redirectUris", target="redirect_uris", value=f"{_URI}/*", why="wildcard"),),
}


def _sample(name: str, kind: type[Page], members: dict[str, Any], **more: Any) -> Sample:  # noqa: ANN401
    def make(frame: Frame) -> Page:
        return kind(frame=at_console(frame), console=CONSOLE_FRAME, **{**members, **more})  # type: ignore[call-arg]  # every page of the console has it

    return Sample(f"console-portal-{name}", make)


_NEW = {"kinds": _KINDS}
_IMPORT = {"formats": ("b2c", "keycloak", "registration")}
_MADE = {"id": _ID, "name": PORTAL.name, "issuer": "https://compte.example.org", "is_new": True}
_INVITED = {
    "invitations": (
        InvitationTold(id="a", note="Éditeur du portail", uses_left=2, expires_at=START),
    ),
    "changes": True,
    "closed": False,
}
_ONE = {
    "portal": LINES[1],
    "changes": True,
    "authentication": "client_secret_basic",
    "colour": PORTAL.colour,
    "logo_uri": PORTAL.logo_uri,
    "redirect_uris": (_URI, f"{_URI}/2"),
    "post_logout_redirect_uris": (),
    "start_uri": _URI,
    "aliases": ("centre.onmicrosoft.com/B2C_1_SignInOrUpFr",),
    "scopes": SCOPES,
    "match_policy": "require",
    "language_policy": "fr+attested",
    "asks_consent": False,
    "child_numbers": False,
    "uses_secret": True,
    "secrets": (
        SecretTold(id="s1", created_at=START, expires_at=START),
        SecretTold(id="s2", created_at=START, expires_at=None),
    ),
    "last_hour": "12",
    "last_day": "10000+",
    "sign_ins": tuple(
        SignInTold(
            account="a1b2c3d4e5f60718293a4b5c6d7e8f90",
            at=START,
            methods=("pwd",),
            outcome=outcome,
        )
        for outcome in ("redeemed", "waiting", "unredeemed", "ended")
    ),
    "tries": True,
}
_ADDRESSES = {
    "id": _ID,
    "name": PORTAL.name,
    "redirect_uris": f"{_URI}\n{_URI}/2",
    "post_logout_redirect_uris": "",
    "start_uri": _URI,
    "backchannel_logout_uri": "",
    "frontchannel_logout_uri": "",
    "by_message": True,
    "backchannel_client_notification_endpoint": f"{_URI}/avis",
}
_POLICY = {
    "id": _ID,
    "name": PORTAL.name,
    "match_policy": "inform",
    "language_policy": "fr",
    "choices": (*SCOPES, "notes.read"),
    "scopes": ("openid", "gpi"),
    "asks_consent": False,
    "child_numbers": False,
}
_BRANDING = {
    "id": _ID,
    "name": PORTAL.name,
    "name_fr": PORTAL.name,
    "name_en": PORTAL.name,
    "logo_uri": PORTAL.logo_uri,
    "colour": PORTAL.colour,
    "support_address": PORTAL.support_address,
    "support_telephone": PORTAL.support_telephone,
    "help_uri": PORTAL.help_uri,
    "video_uri": PORTAL.video_uri,
    "policy_uri": PORTAL.policy_uri,
    "tos_uri": PORTAL.tos_uri,
}
_TRIAL = {"id": _ID, "name": PORTAL.name}
_PARTS = (
    *("id_token header", "id_token claims", "userinfo"),
    *("access_token header", "access_token claims", "answer"),
)

PORTALS = (
    _sample("list", PortalListPage, {"portals": LINES, "changes": True}),
    _sample("list-none", PortalListPage, {"portals": (), "changes": False}),
    _sample("new", NewPortalPage, _NEW),
    _sample(
        "new-wrong",
        NewPortalPage,
        _NEW,
        errors=refused("clients.uri_wildcard", "redirect_uris", value="https://x.test/*"),
        redirect_uris="https://x.test/*",
    ),
    _sample("made", PortalMadePage, _MADE, secret=_SECRET, ends="1er septembre 2027"),
    _sample("made-public", PortalMadePage, _MADE, secret=None, ends=None),
    _sample("made-secret", PortalMadePage, _MADE, secret=_SECRET, ends=None, is_new=False),
    _sample("import", ImportPortalPage, _IMPORT),
    _sample(
        "import-read",
        ImportPortalPage,
        _IMPORT,
        read=True,
        content="{}",
        format="keycloak",
        **NOTES,
    ),
    _sample("import-good", ImportPortalPage, _IMPORT, read=True, **{**NOTES, "refused": ()}),
    _sample(
        "import-wrong", ImportPortalPage, _IMPORT, errors=refused("clients.not_json", "content")
    ),
    _sample("invitations", PortalInvitationsPage, _INVITED, token=_SECRET),
    _sample(
        "invitations-none",
        PortalInvitationsPage,
        {**_INVITED, "invitations": (), "changes": False, "closed": True},
    ),
    _sample("one", PortalPage, _ONE),
    _sample(
        "one-read",
        PortalPage,
        _ONE,
        portal=LINES[3],
        changes=False,
        uses_secret=False,
        sign_ins=(),
        start_uri=None,
        aliases=(),
        scopes=("openid",),
    ),
    _sample("one-without-secret", PortalPage, _ONE, portal=LINES[2], secrets=(), tries=False),
    _sample("addresses", PortalAddressesPage, _ADDRESSES),
    _sample(
        "addresses-wrong",
        PortalAddressesPage,
        _ADDRESSES,
        errors=refused("clients.redirect_needed", "redirect_uris"),
    ),
    _sample("policy", PortalPolicyPage, _POLICY),
    _sample(
        "policy-wrong",
        PortalPolicyPage,
        _POLICY,
        errors=refused("clients.numbers_of_children", "child_numbers"),
    ),
    _sample("trial-ready", TrialReadyPage, _TRIAL, uri=_URI, until="14 h 05"),
    _sample("trial-back", TrialBackPage, {"fields": (("state", "x"), ("code", "y"))}),
    _sample(
        "trial-back-error",
        TrialBackPage,
        {"fields": (("state", "x"), ("error", "access_denied"))},
        error="access_denied",
        errors=refused("clients.trial_gone", "state"),
    ),
    _sample(
        "trial-told",
        TrialToldPage,
        _TRIAL,
        error="",
        description="",
        parts=tuple((each, '{\n  "aud": "trial-abc"\n}') for each in _PARTS),
        posted=("code", "id_token", "state"),
    ),
    _sample(
        "trial-told-error",
        TrialToldPage,
        _TRIAL,
        error="access_denied",
        description="the person turned back",
        parts=(),
        posted=(),
    ),
    _sample("branding", PortalBrandingPage, _BRANDING),
    _sample(
        "branding-previewed",
        PortalBrandingPage,
        _BRANDING,
        embedded=("/admin/portails/x/apercu",),
        previews=(("about:blank", "fr", "light"), ("about:blank", "en", "dark")),
        contrast_light="6.5",
        contrast_dark="2.4",
        enough=False,
    ),
    _sample(
        "branding-wrong", PortalBrandingPage, _BRANDING, errors=refused("clients.colour", "colour")
    ),
)
