"""What is not there for somebody, and the pages of the administrators."""

from typing import Any

from msgspec.structs import replace

from idp.administration.actor import Role
from idp.administration.administrators.actions import AdministratorResponse
from idp.mail import DeliveryState, MessageDelivery
from idp.web.views import Frame, View
from idp.web.views.console import ConsoleFrame
from idp.web.views.console.administrators import (
    AdministratorsView,
    AdministratorView,
    InvitedView,
)
from idp.web.views.console.home import NotAllowedView
from tests.conftest import START
from tests.web.views.console.sample import CONSOLE_FRAME, at_console, refused, sent
from tests.web.views.sample import ADDRESS, Sample

ROLES = tuple(str(role) for role in Role)
ANNE = AdministratorResponse(
    id="a",
    name="Anne-Marie Lafrenière de la Durantaye",
    address=ADDRESS,
    locale="fr",
    roles=tuple(Role),
    created_at=START,
    entered_at=START,
    disabled_at=None,
    passkeys=1,
    has_app=False,
    has_password=False,
    invitation=None,
)
MAILED = MessageDelivery(DeliveryState.REFUSED, START, START, "550 5.1.1")
INVITED = replace(ANNE, entered_at=None, passkeys=0, invitation=MAILED)
LUC = replace(ANNE, id="b", name="Luc Roy", roles=(), entered_at=None, disabled_at=START)


def _list(frame: Frame, **changes: Any) -> View:  # noqa: ANN401 - members of a view
    members = {"administrators": (ANNE, LUC), "choices": ROLES, "changes": True, **changes}
    return AdministratorsView(frame=at_console(frame), console=CONSOLE_FRAME, **members)


def _one(frame: Frame, one: AdministratorResponse, *, changes: bool, **more: Any) -> View:  # noqa: ANN401
    return AdministratorView(
        frame=at_console(frame),
        console=CONSOLE_FRAME,
        administrator=one,
        choices=ROLES,
        changes=changes,
        **more,
    )


ADMINISTRATORS = (
    Sample(
        "console-not-allowed",
        lambda frame: NotAllowedView(frame=at_console(frame), console=CONSOLE_FRAME),
    ),
    Sample(
        "console-unknown",
        lambda frame: NotAllowedView(frame=at_console(frame), console=ConsoleFrame(), unknown=True),
    ),
    Sample("console-administrators", _list),
    Sample(
        "console-administrators-wrong",
        lambda frame: _list(
            frame,
            errors=refused("administrators.address_taken", "address"),
            typed=sent(name="Luc", address=ADDRESS, roles="support"),
        ),
    ),
    Sample("console-administrators-read", lambda frame: _list(frame, changes=False)),
    Sample("console-administrator", lambda frame: _one(frame, ANNE, changes=True)),
    Sample(
        "console-administrator-wrong",
        lambda frame: _one(
            frame, ANNE, changes=True, errors=refused("administrators.last_owner", "roles")
        ),
    ),
    Sample(
        "console-administrator-stale",
        lambda frame: _one(frame, LUC, changes=True, errors=refused("asked.not_fresh", None)),
    ),
    Sample("console-administrator-mailed", lambda frame: _one(frame, INVITED, changes=True)),
    Sample("console-administrator-read", lambda frame: _one(frame, ANNE, changes=False)),
    Sample(
        "console-invited",
        lambda frame: InvitedView(
            frame=at_console(frame),
            console=CONSOLE_FRAME,
            name=ANNE.name,
            expires_at=START,
            invitation_uri=f"https://parvis.example.org/admin/invitation?token={'x' * 43}",
        ),
    ),
)
