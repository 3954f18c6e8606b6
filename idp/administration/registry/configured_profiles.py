"""Saved ways to read the registry's exports as files hold them."""

from collections.abc import Iterable

from msgspec import structs
from typing_extensions import override

from idp.administration.configuration.configured import Configured, Doer, Item, Members
from idp.administration.configuration.references import References
from idp.administration.reading import read_ask
from idp.administration.registry.profiles import RegistryProfileActions
from idp.administration.registry.schemas import SaveProfile, WhichProfile
from idp.administration.shapes import Nothing


class ConfiguredProfiles(Configured):
    """Those that administrators saved; what comes with the installation is none of them."""

    name = "profiles"
    key = "name"
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
    def wanted(self, doer: Doer, members: Members, references: References) -> Item:
        asked = read_ask(SaveProfile, members)
        return Item(asked.name, structs.asdict(asked), asked)

    @override
    def put(self, doer: Doer, before: Item | None, after: Item) -> str:
        doer.do(RegistryProfileActions.save, after.about)
        return ""

    @override
    def prune(self, doer: Doer, before: Item) -> None:
        doer.do(RegistryProfileActions.remove, WhichProfile(name=before.key))
