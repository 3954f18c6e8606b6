"""Every address that answers GET leaves the database as it was, but for what is named here."""

from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.web.walks.conftest import Walk
from tests.web.walks.snapshot import Watcher

ANSWERED = {
    "/continuer": {"journey", "authorization_grant"},
    "/health/ready": {"node_readiness"},
}
"""Where a portal gets its answer: that of a request that waited, and was granted; and where a node
says that it can write, which it only knows by writing."""
IN_USE = {"browser_session", "administrator_session"}
"""Any page says that its session is in use."""
LOOKED = {"audit_event", "audit_head"}
"""Who looks at people or at the record itself is recorded."""


@on_one_database
def test_an_address_that_is_opened_changes_nothing(walk: Walk, clock: TestClock) -> None:
    watcher, written, shown = Watcher(walk.provider), {}, 0
    answered = False
    for browser in (walk.stranger, walk.browser):
        for rule, path in walk.routes("GET"):
            for query in ("", f"?journey={walk.journey}"):
                clock.advance(3)
                answer = browser.get(path + query, headers=walk.headers(path))
                assert answer.status_code < 500, path
                shown += answer.status_code == 200
                allowed = ANSWERED.get(rule.rule, set()) | IN_USE
                if path.startswith("/admin/"):
                    allowed |= LOOKED
                tables = watcher.changed()
                answered = answered or "authorization_grant" in tables
                if more := tables - allowed:
                    written[path] = more
    assert written == {}
    assert shown > 90
    assert answered  # what is written is seen
