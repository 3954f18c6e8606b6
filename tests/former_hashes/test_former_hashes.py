"""Hashes of other systems: each by what its own library made, and what is not kept."""

from base64 import b64decode, b64encode

import argon2
import bcrypt
import pytest
from django.conf import settings  # type: ignore[import-untyped]
from django.contrib.auth import hashers  # type: ignore[import-untyped]

from idp.former_hashes import (
    FirebaseParameters,
    FormerHash,
    Unusable,
    UnusableHash,
    matches,
    read_aspnet,
    read_encoded,
    read_firebase,
    read_kept,
    read_keycloak,
    read_okta,
    scheme_of,
    written,
)
from tests.former_hashes.vectors import (
    ASPNET,
    ASPNET_PASSWORD,
    BLOWFISH,
    FIREBASE,
    KEYCLOAK,
    KEYCLOAK_ARGON2,
    PASSLIB,
)

PASSWORD = "motdepasse de Zoé"
WRONG = "motdepasse de Zoe"
DJANGO = {
    "PBKDF2PasswordHasher": "pbkdf2",
    "PBKDF2SHA1PasswordHasher": "pbkdf2",
    "Argon2PasswordHasher": "argon2",
    "BCryptSHA256PasswordHasher": "bcrypt",
    "BCryptPasswordHasher": "bcrypt",
    "ScryptPasswordHasher": "scrypt",
}


@pytest.fixture(scope="module", autouse=True)
def _django() -> None:
    if not settings.configured:
        settings.configure()


def check(former: FormerHash, right: str = PASSWORD, wrong: str = WRONG) -> None:
    kept = read_kept(written(former))
    assert kept == former
    assert matches(kept, right)
    assert not matches(kept, wrong)


@pytest.mark.parametrize(("name", "scheme"), DJANGO.items(), ids=DJANGO)
def test_what_django_makes_is_verified(name: str, scheme: str) -> None:
    hasher = getattr(hashers, name)()
    text = hasher.encode(PASSWORD, hasher.salt())
    former = read_encoded(text)
    assert scheme_of(former) == scheme
    check(former)


@pytest.mark.parametrize("prefix", [b"2a", b"2b"])
def test_what_bcrypt_makes_is_verified(prefix: bytes) -> None:
    salt = bcrypt.gensalt(5, prefix=prefix)
    check(read_encoded(bcrypt.hashpw(PASSWORD.encode(), salt).decode()))


@pytest.mark.parametrize("text", BLOWFISH)
def test_what_php_makes_is_verified(text: str) -> None:
    check(read_encoded(text), "U*U")


def test_bcrypt_reads_72_bytes_and_nothing_behind_a_zero() -> None:
    long = "é" * 36
    former = read_encoded(bcrypt.hashpw(long.encode(), bcrypt.gensalt(4)).decode())
    assert matches(former, f"{long}and more")
    assert not matches(former, long[:-1])
    short = read_encoded(bcrypt.hashpw(b"secret", bcrypt.gensalt(4)).decode())
    assert not matches(short, "secret\0anything")


@pytest.mark.parametrize("kind", [argon2.Type.I, argon2.Type.ID])
def test_what_argon2_makes_is_verified(kind: argon2.Type) -> None:
    check(read_encoded(argon2.PasswordHasher(type=kind).hash(PASSWORD)))


@pytest.mark.parametrize("text", PASSLIB)
def test_what_passlib_made_is_verified(text: str) -> None:
    check(read_encoded(text), "password")


@pytest.mark.parametrize("text", ASPNET)
def test_what_aspnet_identity_made_is_verified(text: str) -> None:
    check(read_aspnet(text), ASPNET_PASSWORD)


def test_what_keycloak_made_is_verified() -> None:
    for secret, credential in (KEYCLOAK, KEYCLOAK_ARGON2):
        check(read_keycloak(secret, credential), "password")


def test_what_firebase_made_is_verified() -> None:
    text, salt, parameters = FIREBASE
    check(read_firebase(text, salt, parameters), "user1password")
    url_safe = text.replace("+", "-").replace("/", "_")
    check(read_firebase(url_safe, salt, parameters), "user1password")


def test_what_okta_takes_is_verified() -> None:
    made = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(5)).decode()
    value = {"algorithm": "BCRYPT", "workFactor": 5, "salt": made[7:29], "value": made[29:]}
    check(read_okta(value))
    hasher = hashers.PBKDF2PasswordHasher()
    _, iterations, salt, key = hasher.encode(PASSWORD, "pepper").split("$")
    pbkdf2 = {
        "algorithm": "PBKDF2",
        "digestAlgorithm": "SHA256_HMAC",
        "iterationCount": int(iterations),
        "salt": b64encode(salt.encode()).decode(),
        "value": key,
    }
    check(read_okta(pbkdf2))


def test_a_password_is_right_however_its_accents_were_typed() -> None:
    former = read_encoded(bcrypt.hashpw("Zoé".encode(), bcrypt.gensalt(4)).decode())
    assert matches(former, "Zoe\u0301")


WEAK = (
    "5f4dcc3b5aa765d61d8327deb882cf99",
    "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8",
    "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
    "md5$salt$5f4dcc3b5aa765d61d8327deb882cf99",
    "sha1$salt$5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8",
    "unsalted_md5$$5f4dcc3b5aa765d61d8327deb882cf99",
    "{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
    "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
    "$1$salt$qJH7.N4xYta3aEG/dfqo/0",
    "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    f"pbkdf2_sha256$100$salt${b64encode(bytes(32)).decode()}",
)
COSTLY = (
    f"pbkdf2_sha256$999999999$salt${b64encode(bytes(32)).decode()}",
    # Four blocks of SHA-1, each of 800,000 rounds.
    f"pbkdf2_sha1$800000$salt${b64encode(bytes(80)).decode()}",
    f"$2b$31${'a' * 53}",
    f"scrypt$1048576$salt$8$1${b64encode(bytes(64)).decode()}",
    f"$scrypt$ln=63,r=8,p=1$c2FsdA${b64encode(bytes(32)).decode()}",
    f"scrypt$16384$salt$8$4096${b64encode(bytes(64)).decode()}",
    "$argon2id$v=19$m=4194304,t=1,p=1$c2FsdHNhbHQ$" + "A" * 43,
    "$argon2id$v=19$m=65536,t=1000,p=1$c2FsdHNhbHQ$" + "A" * 43,
)
UNKNOWN = ("$5$rounds=5000$salt$x", "$6$salt$hash", "$7$abc", "cleartext", "", "$argon2d$v=19$m=8")
MALFORMED = (
    "$2b$10$short",
    "pbkdf2_sha256$10000$salt",
    "pbkdf2_sha256$-1$salt$AAAA",
    "pbkdf2_sha256$10000$salt$!!!!",
    f"scrypt$1000$salt$8$1${b64encode(bytes(64)).decode()}",
    "$pbkdf2-sha256$i=10000$c2FsdA$AAAA",
    "$argon2id$v=19$m=x$c2FsdA$AAAA",
    "$" + "a" * 2_000,
)
REFUSED = {
    Unusable.WEAK: WEAK,
    Unusable.COSTLY: COSTLY,
    Unusable.UNKNOWN: UNKNOWN,
    Unusable.MALFORMED: MALFORMED,
}


@pytest.mark.parametrize(
    ("why", "text"), [(why, text) for why, texts in REFUSED.items() for text in texts]
)
def test_what_is_weak_or_costs_too_much_is_not_kept(why: Unusable, text: str) -> None:
    with pytest.raises(UnusableHash) as refusal:
        read_encoded(text)
    if text.startswith("$argon2d"):
        assert refusal.value.why in {Unusable.UNKNOWN, Unusable.MALFORMED}
    else:
        assert refusal.value.why is why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("AQ==", Unusable.MALFORMED),
        ("not base64", Unusable.MALFORMED),
        ("", Unusable.MALFORMED),
        (b64encode(b"\2" + bytes(60)).decode(), Unusable.UNKNOWN),
        (b64encode(bytes([1, 0, 0, 0, 9]) + bytes(56)).decode(), Unusable.UNKNOWN),
        # 250 rounds, and four thousand million.
        ("AQAAAAAAAAD6AAAAEAhftMyfTJylOlZT+eEotFXd1elee8ih5WsjXaR3PA9M", Unusable.WEAK),
        (
            b64encode(bytes([1, 0, 0, 0, 1, 255, 255, 255, 255, 0, 0, 0, 16]) + bytes(48)).decode(),
            Unusable.COSTLY,
        ),
        # A salt that is longer than all there is.
        (
            b64encode(bytes([1, 0, 0, 0, 1, 0, 0, 39, 16, 255, 0, 0, 0]) + bytes(48)).decode(),
            Unusable.MALFORMED,
        ),
    ],
)
def test_what_aspnet_never_wrote_is_not_kept(text: str, why: Unusable) -> None:
    with pytest.raises(UnusableHash) as refusal:
        read_aspnet(text)
    assert refusal.value.why is why


def test_parameters_of_others_are_bounded_as_well() -> None:
    text, salt, parameters = FIREBASE
    costly = FirebaseParameters(parameters.signer_key, parameters.salt_separator, 8, 30)
    with pytest.raises(UnusableHash, match="costly"):
        read_firebase(text, salt, costly)
    secret, credential = KEYCLOAK
    with pytest.raises(UnusableHash, match="costly"):
        read_keycloak(secret, {**credential, "hashIterations": 99_000_000})
    with pytest.raises(UnusableHash, match="unknown"):
        read_keycloak(secret, {**credential, "algorithm": "md5-crypt"})
    with pytest.raises(UnusableHash, match="malformed"):
        read_keycloak({}, credential)
    with pytest.raises(UnusableHash, match="weak"):
        read_okta({"algorithm": "SHA-512", "salt": "c2FsdA==", "value": "AAAA"})


def test_a_signer_key_never_shows_when_a_hash_is_printed() -> None:
    text, salt, parameters = FIREBASE
    shown = repr(read_firebase(text, salt, parameters)) + repr(parameters)
    assert repr(parameters.signer_key) not in shown
    assert repr(b64decode(text)) not in shown
