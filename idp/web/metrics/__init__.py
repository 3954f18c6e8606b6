"""Metrics for monitoring, in Prometheus's text format.

They have a listener of their own, on an address that browsers and portals do not use. `parvis
serve` opens it in each of its processes, `parvis worker` in its one; any process of `serve` reports
the numbers of all.
"""

from idp.web.metrics.exposition import Exposition
from idp.web.metrics.listener import Listener
from idp.web.metrics.occupancy import Occupancy

__all__ = ["Exposition", "Listener", "Occupancy"]
