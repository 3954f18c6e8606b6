"""The actions on the record of events, and on claims that were issued."""

from idp.administration.journal.actions import RecordActions
from idp.administration.journal.issued_claims import IssuedClaimActions
from idp.wiring import Provider


def journal_actions(provider: Provider) -> tuple[object, ...]:
    """Return the parts that declare the actions on the record of events."""
    issued = IssuedClaimActions(
        database=provider.database,
        rederivation=provider.tokens.rederivation,
        tally=provider.tokens.issued_tally,
        audit=provider.audit,
    )
    return (RecordActions(database=provider.database, audit=provider.audit), issued)
