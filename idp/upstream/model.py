"""Identities at other providers, and sign-in attempts there."""

from enum import StrEnum

from msgspec import Struct

from idp.discreet import Discreet, Hidden
from idp.ids import AccountId


class Identity(Discreet, frozen=True):
    """One person at one provider; nothing in it is an address, and no address ever names one."""

    provider: str
    key: tuple[str, ...]
    """What identifies a person there: (iss, sub); at Microsoft (tid, oid)."""
    issuer: str
    subject: str
    shown: Hidden[str | None] = None
    """What the provider calls the person, to be recognised by on the account page; no proof."""


class UpstreamPurpose(StrEnum):
    """Why a person was sent to the provider."""

    SIGN_IN = "sign_in"
    LINK = "link"
    """A signed-in person adds a way to sign in."""


class UpstreamAction(Struct, frozen=True):
    """The action for which a person is sent to the provider."""

    purpose: UpstreamPurpose = UpstreamPurpose.SIGN_IN
    journey_id: str | None = None
    account_id: AccountId | None = None
    """Whose account a link is for."""
    return_to: str | None = None
    """Our page that asked for a recent sign-in."""
    again: bool = False
    """Whether the person has to prove anew there who it is."""


class Attempt(Discreet, frozen=True):
    """One sign-in attempt at a provider: bound to a browser, valid for one return."""

    provider: str
    purpose: UpstreamPurpose
    journey_id: str | None
    account_id: AccountId | None
    nonce: Hidden[str]
    code_verifier: Hidden[str]
    return_to: str | None = None


class Returned(Discreet, frozen=True):
    """A person who came back with a validated ID token."""

    identity: Identity
    attempt: Attempt
    suggested_address: Hidden[str | None]
    """Fills a field in; it proves nothing."""
    several_factors: bool = False
    """The provider says so, and the settings let it."""


class Link(Discreet, frozen=True):
    """An identity that opens an account, unless it is suspended since `suspended_at`."""

    id: str
    account_id: AccountId
    provider: str
    shown: Hidden[str | None]
    linked_at: int
    used_at: int | None
    device: str = ""
    suspended_at: int | None = None


class ProviderButton(Struct, frozen=True):
    """A provider's button on the sign-in page."""

    name: str
    label: str
    logo: str
    answers: bool
    """Whether the provider answered lately."""
