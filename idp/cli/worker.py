"""`parvis worker`: what happens because time passes."""

import click

from idp.cli.ground import Ground, pass_ground
from idp.cli.house import open_house
from idp.doors.log import configure_log
from idp.doors.watching import Exposition, Listener, Occupancy
from idp.worker import (
    EndingWatch,
    Erasure,
    KeyTurning,
    Packing,
    PortalTelling,
    Rederiving,
    RegistryWork,
    Rounds,
    SecretWatch,
    Work,
    Worker,
    name_of,
    run_until_terminated,
)


@click.command("worker")
@pass_ground
def command(ground: Ground) -> None:
    """Deliver, tell, turn keys, stage imports, delete what is over; several may run."""
    configure_log(ground.settings.log.level)
    parts = open_house(ground)
    parts.continuity.follow()
    parts.continuity.check()
    telling = PortalTelling(
        database=parts.database,
        signals=parts.signals,
        deliveries=parts.deliveries,
        ways=parts.telling.ways,
        clock=parts.clock,
        settings=parts.settings,
        measures=parts.measures,
        traces=parts.traces,
    )
    worker = Worker(
        database=parts.database,
        vault=parts.vault,
        clock=parts.clock,
        settings=parts.settings,
        measures=parts.measures,
        traces=parts.traces,
        record=parts.audit.chain.prune,
        told=parts.tokens.told_tally.purge,
    )
    erasure = Erasure(
        parts.closing.close_unused.close_due,
        parts.closing.erase_accounts.erase_due,
        parts.closing.due_removals.carry_out,
        clock=parts.clock,
    )
    registry = RegistryWork(
        operation=parts.administration.registry.course,
        files=parts.administration.registry.files,
        clock=parts.clock,
    )
    packing = Packing(
        database=parts.database,
        imports=parts.administration.registry.imports,
        signals=parts.signals,
        deliveries=parts.deliveries,
        clock=parts.clock,
    )
    turning = KeyTurning(keys=parts.administration.keys, clock=parts.clock)
    secrets = SecretWatch(
        database=parts.database,
        clients=parts.directory.clients,
        outbox=parts.outbox,
        clock=parts.clock,
        settings=parts.settings,
    )
    rederiving = Rederiving(
        rederivation=parts.tokens.rederivation,
        tally=parts.tokens.told_tally,
        database=parts.database,
        audit=parts.audit,
        clock=parts.clock,
    )
    endings = EndingWatch(
        children=parts.directory.children, database=parts.database, clock=parts.clock
    )
    works: tuple[Work, ...] = (
        *(worker, telling, erasure, turning, registry, secrets, rederiving),
        *(endings, packing),
    )
    rounds = Rounds(
        measures=parts.measures,
        clock=parts.clock,
        works=map(name_of, works),
        traces=parts.traces,
    )
    if bind := parts.settings.watching.worker_bind:
        listener = Listener(settings=parts.settings.watching, bind=bind)
        listener.serve(Exposition(measures=parts.measures).written, Occupancy(parts).look)
    run_until_terminated(rounds, *works, held=lambda: parts.continuity.refusal is not None)
    parts.continuity.look()
    telling.close()
    parts.traces.close()
