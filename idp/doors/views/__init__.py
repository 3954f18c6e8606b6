"""What each page shows: one frozen dataclass a page, made by a door and read by one template."""

from idp.doors.views.account import (
    AccountPage,
    AddressesPage,
    AddressView,
    ChangePasswordPage,
    ChildrenPage,
    ChildView,
    SessionsPage,
    SessionView,
)
from idp.doors.views.frame import Frame, Page, PageError, PortalView
from idp.doors.views.leaving import (
    ConsentPage,
    ContinuePage,
    DetailView,
    ErrorPage,
    FormPostPage,
    SignedOutPage,
    SignOutPage,
)
from idp.doors.views.school import ChildPage, DeniedPage, OrganisationChoice
from idp.doors.views.signing_in import (
    CodePage,
    ExistingAccountPage,
    NoAccountPage,
    PasswordPage,
    RecoverPage,
    SelectAccountPage,
    SignInPage,
    SignUpPage,
    UpstreamButton,
)
from idp.doors.views.support import HelpPage, HelpSentPage, LanguagePage

__all__ = [
    "AccountPage",
    "AddressView",
    "AddressesPage",
    "ChangePasswordPage",
    "ChildPage",
    "ChildView",
    "ChildrenPage",
    "CodePage",
    "ConsentPage",
    "ContinuePage",
    "DeniedPage",
    "DetailView",
    "ErrorPage",
    "ExistingAccountPage",
    "FormPostPage",
    "Frame",
    "HelpPage",
    "HelpSentPage",
    "LanguagePage",
    "NoAccountPage",
    "OrganisationChoice",
    "Page",
    "PageError",
    "PasswordPage",
    "PortalView",
    "RecoverPage",
    "SelectAccountPage",
    "SessionView",
    "SessionsPage",
    "SignInPage",
    "SignOutPage",
    "SignUpPage",
    "SignedOutPage",
    "UpstreamButton",
]
