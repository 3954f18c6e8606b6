"""Without its database every route says so, and in the language of whoever asks there."""

from collections.abc import Callable
from pathlib import Path

import pytest

from idp.storage import Statement
from tests.databases import on_one_database
from tests.web.walks.conftest import Walk

PROGRAMS = (
    *("/token", "/par", "/introspect", "/revoke", "/userinfo", "/register", "/bc-authorize"),
    *("/device_authorization", "/.well-known/", "/ssf/", "/admin/api/", "/health/"),
)
B2C_PROGRAMS = ("/oauth2/v2.0/token", "/openid-configuration", "/discovery/v2.0/keys")
OF_PEOPLE = "/.well-known/change-password"
"""A password manager opens it in the person's own browser."""


def answers(walk: Walk) -> dict[tuple[str, str], tuple[int, str]]:
    """Return status and kind of the answer of every route to what it takes."""
    walk.app.config["PROPAGATE_EXCEPTIONS"] = False
    found = {}
    for method in ("GET", "POST"):
        for rule, path in walk.routes(method):
            answer = walk.browser.open(path, method=method, headers=walk.headers(path))
            found[method, rule.rule] = (
                answer.status_code,
                (answer.mimetype or "").rpartition("/")[2],
            )
            answer.close()
    return found


def is_programs(rule: str) -> bool:
    programs = rule.startswith(PROGRAMS) or rule.endswith(B2C_PROGRAMS)
    return programs and rule != OF_PEOPLE


def take_away(walk: Walk) -> None:
    path = Path(walk.provider.settings.database.url.removeprefix("sqlite:///"))
    walk.provider.database.close()
    path.rename(path.with_suffix(".away"))
    path.mkdir()


def fill_with_faults(walk: Walk) -> None:
    """Rename every table, but those by which clients and keys are known."""
    find = Statement("SELECT name FROM sqlite_master WHERE type = 'table'")
    walk.provider.directory.clients.all()
    with walk.provider.database.writing() as tx:
        for (name,) in tx.rows(find):
            if name not in {"version", "client", "signing_key"} and not name.startswith("sqlite"):
                tx.run(Statement(f'ALTER TABLE "{name}" RENAME TO "{name}_gone"'))


@on_one_database
@pytest.mark.parametrize(("spoil", "status"), [(take_away, 503), (fill_with_faults, 500)])
def test_every_route_fails_in_the_language_of_who_asks(
    walk: Walk, spoil: Callable[[Walk], None], status: int
) -> None:
    spoil(walk)
    failed = {each: kind for each, (found, kind) in answers(walk).items() if found == status}
    assert len(failed) > 60
    for (method, rule), kind in failed.items():
        wanted = {"json", "problem+json"} if is_programs(rule) else {"html"}
        assert kind in wanted, (method, rule)
