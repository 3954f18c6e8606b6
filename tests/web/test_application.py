"""What is left out of Flask and Werkzeug, for as long as they call it as they do."""

import inspect

import pytest
from werkzeug.test import create_environ, run_wsgi_app

from idp.app import create_app
from idp.web.application import Application
from idp.wiring import Provider
from tests.databases import on_one_database


def test_a_route_is_matched_and_its_address_not_written() -> None:
    app = Application("application", static_folder=None)
    app.add_url_rule("/a/<name>", "there", lambda name: name)

    assert app.test_client().get("/a/b").text == "b"
    # Whatever Werkzeug compiled for this instead of our function would write the address.
    with pytest.raises(NotImplementedError):
        app.url_map.bind("example.org").build("there", {"name": "b"})


@on_one_database
def test_no_function_that_flask_calls_is_a_coroutine(provider: Provider) -> None:
    app = create_app(provider)
    called = [
        *app.view_functions.values(),
        *(each for of_scope in app.before_request_funcs.values() for each in of_scope),
        *(each for of_scope in app.after_request_funcs.values() for each in of_scope),
        *(each for of_scope in app.teardown_request_funcs.values() for each in of_scope),
    ]

    assert [each for each in called if inspect.iscoroutinefunction(each)] == []


@on_one_database
def test_a_query_of_bytes_that_are_no_text_is_no_fault(provider: Provider) -> None:
    environ = create_environ("/aide", provider.settings.server.issuer)
    _, status, _ = run_wsgi_app(create_app(provider), {**environ, "QUERY_STRING": "a=\xff&b=%FF"})

    assert status == "200 OK"
