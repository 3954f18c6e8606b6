"""Guessing passwords is slow for strangers, and locks nobody out who was here before."""

import pytest

from idp.clock import DAY, MINUTE
from idp.errors import PersonError
from idp.limits.names import (
    PASSWORD_TRIED_BROWSER,
    PASSWORD_TRIED_NETWORK,
    PASSWORD_TRIED_PAIR,
    PASSWORD_TRIED_STRANGERS,
)
from idp.normalisation.address import parse_address
from idp.wiring import Provider
from tests.conftest import TestClock

ADDRESS = parse_address("zoe.gagnon@exemple.quebec")


def tries(provider: Provider, times: int, *, browser: str = "b", network: str = "192.0.2.1") -> int:
    """Try `times` wrong passwords; return how many were looked at."""
    evaluated = 0
    for _ in range(times):
        try:
            provider.directory.password_tries.charge(ADDRESS, browser=browser, network=network)
        except PersonError:
            continue
        evaluated += 1
    return evaluated


def sign_in(provider: Provider, *, browser: str, network: str) -> None:
    charges = provider.directory.password_tries.charge(ADDRESS, browser=browser, network=network)
    with provider.database.writing() as tx:
        provider.directory.password_tries.was_right(tx, ADDRESS, browser=browser, charges=charges)


def test_one_network_gets_ten_tries_a_quarter_of_an_hour(
    provider: Provider, clock: TestClock
) -> None:
    assert tries(provider, 30) == PASSWORD_TRIED_PAIR.allowed
    clock.advance(15 * MINUTE)
    assert tries(provider, 30) == PASSWORD_TRIED_PAIR.allowed


def test_all_strangers_together_get_a_hundred_tries_a_day(
    provider: Provider, clock: TestClock
) -> None:
    looked_at = sum(tries(provider, 10, network=f"192.0.2.{number}") for number in range(15))
    assert looked_at == PASSWORD_TRIED_STRANGERS.allowed
    clock.advance(DAY)
    assert tries(provider, 1) == 1


def test_a_stranger_does_not_lock_out_a_browser_that_was_here_before(provider: Provider) -> None:
    sign_in(provider, browser="at home", network="198.51.100.7")
    for number in range(15):
        tries(provider, 20, network=f"192.0.2.{number}")
    assert tries(provider, 1, network="203.0.113.5") == 0
    sign_in(provider, browser="at home", network="192.0.2.1")
    assert tries(provider, 30, browser="at home") == PASSWORD_TRIED_BROWSER.allowed


def test_right_passwords_use_nothing_up(provider: Provider) -> None:
    for number in range(30):
        sign_in(provider, browser=f"browser {number}", network="192.0.2.1")


def test_a_network_that_tries_many_addresses_is_slowed_down(provider: Provider) -> None:
    for number in range(PASSWORD_TRIED_NETWORK.allowed):
        address = parse_address(f"parent{number}@exemple.quebec")
        provider.directory.password_tries.charge(address, browser="b", network="192.0.2.1")
    with pytest.raises(PersonError):
        provider.directory.password_tries.charge(ADDRESS, browser="b", network="192.0.2.1")


def test_the_count_stays_when_the_request_fails(provider: Provider) -> None:
    def fail() -> None:
        with provider.database.writing():
            raise ZeroDivisionError

    for _ in range(PASSWORD_TRIED_PAIR.allowed):
        provider.directory.password_tries.charge(ADDRESS, browser="b", network="192.0.2.1")
        with pytest.raises(ZeroDivisionError):
            fail()
    assert tries(provider, 1) == 0
