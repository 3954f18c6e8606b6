from copy import copy

from werkzeug.test import TestResponse

from idp.app import create_app
from idp.parts import Parts


def ask(house: Parts, path: str) -> TestResponse:
    return create_app(house).test_client().get(path, base_url=house.settings.server.issuer)


def test_a_house_that_can_work_is_ready(house: Parts) -> None:
    assert ask(house, "/health/ready").json == {"status": "ready"}


def test_a_process_is_alive_without_its_database(house: Parts) -> None:
    house.database.close()
    assert ask(house, "/health/live").status_code == 200


def test_a_house_without_keys_is_not_ready(house: Parts) -> None:
    class NoKeys:
        def current(self) -> None:
            raise LookupError

    keyless = copy(house)
    keyless.keys = NoKeys()  # type: ignore[assignment]
    response = ask(keyless, "/health/ready")
    assert response.status_code == 503
    assert response.json == {"status": "not ready", "failing": ["keys"]}
