"""Organisations as files hold them: where their parents find help."""

from collections.abc import Iterable

from msgspec import structs
from typing_extensions import override

from idp.administration.configuration.configured import (
    Configured,
    Doer,
    Item,
    Members,
)
from idp.administration.configuration.references import References
from idp.administration.reading import read_ask
from idp.administration.registry.actions import RegistryActions
from idp.administration.registry.schemas import SetSupport
from idp.administration.shapes import Nothing


class ConfiguredOrganisations(Configured):
    """The organisations themselves come from the registry: a file adds none."""

    name = "organisations"
    key = "organisation"
    known = SetSupport.__struct_fields__
    pruning = "without an address"

    @override
    def found(self, doer: Doer) -> Iterable[Item]:
        state = doer.do(RegistryActions.state, Nothing())
        for each in sorted(state.organisations, key=lambda each: each.code):
            members = {"organisation": each.code}
            if each.support_address is None:
                yield Item(each.code, members)
                continue
            members["address"] = each.support_address
            yield Item(each.code, members, file="organisations.toml", is_prunable=True)

    @override
    def wanted(self, doer: Doer, members: Members, references: References) -> Item:
        asked = read_ask(SetSupport, members)
        return Item(asked.organisation, structs.asdict(asked), asked)

    @override
    def put(self, doer: Doer, before: Item | None, after: Item) -> str:
        doer.do(RegistryActions.set_support, after.about)
        return ""

    @override
    def prune(self, doer: Doer, before: Item) -> None:
        doer.do(RegistryActions.set_support, SetSupport(organisation=before.key, address=None))
