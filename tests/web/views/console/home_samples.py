"""The first page of the console, with a month of made-up traffic and with nothing."""

from typing import Any

from msgspec.structs import replace

from idp.administration.actor import Role
from idp.administration.portals.responses import PortalResponse
from idp.administration.registry.schemas import ImportResponse
from idp.administration.statistics.actions import CountResponse, StatisticsResponse
from idp.clock import DAY
from idp.normalisation.dates import day_of
from idp.registry import Organisation
from idp.statistics import SERIES, Subject
from idp.web.console.charts import charts_of
from idp.web.views import Frame, View
from idp.web.views.console.home import ConsoleHomeView
from tests.conftest import START
from tests.web.views.console.keys_samples import ACTIVE, PENDING, algorithm_of
from tests.web.views.console.sample import CONSOLE_FRAME, at_console
from tests.web.views.sample import Sample

_ROLES = tuple(str(role) for role in Role)
_DAYS = 30
_WEEKEND = 5
_USUAL = {
    ("sign_ins", "password", "done"): 8_400,
    ("sign_ins", "password", "refused"): 610,
    ("sign_ins", "passkey", "done"): 2_900,
    ("sign_ins", "passkey", "refused"): 3,
    ("sign_ins", "elsewhere", "done"): 1_240,
    ("sign_ins", "elsewhere", "refused"): 75,
    ("sign_ins", "second_step", "refused"): 41,
    ("sign_ups", "", "done"): 330,
    ("claims", "", "done"): 290,
    ("claims", "", "refused"): 38,
    ("codes", "", "done"): 520,
    ("codes", "", "wrong"): 66,
    ("mail", "", "sent"): 980,
    ("mail", "", "refused"): 9,
}


def month(scale: float = 1.0) -> StatisticsResponse:
    """Return a month of a large school board: quiet weekends, a report card in the third week."""
    days = [day_of(START - back * DAY) for back in reversed(range(_DAYS))]

    def amount(usual: int, place: int) -> int:
        share = 0.35 if days[place].weekday() >= _WEEKEND else 1.0
        burst = 2.6 if 17 <= place <= 19 else 1.0
        return int(usual * share * burst * (0.85 + place * 7 % 11 / 37) * scale)

    counts = []
    for each in SERIES:
        usual = _USUAL.get((each.subject.value, each.way, each.outcome), 0)
        amounts = tuple(amount(usual, place) for place in range(_DAYS))
        counts.append(
            CountResponse.of(each, last_week=sum(amounts[-7:]), total=sum(amounts), amounts=amounts)
        )
    return StatisticsResponse(
        days=tuple(each.isoformat() for each in days), counted_at=START, counts=tuple(counts)
    )


PORTAL = PortalResponse(
    id="mozaik",
    name_fr="Portail Mozaïk",
    name_en="Mozaïk Portal",
    host="portail.example.org",
    profile="default",
    authentication="client_secret_basic",
    disabled=False,
    self_registered=False,
    secrets=(),
    secret_days_left=12,
    secret_ends_at=START + 12 * DAY,
)
_OVER = replace(PORTAL, id="b", secret_days_left=-1, secret_ends_at=START - DAY)
_IMPORT = ImportResponse(
    import_id=12,
    state="awaiting",
    source="console",
    profile="gpi",
    file_name="gpi.csv",
    restores=None,
    progress=0,
    rows_read=0,
    rows_expected=0,
    received_by="admin:a",
    received_at=START,
    taken_at=START,
    asked_by="admin:a",
    asked_at=START,
    decided_by=None,
    decided_at=None,
    expires_at=START + DAY,
    contacts=10,
    added=1,
    removed=2,
    links_lost=0,
    can_be_restored=False,
    in_force=False,
)
_ORGANISATION = Organisation(
    code="762000",
    name="Centre de services scolaire de Montréal",
    support_address=None,
    taken_at=START - 3 * DAY,
)


def _home(frame: Frame, **changes: Any) -> View:  # noqa: ANN401 - members of a view
    statistics = month()
    members: dict[str, Any] = {
        "roles": _ROLES,
        "charts": charts_of(statistics),
        "counted_at": statistics.counted_at,
        "waiting": (_IMPORT,),
        "oldest": _ORGANISATION,
        "registry_days": 3,
        "turns": (algorithm_of("RS256", ACTIVE, PENDING), algorithm_of("ES256", ACTIVE)),
        "ending": (PORTAL, _OVER),
        **changes,
    }
    return ConsoleHomeView(frame=at_console(frame), console=CONSOLE_FRAME, **members)


def _nothing(frame: Frame) -> View:
    nothing = {"waiting": (), "oldest": None, "turns": (), "ending": ()}
    return _home(frame, charts=charts_of(month(0.0)), counted_at=None, **nothing)


def _registry_alone(frame: Frame) -> View:
    charts = tuple(each for each in charts_of(month()) if each.subject == Subject.CLAIMS)
    return _home(frame, roles=("registry",), charts=charts, turns=None, ending=None)


HOME = (
    Sample("console-home", _home),
    Sample("console-home-nothing", _nothing),
    Sample("console-home-registry", _registry_alone),
    Sample(
        "console-home-no-role",
        lambda frame: ConsoleHomeView(frame=at_console(frame), console=CONSOLE_FRAME, roles=()),
    ),
)
