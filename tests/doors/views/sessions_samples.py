"""The page of the browsers that are signed in, as a parent may meet it."""

from idp.doors.views import Frame, SessionsPage, SessionView
from tests.doors.views.sample import Sample, signed_in


def _sessions(frame: Frame) -> SessionsPage:
    devices = ("Safari, iPhone", "Firefox, Windows")
    return SessionsPage(
        frame=signed_in(frame),
        sessions=tuple(
            SessionView(
                sid=device,
                device=device,
                since="1er septembre 2026",
                seen="23 novembre 2026, 14\u00a0h\u00a005",
                current=device == devices[0],
            )
            for device in devices
        ),
    )


SESSIONS = (Sample("sessions", _sessions),)
