"""Trials of a portal: a temporary client in its place, for one administrator.

The portal's own registration is never touched: its return addresses stay the only ones.
"""

from idp.clients import table
from idp.clients.cache import VERSION
from idp.clients.checks import SCOPES
from idp.clients.model import TRIAL_PREFIX, AuthenticationMethod, Client, Profile
from idp.clients.records import SpentTrial
from idp.clients.registration import add_secret, put_client
from idp.discreet import Discreet, Hidden
from idp.ids import ClientId, hashed, new_id
from idp.storage import Transaction, bump

_LASTING = "offline_access"


class TrialReturn(Discreet, frozen=True, kw_only=True):
    """Who is to return from a trial, with which `state`, and by when (seconds).

    `proofs_sealed` is what the caller checks the answer against.
    """

    actor: str
    state: Hidden[str]
    proofs_sealed: Hidden[bytes]
    expires_at: int


def stand_in(client: Client, redirect_uri: str) -> Client:
    """Return a client that gets the tokens and claims of `client`, at `redirect_uri` alone.

    It has the portal's branding, scopes, policies, sector and signature algorithms, but no
    address that would reach the portal, and no encryption that we could not read.
    """
    return Client(
        id=ClientId(TRIAL_PREFIX + new_id()),
        branding=client.branding,
        redirect_uris=(redirect_uri,),
        profile=Profile.DEFAULT,
        scopes=tuple(each for each in client.scopes if each in SCOPES and each != _LASTING),
        implied_scopes=client.implied_scopes,
        token_endpoint_auth_method=AuthenticationMethod.POST,
        id_token_signed_response_alg=client.id_token_signed_response_alg,
        id_token_seconds=client.id_token_seconds,
        default_max_age=client.default_max_age,
        match_policy=client.match_policy,
        language_policy=client.language_policy,
        asks_consent=client.asks_consent,
        scope_claims_in_id_token=client.scope_claims_in_id_token,
        child_numbers=client.child_numbers,
        sector=client.sector_identifier,
        subject_type=client.subject_type,
        subject_source=client.subject_source,
        aliases=client.aliases,
        policies=client.policies,
        policy_claims=client.policy_claims,
        localized=client.localized,
    )


def begin_trial(
    tx: Transaction, client: Client, trial: Client, expected: TrialReturn, *, now: int
) -> None:
    """Register `trial`, the stand-in of `client`, and who is to return from the trial."""
    put_client(tx, trial, now=now)
    tx.run(
        table.BEGIN_TRIAL,
        state_hash=hashed(expected.state),
        client_id=client.id,
        stand_in_id=trial.id,
        actor=expected.actor,
        proofs_sealed=expected.proofs_sealed,
        now=now,
        expires_at=expected.expires_at,
    )


def give_trial_secret(tx: Transaction, trial: Client, *, now: int) -> str:
    """Return the stand-in's secret."""
    return add_secret(tx, trial.id, now=now, overlap_seconds=0)


def spend_trial(tx: Transaction, state: str, *, actor: str, now: int) -> SpentTrial | None:
    """Spend the trial, and return portal, stand-in and sealed value.

    None when `actor` has no such trial, or not any more.
    """
    return tx.row(table.SPEND_TRIAL, state_hash=hashed(state), actor=actor, now=now)


def remove_stand_in(tx: Transaction, trial_id: ClientId) -> None:
    """Delete the stand-in and its secret."""
    tx.run(table.REMOVE_STAND_IN, id=trial_id, prefix=f"{TRIAL_PREFIX}%")
    bump(tx, VERSION)


def purge_trials(tx: Transaction, *, before: int, chunk: int) -> int:
    """Delete at most `chunk` trials that ended before `before` (seconds), and their stand-ins."""
    stand_ins = tx.rows(table.PURGE_TRIALS, before=before, chunk=chunk)
    for stand_in_id in stand_ins:
        remove_stand_in(tx, stand_in_id)
    return len(stand_ins)
