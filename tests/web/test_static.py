"""The static files: what each is said to be."""

from idp.app import create_app
from idp.wiring import Provider
from tests.databases import on_one_database

_KINDS = {"parvis.css": "text/css", "parvis.js": "text/javascript", "parvis.svg": "image/svg+xml"}


@on_one_database
def test_a_static_file_is_of_its_kind_on_every_machine(provider: Provider) -> None:
    client = create_app(provider).test_client()
    for name, kind in _KINDS.items():
        answer = client.get(f"/static/{name}", base_url=provider.issuer)
        assert answer.mimetype == kind, name
    assert client.get("/static/parvis", base_url=provider.issuer).status_code == 404
