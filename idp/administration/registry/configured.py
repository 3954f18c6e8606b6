"""Organisations as files hold them: where their parents find help."""

from collections.abc import Iterable

from typing_extensions import override

from idp.administration.configuration.configured import ConfiguredRequests, Doer, Item
from idp.administration.registry.actions import RegistryActions
from idp.administration.registry.schemas import SetSupport
from idp.administration.shapes import Nothing


class ConfiguredOrganisations(ConfiguredRequests):
    """The organisations themselves come from the registry: a file adds none."""

    name = "organisations"
    key = "organisation"
    request = SetSupport
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
    def put(self, doer: Doer, before: Item | None, after: Item) -> str:
        doer.do(RegistryActions.set_support, after.about)
        return ""

    @override
    def prune(self, doer: Doer, before: Item) -> None:
        doer.do(RegistryActions.set_support, SetSupport(organisation=before.key, address=None))
