"""Parents of a tenant that gives no password hash away sign in while it still answers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from idp.accounts import Purpose
from idp.errors import PersonError, SettingsError
from idp.journeys.sign_in import CodeDue
from idp.settings import FormerTenantSettings, Settings
from idp.wiring import Provider, build
from tests.accounts.letters import codes_in_outbox
from tests.conftest import TestClock
from tests.former_tenant import OUTBOUND, FormerTenantServer, former_tenant
from tests.imported_accounts.written import former_account, write
from tests.journeys.people import ADDRESS, NEW_PASSWORD, VISITOR, prove, whole
from tests.journeys.test_claim_imported import (
    OLD_PASSWORD,
    SUBJECT,
    comes_back,
    enter,
    former_subject,
    imported,
)


@pytest.fixture
def tenant() -> Iterator[FormerTenantServer]:
    """The tenant, which knows Zoé."""
    with former_tenant() as running:
        running.known[ADDRESS] = (OLD_PASSWORD, SUBJECT)
        yield running


@pytest.fixture
def provider(
    house_settings: Settings, clock: TestClock, tenant: FormerTenantServer
) -> Iterator[Provider]:
    """A house that asks it."""
    settings = replace(house_settings, outbound=OUTBOUND, former_tenant=tenant.settings)
    provider = build(settings, clock)
    yield provider
    provider.database.close()


def refused(provider: Provider, password: str = OLD_PASSWORD, address: str = ADDRESS) -> str:
    with pytest.raises(PersonError) as error:
        provider.journeys.sign_in.sign_in(address, password, VISITOR, remember=False)
    return error.value.code


def test_a_password_that_it_knows_becomes_ours_after_the_code(
    provider: Provider, tenant: FormerTenantServer
) -> None:
    write(provider, "b2c", imported(password=None))
    assert refused(provider, "Hirondelle8!") == "PRV-SIGN-IN-WRONG"
    due = comes_back(provider.journeys)
    whole(enter(provider, due) or due)
    assert former_subject(provider) == SUBJECT
    tenant.asked.clear()
    signed_in = provider.journeys.sign_in.sign_in(ADDRESS, OLD_PASSWORD, VISITOR, remember=False)
    assert not isinstance(signed_in, CodeDue)
    assert tenant.asked == []


def test_it_is_asked_about_nobody_else(provider: Provider, tenant: FormerTenantServer) -> None:
    assert refused(provider) == "PRV-SIGN-IN-WRONG"
    write(provider, "keycloak", imported("k-1", password=None))
    assert refused(provider) == "PRV-SIGN-IN-WRONG"
    write(provider, "b2c", former_account("2", "d@exemple.quebec", is_disabled=True))
    assert refused(provider, address="d@exemple.quebec") == "PRV-SIGN-IN-WRONG"
    assert tenant.asked == []


def test_its_answer_must_be_about_the_account_that_was_imported(
    provider: Provider, tenant: FormerTenantServer
) -> None:
    write(provider, "b2c", imported("another-object-id", password=None))
    assert refused(provider) == "PRV-SIGN-IN-WRONG"
    assert len(tenant.asked) == 1
    assert not codes_in_outbox(provider)


@pytest.mark.parametrize("behaves", ["slowly", "badly", "strangely", "for_another"])
def test_while_it_does_not_answer_well_a_code_is_the_way(
    provider: Provider, tenant: FormerTenantServer, behaves: str
) -> None:
    tenant.behaves = behaves
    write(provider, "b2c", imported(password=None))
    assert refused(provider) == "PRV-SIGN-IN-WRONG"
    proof = prove(provider, provider.journeys, ADDRESS, Purpose.RECOVER)
    assert provider.journeys.sign_up.is_imported(proof)
    whole(provider.journeys.sign_up.create(proof, NEW_PASSWORD, VISITOR))
    assert former_subject(provider) == SUBJECT


def test_one_that_is_slow_is_left_alone_for_a_while(
    provider: Provider, tenant: FormerTenantServer
) -> None:
    tenant.behaves = "slowly"
    write(provider, "b2c", imported(password=None))
    refused(provider)
    tenant.asked.clear()
    tenant.behaves = "well"
    assert refused(provider) == "PRV-SIGN-IN-WRONG"
    assert tenant.asked == []


def test_no_stranger_locks_an_account_there(provider: Provider, tenant: FormerTenantServer) -> None:
    write(provider, "b2c", imported(password=None))
    for number in range(9):
        refused(provider, f"Hirondelle{number}?")
    assert len(tenant.asked) == 5


def test_an_account_of_several_addresses_is_asked_about_no_more_often(
    provider: Provider, tenant: FormerTenantServer
) -> None:
    addresses = [f"zoe{number}@exemple.quebec" for number in range(3)]
    write(provider, "b2c", former_account(SUBJECT, *addresses))
    for number in range(9):
        refused(provider, f"Hirondelle{number}?", addresses[number % 3])
    assert len(tenant.asked) == 5


def test_no_more_threads_wait_for_it_than_the_setting_says(
    provider: Provider, tenant: FormerTenantServer
) -> None:
    tenant.takes_seconds = 0.3
    addresses = [f"parent{number}@exemple.quebec" for number in range(12)]
    write(provider, "b2c", *(former_account(each, each) for each in addresses))
    with ThreadPoolExecutor(12) as pool:
        answers = {*pool.map(lambda each: refused(provider, address=each), addresses)}
    assert answers <= {"PRV-SIGN-IN-WRONG", "PRV-TOO-MANY"}
    assert 0 < tenant.most_at_once <= provider.settings.former_tenant.places


def test_it_is_asked_nothing_until_it_is_named_and_then_by_https_alone() -> None:
    assert not Settings().former_tenant.is_asked
    named = FormerTenantSettings(source="b2c", token_endpoint="http://t.example/", client_id="c")
    for wrong in (named, FormerTenantSettings(source="b2c")):
        with pytest.raises(SettingsError, match="former_tenant"):
            Settings(former_tenant=wrong)
