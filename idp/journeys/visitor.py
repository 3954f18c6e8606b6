"""The browser of a request: nothing here proves who the person is."""

from idp.clients.contrast import DEFAULT, PortalColours
from idp.discreet import Discreet, Hidden
from idp.mail import Brand


class Visitor(Discreet, frozen=True):
    """What journeys know of a browser.

    `browser` is the id in its cookie, `network` what budgets count by, `device` a few words for
    the list of sessions, `session_token` the session it sent, `portal` the name in messages of the
    portal that sent it (or this provider's own), in `locale`. A request sent again was
    first turned away `waited_seconds` ago.
    """

    browser: Hidden[str]
    network: Hidden[str]
    device: str
    locale: str
    portal: str
    session_token: Hidden[str | None]
    journey_hash: bytes | None = None
    """The waiting request that a sign-in is made for: see `Session.journey_hash`."""
    waited_seconds: int = 0
    colours: PortalColours = DEFAULT

    @property
    def brand(self) -> Brand:
        """Who a message speaks for that is sent on this journey."""
        return Brand(self.portal, self.colours.fill, self.colours.text)
