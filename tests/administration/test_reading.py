"""Why a member is refused: told of the member itself, whatever its value."""

from typing import Any

import pytest

from idp.administration.administrators.actions import Invite
from idp.administration.portals.requests import CreatePortal, EditPortal
from idp.administration.reading import read_ask
from idp.administration.registry.schemas import AffectedAccounts, History, ProblemFile
from idp.administration.shapes import ActionRequest
from idp.errors import Refused

INVITED = {"name": "B", "address": "b@exemple.quebec", "roles": ["support"]}
IMPORT = {"import_id": 1}
WRONG: tuple[tuple[type[ActionRequest], dict[str, Any], str, int | None], ...] = (
    (History, {"count": 101}, "count too_large", 100),
    # No 64 bits hold it: it is too large all the same, not misspelled.
    (History, {"count": 2**70}, "count too_large", 100),
    (History, {"before": 0}, "before too_small", 1),
    (History, {"count": "5"}, "count kind", None),
    (History, {"count": True}, "count kind", None),
    (History, {"count": 1.5}, "count kind", None),
    (AffectedAccounts, {**IMPORT, "after": "a" * 65}, "after too_long", 64),
    (AffectedAccounts, {**IMPORT, "after": "a\0"}, "after shape", None),
    (Invite, {**INVITED, "name": ""}, "name too_short", 1),
    (Invite, {**INVITED, "roles": []}, "roles too_short", 1),
    (Invite, {**INVITED, "roles": ["support", "king"]}, "roles choice", None),
    (Invite, {**INVITED, "roles": "support"}, "roles kind", None),
    (Invite, {**INVITED, "locale": "de"}, "locale shape", None),
    (Invite, {**INVITED, "is_owner": True}, "is_owner unknown", None),
    (Invite, {"name": "B", "roles": ["support"]}, "address missing", None),
    (ProblemFile, {**IMPORT, "language": "de"}, "language choice", None),
    (
        CreatePortal,
        {"name_fr": "A", "kind": "server", "redirect_uris": ["a", ""]},
        "redirect_uris too_short",
        1,
    ),
    (EditPortal, {"id": "a", "metadata": []}, "metadata kind", None),
    (EditPortal, {"id": "a", "metadata": {"a": "\0"}}, "metadata shape", None),
)
WRONG_TEXT: tuple[tuple[str, str, int | None], ...] = (
    ("1000", "count too_large", 100),
    ("1" * 30, "count too_large", 100),
    ("-1", "count too_small", 1),
    ("x", "count kind", None),
    (" 5", "count kind", None),
)


def refusal(
    asks: type[ActionRequest], members: dict[str, Any], *, as_text: bool = False
) -> Refused:
    with pytest.raises(Refused) as refused:
        read_ask(asks, members, as_text=as_text)
    return refused.value


@pytest.mark.parametrize(("asks", "members", "why", "limit"), WRONG)
def test_a_wrong_member_is_named_with_its_reason_and_limit(
    asks: type[ActionRequest], members: dict[str, Any], why: str, limit: int | None
) -> None:
    refused = refusal(asks, members)
    assert f"{refused.field} {refused.key.removeprefix('asked.')}" == why
    assert refused.values.get("limit") == limit


@pytest.mark.parametrize(("typed", "why", "limit"), WRONG_TEXT)
def test_a_number_that_came_as_text_has_the_same_bounds(
    typed: str, why: str, limit: int | None
) -> None:
    refused = refusal(History, {"count": typed}, as_text=True)
    assert f"{refused.field} {refused.key.removeprefix('asked.')}" == why
    assert refused.values.get("limit") == limit


def test_what_stands_in_a_path_is_text_beside_a_body_that_is_not() -> None:
    assert read_ask(AffectedAccounts, {"count": 5}, named={"import_id": "7"}) == AffectedAccounts(
        import_id=7, count=5
    )
    with pytest.raises(Refused, match=r"asked\.kind"):
        read_ask(AffectedAccounts, {"count": "5"}, named={"import_id": "7"})
