"""The worker that sends mail and tidies up, built from a house."""

from idp.settings import Settings
from idp.wiring import Provider
from idp.worker import Worker


def new_worker(provider: Provider, settings: Settings | None = None) -> Worker:
    """Return a worker of its own, which goes by `settings` where they are not the house's."""
    return Worker(
        database=provider.database,
        vault=provider.vault,
        clock=provider.clock,
        settings=settings or provider.settings,
        measures=provider.measures,
    )
