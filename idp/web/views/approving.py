"""The pages of approving, on this screen, a sign-in on another one."""

from typing import ClassVar

from idp.web.views.frame import View


class DeviceCodeView(View, frozen=True, kw_only=True):
    """Which code the device shows; `user_code` is as typed, or as its link brought it."""

    template: ClassVar[str] = "approving/device_code.html"
    user_code: str = ""


class ApprovalView(View, frozen=True, kw_only=True):
    """Who asks, from where, for what; `shown` is the device's code or the portal's words."""

    template: ClassVar[str] = "approving/approval.html"
    by_device: bool
    shown: str
    scopes: tuple[str, ...]


class AnsweredView(View, frozen=True, kw_only=True):
    """What was answered; the person continues on the other screen."""

    template: ClassVar[str] = "approving/answered.html"
    accepted: bool
