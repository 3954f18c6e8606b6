"""Rules of retention as files hold them: for how many days each keeps its rows."""

from collections.abc import Iterable

from typing_extensions import override

from idp.administration.configuration.configured import ConfiguredRequests, Doer, Item
from idp.administration.retention.actions import RetentionActions, SetRetention
from idp.administration.shapes import Nothing


class ConfiguredRetention(ConfiguredRequests):
    """A rule that goes has its default again."""

    name = "retention"
    key = "name"
    request = SetRetention
    known = SetRetention.__struct_fields__
    pruning = "as by default"

    @override
    def found(self, doer: Doer) -> Iterable[Item]:
        for each in doer.do(RetentionActions.show, Nothing()).rules:
            if each.floor_days is not None:
                members = {"name": each.name, "days": each.days}
                is_set = each.days != each.default_days
                file = "retention.toml" if is_set else None
                yield Item(each.name, members, each, file=file, is_prunable=is_set)

    @override
    def put(self, doer: Doer, before: Item | None, after: Item) -> str:
        doer.do(RetentionActions.set_days, after.about)
        return ""

    @override
    def prune(self, doer: Doer, before: Item) -> None:
        asked = SetRetention(name=before.key, days=before.about.default_days)
        doer.do(RetentionActions.set_days, asked)
