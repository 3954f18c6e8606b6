"""The dashboard, the alert rules and the operators' page name what exists, and nothing else."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped] # its types are no package of ours

from idp.app import create_app
from idp.installation.gauges import FAMILIES
from idp.measures import Family, MetricKind
from idp.web.metrics import Occupancy
from idp.web.metrics.exposition import READABLE
from idp.wiring import Provider
from idp.worker import Rounds
from tests.databases import on_one_database
from tests.notified_portals import notification
from tests.web.watching.queries import read
from tests.workers import new_worker

ROOT = Path(__file__).parents[3]
ALERTS = ROOT / "config/prometheus/alerts.yml"
DASHBOARD = ROOT / "config/grafana/parvis.json"
PAGE = ROOT / "docs/watching.md"
NOT_OURS = {"up": {"job": {"parvis", "parvis-worker"}}}
"""What Prometheus itself says of those it asks."""

Known = dict[str, dict[str, set[str]]]
"""For each name that a query may select, its labels, and the values that each can have; none when
they are the board's own words."""


def families(provider: Provider) -> tuple[Family, ...]:
    create_app(provider)
    Occupancy(provider)
    new_worker(provider)
    notification(provider).close()
    Rounds(measures=provider.measures, clock=provider.clock, works=("Worker", "PortalNotification"))
    return (*provider.measures.families(), *FAMILIES, READABLE)


@pytest.fixture
def known(provider: Provider) -> Known:
    found: Known = {**NOT_OURS}
    for family in families(provider):
        labels = {
            label: {series[place] for series in family.series}
            for place, label in enumerate(family.labels)
        }
        if family.kind is MetricKind.HISTOGRAM:
            found[f"{family.name}_bucket"] = {**labels, "le": set()}
            found[f"{family.name}_count"] = found[f"{family.name}_sum"] = labels
        else:
            found[family.name] = labels
    return found


def wrong_in(query: str, known: Known) -> list[str]:
    """Return what `query` names and nothing has."""
    asked = read(query)
    wrong = [each.metric for each in asked.selectors if each.metric not in known]
    for selector in asked.selectors:
        labels = known.get(selector.metric, {})
        wrong += [
            f"{selector.metric} {label}={value}"
            for label, value in selector.wanted()
            if label not in labels or (labels[label] and value not in labels[label])
        ]
    has = {label for each in asked.selectors for label in known.get(each.metric, {})}
    return wrong + [f"by {label}" for label in asked.groupings - has]


def rules() -> list[dict[str, Any]]:
    content = yaml.safe_load(ALERTS.read_text("utf-8"))
    return [rule for group in content["groups"] for rule in group["rules"]]


@on_one_database
def test_every_alert_names_what_exists_and_says_what_to_do(known: Known) -> None:
    assert len(rules()) >= 20
    for rule in rules():
        assert wrong_in(rule["expr"], known) == [], rule["alert"]
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert {"summary", "description"} == set(rule["annotations"])
        assert re.fullmatch(r"\d+[mh]", rule.get("for", "1m"))
    names = [rule["alert"] for rule in rules()]
    assert len(names) == len(set(names))


@on_one_database
def test_the_dashboard_shows_every_number_and_no_other(provider: Provider, known: Known) -> None:
    dashboard = json.loads(DASHBOARD.read_text("utf-8"))
    shown: set[str] = set()
    for panel in dashboard["panels"]:
        for target in panel.get("targets", ()):
            assert wrong_in(target["expr"], known) == [], panel["title"]
            shown |= {each.metric for each in read(target["expr"]).selectors}
    names = {re.sub(r"_(bucket|sum|count)$", "", each) for each in shown}
    assert {family.name for family in families(provider)} == names


@on_one_database
def test_the_page_for_operators_lists_every_number_with_its_labels(provider: Provider) -> None:
    rows = re.findall(r"^\| `(parvis_\w+)` \|([^|]*)\|", PAGE.read_text("utf-8"), re.MULTILINE)
    listed = {name: tuple(re.findall(r"`(\w+)`", labels)) for name, labels in rows}
    assert listed == {family.name: family.labels for family in families(provider)}


@on_one_database
def test_a_query_that_names_something_else_is_found_out(known: Known) -> None:
    for query in (
        "rate(parvis_http_request_total[5m])",
        'parvis_signing_keys{state="retried"}',
        "sum by (colour) (parvis_queue_length)",
        "parvis_http_request_seconds",
    ):
        assert wrong_in(query, known) != [], query
