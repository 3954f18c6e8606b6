"""A route does by one method what it says, and by no other; a header cannot talk it round."""

from collections import defaultdict

from tests.databases import on_one_database
from tests.web.walks.conftest import Walk
from tests.web.walks.snapshot import Watcher

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY")
OVERRIDES = {
    "X-HTTP-Method-Override": "DELETE",
    "X-HTTP-Method": "DELETE",
    "X-Method-Override": "DELETE",
}
IN_USE = {"browser_session", "administrator_session"}
LOOKED = {"audit_event", "audit_head"}
READY = {"node_readiness"}


@on_one_database
def test_no_other_method_does_anything(walk: Walk) -> None:
    taken: dict[str, set[str]] = defaultdict(set)
    for method in METHODS:
        for _, path in walk.routes(method):
            taken[path].add(method)
    watcher, refused = Watcher(walk.provider), 0
    for path, methods in taken.items():
        for method in METHODS:
            if method in methods:
                continue
            body = {"_method": "DELETE", "id": walk.names["id"]}
            answer = walk.browser.open(path, method=method, data=body, headers=walk.headers(path))
            assert answer.status_code in {400, 404, 405, 422}, (method, path)
            refused += 1
    assert watcher.changed() - IN_USE - LOOKED == set()
    assert refused > 400


@on_one_database
def test_a_header_does_not_turn_a_get_into_something_else(walk: Walk) -> None:
    watcher = Watcher(walk.provider)
    for rule, path in walk.routes("GET"):
        headers = {**walk.headers(path), **OVERRIDES}
        plain = walk.browser.get(path, headers=walk.headers(path)).status_code
        query = {"_method": "DELETE", "method": "DELETE"}
        turned = walk.browser.get(path, headers=headers, query_string=query).status_code
        assert turned in {plain, 422}, rule
    assert watcher.changed() - IN_USE - LOOKED - READY == set()
