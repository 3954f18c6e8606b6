"""Events of parents, portals and the provider: a class each, whose own fields are the details."""

from typing import ClassVar

from idp.audit.event import Event, EventOutcome


class AccountCreated(Event, frozen=True, kw_only=True):
    """An account began to exist."""

    kind: ClassVar[str] = "account_created"


class AccountClosed(Event, frozen=True, kw_only=True):
    """An account was closed; it is erased later, unless its owner reopens it."""

    kind: ClassVar[str] = "account_closed"


class ImportedAccountClaimed(Event, frozen=True, kw_only=True):
    """An account got what an import had brought; `known_as_before`: with its former `sub`."""

    kind: ClassVar[str] = "imported_account_claimed"
    source: str
    known_as_before: bool


class AccountsMerged(Event, frozen=True, kw_only=True):
    """A parent merged another account into this one; `lost` ended."""

    kind: ClassVar[str] = "accounts_merged"
    lost: str
    addresses: int


class AccountReopened(Event, frozen=True, kw_only=True):
    """The owner of a closed account opened it again in time."""

    kind: ClassVar[str] = "account_reopened"


class AccountErased(Event, frozen=True, kw_only=True):
    """Everything that a closed account held was erased; `subject` names nobody any more."""

    kind: ClassVar[str] = "account_erased"
    actor: str = "house"


class PasswordChanged(Event, frozen=True, kw_only=True):
    """A new password replaced the old one, or none."""

    kind: ClassVar[str] = "password_changed"


class AddressProven(Event, frozen=True, kw_only=True):
    """Control of an address was proven; `added` when the account did not have it before."""

    kind: ClassVar[str] = "address_proven"
    address_id: str
    added: bool


class AddressRemoved(Event, frozen=True, kw_only=True):
    """An account gave up an address."""

    kind: ClassVar[str] = "address_removed"
    address_id: str


class DetailsChanged(Event, frozen=True, kw_only=True):
    """A parent changed the name, telephone number or postal address of the account, or erased it.

    Which, and to what, is not said: it is nobody else's.
    """

    kind: ClassVar[str] = "details_changed"


class DataExported(Event, frozen=True, kw_only=True):
    """A parent downloaded everything that is kept of the account."""

    kind: ClassVar[str] = "data_exported"


class SignedIn(Event, frozen=True, kw_only=True):
    """A session began; `methods` are its `amr` values.

    `device` names browser and system in the words of a short list (`Safari, iPhone`): what a person
    recognises, and what millions share.
    """

    kind: ClassVar[str] = "signed_in"
    methods: str
    sid: str
    device: str = ""


class SignInRefused(Event, frozen=True, kw_only=True):
    """A wrong password. `subject` is empty when no account has the address."""

    kind: ClassVar[str] = "sign_in_refused"
    actor: str = "anyone"
    outcome: EventOutcome = EventOutcome.REFUSED
    device: str = ""


class SessionsEnded(Event, frozen=True, kw_only=True):
    """Sessions were ended before their time: a sign-out, a new password, a click."""

    kind: ClassVar[str] = "sessions_ended"
    count: int


class ChildrenConfirmed(Event, frozen=True, kw_only=True):
    """A number was right: `count` children of one organisation are linked."""

    kind: ClassVar[str] = "children_confirmed"
    organisation: str
    count: int


class ChildRefused(Event, frozen=True, kw_only=True):
    """A number was wrong, or the address is not on that file; the record does not say which."""

    kind: ClassVar[str] = "child_refused"
    outcome: EventOutcome = EventOutcome.REFUSED
    organisation: str


class LetterUsed(Event, frozen=True, kw_only=True):
    """A parent typed the code of an activation letter: a proven address stands on a file now."""

    kind: ClassVar[str] = "letter_used"
    letter_id: str


class ChildUnlinked(Event, frozen=True, kw_only=True):
    """A parent took a child off the account."""

    kind: ClassVar[str] = "child_unlinked"


class RequestApproved(Event, frozen=True, kw_only=True):
    """A person approved a client's request made elsewhere; `by` is its kind."""

    kind: ClassVar[str] = "request_approved"
    by: str


class AccessWithdrawn(Event, frozen=True, kw_only=True):
    """A parent withdrew a portal's consent and grants.

    `consent` says whether there was one, `ended` how many grants and sessions it lost.
    """

    kind: ClassVar[str] = "access_withdrawn"
    consent: bool
    ended: int


class CodeReplayed(Event, frozen=True, kw_only=True):
    """A client redeemed a code a second time, with valid proofs; what the first bought ended."""

    kind: ClassVar[str] = "code_replayed"
    actor: str = "anyone"
    outcome: EventOutcome = EventOutcome.REFUSED
    grant_id: str


class RefreshTokenReused(Event, frozen=True, kw_only=True):
    """A client presented a refresh token that was spent long ago; its family ended."""

    kind: ClassVar[str] = "refresh_token_reused"
    actor: str = "anyone"
    outcome: EventOutcome = EventOutcome.REFUSED
    grant_id: str


class IdentityLinked(Event, frozen=True, kw_only=True):
    """An identity at another provider opens the account from now on."""

    kind: ClassVar[str] = "identity_linked"
    provider: str
    linked_by: str
    """What proved the account: `code`, `session`, or `created` with the account."""


class IdentityUnlinked(Event, frozen=True, kw_only=True):
    """An identity at another provider no longer opens the account."""

    kind: ClassVar[str] = "identity_unlinked"
    provider: str


class UpstreamFailed(Event, frozen=True, kw_only=True):
    """A way to another provider ended without an arrival."""

    kind: ClassVar[str] = "upstream_failed"
    provider: str
    reason: str


class ClaimsCounted(Event, frozen=True, kw_only=True):
    """How many issued claims are kept by now; `sum` is that of their MACs."""

    kind: ClassVar[str] = "claims_counted"
    actor: str = "house"
    rows: int
    sum: str


class ClaimsIssuedWrongly(Event, frozen=True, kw_only=True):
    """A token said `gpi_email_verified` wrongly; `reason` says why."""

    kind: ClassVar[str] = "told_wrongly"
    actor: str = "house"
    grant_id: str
    link_id: str
    first_at: int
    last_at: int
    reason: str
