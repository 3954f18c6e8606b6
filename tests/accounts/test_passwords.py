"""Passwords: which are accepted, how they are hashed, how many at once."""

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from idp.accounts import Passwords
from idp.accounts.hashing_places import places_for
from idp.errors import PersonError, TooBusyError
from idp.measures import Measures
from idp.settings import PasswordSettings, ServerSettings, Settings
from idp.shares import Share, Shares

CHEAP = PasswordSettings(memory_kib=256, passes=1)


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords(settings=Settings(passwords=CHEAP), measures=Measures(), share=Share(20))


def refusal(passwords: Passwords, password: str, *context: str) -> str:
    with pytest.raises(PersonError) as caught:
        passwords.check_new(password, context=context)
    assert caught.value.field == "password"
    return caught.value.code


@pytest.mark.parametrize(
    "password",
    [
        "cheval-agrafe-pile",
        "chat orange velo lune",
        "🦆🦆 outarde 🍁 violette",
        "пароль-воробей-окно",
        "  Kumquat vif, zone 51  ",
        "x9$Lw2!pQ7vT",
    ],
)
def test_what_is_hard_to_guess_is_accepted(passwords: Passwords, password: str) -> None:
    passwords.check_new(password)


def test_eleven_characters_are_too_short_and_twelve_are_not(passwords: Passwords) -> None:
    assert refusal(passwords, "x9$Lw2!pQ7v") == "PRV-PASSWORD-SHORT"
    passwords.check_new("x9$Lw2!pQ7vT")


def test_256_characters_are_accepted_and_257_are_too_long(passwords: Passwords) -> None:
    words = "outarde violette kumquat zigzag brouette "
    passwords.check_new((words * 7)[:256])
    assert refusal(passwords, (words * 7)[:257]) == "PRV-PASSWORD-LONG"


def test_an_enormous_password_is_refused_without_hashing_it(passwords: Passwords) -> None:
    stored = passwords.hash("cheval-agrafe-pile")
    begun = time.perf_counter()
    assert not passwords.verify(stored, "a" * 2_000_000).ok
    assert refusal(passwords, "a" * 2_000_000) == "PRV-PASSWORD-LONG"
    with pytest.raises(PersonError):
        passwords.hash("é" * 300)
    assert time.perf_counter() - begun < 0.1


@pytest.mark.parametrize(
    "password",
    [
        "azertyuiop12",
        "Motdepasse2024!",
        "M0td3p@sse2024",
        "soleilsoleil",
        "Canadiens2024",
        "gohabsgo1234",
        "sésame ouvre-toi",
        "Je t'aime maman 2",
        "password1234",
        "qwertyuiop12",
        "Tremblay1985!",
        "hockeyhockeyhockey",
        "¡MOT DE PASSE!",
    ],
)
def test_known_passwords_and_their_variants_are_refused(
    passwords: Passwords, password: str
) -> None:
    assert refusal(passwords, password) == "PRV-PASSWORD-COMMON"
    assert passwords.score(password) == 0


@pytest.mark.parametrize("password", ["123456789012", "aaaaaaaaaaaa", "abcabcabcabc"])
def test_sequences_and_repetitions_are_refused(passwords: Passwords, password: str) -> None:
    assert refusal(passwords, password) in {"PRV-PASSWORD-COMMON", "PRV-PASSWORD-GUESSABLE"}


@pytest.mark.parametrize(
    "password", ["parvis-kumquat", "Kumquat.Zoe!2026", "Outardes-Érables", "zoe.kumquat-1"]
)
def test_what_is_mostly_context_is_refused(passwords: Passwords, password: str) -> None:
    context = ("Parvis", "École des Outardes", "Portail des Érables", "zoe.kumquat")
    assert refusal(passwords, password, *context) == "PRV-PASSWORD-CONTEXT"


def test_a_context_word_in_a_long_phrase_does_no_harm(passwords: Passwords) -> None:
    passwords.check_new("la violette chante sous zinc", context=("violette@exemple.quebec",))


def test_the_right_password_is_right_and_another_is_wrong(passwords: Passwords) -> None:
    stored = passwords.hash("cheval-agrafe-pile")
    assert stored.startswith("$argon2id$")
    assert passwords.verify(stored, "cheval-agrafe-pile").ok
    assert not passwords.verify(stored, "cheval-agrafe-pilf").ok
    assert not passwords.verify(stored, "cheval-agrafe-pile ").ok


def test_nobodys_password_is_never_right(passwords: Passwords) -> None:
    assert not passwords.verify(None, "cheval-agrafe-pile").ok
    assert not passwords.verify("", "cheval-agrafe-pile").ok
    assert not passwords.verify("not a hash", "cheval-agrafe-pile").ok


def test_two_ways_to_write_the_same_letters_are_the_same_password(passwords: Passwords) -> None:
    stored = passwords.hash("\u00e9t\u00e9 kumquat vif")
    assert passwords.verify(stored, "e\u0301te\u0301 kumquat vif").ok


def test_what_follows_the_seventy_second_byte_matters(passwords: Passwords) -> None:
    stored = passwords.hash("k" * 72 + "a")
    assert not passwords.verify(stored, "k" * 72 + "b").ok


def test_the_parameters_are_those_of_the_settings() -> None:
    stored = Passwords(settings=Settings(), measures=Measures(), share=Share(20)).hash(
        "cheval-agrafe-pile"
    )
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_hash_with_other_parameters_is_renewed_when_the_password_is_seen(
    passwords: Passwords,
) -> None:
    other = Passwords(
        settings=Settings(passwords=replace(CHEAP, memory_kib=512)),
        measures=Measures(),
        share=Share(1),
    )
    stored = passwords.hash("cheval-agrafe-pile")
    verified = other.verify(stored, "cheval-agrafe-pile")
    assert verified.ok
    assert verified.rehashed is not None
    assert other.verify(verified.rehashed, "cheval-agrafe-pile").rehashed is None
    assert other.verify(stored, "wrong").rehashed is None


def test_a_password_for_nobody_takes_as_long_as_for_somebody() -> None:
    real = Passwords(settings=Settings(), measures=Measures(), share=Share(20))
    stored = real.hash("cheval-agrafe-pile")
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    for _ in range(25):
        for who, each in (("known", stored), ("unknown", None)):
            begun = time.process_time()
            real.verify(each, "wrong password")
            times[who].append(time.process_time() - begun)
    known, unknown = (statistics.median(times[who]) for who in ("known", "unknown"))
    assert 0.8 < known / unknown < 1.25


def test_more_than_the_share_are_sent_away_at_once() -> None:
    settings = replace(CHEAP, memory_kib=65_536, passes=4, parallel_hashes=1)
    passwords = Passwords(
        settings=Settings(passwords=settings), measures=Measures(), share=Share(4)
    )
    start = threading.Barrier(20)

    def attempt(_: int) -> bool:
        start.wait()
        try:
            passwords.verify(None, "anything")
        except TooBusyError:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        let_in = sum(pool.map(attempt, range(20)))
    assert 4 <= let_in < 20
    assert not passwords.verify(None, "anything").ok


@pytest.mark.parametrize("work", ["verify", "hash", "check_new", "score"])
def test_whatever_is_slow_with_a_password_counts(work: str) -> None:
    share = Share(1)
    passwords = Passwords(settings=Settings(passwords=CHEAP), measures=Measures(), share=share)
    arguments = (None,) if work == "verify" else ()
    with share.taken(), pytest.raises(TooBusyError):
        getattr(passwords, work)(*arguments, "cheval-agrafe-pile")
    getattr(passwords, work)(*arguments, "cheval-agrafe-pile")


def test_a_turn_that_was_given_holds_for_all_of_the_work() -> None:
    share = Share(1)
    passwords = Passwords(settings=Settings(passwords=CHEAP), measures=Measures(), share=share)
    with passwords.turn():
        passwords.check_new("cheval-agrafe-pile")
        assert passwords.verify(passwords.hash("cheval-agrafe-pile"), "cheval-agrafe-pile").ok
        assert not share.take()
    assert share.take()


@pytest.mark.parametrize(
    ("workers", "threads", "cores", "set_to", "computing"),
    [
        (2, 4, 2, 0, 1),
        (2, 4, 8, 0, 2),  # half the threads, though there are cores for four
        (2, 16, 8, 0, 4),
        (1, 1, 8, 0, 1),
        (16, 4, 2, 0, 1),
        (2, 4, 2, 99, 2),
    ],
)
def test_what_is_computed_at_once_follows_from_cores_and_threads(
    workers: int, threads: int, cores: int, set_to: int, computing: int
) -> None:
    settings = Settings(
        server=ServerSettings(workers=workers, threads=threads),
        passwords=replace(CHEAP, parallel_hashes=set_to),
    )
    assert places_for(settings, Shares(threads).hashing.places, cores) == computing
