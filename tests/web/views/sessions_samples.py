"""The page of the browsers that are signed in, as a parent may meet it."""

from idp.accounts import Session
from idp.ids import AccountId, Sid
from idp.web.views import Frame, SessionsView
from tests.conftest import START
from tests.web.views.sample import Sample, signed_in


def _session(device: str) -> Session:
    return Session(
        id_hash=b"",
        sid=Sid(device),
        account_id=AccountId("a"),
        auth_time=START,
        amr=("pwd",),
        acr="",
        created_at=START,
        seen_at=START,
        expires_at=START,
        idle_seconds=1_800,
        device=device,
        locale="fr",
    )


def _sessions(frame: Frame) -> SessionsView:
    devices = ("Safari, iPhone", "Firefox, Windows")
    sessions = tuple(map(_session, devices))
    return SessionsView(frame=signed_in(frame), sessions=sessions, current=sessions[0].sid)


SESSIONS = (Sample("sessions", _sessions),)
