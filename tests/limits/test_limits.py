"""Budgets: counted by the clock, given back, shared by everybody who asks."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.clock import DAY, HOUR
from idp.errors import PersonError
from idp.limits import Budget, names, network_of
from idp.parts import Parts
from tests.conftest import TestClock

BUDGET = Budget("test.things", 3, HOUR)


def use(house: Parts, key: str = "key", times: int = 1) -> None:
    for _ in range(times):
        with house.database.writing() as tx:
            house.limits.charge(tx, BUDGET, key)


def test_a_budget_allows_as_many_as_it_says(house: Parts) -> None:
    use(house, times=3)
    with pytest.raises(PersonError) as caught:
        use(house)
    assert caught.value.code == "PRV-TOO-MANY"
    use(house, key="another key")


def test_a_used_up_budget_says_how_many_minutes_are_left(house: Parts, clock: TestClock) -> None:
    clock.advance(minutes=15)
    use(house, times=3)
    with pytest.raises(PersonError) as caught:
        use(house)
    assert caught.value.values["minutes"] == 45


def test_the_next_window_of_the_clock_starts_afresh(house: Parts, clock: TestClock) -> None:
    use(house, times=3)
    clock.advance(HOUR)
    use(house, times=3)


def test_what_was_right_is_given_back(house: Parts) -> None:
    use(house, times=3)
    with house.database.writing() as tx:
        house.limits.give_back(tx, [(BUDGET, "key")])
    use(house)
    with pytest.raises(PersonError):
        use(house)


def test_several_budgets_are_charged_together_or_not_at_all(house: Parts) -> None:
    other = Budget("test.other", 9, HOUR)
    use(house, times=3)
    for _ in range(20):
        with pytest.raises(PersonError), house.database.writing() as tx:
            house.limits.charge_all(tx, [(BUDGET, "key"), (other, "key")])
    with house.database.writing() as tx:
        for _ in range(9):
            house.limits.charge(tx, other, "key")


@pytest.mark.race
def test_fifty_at_once_do_not_get_more_than_the_budget(house: Parts) -> None:
    def attempt(_: int) -> bool:
        try:
            use(house)
        except PersonError:
            return False
        return True

    with ThreadPoolExecutor(50) as pool:
        assert sum(pool.map(attempt, range(50))) == 3


def test_the_database_does_not_hold_the_keys(house: Parts) -> None:
    use(house, key="marie@exemple.quebec")
    with house.database.reading() as tx:
        cursor = tx.connection.cursor()
        cursor.execute("SELECT * FROM limit_bucket")
        assert "marie" not in repr(cursor.fetchall())


def test_a_known_browser_is_known_for_that_address_alone(house: Parts, clock: TestClock) -> None:
    with house.database.writing() as tx:
        house.known_browsers.remember(tx, address="a@x.org", browser="b1")
        assert house.known_browsers.knows(tx, address="a@x.org", browser="b1")
        assert not house.known_browsers.knows(tx, address="b@x.org", browser="b1")
        assert not house.known_browsers.knows(tx, address="a@x.org", browser="b2")
        clock.advance(401 * DAY)
        assert not house.known_browsers.knows(tx, address="a@x.org", browser="b1")


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
