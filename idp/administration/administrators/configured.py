"""Administrators as files hold them: who is invited, by which name, with which roles."""

from collections.abc import Iterable

from msgspec import structs
from typing_extensions import override

from idp.administration.actor import Role
from idp.administration.administrators.actions import (
    AdministratorActions,
    AdministratorResponse,
    Invite,
    SetRoles,
    Which,
)
from idp.administration.configuration.configured import (
    Configured,
    Difference,
    Doer,
    Item,
    Members,
)
from idp.administration.configuration.references import References
from idp.administration.reading import read_ask
from idp.administration.shapes import Nothing
from idp.administration.typed_address import typed_address
from idp.administrators import AdministratorId
from idp.errors import Refused

_FILE = "administrators.toml"
_FIXED = ("name", "locale")
"""What nothing changes once somebody was invited."""


class WrittenAdministrator(Invite):
    """An invitation, and whether the administrator is disabled."""

    disabled: bool = False


class ConfiguredAdministrators(Configured):
    """Each is told by the address. Nobody's passkeys, password or app stand in a file."""

    name = "administrators"
    key = "address"
    known = WrittenAdministrator.__struct_fields__
    pruning = "removed"

    @override
    def found(self, doer: Doer) -> Iterable[Item]:
        found = doer.do(AdministratorActions.list, Nothing()).administrators
        for each in sorted(found, key=lambda each: _key(each.address)):
            written = WrittenAdministrator(
                name=each.name,
                address=each.address,
                roles=each.roles,
                locale=each.locale,
                disabled=each.disabled_at is not None,
            )
            yield Item(_key(each.address), _members(written), each, file=_FILE, is_prunable=True)

    @override
    def wanted(self, doer: Doer, members: Members, references: References) -> Item:
        written = read_ask(WrittenAdministrator, members)
        # Whoever becomes an owner does so before another one ceases to be the last.
        rank = int(Role.OWNER not in written.roles or written.disabled)
        return Item(_key(written.address), _members(written), written, rank=rank)

    @override
    def differences(self, before: Item | None, after: Item) -> tuple[Difference, ...]:
        found = super().differences(before, after)
        # Two ways to write one address are the same administrator, and nobody is invited twice.
        once = {"address", "by_mail"}
        return tuple(each for each in found if before is None or each.member not in once)

    @override
    def put(self, doer: Doer, before: Item | None, after: Item) -> str:
        if before is None:
            return self._invite(doer, after.about)
        differing = {each.member for each in self.differences(before, after)}
        for member in _FIXED:
            if member in differing:
                raise Refused("configuration.fixed", field=member)
        found: AdministratorResponse = before.about
        which = AdministratorId(found.id)
        if "roles" in differing:
            doer.do(AdministratorActions.set_roles, SetRoles(id=which, roles=after.about.roles))
        if "disabled" in differing:
            self._switch(doer, which, disabled=after.about.disabled)
        return ""

    @override
    def prune(self, doer: Doer, before: Item) -> None:
        doer.do(AdministratorActions.remove, Which(id=before.about.id))

    @staticmethod
    def _invite(doer: Doer, written: WrittenAdministrator) -> str:
        asked = {name: getattr(written, name) for name in Invite.__struct_fields__}
        # Whoever is disabled could not come in by what is mailed.
        asked["by_mail"] = written.by_mail and not written.disabled
        # The address to come in by is a secret, and what is printed here may be kept in a log.
        which = doer.do(AdministratorActions.invite, Invite(**asked)).id
        if written.disabled:
            doer.do(AdministratorActions.disable, Which(id=which))
        if written.disabled or written.by_mail:
            return ""
        return f"`parvis admin reset {which}` gives the address to come in by"

    @staticmethod
    def _switch(doer: Doer, which: AdministratorId, *, disabled: bool) -> None:
        verb = AdministratorActions.disable if disabled else AdministratorActions.enable
        doer.do(verb, Which(id=which))


def _key(address: str) -> str:
    return typed_address(address, key="administrators.address").normal


def _members(written: WrittenAdministrator) -> dict[str, object]:
    members = structs.asdict(written)
    members["roles"] = [str(role) for role in Role if role in written.roles]
    for chosen in ("disabled", "by_mail"):
        if not members[chosen]:
            del members[chosen]
    return members
