"""The pages of somebody who answers on this screen for another one, as a parent may meet them."""

from msgspec.structs import replace

from idp.web.views import AnsweredView, ApprovalView, DeviceCodeView, Frame
from tests.web.views.sample import Sample, error, signed_in

_ALL = ("openid", "profile", "email", "gpi", "gpi.children", "offline_access", "cafeteria.menus")


def _elsewhere(frame: Frame) -> Frame:
    return replace(signed_in(frame), returns=False)


def _approval(frame: Frame, *, by_device: bool, shown: str) -> ApprovalView:
    return ApprovalView(frame=_elsewhere(frame), by_device=by_device, shown=shown, scopes=_ALL)


APPROVING = (
    Sample("device-code", lambda frame: DeviceCodeView(frame=frame, user_code="BCDF-GHJK")),
    Sample(
        "device-code-wrong",
        lambda frame: DeviceCodeView(
            frame=frame, errors=error("user_code_unknown", "user_code"), user_code="bcdf ghjk"
        ),
    ),
    Sample(
        "device-code-shape",
        lambda frame: DeviceCodeView(
            frame=frame, errors=error("user_code_shape", "user_code"), user_code="bcdf"
        ),
    ),
    Sample("approval-device", lambda frame: _approval(frame, by_device=True, shown="BCDF-GHJK")),
    Sample(
        "approval",
        lambda frame: _approval(frame, by_device=False, shown="Comptoir 4 - Dossier 2026-1187"),
    ),
    Sample("answered", lambda frame: AnsweredView(frame=_elsewhere(frame), accepted=True)),
    Sample("answered-refused", lambda frame: AnsweredView(frame=_elsewhere(frame), accepted=False)),
)
