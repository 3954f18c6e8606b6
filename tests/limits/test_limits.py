"""Budgets: counted by the clock, given back, shared by everybody who asks."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import fields

from idp.clock import DAY, HOUR, MINUTE
from idp.errors import PersonError, SettingsError, TooManyError
from idp.limits import Budget, Limits, names, network_of
from idp.settings import KnownNetwork, LimitSettings, Settings
from idp.wiring import Provider
from tests.conftest import TestClock

BUDGET = Budget("test.things", 3, HOUR)


def use(provider: Provider, key: str = "key", times: int = 1) -> None:
    for _ in range(times):
        with provider.database.writing() as tx:
            provider.limits.charge(tx, BUDGET, key)


def test_a_budget_allows_as_many_as_it_says(provider: Provider) -> None:
    use(provider, times=3)
    with pytest.raises(PersonError) as caught:
        use(provider)
    assert caught.value.code == "PRV-TOO-MANY"
    use(provider, key="another key")


def test_a_used_up_budget_says_how_many_minutes_are_left(
    provider: Provider, clock: TestClock
) -> None:
    clock.advance(minutes=15)
    use(provider, times=3)
    with pytest.raises(PersonError) as caught:
        use(provider)
    assert caught.value.values["minutes"] == 45


def test_the_next_window_of_the_clock_starts_afresh(provider: Provider, clock: TestClock) -> None:
    use(provider, times=3)
    clock.advance(HOUR)
    use(provider, times=3)


def test_a_person_is_told_when_the_last_of_several_budgets_begins_anew(
    provider: Provider, clock: TestClock
) -> None:
    clock.advance(minutes=50)
    day = Budget("test.day", 3, DAY)
    for _ in range(3):
        with provider.database.writing() as tx:
            provider.limits.charge_all(tx, [(BUDGET, "key"), (day, "key")])
    with pytest.raises(TooManyError) as caught, provider.database.writing() as tx:
        provider.limits.charge_all(tx, [(BUDGET, "key"), (day, "key")])
    minutes = 11 * 60 + 10  # until midnight, and not until the hour
    assert caught.value.values["retry_at"] == clock.seconds() + minutes * MINUTE
    assert caught.value.retry_after_seconds == minutes * MINUTE
    clock.advance(minutes=minutes)
    with provider.database.writing() as tx:
        provider.limits.charge_all(tx, [(BUDGET, "key"), (day, "key")])


def test_what_is_given_back_late_is_given_to_the_window_that_was_charged(
    provider: Provider, clock: TestClock
) -> None:
    use(provider, times=3)
    charged_at = clock.now
    clock.advance(HOUR)
    use(provider, times=3)
    with provider.database.writing() as tx:
        provider.limits.give_back(tx, [(BUDGET, "key")], at=charged_at, count=2)
    with pytest.raises(PersonError):
        use(provider)


def test_several_are_given_back_and_never_more_than_were_used(provider: Provider) -> None:
    use(provider, times=2)
    with provider.database.writing() as tx:
        provider.limits.give_back(tx, [(BUDGET, "key")], count=9)
    use(provider, times=3)
    with pytest.raises(PersonError):
        use(provider)


@pytest.mark.parametrize(
    ("network", "allowed"),
    [
        ("203.0.113.7", 7),
        ("203.0.113.200", 70),
        ("203.0.113.129", 140),  # the most room that any of them gives
        ("2001:db8:40:7::/64", 21),
        ("2001:db8:41::/64", 7),
        ("2001:db8:42:1::/64", 14),  # counted as a whole, so it has the room of its host
        ("unknown", 7),
    ],
)
def test_a_known_network_has_more_room(provider: Provider, network: str, allowed: int) -> None:
    school = LimitSettings(
        codes_open=7,
        networks=(
            KnownNetwork("203.0.113.128/25"),
            KnownNetwork("203.0.113.129/32", 20),
            KnownNetwork("2001:db8:40::/48", 3),
            KnownNetwork("2001:db8:42:1::5/128", 2),
        ),
    )
    limits = Limits(vault=provider.vault, clock=provider.clock, settings=school)
    budget = names.CODE_OPEN_NETWORK_HOUR
    assert limits.allowed(budget, network) == allowed
    with provider.database.writing() as tx:
        taken = [limits.allows(tx, budget, network) for _ in range(allowed + 1)]
    assert taken == [True] * allowed + [False]


def test_every_amount_of_a_network_is_a_setting_and_every_setting_one_amount() -> None:
    budgets = [each for each in vars(names).values() if isinstance(each, Budget)]
    of_networks = [each for each in budgets if ".network" in each.name]
    settings = {each.name for each in fields(LimitSettings)} - {"networks"}
    assert sorted(str(each.setting) for each in of_networks) == sorted(settings)


@pytest.mark.parametrize("network", ["203.0.113.7/24", "ecole", ""])
def test_a_known_network_that_is_none_stops_the_start(network: str) -> None:
    with pytest.raises(SettingsError, match=r"limits\.networks"):
        Settings(limits=LimitSettings(networks=(KnownNetwork(network),)))


def test_less_room_than_others_have_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="factor"):
        Settings(limits=LimitSettings(networks=(KnownNetwork("203.0.113.7/32", 0),)))


def test_what_was_right_is_given_back(provider: Provider) -> None:
    use(provider, times=3)
    with provider.database.writing() as tx:
        provider.limits.give_back(tx, [(BUDGET, "key")])
    use(provider)
    with pytest.raises(PersonError):
        use(provider)


def test_several_budgets_are_charged_together_or_not_at_all(provider: Provider) -> None:
    other = Budget("test.other", 9, HOUR)
    use(provider, times=3)
    for _ in range(20):
        with pytest.raises(PersonError), provider.database.writing() as tx:
            provider.limits.charge_all(tx, [(BUDGET, "key"), (other, "key")])
    with provider.database.writing() as tx:
        for _ in range(9):
            provider.limits.charge(tx, other, "key")


@pytest.mark.race
def test_fifty_at_once_do_not_get_more_than_the_budget(provider: Provider) -> None:
    def attempt(_: int) -> bool:
        try:
            use(provider)
        except PersonError:
            return False
        return True

    with ThreadPoolExecutor(50) as pool:
        assert sum(pool.map(attempt, range(50))) == 3


def test_the_database_does_not_hold_the_keys(provider: Provider) -> None:
    use(provider, key="marie@exemple.quebec")
    with provider.database.reading() as tx:
        cursor = tx.taken.driver.cursor()
        cursor.execute("SELECT * FROM limit_bucket")
        assert "marie" not in repr(cursor.fetchall())


def test_a_known_browser_is_known_for_that_address_alone(
    provider: Provider, clock: TestClock
) -> None:
    with provider.database.writing() as tx:
        provider.known_browsers.remember(tx, address="a@x.org", browser="b1")
        assert provider.known_browsers.knows(tx, address="a@x.org", browser="b1")
        assert not provider.known_browsers.knows(tx, address="b@x.org", browser="b1")
        assert not provider.known_browsers.knows(tx, address="a@x.org", browser="b2")
        clock.advance(401 * DAY)
        assert not provider.known_browsers.knows(tx, address="a@x.org", browser="b1")


def test_every_budget_has_a_name_of_its_own() -> None:
    budgets = [each for each in vars(names).values() if isinstance(each, Budget)]
    assert len({each.name for each in budgets}) == len(budgets) > 10


@pytest.mark.parametrize(
    ("remote", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not an address", "unknown"),
        ("", "unknown"),
    ],
)
def test_networks_are_an_ipv4_address_or_a_64(remote: str, network: str) -> None:
    assert network_of(remote) == network
