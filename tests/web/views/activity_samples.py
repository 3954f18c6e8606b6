"""What happened to an account, as its owner may read it."""

from idp.web.views import ActivityDay, ActivityPage, ActivityView, Frame, OwnDataPage
from tests.web.views.sample import PORTAL, Sample, signed_in

_EVENTS = (
    ActivityView("signed_in", {}, "14\u00a0h\u00a005", way="password", device="Safari, iPhone"),
    ActivityView("sign_in_refused", {}, "13\u00a0h\u00a059", device="Edge, Windows", refused=True),
    ActivityView("account_looked_at", {}, "9\u00a0h\u00a030", by="support"),
    ActivityView("sessions_ended", {"count": 3}, "9\u00a0h\u00a012"),
)
_OLDER = (
    ActivityView("access_withdrawn", {"portal": PORTAL.name}, "20\u00a0h\u00a001"),
    ActivityView("identity_linked", {"provider": "Microsoft"}, "19\u00a0h\u00a058"),
)


def _activity(frame: Frame) -> ActivityPage:
    return ActivityPage(
        frame=signed_in(frame),
        days=(
            ActivityDay("23 novembre 2026", _EVENTS),
            ActivityDay("1er septembre 2026", _OLDER),
        ),
        older_path="/compte/activite?avant=place",
        is_first=False,
    )


ACTIVITY = (
    Sample("activity", _activity),
    Sample("activity-none", lambda frame: ActivityPage(frame=signed_in(frame), days=())),
    Sample("own-data", lambda frame: OwnDataPage(frame=signed_in(frame))),
)
