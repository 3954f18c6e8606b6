"""One provider of the settings, with its state in this process."""

from idp.errors import SettingsError
from idp.outbound import Outbound
from idp.settings import UpstreamProvider
from idp.upstream.call_counts import CallCounts
from idp.upstream.calls import Calls
from idp.upstream.credentials import read_credentials
from idp.upstream.dialect import Dialect, NotTrustedError
from idp.upstream.documents import KeptDocuments
from idp.upstream.microsoft import Microsoft, TenantRefusedError
from idp.upstream.oidc import SUFFIX, PlainOidc
from idp.upstream.outcomes import UpstreamOutcome


class Upstream:
    """A provider; raises SettingsError when its settings cannot work."""

    def __init__(
        self, *, settings: UpstreamProvider, outbound: Outbound, counts: CallCounts
    ) -> None:
        if not settings.discovery_uri.endswith(SUFFIX):
            raise SettingsError(f"upstream {settings.name}: discovery_uri must end with {SUFFIX}")
        self.settings = settings
        self.name = settings.name
        self.client_id = settings.client_id
        self.credentials = read_credentials(settings.credentials)
        self.dialect = _dialect(settings)
        self.calls = Calls(outbound=outbound, name=settings.name, counts=counts)
        self.documents = KeptDocuments(
            calls=self.calls, dialect=self.dialect, discovery_uri=settings.discovery_uri
        )

    @property
    def answers(self) -> bool:
        """Whether it answered recently; if not, checks again in the background."""
        closed = self.calls.breaker.is_closed
        if not closed:
            self.documents.look()
        return closed

    @staticmethod
    def outcome_of(error: NotTrustedError) -> UpstreamOutcome:
        """Return what a failed check means for the person."""
        refused = isinstance(error, TenantRefusedError)
        return UpstreamOutcome.WRONG_ACCOUNT if refused else UpstreamOutcome.NOT_TRUSTED


def _dialect(settings: UpstreamProvider) -> Dialect:
    if settings.profile == "microsoft":
        return Microsoft(allowed=settings.tenants_allowed, blocked=settings.tenants_blocked)
    if settings.profile == "oidc":
        return PlainOidc()
    raise SettingsError(f"upstream {settings.name}: profile must be oidc or microsoft")
