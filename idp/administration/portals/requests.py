"""Requests about portals; their limits serve validation, forms and OpenAPI at once."""

from enum import StrEnum
from typing import Annotated, Any

from msgspec import Meta

from idp.administration.shapes import ActionRequest
from idp.clients import LanguagePolicy, MatchPolicy

_LONGEST_URI = 512
_MOST_URIS = 50
_MOST_HOURS = 24 * 90
_MOST_DAYS = 365 * 10

Id = Annotated[str, Meta(min_length=1, max_length=128, description="The portal's id.")]
NewId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._~-]{1,64}$")]
Name = Annotated[str, Meta(min_length=1, max_length=100, description="As parents know it.")]
Uri = Annotated[str, Meta(min_length=1, max_length=_LONGEST_URI)]
Uris = Annotated[tuple[Uri, ...], Meta(max_length=_MOST_URIS)]
Metadata = Annotated[
    dict[str, Any], Meta(description="Members of a client, as `portals.show` returns them.")
]


class PortalKind(StrEnum):
    """The kind of application of a portal, which sets safe defaults for the rest."""

    SERVER = "server"
    """It keeps a secret."""
    BROWSER = "browser"
    """It runs in the parent's browser, without a secret."""
    MOBILE = "mobile"
    """It runs on the parent's telephone, without a secret."""
    B2C = "b2c"
    """It was written for Azure AD B2C and stays as it is."""


class WhichPortal(ActionRequest, kw_only=True):
    """One portal."""

    id: Id


class CreatePortal(ActionRequest, kw_only=True):
    """The short form: what only the administrator can know."""

    name_fr: Name
    name_en: Annotated[str, Meta(max_length=100, description="Empty: the French one.")] = ""
    kind: PortalKind
    start_uri: Annotated[
        str, Meta(max_length=_LONGEST_URI, description="Where a sign-in begins at the portal.")
    ] = ""
    redirect_uris: Annotated[Uris, Meta(description="Where sign-ins may return to.")] = ()
    id: Annotated[NewId, Meta(description="Left out: one is made.")] | None = None
    alias: Annotated[
        str, Meta(max_length=256, description="`tenant/policy`, for the kind `b2c`.")
    ] = ""


class RegisterPortal(ActionRequest, kw_only=True):
    """A client with all its members; `id` may be left out."""

    metadata: Metadata
    replace: Annotated[bool, Meta(description="Replace what is registered under its id.")] = False


class EditPortal(WhichPortal, kw_only=True):
    """The members to change, members of `branding` included; the others stay."""

    metadata: Metadata


class ImportPortal(ActionRequest, kw_only=True):
    """A description from another provider: read alone, or registered as well."""

    content: Annotated[dict[str, Any], Meta(description="The description, as JSON.")]
    format: Annotated[
        str | None, Meta(description="`b2c`, `keycloak` or `registration`; null: as it looks.")
    ] = None
    register: Annotated[bool, Meta(description="Register what it becomes, too.")] = False


class BrandingRequest(ActionRequest, kw_only=True):
    """The names, logo, colour and contacts by which parents recognise a portal."""

    id: Id
    name_fr: Name
    name_en: Name
    logo_uri: Annotated[str, Meta(max_length=_LONGEST_URI)] = ""
    colour: Annotated[str, Meta(max_length=7, description="`#rrggbb`")] = "#095797"
    support_address: Annotated[str, Meta(max_length=254)] = ""
    support_telephone: Annotated[str, Meta(max_length=40)] = ""
    help_uri: Annotated[str, Meta(max_length=_LONGEST_URI)] = ""
    video_uri: Annotated[str, Meta(max_length=_LONGEST_URI)] = ""
    policy_uri: Annotated[str, Meta(max_length=_LONGEST_URI)] = ""
    tos_uri: Annotated[str, Meta(max_length=_LONGEST_URI)] = ""


class SetAddresses(WhichPortal, kw_only=True):
    """All addresses of a portal; one that is left out is removed."""

    redirect_uris: Uris = ()
    post_logout_redirect_uris: Uris = ()
    start_uri: Annotated[str, Meta(max_length=_LONGEST_URI)] = ""
    backchannel_logout_uri: Annotated[str, Meta(max_length=_LONGEST_URI)] = ""
    frontchannel_logout_uri: Annotated[str, Meta(max_length=_LONGEST_URI)] = ""
    backchannel_client_notification_endpoint: Annotated[
        str,
        Meta(max_length=_LONGEST_URI, description="Of CIBA in mode ping; empty: mode poll."),
    ] = ""


class SetPolicy(WhichPortal, kw_only=True):
    """All rules of a portal: what happens without a match, and what it may request."""

    match_policy: MatchPolicy
    language_policy: LanguagePolicy
    scopes: Annotated[tuple[Annotated[str, Meta(max_length=64)], ...], Meta(max_length=50)]
    asks_consent: bool = False
    child_numbers: bool = False
    scope_claims_in_id_token: bool = False
    subject_source: (
        Annotated[
            str,
            Meta(
                max_length=64,
                description="By the ids of which former system it knows accounts; empty: of none; "
                "null: as before.",
            ),
        ]
        | None
    ) = None


class NewSecret(WhichPortal, kw_only=True):
    """A new secret; null members are as the settings say.

    `overlap_hours`: how long the one before still works. `days`: when the new one ends; 0: never.
    """

    overlap_hours: (
        Annotated[
            int,
            Meta(ge=0, le=_MOST_HOURS, description="How long the one before still works."),
        ]
        | None
    ) = None
    days: (
        Annotated[int, Meta(ge=0, le=_MOST_DAYS, description="When the new one ends; 0: never.")]
        | None
    ) = None


class SetSecret(WhichPortal, kw_only=True):
    """A secret that was made elsewhere, in 32 to 256 visible characters of ASCII."""

    secret: Annotated[
        str, Meta(pattern=r"^[!-~]{32,256}$", description="Random, and for this portal alone.")
    ]


class WhichSecret(WhichPortal, kw_only=True):
    """One secret of a portal."""

    secret_id: Annotated[str, Meta(min_length=1, max_length=64)]


class WhichRefusal(ActionRequest):
    """A refusal, by the reference on its page."""

    reference: Annotated[
        str, Meta(min_length=1, max_length=64, description="As the page shows it.")
    ]
