"""Other providers that parents may sign in with."""

from msgspec import Struct

from idp.clock import HOUR


class UpstreamCredential(Struct, frozen=True):
    """What Parvis proves itself by at an upstream provider; two may be registered at a time."""

    kind: str
    """`secret` or `certificate`."""
    file: str
    """Holds the secret, or the certificate (PEM)."""
    key_file: str = ""
    """The certificate's private key (PEM)."""
    algorithm: str = "PS256"
    """`PS256` names the certificate by `x5t#S256`, `RS256` by `x5t`: some tenants want that."""
    expires: str = ""
    """The last day it works, `2027-06-30`; warned of 60, 30, 14, 7 and 1 days ahead."""


class UpstreamProvider(Struct, frozen=True):
    """An OpenID provider that parents may sign in with."""

    name: str
    """Names it in addresses and in the database: never change it."""
    label_fr: str
    """What people call it, `Microsoft`: it stands in sentences."""
    label_en: str
    discovery_uri: str
    """Ends with `/.well-known/openid-configuration`."""
    client_id: str
    credentials: tuple[UpstreamCredential, ...]
    profile: str = "oidc"
    """`oidc`, or `microsoft` for what is particular to Entra."""
    logo: str = ""
    """A file of `idp/static`, such as `microsoft.svg`."""
    scope: str = "openid profile email"
    domain_hints: tuple[str, ...] = ()
    """Values of a portal's `domain_hint` that lead straight there, such as `microsoft.com`."""
    tenants_allowed: tuple[str, ...] = ()
    """Microsoft: the only tenants (GUID) whose people may come in; empty: any tenant."""
    tenants_blocked: tuple[str, ...] = ()
    trusts_mfa: bool = False
    """Whether its word that several factors were used is passed on to portals."""


class UpstreamSettings(Struct, frozen=True):
    """Other providers that parents may sign in with."""

    providers: tuple[UpstreamProvider, ...] = ()
    """Each a table `[[upstream.providers]]`, in the order of their buttons."""
    attempt_seconds: int = HOUR
    """How long a parent may take there, and then to prove an address here."""
