"""The worker that sends mail and tidies up, built from a house."""

from idp.mail.queue import Queue
from idp.settings import Settings
from idp.wiring import Provider
from idp.worker import CredentialWatch, MailDelivery, Purge, Worker


def new_queue(provider: Provider, settings: Settings) -> Queue:
    """Return the queue of a worker that goes by `settings`."""
    return Queue(vault=provider.vault, clock=provider.clock, settings=settings)


def new_worker(provider: Provider, settings: Settings | None = None) -> Worker:
    """Return a worker of its own, which goes by `settings` where they are not the house's."""
    settings = settings or provider.settings
    delivery = MailDelivery(
        database=provider.database,
        queue=new_queue(provider, settings),
        clock=provider.clock,
        settings=settings,
        measures=provider.measures,
        traces=provider.traces,
    )
    return Worker(
        delivery=delivery,
        purge=Purge(database=provider.database, clock=provider.clock),
        credentials=CredentialWatch(settings=settings.upstream, clock=provider.clock),
        clock=provider.clock,
    )
