"""Every form of parents' pages: answered by a redirect, and sent twice it is carried out once."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.databases import on_one_database
from tests.web.walks.conftest import Walk
from tests.web.walks.forms import Sending, sendings

HOST = "127.0.0.1"
ENDS = ("/compte/fermeture", "/deconnexion", "/logout/confirm")
"""After these nobody is signed in: they come last."""
COOKIES = ("parvis-browser", "parvis-session", "parvis-kept-forms", "parvis-form")


def parents_sendings(walk: Walk) -> list[tuple[FlaskClient, Sending]]:
    """Return every way to send a form, by whom it is shown to: signed in, or not."""
    found: dict[tuple[FlaskClient, Sending], None] = {}
    for browser in (walk.browser, walk.stranger):
        for _, path in walk.routes("GET"):
            for query in ("", f"?journey={walk.journey}"):
                if path.startswith(("/admin", "/authorize")):
                    continue
                page = browser.get(path + query)
                if page.mimetype == "text/html":
                    shown = sendings(page.text, path)
                    found |= dict.fromkeys((browser, each) for each in shown)
    parents = [each for each in found if not each[1].to.startswith("/admin")]
    return sorted(parents, key=lambda each: each[1].to.startswith(ENDS))


@contextmanager
def no_cookie_kept(browser: FlaskClient) -> Iterator[None]:
    """Let the browser forget what it is given, as of an answer that it did not wait for."""
    before = {name: browser.get_cookie(name, domain=HOST) for name in COOKIES}
    yield
    for name, cookie in before.items():
        if cookie is None:
            browser.delete_cookie(name, domain=HOST)
        else:
            browser.set_cookie(name, cookie.value, domain=HOST)


def answered(response: TestResponse) -> tuple[int, str | None, list[str]]:
    return (
        response.status_code,
        response.headers.get("Location"),
        [each.partition(";")[0] for each in response.headers.getlist("Set-Cookie")],
    )


@on_one_database
def test_every_form_that_is_sent_twice_leads_twice_to_the_same_place(walk: Walk) -> None:
    forms = parents_sendings(walk)
    for browser, form in forms:
        with no_cookie_kept(browser):
            first = browser.post(form.to, data=form.as_data())
        second = browser.post(form.to, data=form.as_data())

        if "attachment" in first.headers.get("Content-Disposition", ""):
            continue  # a download leaves the page where it is
        is_own_check = ("action", "check_password") in form.fields  # by the page's script alone
        assert first.status_code == 303 or is_own_check, (form, first.text)
        assert answered(first) == answered(second), form
    assert len(forms) > 40
    assert {form.to.partition("?")[0] for _, form in forms} >= {"/connexion", *ENDS}


@on_one_database
def test_no_post_of_a_parent_is_answered_by_a_page(walk: Walk) -> None:
    """Also those that no page shows at the moment, and those that a page would not send."""
    page = walk.browser.get("/aide").text
    csrf = dict(next(each for each in sendings(page, "/aide")).fields)["csrf"]
    for rule, path in walk.routes("POST"):
        if not isinstance(rule.endpoint, str) or not rule.endpoint.startswith("act "):
            continue
        for typed in ({}, {"csrf": csrf}, {"csrf": csrf, "journey": "unknown"}):
            if path.startswith("/admin"):
                continue
            answer = walk.browser.post(path, data=typed)
            is_download = "attachment" in answer.headers.get("Content-Disposition", "")
            assert answer.status_code == 303 or is_download, (rule, typed)
