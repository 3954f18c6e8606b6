"""`parvis worker`: the background work."""

import click

from idp.cli.context import CommandContext, pass_command_context
from idp.cli.provider import open_provider
from idp.mail.queue import Queue
from idp.statistics import EventCounting
from idp.web.log import configure_log
from idp.web.metrics import Exposition, Listener, Occupancy
from idp.wiring import Provider
from idp.worker import (
    AccountImportWork,
    Counting,
    CredentialWatch,
    EndingWatch,
    Erasure,
    KeyTurning,
    MailDelivery,
    Packing,
    PortalCalls,
    PortalNotification,
    Purge,
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
@pass_command_context
def command(context: CommandContext) -> None:
    """Send mail, notify portals, rotate keys, stage imports, delete old rows; several may run."""
    configure_log(context.settings.log.level)
    provider = open_provider(context)
    provider.continuity.follow()
    provider.continuity.check()
    notification = _notification(provider)
    worker = _mail_and_purge(provider)
    erasure = Erasure(
        provider.closing.close_unused.close_due,
        provider.closing.erase_accounts.erase_due,
        provider.closing.due_removals.carry_out,
        clock=provider.clock,
    )
    registry = RegistryWork(
        decisions=provider.imports.decisions,
        files=provider.imports.received_files,
        clock=provider.clock,
    )
    accounts = AccountImportWork(decisions=provider.imports.account_decisions, clock=provider.clock)
    packing = Packing(
        database=provider.database,
        imports=provider.imports.staging,
        signals=provider.signals,
        deliveries=provider.deliveries,
        clock=provider.clock,
    )
    turning = KeyTurning(rotation=provider.rotation, clock=provider.clock)
    secrets = SecretWatch(
        database=provider.database,
        clients=provider.directory.clients,
        outbox=provider.outbox,
        clock=provider.clock,
        settings=provider.settings,
    )
    rederiving = Rederiving(
        rederivation=provider.tokens.rederivation,
        tally=provider.tokens.issued_tally,
        database=provider.database,
        audit=provider.audit,
        clock=provider.clock,
    )
    endings = EndingWatch(
        children=provider.directory.children, database=provider.database, clock=provider.clock
    )
    counting = EventCounting(
        database=provider.database, counts=provider.counts, clock=provider.clock
    )
    works: tuple[Work, ...] = (
        *(worker, notification, erasure, turning, registry, secrets, rederiving),
        *(endings, packing, accounts, Counting(counting=counting, clock=provider.clock)),
    )
    rounds = Rounds(
        measures=provider.measures,
        clock=provider.clock,
        works=map(name_of, works),
        traces=provider.traces,
    )
    if bind := provider.settings.watching.worker_bind:
        listener = Listener(settings=provider.settings.watching, bind=bind)
        listener.serve(Exposition(measures=provider.measures).written, Occupancy(provider).look)
    run_until_terminated(rounds, *works, held=lambda: provider.continuity.refusal is not None)
    provider.continuity.look()
    notification.close()
    provider.traces.close()


def _mail_and_purge(provider: Provider) -> Worker:
    queue = Queue(vault=provider.vault, clock=provider.clock, settings=provider.settings)
    delivery = MailDelivery(
        database=provider.database,
        queue=queue,
        clock=provider.clock,
        settings=provider.settings,
        measures=provider.measures,
        traces=provider.traces,
    )
    purge = Purge(
        database=provider.database,
        clock=provider.clock,
        record=provider.audit.chain.prune,
        issued=provider.tokens.issued_tally.purge,
    )
    credentials = CredentialWatch(settings=provider.settings.upstream, clock=provider.clock)
    return Worker(delivery=delivery, purge=purge, credentials=credentials, clock=provider.clock)


def _notification(provider: Provider) -> PortalNotification:
    calls = PortalCalls(
        ways=provider.notifications.ways,
        clock=provider.clock,
        settings=provider.settings,
        measures=provider.measures,
        traces=provider.traces,
    )
    return PortalNotification(
        database=provider.database,
        signals=provider.signals,
        deliveries=provider.deliveries,
        calls=calls,
        clock=provider.clock,
        settings=provider.settings.signals,
    )
