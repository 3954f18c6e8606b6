"""A parent of the former system signs in on a telephone, with the password of before."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.journeys.site import Site
from tests.browser.journeys.test_second_mile import press_twice
from tests.imported_accounts.written import write
from tests.journeys.people import ADDRESS, PASSWORD
from tests.journeys.test_claim_imported import OLD_PASSWORD, hashed, imported

pytestmark = pytest.mark.browser


def _sign_in(page: Page, site: Site, password: str) -> None:
    page.goto(f"{site.address}/connexion")
    page.locator("#address").fill(ADDRESS)
    page.locator("#password").fill(password)
    page.get_by_role("button", name="Se connecter", exact=True).click()


@pytest.mark.parametrize("script", [True, False])
def test_the_password_of_before_one_code_and_the_parent_is_in(
    site: Site, chromium: Browser, *, script: bool
) -> None:
    write(site.provider, "b2c", imported())
    window = chromium.new_context(
        java_script_enabled=script, viewport={"width": 390, "height": 844}, locale="fr-CA"
    )
    page = window.new_page()
    _sign_in(page, site, "Hirondelle8!")
    expect(page.get_by_role("alert")).to_contain_text("PRV-SIGN-IN-WRONG")
    _sign_in(page, site, OLD_PASSWORD)
    expect(page).to_have_url(re.compile("/code"))
    expect(page.get_by_text("Votre mot de passe est le bon.")).to_be_visible()
    page.locator("#code").fill(site.mailbox.code_for(ADDRESS))
    press_twice(page.locator("button[value=check]"))
    expect(page).to_have_url(re.compile("/compte$"))
    window.close()


def test_a_password_that_everybody_uses_is_replaced_on_the_way(site: Site, page: Page) -> None:
    write(site.provider, "b2c", imported(password=hashed("Soleil#2019")))
    _sign_in(page, site, "Soleil#2019")
    page.locator("#code").fill(site.mailbox.code_for(ADDRESS))
    page.locator("button[value=check]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Choisissez un nouveau mot de passe")
    expect(page.get_by_text("il est trop connu")).to_be_visible()
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button.main").click()
    expect(page).to_have_url(re.compile("/compte$"))


def test_who_forgot_it_reads_nothing_about_accounts(site: Site, page: Page) -> None:
    write(site.provider, "b2c", imported(password=None))
    page.goto(f"{site.address}/mot-de-passe-oublie")
    page.locator("#address").fill(ADDRESS)
    page.locator("main form button.main").first.click()
    page.locator("#code").fill(site.mailbox.code_for(ADDRESS))
    page.locator("button[value=check]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Choisissez un nouveau mot de passe")
    expect(page.locator("main")).not_to_contain_text(re.compile("compte", re.IGNORECASE))
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button.main").click()
    expect(page).to_have_url(re.compile("/compte$"))
