import pytest

from idp.clients import Profile
from idp.errors import OperationError
from idp.ids import hashed
from idp.operations.clients import ClientOperations
from idp.parts import Parts
from tests.conftest import TestClock

CONTENT = {
    "id": "portail",
    "branding": {"name_fr": "Portail", "name_en": "Portal"},
    "redirect_uris": ["https://portail.example.org/cb"],
}


@pytest.fixture
def operations(house: Parts) -> ClientOperations:
    return ClientOperations(
        database=house.database,
        vault=house.vault,
        clients=house.clients,
        audit=house.audit,
        clock=house.clock,
        settings=house.settings,
        actor="admin:test",
    )


def test_a_registered_client_is_known_at_once(operations: ClientOperations, house: Parts) -> None:
    operations.register(CONTENT)
    client = house.clients.find("portail")
    assert client is not None
    assert client.redirect_uris == ("https://portail.example.org/cb",)


def test_a_client_without_an_id_is_given_one(operations: ClientOperations) -> None:
    content = {name: value for name, value in CONTENT.items() if name != "id"}
    assert operations.register(content).id != operations.register(content).id


def test_an_id_is_registered_once(operations: ClientOperations) -> None:
    operations.register(CONTENT)
    with pytest.raises(OperationError, match="registered already"):
        operations.register(CONTENT)
    operations.register({**CONTENT, "profile": "legacy"}, replace=True)
    assert operations.get("portail").profile is Profile.LEGACY


def test_an_unsafe_redirect_is_refused(operations: ClientOperations) -> None:
    with pytest.raises(OperationError, match="must be https"):
        operations.register({**CONTENT, "redirect_uris": ["http://portail.example.org/cb"]})


def test_an_edit_changes_what_it_names_and_nothing_else(operations: ClientOperations) -> None:
    operations.register(CONTENT)
    operations.edit("portail", {"branding": {"colour": "#123456"}, "child_numbers": True})
    client = operations.get("portail")
    assert (client.branding.colour, client.branding.name_fr) == ("#123456", "Portail")
    assert client.child_numbers
    assert client.redirect_uris == ("https://portail.example.org/cb",)


def test_a_secret_is_told_once_and_kept_as_a_digest(operations: ClientOperations) -> None:
    operations.register(CONTENT)
    secret = operations.new_secret("portail", overlap_seconds=0)
    assert [each.secret_hash for each in operations.get("portail").secrets] == [hashed(secret)]


def test_the_secret_before_works_until_the_overlap_ends(
    operations: ClientOperations, clock: TestClock
) -> None:
    operations.register(CONTENT)
    operations.new_secret("portail", overlap_seconds=0)
    clock.advance(1)
    operations.new_secret("portail", overlap_seconds=60)
    ends = [each.expires_at for each in operations.get("portail").secrets]
    assert ends == [clock.seconds() + 60, None]


def test_a_disabled_client_is_not_found(operations: ClientOperations, house: Parts) -> None:
    operations.register(CONTENT)
    operations.disable("portail", disabled=True)
    assert house.clients.find("portail") is None
    operations.disable("portail", disabled=False)
    assert house.clients.find("portail") is not None


def test_a_private_key_in_a_key_set_is_refused(operations: ClientOperations) -> None:
    jwks = {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": "AA"}]}
    with pytest.raises(OperationError, match="public keys"):
        operations.register(
            {**CONTENT, "token_endpoint_auth_method": "private_key_jwt", "jwks": jwks}
        )
