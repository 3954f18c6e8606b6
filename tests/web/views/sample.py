"""What samples of pages are made of: a frame, a portal with long words, an error."""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from idp.accounts import ProvenAddress
from idp.ids import AddressId
from idp.normalisation.address import Address
from idp.web.views import Frame, PageError, ShownPortal, View
from tests.conftest import START

ADDRESS = "marie-christine.deschamps_tremblay+ecole@courriel.exemple.quebec"
JOURNEY = "0123456789abcdef0123456789abcdef"
PROOF = "fedcba9876543210fedcba9876543210"
STATE = "état\"'<script>&lt;%3d%20 end"
PORTAL = ShownPortal(
    name="Portail des familles du Centre de services scolaire des Grands-Érables",
    logo_uri="/static/demo-portal.svg",
    colour="#2f6b3a",
    support_address="soutien@portail.example.org",
    support_telephone="514 555-0199",
    help_uri="https://portail.example.org/aide",
    video_uri="https://portail.example.org/video",
    host="portail-des-familles.grands-erables.example.org",
    policy_uri="https://portail.example.org/confidentialite",
    tos_uri="https://portail.example.org/conditions",
)


def proven(address_id: str, written: str, removal_at: int | None = None) -> ProvenAddress:
    """Return an address of an account."""
    address = Address(normal=written, written=written)
    return ProvenAddress(
        AddressId(address_id), address, proven_at=START, added_at=START, removal_at=removal_at
    )


def frame_of(
    locale: str, portal: ShownPortal | None = PORTAL, signed_in_as: str | None = None
) -> Frame:
    """Return the frame of a page on a journey to `portal`, or on none."""
    return Frame(
        locale=locale,
        portal=portal,
        journey=JOURNEY if portal else None,
        csrf="proof-of-the-form",
        path=f"/connexion?journey={JOURNEY}" if portal else "/connexion",
        languages=("fr", "en"),
        signed_in_as=signed_in_as,
    )


@dataclass(frozen=True, slots=True)
class Sample:
    """One state of one page: `make` puts it into a frame."""

    name: str
    make: Callable[[Frame], View]

    def page(self, locale: str) -> View:
        """Return the page in `locale`, on a journey."""
        return self.make(frame_of(locale))


def signed_in(frame: Frame) -> Frame:
    """Return `frame` for somebody with an account."""
    return replace(frame, signed_in_as=ADDRESS)


def error(name: str, field: str | None, **values: object) -> tuple[PageError, ...]:
    code = f"PRV-{name.upper().replace('_', '-')}"
    return (PageError(code, f"errors.{name}", field, values),)
