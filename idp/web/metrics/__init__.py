"""What somebody who watches the house is told: its numbers, in Prometheus's text format.

A door of its own, on an address of its own: nothing of it is mounted where browsers and portals
come. `parvis serve` opens it in each of its processes, `parvis worker` in its one; whichever is
asked tells the numbers of all.
"""

from idp.web.metrics.exposition import Exposition
from idp.web.metrics.listener import Listener
from idp.web.metrics.occupancy import Occupancy

__all__ = ["Exposition", "Listener", "Occupancy"]
