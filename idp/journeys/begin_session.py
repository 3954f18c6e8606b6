"""Beginning a session in a browser: the same at a sign-in, a sign-up and a recovery."""

from collections.abc import Iterable
from dataclasses import dataclass

from idp.accounts import PasswordTries, Sessions
from idp.accounts.model import ACR_ELSEWHERE, ACR_PASSWORD, Started
from idp.audit import Audit
from idp.audit.events import SignedIn
from idp.clock import Clock
from idp.ids import AccountId, Sid
from idp.journeys.visitor import Visitor
from idp.limits import Charge
from idp.spelling.address import Address
from idp.storage import Transaction
from idp.tokens.revocation import revoke_session


@dataclass(frozen=True, slots=True)
class Methods:
    """How somebody was authenticated, as portals are told (RFC 8176, OpenID Connect Core §2)."""

    amr: tuple[str, ...]
    acr: str


PASSWORD = Methods(("pwd",), ACR_PASSWORD)
ELSEWHERE = Methods(("fed",), ACR_ELSEWHERE)
"""Another provider's word; the registry of methods has no name for it."""
SEVERAL_FACTORS = Methods(("fed", "mfa"), ACR_ELSEWHERE)


class BeginSession:
    """Starts a session under a new token, and leaves nothing of another person's former one."""

    def __init__(
        self, *, sessions: Sessions, password_tries: PasswordTries, audit: Audit, clock: Clock
    ) -> None:
        self._sessions = sessions
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
    ) -> Started:
        """Start a session for the account that `address` belongs to, and give `charges` back.

        Raises PersonError PRV-ACCOUNT-CLOSED.
        """
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
        self._password_tries.was_right(tx, address, browser=visitor.browser, charges=charges)
        sid = started.session.sid
        how = " ".join(methods.amr)
        self._audit.record(tx, SignedIn(subject=account_id, methods=how, sid=sid))
        return started

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
