"""Authorization codes: issued once, spent once (RFC 6749 §4.1.2, RFC 9700 §2.1.1)."""

from msgspec import Struct

from idp.accounts import Session
from idp.audit import Audit
from idp.audit.events import CodeReplayed
from idp.errors import NoLongerAllowedError
from idp.ids import AccountId, ClientId, GrantId, Sid, hashed, new_id, new_secret
from idp.settings import TokenSettings
from idp.storage import Transaction
from idp.tokens import table
from idp.tokens.grant import Grant
from idp.tokens.lifetime import grant_seconds
from idp.tokens.requested_grant import RequestedGrant


class Authorized(RequestedGrant, frozen=True, kw_only=True):
    """What the parent allowed, before a code is issued."""

    account_id: AccountId
    sid: Sid
    auth_time: int
    amr: tuple[str, ...]
    acr: str
    by_consent: bool = False
    """Whether it needs the account's consent."""


class KeptCode(Struct, frozen=True):
    """A code as it is kept: its hash, and the second from which it cannot be redeemed."""

    hash: bytes
    expires_at: int


class CodeBindings(Struct, frozen=True):
    """What must match the code's grant; any part that does not refuses the code."""

    client_id: ClientId
    redirect_uri: str
    code_challenge: str
    """Computed from the verifier; empty without one."""
    jkt: str = ""
    """The key that signed the request's DPoP proof (RFC 9449 §10); empty without one."""


def give_code(
    tx: Transaction,
    authorized: Authorized,
    session: Session,
    *,
    now: int,
    settings: TokenSettings,
    code_seconds: int,
) -> tuple[str, Grant]:
    """Write the grant and return it with its code, of whose 256 bits only the hash is kept.

    Where no code is asked for, `code_seconds` is 0: the code is expired and never issued.
    Raises NoLongerAllowedError when `session` ended, or the consent it needs was withdrawn,
    since they were read.
    """
    code = new_secret()
    grant = write_grant(
        tx,
        authorized,
        KeptCode(hashed(code), now + code_seconds),
        now=now,
        settings=settings,
        session=session,
    )
    return code, grant


def write_grant(
    tx: Transaction,
    authorized: Authorized,
    code: KeptCode,
    *,
    now: int,
    settings: TokenSettings,
    session: Session | None = None,
) -> Grant:
    """Write the grant of `code`, and return it.

    With the `session` in which it is granted, unless the transaction has locked it or none exists.
    Raises NoLongerAllowedError as `give_code` does.
    """
    grant_id = GrantId(new_id())
    expires_at = code.expires_at + grant_seconds(authorized.scope, settings)
    in_session = table.ADD_BY_CONSENT if authorized.by_consent else table.ADD_IN_SESSION
    added = tx.run(
        table.ADD if session is None else in_session[tx.dialect],
        session_hash=session and session.id_hash,
        id=grant_id,
        account_id=authorized.account_id,
        sid=authorized.sid,
        code_hash=code.hash,
        code_expires_at=code.expires_at,
        auth_time=authorized.auth_time,
        amr=" ".join(authorized.amr),
        acr=authorized.acr,
        now=now,
        expires_at=expires_at,
        **authorized.values(),
    )
    if not added:
        raise NoLongerAllowedError
    return Grant(
        id=grant_id,
        client_id=authorized.client_id,
        account_id=authorized.account_id,
        sid=authorized.sid,
        scope=authorized.scope,
        claims=authorized.claims,
        nonce=authorized.nonce,
        auth_time=authorized.auth_time,
        amr=authorized.amr,
        acr=authorized.acr,
        refresh_generation=0,
        expires_at=expires_at,
        resource=authorized.resource,
        authorization_details=authorized.authorization_details,
        dpop_jkt=authorized.dpop_jkt,
        policy=authorized.policy,
    )


def spend_code(
    tx: Transaction,
    code: str,
    bindings: CodeBindings,
    *,
    now: int,
    cnf: str | None = None,
) -> Grant | None:
    """Spend `code` if every binding holds, and return its grant; None when any does not.

    `cnf`: what refresh tokens are bound to.
    """
    return tx.row(
        table.SPEND_CODE,
        code_hash=hashed(code),
        client_id=bindings.client_id,
        redirect_uri=bindings.redirect_uri,
        code_challenge=bindings.code_challenge,
        jkt=bindings.jkt,
        cnf=cnf,
        now=now,
    )


def revoke_if_replayed(
    tx: Transaction,
    code: str,
    bindings: CodeBindings,
    *,
    now: int,
    audit: Audit,
) -> None:
    """Revoke the tokens of a code that is replayed with valid proofs (RFC 6749 §4.1.2).

    A replay without them revokes nothing: else anybody who saw a code could end a sign-in.
    """
    spent = tx.row(
        table.FIND_SPENT_CODE,
        code_hash=hashed(code),
        client_id=bindings.client_id,
        redirect_uri=bindings.redirect_uri,
        code_challenge=bindings.code_challenge,
        jkt=bindings.jkt,
    )
    if spent is None:
        return
    if tx.run(table.REVOKE, id=spent.id, client_id=bindings.client_id, now=now):
        audit.record(
            tx,
            CodeReplayed(subject=spent.account_id, client_id=bindings.client_id, grant_id=spent.id),
        )
