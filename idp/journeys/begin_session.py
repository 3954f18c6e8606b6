"""Beginning a session in a browser: the same at a sign-in, a sign-up and a recovery."""

from collections.abc import Iterable

from idp.accounts import Accounts, Closed, PasswordTries, Sessions
from idp.accounts.model import Started
from idp.audit import Audit
from idp.audit.events import SignedIn
from idp.clock import Clock
from idp.ids import AccountId, Sid
from idp.journeys.methods import ELSEWHERE, PASSWORD, SEVERAL_FACTORS, Methods
from idp.journeys.new_browsers import NewBrowsers
from idp.journeys.reopening_offers import Offer, ReopeningOfferedError, ReopeningOffers
from idp.journeys.visitor import Visitor
from idp.limits import Charge
from idp.spelling.address import Address
from idp.storage import Transaction
from idp.tokens.revocation import revoke_session

__all__ = ["ELSEWHERE", "PASSWORD", "SEVERAL_FACTORS", "BeginSession", "Methods"]


class BeginSession:
    """Starts a session under a new token, and leaves nothing of another person's former one."""

    def __init__(  # noqa: PLR0913 - the parts are named where they are wired
        self,
        *,
        accounts: Accounts,
        sessions: Sessions,
        password_tries: PasswordTries,
        new_browsers: NewBrowsers,
        offers: ReopeningOffers,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._new_browsers = new_browsers
        self._offers = offers
        self._password_tries = password_tries
        self._audit = audit
        self._clock = clock

    def begin(  # noqa: PLR0913 - a sign-in in one place, whatever led to it
        self,
        tx: Transaction,
        account_id: AccountId,
        address: Address,
        visitor: Visitor,
        *,
        remember: bool,
        methods: Methods = PASSWORD,
        charges: Iterable[Charge] = (),
        is_told: bool = False,
    ) -> Started:
        """Start a session for the account that `address` belongs to, and give `charges` back.

        Its owner is told of a browser that was never used before, unless (`is_told`) a message
        about this very change goes out anyway. Raises PersonError PRV-ACCOUNT-CLOSED, and
        ReopeningOfferedError instead while the owner may still open it again.
        """
        closed = self._accounts.closed(tx, account_id)
        if closed is not None:
            raise self.offer(closed, visitor, remember=remember, methods=methods)
        former = self._former(tx, account_id, visitor)
        started = self._sessions.start(
            tx,
            account_id=account_id,
            amr=methods.amr,
            acr=methods.acr,
            remember=remember,
            device=visitor.device,
            replacing=visitor.session_token,
            sid=former,
        )
        if not is_told:
            self._new_browsers.notice(tx, account_id, visitor)
        self._password_tries.was_right(tx, address, browser=visitor.browser, charges=charges)
        sid = started.session.sid
        how = " ".join(methods.amr)
        self._audit.record(
            tx, SignedIn(subject=account_id, methods=how, sid=sid, device=visitor.device)
        )
        return started

    def offer(
        self,
        closed: Closed,
        visitor: Visitor,
        *,
        remember: bool = False,
        methods: Methods = PASSWORD,
    ) -> ReopeningOfferedError:
        """Return what interrupts the sign-in to a closed account: the offer to open it again."""
        return self._offers.make(Offer(closed, methods, remember), visitor.browser)

    def _former(self, tx: Transaction, account_id: AccountId, visitor: Visitor) -> Sid | None:
        """Return the live session that goes on, when the same person signs in again."""
        if visitor.session_token is None:
            return None
        former = self._sessions.find(tx, visitor.session_token)
        if former is None:
            return None
        if former.account_id == account_id:
            return former.sid
        # Portals of somebody who used this browser before must not stay signed in beside the
        # new person's.
        self._sessions.end(tx, former.sid)
        revoke_session(tx, former.sid, self._clock.seconds())
        return None
