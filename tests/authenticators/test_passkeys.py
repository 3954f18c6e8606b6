"""Passkeys: what makes one, what opens by it, and what is not believed."""

import json
from dataclasses import replace

import pytest

from idp.authenticators import Holder, PasskeyAnswer, Realm
from idp.authenticators.passkeys import MOST
from idp.errors import PersonError
from idp.storage import Statement
from idp.wiring import Provider
from tests.accounts.letters import messages_in_outbox
from tests.authenticators.conftest import BROWSER, add_passkey, recognise, use
from tests.authenticators.device import Device, Lies
from tests.conftest import TestClock, make_parent
from tests.databases import on_one_database


def reasons(provider: Provider) -> list[str]:
    with provider.database.reading() as tx:
        rows = tx.rows(
            Statement("SELECT details FROM audit_event WHERE kind = 'passkey_refused' ORDER BY id")
        )
    return [json.loads(row[0])["reason"] for row in rows]


def test_a_passkey_names_its_holder_and_is_used_once_a_challenge(
    provider: Provider, holder: Holder
) -> None:
    device = Device()
    made = add_passkey(provider, holder, device)
    recognised = recognise(provider, device)
    assert (recognised.holder, recognised.passkey.id) == (holder, made.id)
    use(provider, recognised)
    with pytest.raises(PersonError, match="PRV-PASSKEY-OVER"):
        use(provider, recognised)
    with provider.database.reading() as tx:
        (kept,) = provider.directory.authenticators.passkeys.of_holder(tx, holder)
    assert (kept.label, kept.used_at, kept.synced) == (
        "Mon téléphone",
        provider.clock.seconds(),
        True,
    )


def test_a_passkey_that_never_counts_is_used_again_and_again(
    provider: Provider, holder: Holder
) -> None:
    device = Device(counts=False)
    add_passkey(provider, holder, device)
    for _ in range(3):
        use(provider, recognise(provider, device))


def test_its_holder_is_told_and_the_record_says_so(provider: Provider, holder: Holder) -> None:
    made = add_passkey(provider, holder, Device())
    (letter,) = messages_in_outbox(provider, "authenticator")
    assert "\n\nUne clé d’accès vient d’être ajoutée à votre compte Parvis." in letter
    with provider.database.reading() as tx:
        row = tx.row(Statement("SELECT details FROM audit_event WHERE kind = 'passkey_added'"))
    assert row is not None
    assert json.loads(row[0]) == {"passkey_id": made.id, "realm": "account", "synced": True}


@on_one_database
@pytest.mark.parametrize(
    "lies",
    [
        Lies(origin="https://connexion.exemple.quebec.evil.test"),
        Lies(origin="http://connexion.exemple.quebec"),
        Lies(origin="https://autre.exemple.quebec"),
        Lies(rp_id="exemple.quebec"),
        Lies(challenge="AAAA"),
        Lies(type="webauthn.create"),
        Lies(verified=False),
        Lies(present=False),
        Lies(cross_origin=True),
        Lies(cross_origin="false"),
        Lies(signature=b"\x30\x06\x02\x01\x00\x02\x01\x00"),
        Lies(signature=b"nonsense"),
        Lies(user_handle="AAAA"),
        Lies(eligible=False),
        Lies(count=0),
    ],
    ids=lambda lies: ", ".join(
        f"{name}={value!r}" for name, value in vars(lies).items() if value != getattr(Lies(), name)
    ),
)
def test_a_response_that_lies_opens_nothing(provider: Provider, holder: Holder, lies: Lies) -> None:
    device = Device()
    add_passkey(provider, holder, device)
    use(provider, recognise(provider, device))
    with pytest.raises(PersonError, match="PRV-PASSKEY-REFUSED"):
        recognise(provider, device, lies)
    assert len(reasons(provider)) == 1
    use(provider, recognise(provider, device))


@on_one_database
@pytest.mark.parametrize(
    "lies",
    [
        Lies(origin="https://evil.test"),
        Lies(rp_id="evil.test"),
        Lies(challenge="AAAA"),
        Lies(type="webauthn.get"),
        Lies(verified=False),
        Lies(cross_origin=True),
    ],
)
def test_a_registration_that_lies_keeps_nothing(
    provider: Provider, holder: Holder, lies: Lies
) -> None:
    with pytest.raises(PersonError, match="PRV-PASSKEY-REFUSED"):
        add_passkey(provider, holder, Device(), lies=lies)
    with provider.database.reading() as tx:
        assert provider.directory.authenticators.passkeys.of_holder(tx, holder) == ()


@on_one_database
def test_a_counter_that_went_back_is_a_copy_only_if_the_signature_is_right(
    provider: Provider, holder: Holder
) -> None:
    device = Device()
    add_passkey(provider, holder, device)
    use(provider, recognise(provider, device))
    copy = replace(device, count=0)
    with pytest.raises(PersonError, match="PRV-PASSKEY-REFUSED"):
        recognise(provider, copy, Lies(signature=b"forged"))
    with pytest.raises(PersonError, match="PRV-PASSKEY-REFUSED"):
        recognise(provider, copy, Lies(count=1))
    assert reasons(provider)[-1] == "clone"
    assert "clone" not in reasons(provider)[:-1]


def test_of_two_answers_with_the_same_count_one_is_used(provider: Provider, holder: Holder) -> None:
    device = Device()
    add_passkey(provider, holder, device)
    first, second = recognise(provider, device), recognise(provider, replace(device))
    use(provider, second)
    with pytest.raises(PersonError, match="PRV-PASSKEY-REFUSED"):
        use(provider, first)


def test_nothing_of_one_realm_opens_anything_in_the_other(
    provider: Provider, holder: Holder
) -> None:
    device, boss = Device(), Device()
    add_passkey(provider, holder, device)
    add_passkey(provider, Holder(Realm.ADMINISTRATOR, holder.id), boss)
    with pytest.raises(PersonError, match="PRV-PASSKEY-UNKNOWN"):
        recognise(provider, device, realm=Realm.ADMINISTRATOR)
    with pytest.raises(PersonError, match="PRV-PASSKEY-UNKNOWN"):
        recognise(provider, boss)
    assert recognise(provider, boss, realm=Realm.ADMINISTRATOR).holder.realm is Realm.ADMINISTRATOR
    assert device.user_handle != boss.user_handle


@on_one_database
def test_a_challenge_is_of_no_use_in_another_browser_realm_or_after_its_time(
    provider: Provider, holder: Holder, clock: TestClock
) -> None:
    device = Device()
    add_passkey(provider, holder, device)
    passkeys = provider.directory.authenticators.passkeys
    challenge = passkeys.begin_assertion(Realm.ACCOUNT, browser=BROWSER)
    answer = device.get(challenge.options)

    def refused(
        challenge_id: str = challenge.id, response: str = answer, browser: str = BROWSER
    ) -> str:
        with pytest.raises(PersonError) as caught:
            passkeys.recognise(
                provider.database,
                Realm.ACCOUNT,
                PasskeyAnswer(challenge_id=challenge_id, response=response, browser=browser),
            )
        return caught.value.code

    assert refused(browser="another") == "PRV-PASSKEY-REFUSED"
    longer = f"{challenge.id.partition('.')[0]}.99999999999"
    assert refused(challenge_id=longer) == "PRV-PASSKEY-REFUSED"
    for nonsense in ("", "a.b", f"{challenge.id}\n", "é" * 22 + ".9"):
        assert refused(challenge_id=nonsense) == "PRV-PASSKEY-OVER"
    other = passkeys.begin_assertion(Realm.ADMINISTRATOR, browser=BROWSER)
    assert refused(challenge_id=other.id, response=device.get(other.options)) == (
        "PRV-PASSKEY-REFUSED"
    )
    clock.advance(minutes=15)
    assert refused() == "PRV-PASSKEY-OVER"


@on_one_database
def test_only_the_holder_that_was_asked_may_answer(provider: Provider, holder: Holder) -> None:
    mine, theirs = Device(), Device()
    other = Holder(Realm.ACCOUNT, make_parent(provider, "autre@exemple.quebec").account.id)
    add_passkey(provider, holder, mine)
    add_passkey(provider, other, theirs)
    passkeys = provider.directory.authenticators.passkeys
    with provider.database.reading() as tx:
        challenge = passkeys.begin_assertion(Realm.ACCOUNT, browser=BROWSER, tx=tx, holder=holder)
    assert len(json.loads(challenge.options)["allowCredentials"]) == 1
    for device, opens in ((theirs, False), (mine, True)):
        answer = device.get(challenge.options)

        def recognised(answer: str = answer) -> Holder:
            return passkeys.recognise(
                provider.database,
                Realm.ACCOUNT,
                PasskeyAnswer(challenge_id=challenge.id, response=answer, browser=BROWSER),
                holder=holder,
            ).holder

        if opens:
            assert recognised() == holder
        else:
            with pytest.raises(PersonError, match="PRV-PASSKEY-REFUSED"):
                recognised()


@on_one_database
@pytest.mark.parametrize(
    "response",
    ["", "null", "[]", "{}", '{"id":1}', "\ud800", "9" * 20_000, '{"response":{}}', '"x"'],
    ids=range(9),
)
def test_what_is_no_response_is_refused_and_breaks_nothing(
    provider: Provider, holder: Holder, response: str
) -> None:
    passkeys = provider.directory.authenticators.passkeys
    challenge = passkeys.begin_assertion(Realm.ACCOUNT, browser=BROWSER)
    with pytest.raises(PersonError, match="PRV-PASSKEY-REFUSED"):
        passkeys.recognise(
            provider.database,
            Realm.ACCOUNT,
            PasskeyAnswer(challenge_id=challenge.id, response=response, browser=BROWSER),
        )
    with provider.database.writing() as tx:
        made = passkeys.begin_registration(tx, holder, browser=BROWSER, name="z", display_name="z")
        with pytest.raises(PersonError, match="PRV-PASSKEY-REFUSED"):
            passkeys.finish_registration(
                tx,
                holder,
                PasskeyAnswer(challenge_id=made.id, response=response, browser=BROWSER),
                label="x",
            )


def test_what_is_registered_is_not_registered_again(provider: Provider, holder: Holder) -> None:
    device = Device()
    add_passkey(provider, holder, device)
    passkeys = provider.directory.authenticators.passkeys
    with provider.database.reading() as tx:
        challenge = passkeys.begin_registration(
            tx, holder, browser=BROWSER, name="z", display_name="z"
        )
    assert len(json.loads(challenge.options)["excludeCredentials"]) == 1
    thief = Holder(Realm.ACCOUNT, make_parent(provider, "autre@exemple.quebec").account.id)
    with pytest.raises(PersonError, match="PRV-PASSKEY-TAKEN"):
        add_passkey(provider, thief, device)


@on_one_database
def test_what_a_browser_is_asked_for(provider: Provider, holder: Holder) -> None:
    passkeys = provider.directory.authenticators.passkeys
    with provider.database.reading() as tx:
        made = passkeys.begin_registration(tx, holder, browser=BROWSER, name="z", display_name="Z")
    options = json.loads(made.options)
    assert options["rp"] == {"name": "Parvis", "id": "connexion.exemple.quebec"}
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["attestation"] == "none"
    assert holder.id not in made.options
    assert passkeys.offered
    asked = json.loads(passkeys.begin_assertion(Realm.ACCOUNT, browser=BROWSER).options)
    assert (asked["userVerification"], asked["allowCredentials"]) == ("required", [])


def test_another_holder_neither_renames_nor_removes_it(provider: Provider, holder: Holder) -> None:
    device = Device()
    made = add_passkey(provider, holder, device)
    other = make_parent(provider, "autre@exemple.quebec").account.id
    passkeys = provider.directory.authenticators.passkeys
    strangers = (Holder(Realm.ACCOUNT, other), Holder(Realm.ADMINISTRATOR, holder.id))
    with provider.database.writing() as tx:
        for stranger in strangers:
            passkeys.rename(tx, stranger, made.id, "À moi")
            assert not passkeys.remove(tx, stranger, made.id)
        passkeys.rename(tx, holder, made.id, "  Ma  clé ")
        assert passkeys.of_holder(tx, holder)[0].label == "Ma clé"
        assert passkeys.remove(tx, holder, made.id)
    with pytest.raises(PersonError, match="PRV-PASSKEY-UNKNOWN"):
        recognise(provider, device)


@on_one_database
@pytest.mark.parametrize("label", ["", "  ", "x" * 61, "a\x1bb", "\u202eabc"])
def test_a_name_is_one_printable_line(provider: Provider, holder: Holder, label: str) -> None:
    with pytest.raises(PersonError, match="PRV-PASSKEY-LABEL"):
        add_passkey(provider, holder, Device(), label=label)


@on_one_database
def test_a_holder_has_twenty_at_most(provider: Provider, holder: Holder) -> None:
    for _ in range(MOST):
        add_passkey(provider, holder, Device())
    with pytest.raises(PersonError, match="PRV-PASSKEY-MANY"):
        add_passkey(provider, holder, Device())


@on_one_database
def test_the_name_of_a_passkey_is_not_readable_in_the_database(
    provider: Provider, holder: Holder
) -> None:
    add_passkey(provider, holder, Device(), label="Téléphone de Zoé")
    with provider.database.reading() as tx:
        (row,) = tx.rows(Statement("SELECT label_sealed FROM passkey"))
    assert "Zoé".encode() not in bytes(row[0])
