"""The worker that sends mail and tidies up, built from a house."""

from idp.settings import Settings
from idp.wiring import Parts
from idp.worker import Worker


def new_worker(house: Parts, settings: Settings | None = None) -> Worker:
    """Return a worker of its own, which goes by `settings` where they are not the house's."""
    return Worker(
        database=house.database,
        vault=house.vault,
        clock=house.clock,
        settings=settings or house.settings,
        measures=house.measures,
    )
