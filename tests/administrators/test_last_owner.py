"""One owner always stays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from idp.administrators import AdministratorId
from idp.errors import Refused
from idp.normalisation.address import parse_address
from idp.wiring import Provider


def owner(provider: Provider, name: str) -> AdministratorId:
    with provider.database.writing() as tx:
        address = parse_address(f"{name}@exemple.quebec")
        made = provider.directory.administrators.add(
            tx, name=name, address=address, roles=("owner", "support"), locale="fr"
        )
        provider.directory.administrators.entered(tx, made)
    return made


def test_the_last_owner_stays_whatever_is_tried(provider: Provider) -> None:
    last = owner(provider, "anne")
    with provider.database.writing() as tx:
        invited = provider.directory.administrators.add(
            tx,
            name="luc",
            address=parse_address("luc@exemple.quebec"),
            roles=("owner",),
            locale="fr",
        )
    ways: tuple[Callable[..., object], ...] = (
        lambda tx: provider.directory.administrators.set_roles(tx, last, ("support",)),
        lambda tx: provider.directory.administrators.disable(tx, last),
        lambda tx: provider.directory.administrators.remove(tx, last),
    )
    for way in ways:
        with pytest.raises(Refused, match="last_owner"), provider.database.writing() as tx:
            way(tx)
    with provider.database.writing() as tx:
        assert provider.directory.administrators.get(tx, last).roles == ("owner", "support")
        # Who was invited and never came does not count.
        provider.directory.administrators.remove(tx, invited)


def test_two_owners_who_strike_each_other_off_at_once_leave_one(provider: Provider) -> None:
    owners = (owner(provider, "anne"), owner(provider, "luc"))

    def strike(whom: AdministratorId) -> bool:
        try:
            with provider.database.writing() as tx:
                provider.directory.administrators.disable(tx, whom)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(strike, owners)) == [False, True]


def test_an_invitation_is_good_once_and_a_new_one_ends_the_last(provider: Provider) -> None:
    anne = owner(provider, "anne")
    invitations = provider.administration.invitations
    with provider.database.writing() as tx:
        first = invitations.make(tx, anne, expires_at=invitations.clock.seconds() + 60)
        second = invitations.make(tx, anne, expires_at=invitations.clock.seconds() + 60)
    with provider.database.writing() as tx:
        assert invitations.use(tx, first) is None
        assert invitations.find(tx, second) == anne
        assert invitations.use(tx, second) == anne
        assert invitations.use(tx, second) is None
