"""Every form of every page, sent as another site or another browser would: nothing is done."""

from tests.databases import on_one_database
from tests.web.walks.conftest import Walk
from tests.web.walks.forms import Sending, sendings
from tests.web.walks.snapshot import Watcher

IN_USE = {"browser_session", "administrator_session"}
LOOKED = {"audit_event", "audit_head"}
WITHOUT = {"csrf": None}
OF_ANOTHER = {"csrf": "0" * 64}
CROSSED = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}


def every_sending(walk: Walk) -> list[Sending]:
    found: dict[Sending, None] = {}
    for browser in (walk.browser, walk.stranger):
        for _, path in walk.routes("GET"):
            for query in ("", f"?journey={walk.journey}"):
                page = browser.get(path + query)
                if page.mimetype == "text/html":
                    found |= dict.fromkeys(sendings(page.text, path))
    return list(found)


@on_one_database
def test_a_form_that_no_page_of_ours_sent_from_this_browser_does_nothing(walk: Walk) -> None:
    forms = every_sending(walk)
    watcher = Watcher(walk.provider)
    for form in forms:
        for instead, headers in ((WITHOUT, {}), (OF_ANOTHER, {}), ({}, CROSSED)):
            answer = walk.browser.post(form.to, data=form.as_data(**instead), headers=headers)
            assert answer.status_code in {303, 400, 401, 403, 404, 422}, form
            assert watcher.changed() - IN_USE - LOOKED == set(), (form, instead, headers)
    assert len(forms) > 40
    assert any(form.to.startswith("/admin/") for form in forms)


@on_one_database
def test_every_post_that_a_cookie_alone_could_open_asks_for_proof(walk: Walk) -> None:
    """Also those that no page shows at the moment."""
    watcher = Watcher(walk.provider)
    for rule, path in walk.routes("POST"):
        answer = walk.browser.post(path, data={"action": "remove", "id": walk.names["id"]})
        assert answer.status_code < 500, rule
        assert watcher.changed() - IN_USE - LOOKED == set(), rule
