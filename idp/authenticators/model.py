"""The data of authenticators: frozen, without behaviour."""

from enum import StrEnum

from msgspec import Struct

from idp.discreet import Discreet, Hidden


class Realm(StrEnum):
    """Whose authenticators: those of one realm open nothing in the other."""

    ACCOUNT = "account"
    ADMINISTRATOR = "administrator"


class Holder(Struct, frozen=True):
    """Whose authenticator it is: an account or an administrator, by its id."""

    realm: Realm
    id: str


class Challenge(Struct, frozen=True):
    """What a page passes to the browser's `navigator.credentials`; `options` is JSON text.

    `id` is sent with the response: it says which challenge that is for, and is no secret.
    """

    id: str
    options: str


class PasskeyAnswer(Discreet, frozen=True, kw_only=True):
    """What a browser's `navigator.credentials` gave for a challenge; `response` is JSON text."""

    challenge_id: str
    response: Hidden[str]
    browser: Hidden[str]


class Passkey(Struct, frozen=True):
    """One passkey. Times are in seconds; `synced`: it is copied between devices.

    `device` is where it was added; since `suspended_at` it opens nothing (decision 0020).
    """

    id: str
    label: str
    created_at: int
    used_at: int | None
    synced: bool
    device: str = ""
    second_proof_at: int | None = None
    suspended_at: int | None = None


class Recognised(Struct, frozen=True):
    """The passkey that answered, before its challenge is spent: see `Passkeys.use`."""

    holder: Holder
    passkey: Passkey
    challenge_id: str
    sign_count: int
    backed_up: bool


class Enrolment(Discreet, frozen=True):
    """What an authenticator app reads: the secret in base32, and the address of the QR code."""

    secret: Hidden[str]
    uri: Hidden[str]


class Factor(StrEnum):
    """The second factor that was accepted."""

    APP = "app"
    RECOVERY_CODE = "recovery_code"


class PendingSignIn(Discreet, frozen=True):
    """A sign-in after its first factor; `context` is the caller's own text, kept sealed."""

    id: Hidden[str]
    holder: Holder
    context: Hidden[str]


class EnrolledFactors(Struct, frozen=True):
    """A holder's factors: how many passkeys, whether an app, how many recovery codes are left."""

    passkeys: int
    has_app: bool
    recovery_codes_left: int
