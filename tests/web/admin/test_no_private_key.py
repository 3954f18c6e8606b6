"""Nobody is given a private key: not by an action, a command, a page, a document or a text."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from idp.administration.action import Action
from idp.administration.actor import EVERY_ROLE, Actor, Area
from idp.administration.keys.actions import KeyActions
from idp.administration.keys.revocation import KeyRevocation
from idp.administration.keys.schemas import MoveKey, RotateKeys, WhichKey
from idp.administration.shapes import ActionRequest, Nothing
from idp.cli import main
from idp.wiring import Provider
from tests.databases import on_one_database
from tests.web.admin.conftest import MakeColleague

ACTOR = Actor(name="admin:test", roles=EVERY_ROLE, is_fresh=True)
IDP = Path(__file__).parent.parent.parent.parent / "idp"


def private_numbers(der: bytes) -> Iterator[bytes]:
    """Give every secret of a key, as bytes: each alone would be enough, or the whole."""
    key = serialization.load_der_private_key(der, password=None)
    yield der
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.private_numbers()
        for each in (numbers.d, numbers.p, numbers.q):
            yield each.to_bytes((each.bit_length() + 7) // 8, "big")
    elif isinstance(key, ec.EllipticCurvePrivateKey):
        yield key.private_numbers().private_value.to_bytes(32, "big")
    elif isinstance(key, ed25519.Ed25519PrivateKey):
        yield key.private_bytes_raw()


def spellings(secret: bytes) -> Iterator[str]:
    """Give every way in which a text may hold `secret`; a beginning is enough to find it."""
    yield secret[:24].hex()
    yield base64.b64encode(secret[:24]).decode()
    yield base64.urlsafe_b64encode(secret[:24]).decode()
    yield repr(secret[:8])[2:-1]
    yield str(int.from_bytes(secret, "big"))[:40]


@pytest.fixture
def forbidden(provider: Provider) -> set[str]:
    found: set[str] = set()
    with provider.database.reading() as tx:
        for each in provider.key_lifecycle.records(tx):
            assert each.private_sealed
            found |= {each.private_sealed[:24].hex()}
            der = provider.keyring.open(each.private_sealed, f"signing_key.{each.kid}")
            found |= {text for secret in private_numbers(der) for text in spellings(secret)}
    assert len(found) > 30
    return found


@on_one_database
def test_nothing_that_answers_tells_a_private_key(
    provider: Provider,
    forbidden: set[str],
    make_colleague: MakeColleague,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    response: list[str] = []
    owner = make_colleague("owner")
    kids = {name: key.kid for name, key in provider.keys.current().active.items()}
    asked: dict[Action[Any, Any], ActionRequest] = {
        KeyActions.show: Nothing(),
        KeyActions.rotate: RotateKeys(),
        KeyRevocation.impact: WhichKey(kid=kids["ES256"]),
        KeyActions.retire: MoveKey(kid=kids["RS256"], early=True),
        KeyActions.remove: MoveKey(kid=kids["RS256"], early=True),
    }
    # Pages and commands first, while every key is there.
    response += [owner.see(path).text for path in ("/admin/cles", f"/admin/cles/{kids['ES256']}")]
    response += [owner.see(f"/admin/cles/{kids['ES256']}/revocation").text]
    response += [
        owner.see(path).text for path in ("/.well-known/jwks.json", "/admin/api/openapi.json")
    ]
    monkeypatch.setenv("PARVIS_DATABASE_URL", provider.settings.database.url)
    file = provider.settings.keys.encryption_key_file
    monkeypatch.setenv("PARVIS_KEYS_ENCRYPTION_KEY_FILE", file)
    for words in ("list --gone", f"weigh {kids['ES256']}", "--help", "rotate", "nothing"):
        response.append(CliRunner().invoke(main, ["keys", *words.split()]).output)
    for action, ask in asked.items():
        response.append(
            msgspec.json.encode(provider.administration.actions.do(ACTOR, action, ask)).decode()
        )
    response += [repr(vars(each)) for each in (provider.keys, provider.key_lifecycle)]
    response.append(repr(msgspec.structs.asdict(provider.administration.keys)))
    with provider.database.reading() as tx:
        response += [repr(each) for each in provider.key_lifecycle.records(tx)]
    response += [repr(each) for each in provider.keys.current().active.values()]

    assert all(response)
    assert not {text for text in forbidden for answer in response if text in answer}


@on_one_database
def test_no_action_on_keys_has_a_member_for_one(provider: Provider) -> None:
    actions = [each for each in provider.administration.actions.declared if each.area is Area.KEYS]
    assert len(actions) >= 9
    seen = {name for each in actions for name in _members(each.gives)}
    assert {"kid", "state", "moves"} <= seen
    assert not [each for each in seen if re.search(r"private|secret|sealed_|pem|der\b|pkcs", each)]


def _members(response: object) -> Iterator[str]:
    text = str(msgspec.json.schema(response))
    yield from re.findall(r"'([a-z_]+)': \{", text)


def test_a_private_key_is_written_out_where_it_is_sealed_and_nowhere_else() -> None:
    writes = re.compile(r"\bprivate_bytes\(|as_dict\(private=True|as_pem\(private=True")
    found = {
        str(path.relative_to(IDP))
        for path in IDP.rglob("*.py")
        if writes.search(path.read_text("utf-8"))
    }
    assert found == {
        "keys/algorithms.py",
        "keys/keys_in_database.py",
        "keys/keys_in_files.py",
    }
