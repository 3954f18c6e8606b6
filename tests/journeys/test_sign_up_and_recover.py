"""Creating an account, and choosing a new password for one."""

import pytest
from msgspec.structs import replace

from idp.accounts import Purpose
from idp.errors import PersonError
from idp.settings import Settings
from idp.wiring import Provider, build
from idp.wiring.journeys import Journeys
from tests.accounts.letters import codes_in_outbox, messages_in_outbox
from tests.conftest import Parent, TestClock
from tests.journeys.people import ADDRESS, NEW_PASSWORD, PASSWORD, VISITOR, prove, whole


def test_a_proven_address_and_a_password_make_an_account_and_a_session(
    provider: Provider, journeys: Journeys
) -> None:
    proof = prove(provider, journeys, ADDRESS)

    started = whole(journeys.sign_up.create(proof, PASSWORD, VISITOR))

    with provider.database.reading() as tx:
        session = provider.directory.sessions.find(tx, started.token)
        account = provider.directory.accounts.find_by_address(tx, proof.address)
    assert session is not None
    assert account is not None
    assert session.account_id == account.id


def test_a_proof_makes_one_account(provider: Provider, journeys: Journeys) -> None:
    proof = prove(provider, journeys, ADDRESS)
    journeys.sign_up.create(proof, PASSWORD, VISITOR)

    with pytest.raises(PersonError, match="PRV-PROOF-GONE"):
        journeys.sign_up.create(proof, PASSWORD, VISITOR)


def test_an_address_that_was_not_proven_makes_no_account(
    provider: Provider, journeys: Journeys
) -> None:
    proof = journeys.prove_address.begin(ADDRESS, Purpose.SIGN_UP, VISITOR)

    with pytest.raises(PersonError, match="PRV-PROOF-GONE"):
        journeys.sign_up.create(proof, PASSWORD, VISITOR)
    with provider.database.reading() as tx:
        assert provider.directory.accounts.find_by_address(tx, proof.address) is None


def test_an_accent_before_the_at_is_refused_where_the_mail_server_takes_none(
    journeys: Journeys,
) -> None:
    with pytest.raises(PersonError, match="PRV-ADDRESS-ACCENT"):
        journeys.prove_address.begin("zoé@exemple.quebec", Purpose.SIGN_UP, VISITOR)


def test_an_accent_before_the_at_is_accepted_where_it_takes_them(
    house_settings: Settings, clock: TestClock
) -> None:
    mail = replace(house_settings.mail, accented_addresses=True)
    provider = build(replace(house_settings, mail=mail), clock)
    proof = prove(provider, provider.journeys, "Zoé@exemple.quebec")
    session = whole(provider.journeys.sign_up.create(proof, PASSWORD, VISITOR))
    assert session.token
    entry = provider.journeys.sign_in.sign_in(
        "zoe\u0301@exemple.quebec", PASSWORD, VISITOR, remember=False
    )
    assert whole(entry).session.account_id == session.session.account_id
    provider.database.close()


def test_a_refused_password_leaves_the_proof_to_be_used(
    provider: Provider, journeys: Journeys
) -> None:
    proof = prove(provider, journeys, ADDRESS)

    with pytest.raises(PersonError, match="PRV-PASSWORD-SHORT"):
        journeys.sign_up.create(proof, "court", VISITOR)
    with pytest.raises(PersonError, match="PRV-PASSWORD"):
        journeys.sign_up.create(proof, "zoe.gagnon@exemple.quebec", VISITOR)
    assert whole(journeys.sign_up.create(proof, PASSWORD, VISITOR)).token


def test_the_same_message_leaves_whether_or_not_the_address_has_an_account(
    provider: Provider, journeys: Journeys, parent: Parent
) -> None:
    journeys.prove_address.begin(parent.address, Purpose.SIGN_UP, VISITOR)
    journeys.prove_address.begin("inconnue@exemple.quebec", Purpose.SIGN_UP, VISITOR)

    known, unknown = messages_in_outbox(provider, "code")
    codes = codes_in_outbox(provider)
    for code in codes:
        known = known.replace(code, "").replace(code.replace(" ", ""), "")
        unknown = unknown.replace(code, "").replace(code.replace(" ", ""), "")
    assert known == unknown


def test_a_code_typed_a_second_time_is_right_again(provider: Provider, journeys: Journeys) -> None:
    proof = prove(provider, journeys, ADDRESS)

    journeys.prove_address.check(proof, "0000 0000", VISITOR)

    assert whole(journeys.sign_up.create(proof, PASSWORD, VISITOR)).token


def test_a_new_password_ends_what_was_open_and_signs_in(
    provider: Provider, journeys: Journeys, parent: Parent
) -> None:
    old = whole(journeys.sign_in.sign_in(parent.address, parent.password, VISITOR, remember=True))
    proof = prove(provider, journeys, parent.address, Purpose.RECOVER)

    started = whole(journeys.recover.set_password(proof, NEW_PASSWORD, VISITOR))

    with provider.database.reading() as tx:
        assert provider.directory.sessions.find(tx, old.token) is None
        assert provider.directory.sessions.find(tx, started.token) is not None
    with pytest.raises(PersonError, match="PRV-SIGN-IN-WRONG"):
        journeys.sign_in.sign_in(parent.address, parent.password, VISITOR, remember=False)
    journeys.sign_in.sign_in(parent.address, NEW_PASSWORD, VISITOR, remember=False)
    assert messages_in_outbox(provider, "password_changed")


def test_a_recovery_takes_no_password_that_somebody_may_know(
    provider: Provider, journeys: Journeys, parent: Parent
) -> None:
    proof = prove(provider, journeys, parent.address, Purpose.RECOVER)

    with pytest.raises(PersonError, match="PRV-PASSWORD-SAME"):
        journeys.recover.set_password(proof, parent.password, VISITOR)

    assert whole(journeys.recover.set_password(proof, NEW_PASSWORD, VISITOR)).token


def test_who_has_not_seen_the_code_come_back_learns_no_password(
    journeys: Journeys, parent: Parent
) -> None:
    proof = journeys.prove_address.begin(parent.address, Purpose.RECOVER, VISITOR)

    with pytest.raises(PersonError, match="PRV-PROOF-GONE"):
        journeys.recover.set_password(proof, parent.password, VISITOR)


def test_a_proof_begun_before_a_new_password_is_void_after_it(
    provider: Provider, journeys: Journeys, parent: Parent
) -> None:
    others = prove(provider, journeys, parent.address, Purpose.RECOVER)
    mine = prove(provider, journeys, parent.address, Purpose.RECOVER)
    journeys.recover.set_password(mine, NEW_PASSWORD, VISITOR)

    with pytest.raises(PersonError, match="PRV-PROOF-GONE"):
        journeys.recover.set_password(others, "encore un autre secret bleu", VISITOR)


def test_another_person_who_signs_in_ends_the_session_of_before(
    provider: Provider, journeys: Journeys, parent: Parent
) -> None:
    first = whole(
        journeys.sign_in.sign_in(parent.address, parent.password, VISITOR, remember=False)
    )
    proof = prove(provider, journeys, "autre@exemple.quebec")

    journeys.sign_up.create(proof, PASSWORD, replace(VISITOR, session_token=first.token))

    with provider.database.reading() as tx:
        assert provider.directory.sessions.find(tx, first.token) is None
