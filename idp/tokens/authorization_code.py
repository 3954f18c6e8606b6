"""Authorization codes: issued once, spent once (RFC 6749 §4.1.2, RFC 9700 §2.1.1).

A code names its grant, and has a secret beside that: `grant.secret`. So the grant is found by its
key, and a sign-in writes one index less (docs/decisions/0056-a-code-names-its-grant.md).
"""

import re

from msgspec import Struct

from idp.accounts import Session
from idp.audit import Audit
from idp.audit.events import CodeReplayed
from idp.errors import NoLongerAllowedError
from idp.ids import AccountId, ClientId, GrantId, Sid, hashed, new_dated_id, new_secret
from idp.settings import TokenSettings
from idp.storage import Transaction
from idp.tokens import table
from idp.tokens.grant import Grant
from idp.tokens.lifetime import grant_seconds
from idp.tokens.requested_grant import RequestedGrant

_NAMES_ITS_GRANT = re.compile(r"([A-Za-z0-9_-]{30})\.[A-Za-z0-9_-]{43}")


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
    """A code as it is kept: its grant, its hash, and the second from which it cannot be redeemed.

    One that does not name its grant is found by its hash; that grant's id is of `new_id`.
    """

    grant_id: GrantId
    hash: bytes
    expires_at: int


class PresentedCode(Struct, frozen=True):
    """A code that a client brings: the grant that it is said to be of, and its hash."""

    grant_id: GrantId
    """Empty when there is none."""
    hash: bytes


class CodeBindings(Struct, frozen=True):
    """What must match the code's grant; any part that does not refuses the code."""

    client_id: ClientId
    redirect_uri: str
    code_challenge: str
    """Computed from the verifier; empty without one."""
    jkt: str = ""
    """The key that signed the request's DPoP proof (RFC 9449 §10); empty without one."""


def new_code(now: int) -> tuple[GrantId, str]:
    """Return the id of a grant that is to be written, and a code that names it."""
    grant_id = GrantId(new_dated_id(now))
    return grant_id, f"{grant_id}.{new_secret()}"


def read_code(tx: Transaction, code: str) -> PresentedCode:
    """Return `code` as it was presented, whether or not it is one of ours.

    What an earlier program gave, and what a client polls with, names no grant: it is looked up.
    """
    named, code_hash = _NAMES_ITS_GRANT.fullmatch(code), hashed(code)
    if named:
        return PresentedCode(GrantId(named[1]), code_hash)
    grant_id = tx.row(table.FIND_GRANT_OF_CODE, code_hash=code_hash)
    return PresentedCode(grant_id or GrantId(""), code_hash)


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
    grant_id, code = new_code(now)
    grant = write_grant(
        tx,
        authorized,
        KeptCode(grant_id, hashed(code), now + code_seconds),
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
    expires_at = code.expires_at + grant_seconds(authorized.scope, settings)
    in_session = table.ADD_BY_CONSENT if authorized.by_consent else table.ADD_IN_SESSION
    added = tx.run(
        table.ADD if session is None else in_session[tx.dialect],
        session_hash=session and session.id_hash,
        id=code.grant_id,
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
        id=code.grant_id,
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
    code: PresentedCode,
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
        id=code.grant_id,
        code_hash=code.hash,
        client_id=bindings.client_id,
        redirect_uri=bindings.redirect_uri,
        code_challenge=bindings.code_challenge,
        jkt=bindings.jkt,
        cnf=cnf,
        now=now,
    )


def revoke_if_replayed(
    tx: Transaction,
    code: PresentedCode,
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
        id=code.grant_id,
        code_hash=code.hash,
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
