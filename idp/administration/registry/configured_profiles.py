"""Saved ways to read the registry's exports as files hold them."""

from collections.abc import Iterable

from typing_extensions import override

from idp.administration.configuration.configured import ConfiguredRequests, Doer, Item
from idp.administration.registry.profiles import RegistryProfileActions
from idp.administration.registry.schemas import SaveProfile, WhichProfile
from idp.administration.shapes import Nothing


class ConfiguredProfiles(ConfiguredRequests):
    """Those that administrators saved; what comes with the installation is none of them."""

    name = "profiles"
    key = "name"
    request = SaveProfile
    known = SaveProfile.__struct_fields__
    pruning = "removed"

    @override
    def found(self, doer: Doer) -> Iterable[Item]:
        for each in doer.do(RegistryProfileActions.list, Nothing()).profiles:
            if each.saved:
                members = {"name": each.name, "content": each.content}
                file = f"profiles/{each.name}.toml"
                yield Item(each.name, members, file=file, is_prunable=True)

    @override
    def put(self, doer: Doer, before: Item | None, after: Item) -> str:
        doer.do(RegistryProfileActions.save, after.about)
        return ""

    @override
    def prune(self, doer: Doer, before: Item) -> None:
        doer.do(RegistryProfileActions.remove, WhichProfile(name=before.key))
