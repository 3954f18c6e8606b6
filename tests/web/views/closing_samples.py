"""The end of an account, and its return, as a parent may meet them."""

from idp.web.views import ClosedAccountView, ClosingView, Frame, ReopeningView
from tests.web.views.sample import Sample, error, signed_in

_DAY = "23 décembre 2026"


def _reopening(frame: Frame) -> ReopeningView:
    return ReopeningView(
        frame=frame, offer="an-offer", closed_on="23 novembre 2026", erased_on=_DAY
    )


CLOSING = (
    Sample("closing", lambda frame: ClosingView(frame=signed_in(frame), erased_on=_DAY)),
    Sample(
        "closing-not-understood",
        lambda frame: ClosingView(
            frame=signed_in(frame),
            errors=error("closing_understood", "understood"),
            erased_on=_DAY,
        ),
    ),
    Sample("closed-account", lambda frame: ClosedAccountView(frame=frame, erased_on=_DAY)),
    Sample("reopening", _reopening),
)
