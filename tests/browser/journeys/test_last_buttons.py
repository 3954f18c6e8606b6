"""The last button of every way, pressed twice 80 ms apart: done once, and one place after it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from idp.additions import Added
from idp.authenticators import Holder, Realm
from idp.clients import AuthenticationMethod
from idp.protocol.errors import AccessDeniedError
from idp.storage import Statement
from tests.acting import session_of
from tests.authenticators.test_second_factor import add_app, code_now
from tests.browser.journeys.site import Site
from tests.browser.journeys.test_second_mile import answer_slowly, press_twice
from tests.children.test_letters import prepare
from tests.conftest import Parent, make_parent, register
from tests.journeys.people import ADDRESS
from tests.journeys.recovering import SECOND, add_address, address_id
from tests.polling_party import device_party
from tests.portals.live import PORTAL
from tests.relying_party import RelyingParty, sign_in
from tests.specifications.test_ciba import counter_of

pytestmark = pytest.mark.browser
PARENT_ADDRESS = "marie.tremblay@exemple.quebec"


@dataclass(frozen=True)
class Thumb:
    """A parent with a telephone, on which they are signed in or not yet."""

    site: Site
    page: Page
    parent: Parent

    def open(self, path: str) -> None:
        self.page.goto(f"{self.site.address}{path}")

    def come_in(self) -> str:
        """Be signed in, in this browser."""
        token = sign_in(self.site.provider, self.parent.account)
        cookie = {"name": "parvis-session", "value": token, "url": self.site.address}
        self.page.context.add_cookies([cookie])  # type: ignore[list-item]
        return token

    def press(self, value: str = "") -> None:
        """Press the main button of the page twice, or the one with `value`."""
        button = f"button[value={value}]" if value else "main form button.main"
        press_twice(self.page.locator(button).first)

    def party(self) -> RelyingParty:
        """Return a portal that asks for consent, and for whom the parent is signed in."""
        client = replace(
            PORTAL,
            redirect_uris=(f"{self.site.address}/aide",),  # a page that anybody may come to
            token_endpoint_auth_method=AuthenticationMethod.POST,
            asks_consent=True,
        )
        party = RelyingParty(self.site.provider, client, "", self.come_in())
        client = replace(client, start_uri=self.asked_by(party))
        return replace(party, client=client, secret=register(party.provider, client).secret)

    def asked_by(self, party: RelyingParty) -> str:
        """Return where the portal sends the browser."""
        return f"{self.site.address}/authorize?{urlencode(party.asks)}"

    def link_in(self, sort: str) -> str:
        """Return the link in the parent's message about `sort`."""
        body = self.site.mailbox.wait_for(self.parent.address, sort).get_body(("plain",))
        assert body is not None
        found = re.search(r"https?://\S+\?(?:ref|jeton)=\S+", body.get_content())
        assert found is not None
        return found[0]

    def count(self, table: str) -> int:
        with self.site.provider.database.reading() as tx:
            row = tx.row(Statement(f"SELECT count(*) FROM {table}"))
        assert row is not None
        return int(row[0])


def agree_to_a_portal(thumb: Thumb) -> None:
    party = thumb.party()
    thumb.page.goto(thumb.asked_by(party))
    thumb.press("accept")
    assert party.redeem(_brought(thumb)["code"])["id_token"]


def agree_again_while_the_answer_is_on_its_way(thumb: Thumb) -> None:
    """The browser drops a code that was given: the portal's start asks for another."""
    party = thumb.party()
    thumb.page.goto(thumb.asked_by(party))
    button = thumb.page.locator("button[value=accept]")
    button.click(trial=True)
    box = button.bounding_box()
    assert box is not None
    with thumb.page.expect_request(re.compile("/continuer")):
        thumb.page.mouse.click(box["x"] + 9, box["y"] + 9)
    thumb.page.wait_for_timeout(80)
    thumb.page.mouse.click(box["x"] + 9, box["y"] + 9)
    assert party.redeem(_brought(thumb)["code"])["id_token"]
    assert thumb.count("authorization_grant") == 2


def turn_a_portal_down(thumb: Thumb) -> None:
    party = thumb.party()
    thumb.page.goto(thumb.asked_by(party))
    thumb.press("refuse")
    assert _brought(thumb)["error"] == "access_denied"


def _brought(thumb: Thumb) -> dict[str, str]:
    """Return what the browser brought to the portal in the end."""
    expect(thumb.page).to_have_url(re.compile(r"/aide\?"))
    return dict(parse_qsl(urlsplit(thumb.page.url).query))


def approve_a_device(thumb: Thumb) -> None:
    device = device_party(thumb.party())
    asked = device.ask()
    thumb.open("/appareil")
    thumb.page.locator("#user_code").fill(asked["user_code"])
    thumb.press()
    expect(thumb.page).to_have_url(re.compile("/approbation"))
    thumb.press("accept")
    expect(thumb.page.get_by_role("heading", level=1)).to_have_text("C’est fait")
    assert device.poll(asked["device_code"])["id_token"]
    assert thumb.count("journey") == 1


def refuse_what_was_asked_elsewhere(thumb: Thumb) -> None:
    counter = counter_of(thumb.party(), thumb.parent)
    asked = counter.ask(binding_message="Comptoir 4")
    thumb.page.goto(thumb.link_in("Portail"))
    thumb.press("refuse")
    expect(thumb.page.get_by_role("heading", level=1)).to_have_text("La demande est refusée")
    with pytest.raises(AccessDeniedError):
        counter.poll(asked["auth_req_id"])


def join_another_account(thumb: Thumb) -> None:
    other = make_parent(thumb.site.provider, SECOND)
    thumb.come_in()
    thumb.open("/compte/preuve?return_to=/compte/reunion")
    thumb.press()
    _type_the_code(thumb, thumb.parent.address)
    thumb.page.locator("#address").fill(other.address)
    thumb.press("begin")
    _type_the_code(thumb, other.address)
    thumb.press("merge")
    expect(thumb.page).to_have_url(re.compile("notice=accounts-merged"))
    expect(thumb.page.get_by_text(other.address).first).to_be_visible()


def _type_the_code(thumb: Thumb, address: str) -> None:
    expect(thumb.page).to_have_url(re.compile("/code"))
    thumb.page.locator("#code").fill(thumb.site.mailbox.code_for(address))
    thumb.press("check")
    expect(thumb.page).to_have_url(re.compile("/compte/reunion"))


def give_the_code_of_an_app(thumb: Thumb) -> None:
    secret, _ = _halfway(thumb)
    thumb.page.locator("#code").fill(code_now(thumb.site.provider, secret))
    thumb.press()
    expect(thumb.page).to_have_url(re.compile("/compte$"))
    assert thumb.count("browser_session") == 1


def give_a_recovery_code(thumb: Thumb) -> None:
    _, codes = _halfway(thumb)
    thumb.page.locator("#code").fill(codes[0])
    thumb.press()
    expect(thumb.page).to_have_url(re.compile("/compte$"))
    assert thumb.count("browser_session") == 1
    assert thumb.count("recovery_code WHERE used_at IS NOT NULL") == 1


def _halfway(thumb: Thumb) -> tuple[str, tuple[str, ...]]:
    """Give the password of an account with an app; return its secret and the recovery codes."""
    known = add_app(thumb.site.provider, Holder(Realm.ACCOUNT, thumb.parent.account.id))
    thumb.open("/connexion")
    thumb.page.locator("#address").fill(thumb.parent.address)
    thumb.page.locator("#password").fill(thumb.parent.password)
    press_twice(thumb.page.get_by_role("button", name="Se connecter", exact=True))
    expect(thumb.page).to_have_url(re.compile("/deuxieme-etape"))
    return known


def keep_an_address_that_was_to_go(thumb: Thumb) -> None:
    provider, parent = thumb.site.provider, thumb.parent
    add_address(provider, parent, SECOND, Added())
    going = address_id(provider, parent, parent.address)
    provider.own_account.remove_address.ask(session_of(provider, parent.account), going)
    thumb.page.goto(thumb.link_in("sera retirée"))
    thumb.press()
    expect(thumb.page.get_by_role("heading", level=1)).to_have_text(
        "L’adresse reste dans le compte"
    )


def use_a_letter(thumb: Thumb) -> None:
    code = prepare(thumb.site.provider, listed=ADDRESS).code
    thumb.come_in()
    thumb.open("/lettre")
    thumb.page.locator("#code").fill(code)
    thumb.press("use")
    expect(thumb.page).to_have_url(re.compile("/compte/enfants.*notice=letter-used"))


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(
    "last",
    [
        agree_to_a_portal,
        agree_again_while_the_answer_is_on_its_way,
        turn_a_portal_down,
        approve_a_device,
        refuse_what_was_asked_elsewhere,
        join_another_account,
        give_the_code_of_an_app,
        give_a_recovery_code,
        keep_an_address_that_was_to_go,
        use_a_letter,
    ],
)
def test_a_last_button_pressed_twice_leads_to_the_same_place(
    site: Site, chromium: Browser, last: Callable[[Thumb], None], *, script: bool
) -> None:
    window = chromium.new_context(
        java_script_enabled=script, viewport={"width": 390, "height": 844}
    )
    page, parent = window.new_page(), make_parent(site.provider, PARENT_ADDRESS)
    answer_slowly(page)
    last(Thumb(site, page, parent))
    assert "PRV-" not in page.locator("main").inner_text()
    window.close()
