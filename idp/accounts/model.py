"""The data of accounts: frozen, without behaviour."""

from enum import StrEnum

from msgspec import Struct

from idp.discreet import Discreet, Hidden
from idp.ids import AccountId, AddressId, ProofId, Sid
from idp.mail.model import MessageDelivery
from idp.normalisation.address import Address


class Account(Struct, frozen=True):
    """One person. Times are in seconds; `disabled` covers closed accounts too.

    `erase_at` is when a closed account is erased, unless its owner opens it again before; None
    while it is open, and once it is erased.
    """

    id: AccountId
    locale: str
    has_password: bool
    created_at: int
    disabled: bool
    erase_at: int | None = None


class HeldAccount(Discreet, frozen=True):
    """An account whose row a transaction has locked until it ends.

    What begins a session and what ends sessions lock it first, so that one follows the other.
    `closed` is None also when the account cannot be reopened any more.
    """

    id: AccountId
    locale: str
    password_hash: Hidden[str | None]
    is_open: bool
    closed: "Closed | None"


class Closed(Struct, frozen=True):
    """A closed account that its owner may reopen until it is erased; times in seconds."""

    account_id: AccountId
    closed_at: int
    erase_at: int


class ProvenAddress(Struct, frozen=True):
    """An address of an account; `proven_at` is when a code of ours last proved control of it.

    Since `suspended_at` it proves nothing; at `removal_at` it is removed, if these are set.
    """

    id: AddressId
    address: Address
    proven_at: int
    added_at: int
    device: str = ""
    second_proof_at: int | None = None
    suspended_at: int | None = None
    removal_at: int | None = None


class Removal(Struct, frozen=True):
    """An address that waits to be removed, and when, in seconds."""

    account_id: AccountId
    address_id: AddressId
    address: Address
    removal_at: int


class AddressTime(Struct, frozen=True):
    """When an account had an address, in seconds; `ended_at` is None while it lasts."""

    id: str
    account_id: str
    since_at: int
    ended_at: int | None
    address_hash: bytes


class Details(Discreet, frozen=True):
    """A parent's own details, under the names of OpenID Connect Core §5.1.

    "" for none; `phone_number` is in E.164.
    """

    given_name: Hidden[str] = ""
    family_name: Hidden[str] = ""
    phone_number: Hidden[str] = ""
    street_address: Hidden[str] = ""
    locality: Hidden[str] = ""
    region: Hidden[str] = ""
    postal_code: Hidden[str] = ""
    country: Hidden[str] = ""


class KeptDetails(Struct, frozen=True):
    """The details of an account, with its language; `updated_at` in seconds, or None."""

    locale: str
    details: Details
    updated_at: int | None


class NewSession(Struct, frozen=True, kw_only=True):
    """What a session begins with: how and in which browser somebody signed in; see `Session`.

    With `remember` it lasts as long as on a device to be remembered.
    """

    amr: tuple[str, ...]
    acr: str
    remember: bool = False
    device: str = ""
    journey_hash: bytes | None = None


class Session(Struct, frozen=True):
    """A browser that is signed in. Times are in seconds; `amr` as in RFC 8176."""

    id_hash: bytes
    sid: Sid
    account_id: AccountId
    auth_time: int
    amr: tuple[str, ...]
    acr: str
    created_at: int
    seen_at: int
    expires_at: int
    idle_seconds: int
    """It is over when nobody used it for this long."""
    device: str
    locale: str
    journey_hash: bytes | None = None
    """The digest of the id of the request that the person signed in for, or None."""


class Started(Discreet, frozen=True):
    """A new session; `token` is the cookie's value, returned only here.

    `max_age_seconds` is None when the cookie ends with the browser.
    """

    token: Hidden[str]
    session: Session
    max_age_seconds: int | None


class Purpose(StrEnum):
    """What an address is proven for; a code for one purpose is not valid for another."""

    SIGN_UP = "sign_up"
    RECOVER = "recover"
    ADD_ADDRESS = "add_address"
    JOIN = "join"
    """Signing in somebody who came from another provider."""
    MERGE = "merge"
    """Merging two accounts of one person."""
    SECOND_PROOF = "second_proof"
    """A second proof beside the session, by an address of the account."""
    REMOVE_ADDRESS = "remove_address"
    CLAIM = "claim"
    """Signing in, by the password of before, somebody whose account was imported."""


class EmailVerification(Discreet, frozen=True):
    """One attempt to prove control of an address, in one browser, for one purpose.

    `id` is a secret of the page. `expires_at` is when the attempt expires, not when a code does.
    """

    id: Hidden[ProofId]
    purpose: Purpose
    account_id: AccountId | None
    address: Address
    browser: Hidden[str]
    created_at: int
    expires_at: int
    proven_at: int | None
    sent_count: int
    sent_at: int | None


class KeptEmailVerification(Struct, frozen=True):
    """An attempt to prove an address, as its owner may export it."""

    purpose: str
    address: Address
    created_at: int
    expires_at: int
    proven_at: int | None
    spent_at: int | None
    sent_count: int


class Sending(Struct, frozen=True):
    """The state of the last code of a proof.

    Another may be asked for from `resend_at` (seconds); `tries_left` counts the wrong entries
    still allowed on the newest code.
    """

    delivery: MessageDelivery
    sent_count: int
    resend_at: int
    tries_left: int


class Verified(Struct, frozen=True):
    """Whether a password was right; store `rehashed` unless it is None."""

    ok: bool
    rehashed: str | None
