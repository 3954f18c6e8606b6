"""Proofs of addresses: what a code opens, for whom, how often it may be tried."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from idp.accounts import EmailVerification, Purpose
from idp.clock import HOUR, MINUTE
from idp.errors import PersonError
from idp.ids import AccountId
from idp.mail import Brand, DeliveryState
from idp.normalisation.address import parse_address
from idp.settings import LimitSettings
from idp.wiring import Provider, build
from tests.accounts.letters import codes_in_outbox, deliver_everything, messages_in_outbox
from tests.conftest import Parent, TestClock

ADDRESS = "zoe.gagnon@exemple.quebec"
BROWSER = "browser-1"
NETWORK = "192.0.2.1"


def begin(
    provider: Provider,
    purpose: Purpose = Purpose.SIGN_UP,
    *,
    address: str = ADDRESS,
    browser: str = BROWSER,
    account_id: AccountId | None = None,
) -> EmailVerification:
    with provider.database.writing() as tx:
        return provider.directory.email_verifications.begin(
            tx,
            browser=browser,
            purpose=purpose,
            address=parse_address(address),
            account_id=account_id,
        )


def current(provider: Provider, proof: EmailVerification) -> EmailVerification:
    with provider.database.reading() as tx:
        return provider.directory.email_verifications.get(tx, proof.id, proof.browser)


def send(provider: Provider, proof: EmailVerification, network: str = NETWORK) -> str:
    """Ask for a code and return it as the message says it."""
    with provider.database.writing() as tx:
        provider.directory.email_verifications.send_code(
            tx, current(provider, proof), locale="fr", brand=Brand("Portail"), network=network
        )
    return codes_in_outbox(provider)[-1]


def check(provider: Provider, proof: EmailVerification, typed: str, network: str = NETWORK) -> None:
    provider.directory.email_verifications.check_code(
        provider.database.writing, current(provider, proof), typed, network
    )


def refused(action: Callable[[], object]) -> PersonError:
    with pytest.raises(PersonError) as caught:
        action()
    return caught.value


def wrong(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08d}"


def test_the_right_code_proves_the_address(provider: Provider, clock: TestClock) -> None:
    proof = begin(provider)
    check(provider, proof, send(provider, proof))
    assert current(provider, proof).proven_at == clock.now


def test_a_pasted_code_may_have_spaces_and_dashes(provider: Provider) -> None:
    proof = begin(provider)
    code = send(provider, proof)
    check(provider, proof, f"  {code[:4]}-{code[5:]}\u00a0")
    assert current(provider, proof).proven_at is not None


def test_a_wrong_code_says_how_many_tries_are_left(provider: Provider) -> None:
    proof = begin(provider)
    code = send(provider, proof)
    for left in (4, 3, 2, 1):
        error = refused(lambda: check(provider, proof, wrong(code)))
        assert (error.code, error.values["count"]) == ("PRV-CODE-WRONG", left)
    assert refused(lambda: check(provider, proof, wrong(code))).code == "PRV-CODE-SPENT"
    assert refused(lambda: check(provider, proof, code)).code == "PRV-CODE-SPENT"


def test_the_newest_two_codes_are_valid_and_the_third_is_not(
    provider: Provider, clock: TestClock
) -> None:
    proof = begin(provider)
    codes = []
    for _ in range(3):
        codes.append(send(provider, proof))
        clock.advance(minutes=3)
    assert refused(lambda: check(provider, proof, codes[0])).code == "PRV-CODE-WRONG"
    check(provider, proof, codes[1])


def test_a_new_code_has_its_own_five_tries(provider: Provider, clock: TestClock) -> None:
    proof = begin(provider)
    first = send(provider, proof)
    for _ in range(5):
        refused(lambda: check(provider, proof, wrong(first)))
    clock.advance(minutes=1)
    second = send(provider, proof)
    assert refused(lambda: check(provider, proof, first)).values["count"] == 4
    check(provider, proof, second)


def test_a_code_works_for_its_time_after_it_was_sent(provider: Provider, clock: TestClock) -> None:
    for purpose, minutes in ((Purpose.SIGN_UP, 30), (Purpose.RECOVER, 10)):
        for late in (False, True):
            proof = begin(provider, purpose, address=f"{purpose}{late}@exemple.quebec")
            code = send(provider, proof)
            clock.advance(HOUR)  # the mail server was down
            deliver_everything(provider)
            clock.advance(minutes * MINUTE - (0 if late else 1))
            if late:
                error = refused(lambda p=proof, c=code: check(provider, p, c))  # type: ignore[misc]
                assert error.code == "PRV-CODE-EXPIRED"
            else:
                check(provider, proof, code)


def test_a_code_is_of_no_use_for_another_proof(provider: Provider) -> None:
    mine, other = begin(provider), begin(provider, Purpose.RECOVER)
    code = send(provider, mine)
    send(provider, other)
    assert refused(lambda: check(provider, other, code)).code == "PRV-CODE-WRONG"


def test_a_proof_belongs_to_the_browser_where_it_began(provider: Provider) -> None:
    proof = begin(provider)
    with provider.database.reading() as tx:
        error = refused(
            lambda: provider.directory.email_verifications.get(tx, proof.id, "another browser")
        )
    assert error.code == "PRV-PROOF-GONE"


def test_a_proof_is_spent_once(provider: Provider) -> None:
    proof = begin(provider)
    with provider.database.writing() as tx:
        assert (
            refused(lambda: provider.directory.email_verifications.spend(tx, proof)).code
            == "PRV-PROOF-GONE"
        )
    check(provider, proof, send(provider, proof))
    proof = current(provider, proof)
    with provider.database.writing() as tx:
        provider.directory.email_verifications.spend(tx, proof)
        assert (
            refused(lambda: provider.directory.email_verifications.spend(tx, proof)).code
            == "PRV-PROOF-GONE"
        )
    assert refused(lambda: current(provider, proof)).code == "PRV-PROOF-GONE"


def test_a_proven_recovery_is_not_good_for_ever(provider: Provider, clock: TestClock) -> None:
    proof = begin(provider, Purpose.RECOVER)
    check(provider, proof, send(provider, proof))
    proof = current(provider, proof)
    clock.advance(minutes=31)
    with provider.database.writing() as tx:
        assert (
            refused(lambda: provider.directory.email_verifications.spend(tx, proof)).code
            == "PRV-PROOF-GONE"
        )


def test_another_code_is_sent_after_30_then_60_then_120_seconds(
    provider: Provider, clock: TestClock
) -> None:
    proof = begin(provider)
    for wait in (30, 60, 120, 120):
        send(provider, proof)
        clock.advance(wait - 1)
        error = refused(lambda: send(provider, proof))
        assert (error.code, error.values["count"]) == ("PRV-CODE-WAIT", 1)
        clock.advance(1)


def test_the_page_learns_how_the_message_is_doing(provider: Provider, clock: TestClock) -> None:
    proof = begin(provider)
    code = send(provider, proof)
    refused(lambda: check(provider, proof, wrong(code)))
    deliver_everything(provider)
    with provider.database.reading() as tx:
        sending = provider.directory.email_verifications.sending(
            tx, provider.directory.email_verifications.get(tx, proof.id, BROWSER)
        )
    assert sending.delivery.state is DeliveryState.SENT
    assert (sending.sent_count, sending.resend_at, sending.tries_left) == (1, clock.now + 30, 4)


def test_an_address_gets_five_codes_an_hour_whatever_the_flow(
    provider: Provider, clock: TestClock
) -> None:
    for number in range(5):
        clock.advance(1)
        send(provider, begin(provider, browser=f"b{number}"), network=f"192.0.2.{number}")
    error = refused(
        lambda: send(provider, begin(provider, Purpose.RECOVER), network="198.51.100.1")
    )
    assert error.code == "PRV-TOO-MANY"
    clock.advance(HOUR)
    send(provider, begin(provider))


def test_a_building_full_of_new_parents_goes_on_as_long_as_codes_come_back(
    provider: Provider,
) -> None:
    few = replace(provider.settings.limits, codes_open=3, addresses_typed=3)
    schools = replace(provider.settings, limits=few)
    provider = build(schools, provider.clock)
    for number in range(8):
        proof = begin(provider, address=f"parent{number}@exemple.quebec", browser=f"b{number}")
        check(provider, proof, send(provider, proof))
    for number in range(8, 11):
        proof = begin(provider, address=f"parent{number}@exemple.quebec", browser=f"b{number}")
        send(provider, proof)
    proof = begin(provider, address="parent11@exemple.quebec", browser="b11")
    assert refused(lambda: send(provider, proof)).code == "PRV-TOO-MANY"
    provider.database.close()


def test_every_code_that_was_sent_again_is_given_back_with_the_one_that_came_back(
    provider: Provider, clock: TestClock
) -> None:
    provider = build(replace(provider.settings, limits=LimitSettings(codes_open=3)), provider.clock)
    for number in range(3):
        proof = begin(provider, address=f"parent{number}@exemple.quebec", browser=f"b{number}")
        send(provider, proof)
        clock.advance(minutes=3)
        send(provider, proof)
        clock.advance(minutes=3)
        check(provider, proof, send(provider, proof))
    provider.database.close()


def test_ten_guesses_a_day_whatever_the_flow_the_network_and_the_resends(
    provider: Provider, clock: TestClock
) -> None:
    evaluated = 0
    for number in range(8):
        clock.advance(HOUR)
        proof = begin(provider, browser=f"b{number}")
        code = send(provider, proof, network=f"192.0.2.{number}")
        for _ in range(5):
            error = refused(lambda p=proof, c=code: check(provider, p, wrong(c), NETWORK))  # type: ignore[misc]
            evaluated += error.code != "PRV-TOO-MANY"
    assert evaluated == 10


def test_strangers_cannot_use_up_the_tries_of_a_known_browser(
    provider: Provider, parent: Parent, clock: TestClock
) -> None:
    address = parse_address(parent.address)
    with provider.database.writing() as tx:
        provider.directory.password_tries.was_right(tx, address, browser="at home")
    for number in range(5):
        clock.advance(1)
        proof = begin(provider, Purpose.RECOVER, address=parent.address, browser=f"b{number}")
        code = send(provider, proof)
        for _ in range(5):
            refused(lambda p=proof, c=code: check(provider, p, wrong(c)))  # type: ignore[misc]
    proof = begin(provider, Purpose.RECOVER, address=parent.address, browser="at home")
    check(provider, proof, send(provider, proof))


def test_a_right_code_does_not_use_up_the_budget(provider: Provider, clock: TestClock) -> None:
    for _ in range(12):
        clock.advance(HOUR * 3)
        proof = begin(provider)
        check(provider, proof, send(provider, proof))


def test_the_message_is_the_same_with_and_without_an_account(
    provider: Provider, parent: Parent
) -> None:
    for address in (parent.address, ADDRESS):
        send(provider, begin(provider, Purpose.RECOVER, address=address))
    letters = [
        re.sub(r"\d{4} ?\d{4}", "CODE", letter).replace(address, "ADDRESS")
        for letter, address in zip(
            messages_in_outbox(provider, "code"), (parent.address, ADDRESS), strict=True
        )
    ]
    assert letters[0] == letters[1]


def test_the_database_holds_neither_code_nor_address_nor_proof(provider: Provider) -> None:
    proof = begin(provider)
    code = send(provider, proof)
    with provider.database.reading() as tx:
        cursor = tx.taken.driver.cursor()
        content = ""
        for table in ("address_proof", "email_code", "outbox", "limit_bucket"):
            cursor.execute(f"SELECT * FROM {table}")
            content += repr([tuple(map(_plain, row)) for row in cursor.fetchall()])
    for secret in (code, code.replace(" ", ""), "zoe", proof.id, BROWSER):
        assert secret not in content
    assert proof.id not in repr(proof)


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.mark.race
def test_fifty_right_codes_at_once_succeed_once(provider: Provider) -> None:
    proof = begin(provider)
    code = send(provider, proof)
    outcomes = at_once(
        lambda: provider.directory.email_verifications.check_code(
            provider.database.writing, proof, code, NETWORK
        )
    )
    assert outcomes.count("proven") == 1
    assert set(outcomes) <= {"proven", "PRV-CODE-WRONG", "PRV-CODE-SPENT"}


@pytest.mark.race
def test_fifty_wrong_codes_at_once_are_compared_five_times(provider: Provider) -> None:
    proof = begin(provider)
    code = send(provider, proof)
    bad = wrong(code)
    outcomes = at_once(
        lambda: provider.directory.email_verifications.check_code(
            provider.database.writing, proof, bad, NETWORK
        )
    )
    with provider.database.reading() as tx:
        assert provider.directory.email_verifications.sending(tx, proof).tries_left == 0
    assert outcomes.count("PRV-CODE-WRONG") == 4
    assert outcomes.count("PRV-CODE-SPENT") == 46
    assert refused(lambda: check(provider, proof, code)).code == "PRV-CODE-SPENT"


@pytest.mark.race
def test_fifty_requests_for_a_code_at_once_send_one(provider: Provider) -> None:
    proof = begin(provider)

    def ask() -> None:
        with provider.database.writing() as tx:
            provider.directory.email_verifications.send_code(
                tx, proof, locale="fr", brand=Brand("Portail"), network=NETWORK
            )

    assert at_once(ask).count("proven") == 1
    assert len(codes_in_outbox(provider)) == 1


@pytest.mark.race
def test_fifty_at_once_spend_a_proof_once(provider: Provider) -> None:
    proof = begin(provider)
    check(provider, proof, send(provider, proof))
    proof = current(provider, proof)

    def spend() -> None:
        with provider.database.writing() as tx:
            provider.directory.email_verifications.spend(tx, proof)

    assert at_once(spend).count("proven") == 1


def at_once(action: Callable[[], None]) -> list[str]:
    def attempt(_: int) -> str:
        try:
            action()
        except PersonError as error:
            return error.code
        return "proven"

    with ThreadPoolExecutor(50) as pool:
        return list(pool.map(attempt, range(50)))
