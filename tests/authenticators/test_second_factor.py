"""The authenticator app and its recovery codes: each code once, few tries, one holder."""

import json

import pytest

from idp.authenticators import Factor, Holder, Realm
from idp.authenticators.authenticator_app import clean_app_code
from idp.authenticators.recovery_codes import clean_recovery_code
from idp.authenticators.time_steps import STEP_SECONDS, code_of, matching_step
from idp.errors import PersonError
from idp.limits.names import SECOND_FACTOR_TRIED_HOLDER
from idp.storage import Statement
from idp.wiring import Provider
from tests.accounts.letters import messages_in_outbox
from tests.conftest import TestClock, make_parent
from tests.databases import on_one_database

BROWSER = "a-browser"


def code_now(provider: Provider, secret: str, steps: int = 0) -> str:
    return code_of(secret, provider.clock.seconds() // STEP_SECONDS + steps)


def add_app(provider: Provider, holder: Holder) -> tuple[str, tuple[str, ...]]:
    """Add an app, and return its secret and the recovery codes."""
    apps = provider.directory.authenticators.apps
    with provider.database.writing() as tx:
        apps.begin(tx, holder)
        enrolment = apps.pending(tx, holder, "zoe@exemple.quebec")
        assert enrolment is not None
        codes = apps.confirm(tx, holder, code_now(provider, enrolment.secret, -1))
    return enrolment.secret, codes


def typed(provider: Provider, holder: Holder, text: str, browser: str = BROWSER) -> Factor | None:
    second = provider.directory.authenticators.second_factor
    charge = second.charge(provider.database, holder, browser=browser)
    with provider.database.writing() as tx:
        return second.use(tx, holder, text, browser=browser, charge=charge)


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238_appendix_b(at: int, code: str) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert code_of(secret, at // STEP_SECONDS) == code
    assert matching_step(secret, code, at) == at // STEP_SECONDS
    assert matching_step(secret, code, at + STEP_SECONDS) == at // STEP_SECONDS
    assert matching_step(secret, code, at + 2 * STEP_SECONDS) is None


@pytest.mark.parametrize(
    "text",
    ["123456", " 123 456 ", "123-456", "\uff11\uff12\uff13\uff14\uff15\uff16", "123\u00a0456"],
)
def test_a_code_is_read_however_it_was_typed(text: str) -> None:
    assert clean_app_code(text) == "123456"


@pytest.mark.parametrize(
    "text", ["", "12345", "1234567", "12345a", "\u0661\u0662\u0663\u0664\u0665\u0666", "1" * 99]
)
def test_what_is_no_code_is_none(text: str) -> None:
    assert clean_app_code(text) is None


def test_a_recovery_code_is_read_however_it_was_typed() -> None:
    for text in ("0123-ABCD-EF01", "o123 abcd efOl", "  0123abcdef01"):
        assert clean_recovery_code(text) == "0123ABCDEF01"
    for text in ("0123-ABCD", "0123-ABCD-EF0U", "", "x" * 99):
        assert clean_recovery_code(text) is None


def test_each_time_step_is_accepted_once(
    provider: Provider, holder: Holder, clock: TestClock
) -> None:
    secret, _ = add_app(provider, holder)
    code = code_now(provider, secret)
    assert typed(provider, holder, code) is Factor.APP
    assert typed(provider, holder, code) is None
    assert typed(provider, holder, code_now(provider, secret, -1)) is None
    clock.advance(STEP_SECONDS)
    assert typed(provider, holder, code_now(provider, secret)) is Factor.APP


def test_the_code_that_confirmed_the_app_opens_nothing(provider: Provider, holder: Holder) -> None:
    secret, _ = add_app(provider, holder)
    assert typed(provider, holder, code_now(provider, secret, -1)) is None


def test_a_recovery_code_is_accepted_once_and_its_holder_told(
    provider: Provider, holder: Holder
) -> None:
    _, codes = add_app(provider, holder)
    assert len(set(codes)) == 10
    assert typed(provider, holder, codes[3].lower()) is Factor.RECOVERY_CODE
    assert typed(provider, holder, codes[3]) is None
    with provider.database.reading() as tx:
        assert provider.directory.authenticators.recovery_codes.left(tx, holder) == 9
    assert any(
        "Un code de secours" in each for each in messages_in_outbox(provider, "authenticator")
    )


@on_one_database
def test_new_codes_make_the_former_ones_worthless(provider: Provider, holder: Holder) -> None:
    _, former = add_app(provider, holder)
    with provider.database.writing() as tx:
        new = provider.directory.authenticators.recovery_codes.renew(tx, holder)
    assert typed(provider, holder, former[0]) is None
    assert typed(provider, holder, new[0]) is Factor.RECOVERY_CODE


@on_one_database
def test_a_code_is_good_for_its_own_holder_alone(provider: Provider, holder: Holder) -> None:
    secret, codes = add_app(provider, holder)
    other = Holder(Realm.ACCOUNT, make_parent(provider, "autre@exemple.quebec").account.id)
    add_app(provider, other)
    boss = Holder(Realm.ADMINISTRATOR, holder.id)
    for stranger in (other, boss):
        assert typed(provider, stranger, code_now(provider, secret)) is None
        assert typed(provider, stranger, codes[0]) is None


@on_one_database
def test_strangers_cannot_guess_for_long_nor_shut_the_owner_out(
    provider: Provider, holder: Holder
) -> None:
    secret, codes = add_app(provider, holder)
    assert typed(provider, holder, codes[0]) is Factor.RECOVERY_CODE
    for number in range(SECOND_FACTOR_TRIED_HOLDER.allowed):
        assert typed(provider, holder, "000000", f"stranger-{number}") is None
    with pytest.raises(PersonError, match="PRV-TOO-MANY"):
        typed(provider, holder, code_now(provider, secret), "stranger")
    assert typed(provider, holder, code_now(provider, secret)) is Factor.APP


@on_one_database
def test_an_app_counts_only_once_its_first_code_was_right(
    provider: Provider, holder: Holder, clock: TestClock
) -> None:
    apps, second = (
        provider.directory.authenticators.apps,
        provider.directory.authenticators.second_factor,
    )
    with provider.database.writing() as tx:
        apps.begin(tx, holder)
        pending = apps.pending(tx, holder, "zoe@exemple.quebec")
        assert pending is not None
        assert not second.is_due(tx, holder)
    assert pending.uri.startswith("otpauth://totp/Parvis%3Azoe%40exemple.quebec?secret=")
    with pytest.raises(PersonError, match="PRV-APP-CODE-WRONG"), provider.database.writing() as tx:
        apps.confirm(tx, holder, "000000")
    clock.advance(minutes=30)
    with pytest.raises(PersonError, match="PRV-APP-OVER"), provider.database.writing() as tx:
        apps.confirm(tx, holder, code_now(provider, pending.secret))


@on_one_database
def test_an_app_is_replaced_only_by_a_right_code_of_the_next(
    provider: Provider, holder: Holder
) -> None:
    former, _ = add_app(provider, holder)
    apps = provider.directory.authenticators.apps
    with provider.database.writing() as tx:
        apps.begin(tx, holder)
        apps.cancel(tx, holder)
        assert apps.pending(tx, holder, "z") is None
    assert typed(provider, holder, code_now(provider, former)) is Factor.APP
    new, _ = add_app(provider, holder)
    assert typed(provider, holder, code_now(provider, former, 1)) is None
    assert typed(provider, holder, code_now(provider, new)) is Factor.APP


def test_everything_can_be_taken_from_who_lost_everything(
    provider: Provider, holder: Holder
) -> None:
    secret, codes = add_app(provider, holder)
    authenticators = provider.directory.authenticators
    with provider.database.writing() as tx:
        had = authenticators.remove_all(tx, holder, actor="admin:x")
        assert (had.has_app, had.recovery_codes_left) == (True, 10)
        assert not authenticators.second_factor.is_due(tx, holder)
    with provider.database.reading() as tx:
        row = tx.row(
            Statement(
                "SELECT actor, details FROM audit_event WHERE kind = 'authenticators_removed'"
            )
        )
    assert row is not None
    assert (row[0], json.loads(row[1])["app"]) == ("admin:x", True)
    assert typed(provider, holder, code_now(provider, secret)) is None
    assert typed(provider, holder, codes[0]) is None
    letters = messages_in_outbox(provider, "authenticator")
    assert any("d’authentification et les codes" in each for each in letters)


@on_one_database
def test_neither_secret_nor_code_is_readable_in_the_database(
    provider: Provider, holder: Holder
) -> None:
    secret, codes = add_app(provider, holder)
    with provider.database.reading() as tx:
        sealed = bytes(tx.rows(Statement("SELECT secret_sealed FROM authenticator_app"))[0][0])
        hashes = [
            bytes(row[0]) for row in tx.rows(Statement("SELECT code_hash FROM recovery_code"))
        ]
    plain = [secret.encode(), *(code.replace("-", "").encode() for code in codes)]
    assert not any(each in stored for each in plain for stored in (sealed, *hashes))


def test_who_is_halfway_goes_on_once_in_the_same_browser_and_realm(
    provider: Provider, holder: Holder, clock: TestClock
) -> None:
    pending_mfa = provider.directory.authenticators.pending_mfa
    with provider.database.writing() as tx:
        pending_id = pending_mfa.begin(tx, holder, browser=BROWSER, context="pwd")
        for realm, browser in ((Realm.ACCOUNT, "another"), (Realm.ADMINISTRATOR, BROWSER)):
            with pytest.raises(PersonError, match="PRV-HALFWAY-OVER"):
                pending_mfa.get(tx, realm, pending_id, browser=browser)
        found = pending_mfa.get(tx, Realm.ACCOUNT, pending_id, browser=BROWSER)
        assert (found.holder, found.context) == (holder, "pwd")
        pending_mfa.spend(tx, found)
        with pytest.raises(PersonError, match="PRV-HALFWAY-OVER"):
            pending_mfa.spend(tx, found)
        voided = pending_mfa.begin(tx, holder, browser=BROWSER, context="pwd")
        pending_mfa.void(tx, holder)
        late = pending_mfa.begin(tx, holder, browser=BROWSER, context="pwd")
        clock.advance(minutes=15)
        for each in (voided, late):
            with pytest.raises(PersonError, match="PRV-HALFWAY-OVER"):
                pending_mfa.get(tx, Realm.ACCOUNT, each, browser=BROWSER)
