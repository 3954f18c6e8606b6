"""Begins a session in a browser, after a sign-in, a sign-up or a recovery.

An account with an authenticator app requires it after every other factor but a passkey. All
sign-in methods begin their sessions here, so that none omits it.
"""

import json
from collections.abc import Iterable

from msgspec import Struct, structs
from msgspec.structs import replace

from idp.accounts import Accounts, Closed, HeldAccount, NewSession, PasswordTries, Sessions
from idp.accounts.model import Started
from idp.additions import AccountBrowsers
from idp.audit import Audit
from idp.audit.events import SignedIn
from idp.authenticators import Authenticators, Holder, PendingSignIn, Realm
from idp.clock import Clock
from idp.discreet import Discreet, Hidden
from idp.ids import AccountId, Sid
from idp.journeys.claim_imported import ClaimImported
from idp.journeys.methods import ELSEWHERE, PASSKEY, PASSWORD, SEVERAL_FACTORS, Methods
from idp.journeys.new_browsers import NewBrowsers
from idp.journeys.reopening_offers import (
    ReopeningOffer,
    ReopeningOfferedError,
    ReopeningOffers,
    password_digest,
)
from idp.journeys.visitor import Visitor
from idp.limits import Charge
from idp.normalisation.address import Address
from idp.part import Part
from idp.storage import Transaction
from idp.tokens.revocation import revoke_session

__all__ = [
    "ELSEWHERE",
    "PASSKEY",
    "PASSWORD",
    "SEVERAL_FACTORS",
    "BeginSession",
    "Entry",
    "HalfIn",
    "How",
    "Methods",
]


class HalfIn(Discreet, frozen=True):
    """A first factor was right and a second one is due; `id` opens the page that asks for it."""

    id: Hidden[str]


Entry = Started | HalfIn


class How(Struct, frozen=True, kw_only=True):
    """How somebody came in.

    The owner is notified of a new browser, unless (`is_notified`) a message about this change is
    sent anyway. `proven_by` makes the account know the browser: the id of an address whose code
    was entered, or a method; empty for a password.
    """

    methods: Methods = PASSWORD
    remember: bool = False
    is_notified: bool = False
    proven_by: str = ""


class BeginSession(Part):
    """Starts a session under a new token, and ends another person's session in that browser."""

    accounts: Accounts
    sessions: Sessions
    password_tries: PasswordTries
    authenticators: Authenticators
    new_browsers: NewBrowsers
    account_browsers: AccountBrowsers
    offers: ReopeningOffers
    claim_imported: ClaimImported
    audit: Audit
    clock: Clock

    def begin(
        self,
        tx: Transaction,
        account: HeldAccount,
        address: Address,
        visitor: Visitor,
        how: How,
        *,
        charges: Iterable[Charge] = (),
    ) -> Entry:
        """Start a session for the account that `address` belongs to, and give `charges` back.

        When a second factor is due, `finish` starts the session. Raises PersonError
        PRV-ACCOUNT-CLOSED, or ReopeningOfferedError while the owner may still reopen it.
        """
        holder = Holder(Realm.ACCOUNT, account.id)
        if not how.methods.is_whole and self.authenticators.second_factor.is_due(tx, holder):
            self.password_tries.give_back(tx, charges)
            context = {
                "address": structs.asdict(address),
                **structs.asdict(how),
                "methods": structs.asdict(how.methods),
                "journey": (visitor.journey_hash or b"").hex(),
            }
            browser, text = visitor.browser, json.dumps(context)
            return HalfIn(
                self.authenticators.pending_mfa.begin(tx, holder, browser=browser, context=text)
            )
        started = self._start(tx, account, visitor, how)
        self.password_tries.was_right(tx, address, browser=visitor.browser, charges=charges)
        return started

    def finish(
        self,
        tx: Transaction,
        account: HeldAccount,
        pending: PendingSignIn,
        visitor: Visitor,
        *,
        proven_by: str = "",
    ) -> Started:
        """Start the session after a second factor that was right in this transaction.

        `proven_by` as in `How`, where the first factor was none. Raises PersonError
        PRV-HALFWAY-OVER, PRV-ACCOUNT-CLOSED, ReopeningOfferedError.
        """
        self.authenticators.pending_mfa.spend(tx, pending)
        context = json.loads(pending.context)
        amr, acr = context["methods"]["amr"], context["methods"]["acr"]
        # The request is the one that the first factor was given for.
        begun_for = bytes.fromhex(context.get("journey", ""))
        visitor = replace(visitor, journey_hash=begun_for or None)
        how = How(
            methods=Methods(tuple(amr), acr).with_code(),
            remember=context["remember"],
            is_notified=context["is_notified"],
            proven_by=context.get("proven_by") or proven_by,
        )
        started = self._start(tx, account, visitor, how)
        address = Address(**context["address"])
        self.password_tries.was_right(tx, address, browser=visitor.browser)
        return started

    def _start(self, tx: Transaction, account: HeldAccount, visitor: Visitor, how: How) -> Started:
        if account.closed is not None:
            raise self.offer(
                account.closed,
                account.password_hash,
                visitor,
                remember=how.remember,
                methods=how.methods,
            )
        former = self._former(tx, account.id, visitor)
        started = self.sessions.start(
            tx,
            account,
            NewSession(
                amr=how.methods.amr,
                acr=how.methods.acr,
                remember=how.remember,
                device=visitor.device,
                journey_hash=visitor.journey_hash,
            ),
            replacing=visitor.session_token,
            sid=former,
        )
        if not how.is_notified:
            self.new_browsers.notice(tx, account.id, visitor)
        self.account_browsers.note(tx, account.id, visitor.browser, visitor.device, how.proven_by)
        self.accounts.note_use(tx, account.id)
        # A file may list the address since the last time.
        self.claim_imported.hold_children(tx, account.id)
        sid = started.session.sid
        methods = " ".join(how.methods.amr)
        self.audit.record(
            tx, SignedIn(subject=account.id, methods=methods, sid=sid, device=visitor.device)
        )
        return started

    def offer(
        self,
        closed: Closed,
        password_hash: str | None,
        visitor: Visitor,
        *,
        remember: bool = False,
        methods: Methods = PASSWORD,
    ) -> ReopeningOfferedError:
        """Return the error that offers to reopen a closed account in place of the sign-in."""
        offer = ReopeningOffer(
            closed, methods, remember, password_digest(password_hash), visitor.journey_hash
        )
        return self.offers.make(offer, visitor.browser)

    def _former(self, tx: Transaction, account_id: AccountId, visitor: Visitor) -> Sid | None:
        """Return the live session of the same account in this browser; end another account's."""
        if visitor.session_token is None:
            return None
        former = self.sessions.find(tx, visitor.session_token)
        if former is None:
            return None
        if former.account_id == account_id:
            return former.sid
        # Portals must not keep the former person signed in.
        self.sessions.end(tx, former.sid)
        revoke_session(tx, former.sid, self.clock.seconds())
        return None
