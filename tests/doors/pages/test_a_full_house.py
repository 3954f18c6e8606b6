"""When too many sign in at once."""

from copy import copy
from dataclasses import replace

from idp.accounts import Passwords
from idp.app import create_app
from idp.parts import Parts
from tests.conftest import Parent
from tests.doors.pages.person import Person


def test_a_full_house_says_when_to_try_again_and_keeps_the_address(
    house: Parts, parent: Parent
) -> None:
    rooms = replace(house.settings.passwords, parallel_hashes=0, waiting_hashes=0)
    crowded = copy(house)
    crowded.passwords = Passwords(
        settings=replace(house.settings, passwords=rooms), measures=house.measures
    )
    person = Person(create_app(crowded), crowded)

    person.sign_in(parent.address, parent.password)

    assert person.shown.status_code == 503
    assert person.shown.headers["Retry-After"] == "3"
    assert person.codes == ["PRV-BUSY"]
    assert f'value="{parent.address}"' in person.text
