"""`/admin`: what happened, what waits or ends, each as far as a role may read it."""

import pytest

from idp.audit.events import ChildRefused, SignedIn, SignInRefused
from idp.clients.registration import add_secret
from idp.clock import DAY
from idp.statistics import EventCounting
from idp.web.console.charts import charts_of, round_up
from idp.wiring import Provider
from tests.conftest import Portal, TestClock
from tests.databases import on_one_database
from tests.web.admin.conftest import MakeColleague
from tests.web.views.console.home_samples import month

TILES = {
    "Décisions en attente": {"owner", "registry", "auditor"},
    "Registre en vigueur": {"owner", "registry", "auditor"},
    "Secrets des portails": {"owner", "operator", "auditor"},
    "Connexions": {"owner", "operator", "support", "auditor"},
    "Courriels": {"owner", "operator", "support", "auditor"},
    "Numéros de fiche tapés": {"owner", "operator", "support", "auditor", "registry"},
}


def record_a_day(provider: Provider) -> None:
    with provider.database.writing() as tx:
        for _ in range(3):
            provider.audit.record(tx, SignedIn(methods="pwd", sid="s"))
        provider.audit.record(tx, SignInRefused())
        provider.audit.record(tx, ChildRefused(organisation="o"))
    EventCounting(database=provider.database, counts=provider.counts, clock=provider.clock).count(
        chunk=1_000
    )


@on_one_database
@pytest.mark.parametrize("role", ["owner", "operator", "registry", "support", "auditor"])
def test_a_role_is_shown_what_it_may_read(
    provider: Provider, make_colleague: MakeColleague, role: str
) -> None:
    record_a_day(provider)
    home = make_colleague(role).see("/admin").text
    for title, roles in TILES.items():
        assert (f">{title}</h3>" in home) is (role in roles), title


def test_the_days_are_shown_as_a_picture_and_as_tables(
    provider: Provider, make_colleague: MakeColleague
) -> None:
    record_a_day(provider)
    home = make_colleague("owner").see("/admin").text
    assert 'role="img" aria-label="Connexions' in home
    assert "Événements comptés jusqu’au 23 novembre 2026, 7\u00a0h\u00a000" in home
    row = "</svg> Réussies</th>" + '<td class="number">3</td>' * 2
    assert row in home
    assert home.count("Rien depuis 30 jours.") == 3
    assert "Rien depuis 30 jours." not in home.partition("Connexions")[2].partition("</section>")[0]


def test_it_says_so_while_nothing_is_counted(make_colleague: MakeColleague) -> None:
    assert "n’a encore rien compté" in make_colleague("support").see("/admin").text


@on_one_database
def test_a_secret_that_ends_is_named(
    provider: Provider, clock: TestClock, portal: Portal, make_colleague: MakeColleague
) -> None:
    with provider.database.writing() as tx:
        add_secret(
            tx,
            portal.client.id,
            now=clock.now,
            overlap_seconds=0,
            expires_at=clock.now + 12 * DAY,
        )
    provider.directory.clients.forget()
    home = make_colleague("operator").see("/admin").text
    assert "Portail des Érables" in home
    assert "Se termine le 5 décembre 2026" in home


def test_bars_never_leave_the_picture_and_add_up() -> None:
    for chart in charts_of(month()):
        for bar in chart.bars:
            assert 0 <= bar.y < bar.y + bar.height <= 100
            assert 0 <= bar.x < bar.x + bar.width <= chart.width
        for place, outcome in enumerate(chart.outcomes):
            assert outcome.total == sum(day.amounts[place] for day in chart.days)
            assert outcome.last_week == sum(day.amounts[place] for day in chart.days[-7:])


@pytest.mark.parametrize(
    ("amount", "end"), [(0, 1), (1, 1), (9, 10), (10, 10), (11, 20), (610, 800), (8_001, 10_000)]
)
def test_a_scale_ends_at_a_round_number(amount: int, end: int) -> None:
    assert round_up(amount) == end
