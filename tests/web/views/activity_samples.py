"""What happened to an account, as its owner may read it."""

from idp.web.views import ActivityDay, ActivityLine, ActivityView, Frame, OwnDataView
from tests.web.views.sample import PORTAL, Sample, signed_in

_EVENTS = (
    ActivityLine("signed_in", {}, "14\u00a0h\u00a005", way="password", device="Safari, iPhone"),
    ActivityLine("sign_in_refused", {}, "13\u00a0h\u00a059", device="Edge, Windows", refused=True),
    ActivityLine("account_looked_at", {}, "9\u00a0h\u00a030", by="support"),
    ActivityLine("sessions_ended", {"count": 3}, "9\u00a0h\u00a012"),
)
_OLDER = (
    ActivityLine("access_withdrawn", {"portal": PORTAL.name}, "20\u00a0h\u00a001"),
    ActivityLine("identity_linked", {"provider": "Microsoft"}, "19\u00a0h\u00a058"),
)


def _activity(frame: Frame) -> ActivityView:
    return ActivityView(
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
    Sample("activity-none", lambda frame: ActivityView(frame=signed_in(frame), days=())),
    Sample("own-data", lambda frame: OwnDataView(frame=signed_in(frame))),
)
