"""Every action by every role: what the table of rights gives, and nothing else."""

import itertools

import pytest

from idp.administration.actor import Actor, Area, Role, scope_of
from idp.administration.roles import RIGHTS
from idp.errors import NotAllowed, NotFresh
from idp.wiring import Provider


def test_every_area_says_who_reads_and_who_changes() -> None:
    assert set(RIGHTS) == set(Area)
    assert all(Role.OWNER in rights.read & rights.change for rights in RIGHTS.values())


@pytest.mark.parametrize("role", [None, *Role])
def test_a_role_does_what_the_table_gives_it_and_no_more(
    provider: Provider, role: Role | None
) -> None:
    actor = Actor(name="admin:x", roles=frozenset({role} if role else ()), is_fresh=True)
    for action in provider.administration.actions.declared:
        rights = RIGHTS[action.area]
        given = role in (rights.change if action.changes else rights.read)
        narrowed = action.roles is None or role in action.roles
        assert provider.administration.actions.may(actor, action) is (given and narrowed), (
            action.name
        )
        if not (given and narrowed):
            with pytest.raises(NotAllowed):
                provider.administration.actions.check(actor, action)


def test_a_change_of_keys_portals_roles_or_registry_needs_a_fresh_proof(provider: Provider) -> None:
    stale = Actor(name="admin:x", roles=frozenset(Role))
    needing = {Area.KEYS, Area.PORTALS, Area.ADMINISTRATORS, Area.REGISTRY}
    for action in provider.administration.actions.declared:
        if action.changes and action.area in needing:
            assert action.needs_fresh, action.name
            with pytest.raises(NotFresh):
                provider.administration.actions.check(stale, action)


def test_a_scope_opens_one_area_in_one_way(provider: Provider) -> None:
    actions = provider.administration.actions.declared
    for area, changes in itertools.product(Area, (False, True)):
        scopes = frozenset({scope_of(area, changes=changes)})
        program = Actor(name="client:x", scopes=scopes, roles=frozenset(Role))
        opened = {
            each.name for each in actions if provider.administration.actions.may(program, each)
        }
        assert opened == {
            each.name for each in actions if (each.area, each.changes) == (area, changes)
        }


def test_what_does_not_change_is_asked_by_get_and_what_changes_never(provider: Provider) -> None:
    wrong = [
        each.name
        for each in provider.administration.actions.declared
        if (each.method == "GET") is each.changes
    ]
    assert wrong == []
