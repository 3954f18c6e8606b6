"""What the pages say that the server answers by itself."""

import pytest

from tests.databases import on_one_database
from tests.web.pages.person import Person


@on_one_database
@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nulle-part", 404, "PRV-PAGE-UNKNOWN"),
        ("POST", "/demande", 405, "PRV-REQUEST-BAD"),  # it exists, and shows something alone
    ],
)
def test_only_what_is_nowhere_is_said_not_to_exist(
    person: Person, method: str, path: str, status: int, code: str
) -> None:
    answer = person.get(path) if method == "GET" else person.post(path)
    assert answer.status_code == status
    assert code in answer.get_data(as_text=True)
