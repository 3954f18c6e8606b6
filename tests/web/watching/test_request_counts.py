"""Every answer is counted: by the route and method that were answered, or by neither."""

from collections import Counter

from werkzeug.test import EnvironBuilder, run_wsgi_app

from idp.app import create_app
from idp.wiring import Provider
from tests.databases import on_one_database

HEALTH = "/health/live"
SENT = (
    ("GET", HEALTH, (HEALTH, "GET", "2xx")),
    ("HEAD", HEALTH, (HEALTH, "HEAD", "2xx")),
    ("OPTIONS", HEALTH, (HEALTH, "OPTIONS", "2xx")),
    # Werkzeug routes it as GET; what a stranger writes is no label.
    ("gEt", HEALTH, (HEALTH, "other", "2xx")),
    ("POST", HEALTH, ("none", "POST", "4xx")),
    ("PROPFIND", HEALTH, ("none", "other", "4xx")),
    ("DELETE", "/nowhere", ("none", "DELETE", "4xx")),
)


@on_one_database
def test_each_answer_is_counted_by_what_was_answered(provider: Provider) -> None:
    app, counted = create_app(provider), Counter[tuple[str, ...]]()
    for method, path, series in SENT:
        environ = EnvironBuilder(path, base_url=provider.issuer).get_environ()
        run_wsgi_app(app, {**environ, "REQUEST_METHOD": method})
        counted[series] += 1
    assert counted == {
        each.series: each.values[0]
        for each in provider.measures.readings()
        if each.family.name == "parvis_http_requests_total"
    }
