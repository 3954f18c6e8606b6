"""One owner always stays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.administrators import AdministratorId
from idp.errors import Refused
from idp.spelling.address import parse_address
from idp.wiring import Parts


def owner(house: Parts, name: str) -> AdministratorId:
    with house.database.writing() as tx:
        address = parse_address(f"{name}@exemple.quebec")
        made = house.directory.administrators.add(
            tx, name=name, address=address, roles=("owner", "support"), locale="fr"
        )
        house.directory.administrators.entered(tx, made)
    return made


def test_the_last_owner_stays_whatever_is_tried(house: Parts) -> None:
    last = owner(house, "anne")
    with house.database.writing() as tx:
        invited = house.directory.administrators.add(
            tx,
            name="luc",
            address=parse_address("luc@exemple.quebec"),
            roles=("owner",),
            locale="fr",
        )
    ways: tuple[Callable[..., object], ...] = (
        lambda tx: house.directory.administrators.set_roles(tx, last, ("support",)),
        lambda tx: house.directory.administrators.disable(tx, last),
        lambda tx: house.directory.administrators.remove(tx, last),
    )
    for way in ways:
        with pytest.raises(Refused, match="last_owner"), house.database.writing() as tx:
            way(tx)
    with house.database.writing() as tx:
        assert house.directory.administrators.get(tx, last).roles == ("owner", "support")
        # Who was invited and never came does not count.
        house.directory.administrators.remove(tx, invited)


def test_two_owners_who_strike_each_other_off_at_once_leave_one(house: Parts) -> None:
    owners = (owner(house, "anne"), owner(house, "luc"))

    def strike(whom: AdministratorId) -> bool:
        try:
            with house.database.writing() as tx:
                house.directory.administrators.disable(tx, whom)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(strike, owners)) == [False, True]


def test_an_invitation_is_good_once_and_a_new_one_ends_the_last(house: Parts) -> None:
    anne = owner(house, "anne")
    invitations = house.administration.invitations
    with house.database.writing() as tx:
        first = invitations.make(tx, anne, seconds=60)
        second = invitations.make(tx, anne, seconds=60)
    with house.database.writing() as tx:
        assert invitations.use(tx, first) is None
        assert invitations.find(tx, second) == anne
        assert invitations.use(tx, second) == anne
        assert invitations.use(tx, second) is None
