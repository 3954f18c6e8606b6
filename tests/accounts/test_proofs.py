"""Proofs of addresses: what a code opens, for whom, how often it may be tried."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from idp.accounts import Proof, Purpose
from idp.clock import HOUR, MINUTE
from idp.errors import PersonError
from idp.ids import AccountId
from idp.mail import DeliveryState
from idp.settings import LimitSettings
from idp.spelling.address import parse_address
from idp.wiring import Parts, build
from tests.accounts.letters import codes_in_outbox, deliver_everything, messages_in_outbox
from tests.conftest import Parent, TestClock

ADDRESS = "zoe.gagnon@exemple.quebec"
BROWSER = "browser-1"
NETWORK = "192.0.2.1"


def begin(
    house: Parts,
    purpose: Purpose = Purpose.SIGN_UP,
    *,
    address: str = ADDRESS,
    browser: str = BROWSER,
    account_id: AccountId | None = None,
) -> Proof:
    with house.database.writing() as tx:
        return house.directory.proofs.begin(
            tx,
            browser=browser,
            purpose=purpose,
            address=parse_address(address),
            account_id=account_id,
        )


def current(house: Parts, proof: Proof) -> Proof:
    with house.database.reading() as tx:
        return house.directory.proofs.get(tx, proof.id, proof.browser)


def send(house: Parts, proof: Proof, network: str = NETWORK) -> str:
    """Ask for a code and return it as the message says it."""
    with house.database.writing() as tx:
        house.directory.proofs.send_code(
            tx, current(house, proof), locale="fr", portal_name="Portail", network=network
        )
    return codes_in_outbox(house)[-1]


def check(house: Parts, proof: Proof, typed: str, network: str = NETWORK) -> None:
    house.directory.proofs.check_code(house.database.writing, current(house, proof), typed, network)


def refused(action: Callable[[], object]) -> PersonError:
    with pytest.raises(PersonError) as caught:
        action()
    return caught.value


def wrong(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08d}"


def test_the_right_code_proves_the_address(house: Parts, clock: TestClock) -> None:
    proof = begin(house)
    check(house, proof, send(house, proof))
    assert current(house, proof).proven_at == clock.now


def test_a_pasted_code_may_have_spaces_and_dashes(house: Parts) -> None:
    proof = begin(house)
    code = send(house, proof)
    check(house, proof, f"  {code[:4]}-{code[5:]}\u00a0")
    assert current(house, proof).proven_at is not None


def test_a_wrong_code_says_how_many_tries_are_left(house: Parts) -> None:
    proof = begin(house)
    code = send(house, proof)
    for left in (4, 3, 2, 1):
        error = refused(lambda: check(house, proof, wrong(code)))
        assert (error.code, error.values["count"]) == ("PRV-CODE-WRONG", left)
    assert refused(lambda: check(house, proof, wrong(code))).code == "PRV-CODE-SPENT"
    assert refused(lambda: check(house, proof, code)).code == "PRV-CODE-SPENT"


def test_the_newest_two_codes_are_valid_and_the_third_is_not(
    house: Parts, clock: TestClock
) -> None:
    proof = begin(house)
    codes = []
    for _ in range(3):
        codes.append(send(house, proof))
        clock.advance(minutes=3)
    assert refused(lambda: check(house, proof, codes[0])).code == "PRV-CODE-WRONG"
    check(house, proof, codes[1])


def test_a_new_code_has_its_own_five_tries(house: Parts, clock: TestClock) -> None:
    proof = begin(house)
    first = send(house, proof)
    for _ in range(5):
        refused(lambda: check(house, proof, wrong(first)))
    clock.advance(minutes=1)
    second = send(house, proof)
    assert refused(lambda: check(house, proof, first)).values["count"] == 4
    check(house, proof, second)


def test_a_code_works_for_its_time_after_it_was_sent(house: Parts, clock: TestClock) -> None:
    for purpose, minutes in ((Purpose.SIGN_UP, 30), (Purpose.RECOVER, 10)):
        for late in (False, True):
            proof = begin(house, purpose, address=f"{purpose}{late}@exemple.quebec")
            code = send(house, proof)
            clock.advance(HOUR)  # the mail server was down
            deliver_everything(house)
            clock.advance(minutes * MINUTE - (0 if late else 1))
            if late:
                error = refused(lambda p=proof, c=code: check(house, p, c))  # type: ignore[misc]
                assert error.code == "PRV-CODE-EXPIRED"
            else:
                check(house, proof, code)


def test_a_code_is_of_no_use_for_another_proof(house: Parts) -> None:
    mine, other = begin(house), begin(house, Purpose.RECOVER)
    code = send(house, mine)
    send(house, other)
    assert refused(lambda: check(house, other, code)).code == "PRV-CODE-WRONG"


def test_a_proof_belongs_to_the_browser_where_it_began(house: Parts) -> None:
    proof = begin(house)
    with house.database.reading() as tx:
        error = refused(lambda: house.directory.proofs.get(tx, proof.id, "another browser"))
    assert error.code == "PRV-PROOF-GONE"


def test_a_proof_is_spent_once(house: Parts) -> None:
    proof = begin(house)
    with house.database.writing() as tx:
        assert refused(lambda: house.directory.proofs.spend(tx, proof)).code == "PRV-PROOF-GONE"
    check(house, proof, send(house, proof))
    proof = current(house, proof)
    with house.database.writing() as tx:
        house.directory.proofs.spend(tx, proof)
        assert refused(lambda: house.directory.proofs.spend(tx, proof)).code == "PRV-PROOF-GONE"
    assert refused(lambda: current(house, proof)).code == "PRV-PROOF-GONE"


def test_a_proven_recovery_is_not_good_for_ever(house: Parts, clock: TestClock) -> None:
    proof = begin(house, Purpose.RECOVER)
    check(house, proof, send(house, proof))
    clock.advance(minutes=31)
    with house.database.writing() as tx:
        assert refused(lambda: house.directory.proofs.spend(tx, proof)).code == "PRV-PROOF-GONE"


def test_another_code_is_sent_after_30_then_60_then_120_seconds(
    house: Parts, clock: TestClock
) -> None:
    proof = begin(house)
    for wait in (30, 60, 120, 120):
        send(house, proof)
        clock.advance(wait - 1)
        error = refused(lambda: send(house, proof))
        assert (error.code, error.values["count"]) == ("PRV-CODE-WAIT", 1)
        clock.advance(1)


def test_the_page_learns_how_the_message_is_doing(house: Parts, clock: TestClock) -> None:
    proof = begin(house)
    code = send(house, proof)
    refused(lambda: check(house, proof, wrong(code)))
    deliver_everything(house)
    with house.database.reading() as tx:
        sending = house.directory.proofs.sending(
            tx, house.directory.proofs.get(tx, proof.id, BROWSER)
        )
    assert sending.delivery.state is DeliveryState.SENT
    assert (sending.sent_count, sending.resend_at, sending.tries_left) == (1, clock.now + 30, 4)


def test_an_address_gets_five_codes_an_hour_whatever_the_flow(
    house: Parts, clock: TestClock
) -> None:
    for number in range(5):
        clock.advance(1)
        send(house, begin(house, browser=f"b{number}"), network=f"192.0.2.{number}")
    error = refused(lambda: send(house, begin(house, Purpose.RECOVER), network="198.51.100.1"))
    assert error.code == "PRV-TOO-MANY"
    clock.advance(HOUR)
    send(house, begin(house))


def test_a_building_full_of_new_parents_goes_on_as_long_as_codes_come_back(house: Parts) -> None:
    few = replace(house.settings.limits, codes_open=3, addresses_typed=3)
    schools = replace(house.settings, limits=few)
    house = build(schools, house.clock)
    for number in range(8):
        proof = begin(house, address=f"parent{number}@exemple.quebec", browser=f"b{number}")
        check(house, proof, send(house, proof))
    for number in range(8, 11):
        proof = begin(house, address=f"parent{number}@exemple.quebec", browser=f"b{number}")
        send(house, proof)
    proof = begin(house, address="parent11@exemple.quebec", browser="b11")
    assert refused(lambda: send(house, proof)).code == "PRV-TOO-MANY"
    house.database.close()


def test_every_code_that_was_sent_again_is_given_back_with_the_one_that_came_back(
    house: Parts, clock: TestClock
) -> None:
    house = build(replace(house.settings, limits=LimitSettings(codes_open=3)), house.clock)
    for number in range(3):
        proof = begin(house, address=f"parent{number}@exemple.quebec", browser=f"b{number}")
        send(house, proof)
        clock.advance(minutes=3)
        send(house, proof)
        clock.advance(minutes=3)
        check(house, proof, send(house, proof))
    house.database.close()


def test_ten_guesses_a_day_whatever_the_flow_the_network_and_the_resends(
    house: Parts, clock: TestClock
) -> None:
    evaluated = 0
    for number in range(8):
        clock.advance(HOUR)
        proof = begin(house, browser=f"b{number}")
        code = send(house, proof, network=f"192.0.2.{number}")
        for _ in range(5):
            error = refused(lambda p=proof, c=code: check(house, p, wrong(c), NETWORK))  # type: ignore[misc]
            evaluated += error.code != "PRV-TOO-MANY"
    assert evaluated == 10


def test_strangers_cannot_use_up_the_tries_of_a_known_browser(
    house: Parts, parent: Parent, clock: TestClock
) -> None:
    address = parse_address(parent.address)
    with house.database.writing() as tx:
        house.directory.password_tries.was_right(tx, address, browser="at home")
    for number in range(5):
        clock.advance(1)
        proof = begin(house, Purpose.RECOVER, address=parent.address, browser=f"b{number}")
        code = send(house, proof)
        for _ in range(5):
            refused(lambda p=proof, c=code: check(house, p, wrong(c)))  # type: ignore[misc]
    proof = begin(house, Purpose.RECOVER, address=parent.address, browser="at home")
    check(house, proof, send(house, proof))


def test_a_right_code_does_not_use_up_the_budget(house: Parts, clock: TestClock) -> None:
    for _ in range(12):
        clock.advance(HOUR * 3)
        proof = begin(house)
        check(house, proof, send(house, proof))


def test_the_message_is_the_same_with_and_without_an_account(house: Parts, parent: Parent) -> None:
    for address in (parent.address, ADDRESS):
        send(house, begin(house, Purpose.RECOVER, address=address))
    letters = [
        re.sub(r"\d{4} ?\d{4}", "CODE", letter).replace(address, "ADDRESS")
        for letter, address in zip(
            messages_in_outbox(house, "code"), (parent.address, ADDRESS), strict=True
        )
    ]
    assert letters[0] == letters[1]


def test_the_database_holds_neither_code_nor_address_nor_proof(house: Parts) -> None:
    proof = begin(house)
    code = send(house, proof)
    with house.database.reading() as tx:
        cursor = tx.connection.cursor()
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
def test_fifty_right_codes_at_once_succeed_once(house: Parts) -> None:
    proof = begin(house)
    code = send(house, proof)
    outcomes = at_once(
        lambda: house.directory.proofs.check_code(house.database.writing, proof, code, NETWORK)
    )
    assert outcomes.count("proven") == 1
    assert set(outcomes) <= {"proven", "PRV-CODE-WRONG", "PRV-CODE-SPENT"}


@pytest.mark.race
def test_fifty_wrong_codes_at_once_are_compared_five_times(house: Parts) -> None:
    proof = begin(house)
    code = send(house, proof)
    bad = wrong(code)
    outcomes = at_once(
        lambda: house.directory.proofs.check_code(house.database.writing, proof, bad, NETWORK)
    )
    with house.database.reading() as tx:
        assert house.directory.proofs.sending(tx, proof).tries_left == 0
    assert outcomes.count("PRV-CODE-WRONG") == 4
    assert outcomes.count("PRV-CODE-SPENT") == 46
    assert refused(lambda: check(house, proof, code)).code == "PRV-CODE-SPENT"


@pytest.mark.race
def test_fifty_requests_for_a_code_at_once_send_one(house: Parts) -> None:
    proof = begin(house)

    def ask() -> None:
        with house.database.writing() as tx:
            house.directory.proofs.send_code(
                tx, proof, locale="fr", portal_name="Portail", network=NETWORK
            )

    assert at_once(ask).count("proven") == 1
    assert len(codes_in_outbox(house)) == 1


@pytest.mark.race
def test_fifty_at_once_spend_a_proof_once(house: Parts) -> None:
    proof = begin(house)
    check(house, proof, send(house, proof))

    def spend() -> None:
        with house.database.writing() as tx:
            house.directory.proofs.spend(tx, proof)

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
