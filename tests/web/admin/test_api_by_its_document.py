"""The REST API held to its own document by a program that we did not write (schemathesis).

It makes requests that the document allows, and others that it does not, at every operation; the
API may refuse them, never fail, and answers as it says it does.
"""

from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance
from schemathesis.specs.openapi.schemas import OpenApiSchema

from idp.administration.actor import every_scope
from idp.app import create_app
from idp.wiring import Provider
from tests.databases import on_one_database
from tests.web.admin.conftest import API, MakeProgram

EXAMPLES = 100
"""Of each of the two kinds of requests, over all operations: more operations cost no more time."""
SETTINGS = hypothesis.settings(
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.generate],
)


@pytest.fixture
def described(provider: Provider) -> OpenApiSchema:
    app = create_app(provider)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return schemathesis.openapi.from_wsgi(
        f"{API}/openapi.json", app, base_url=provider.settings.server.issuer
    )


@on_one_database
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_operation_answers_as_it_is_described(
    provider: Provider, described: OpenApiSchema, make_program: MakeProgram, mode: GenerationMode
) -> None:
    headers = {"Authorization": f"Bearer {make_program(every_scope()).token}"}
    seen = 0
    each = max(2, EXAMPLES // len(provider.administration.actions.declared))
    for result in described.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        if mode is GenerationMode.NEGATIVE and not (
            operation.body or list(operation.iter_parameters())
        ):
            continue  # nothing that could be wrong

        @hypothesis.settings(SETTINGS, max_examples=each)
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def held(case: Case[Any]) -> None:
            nonlocal seen
            seen += 1
            case.call_and_validate(
                base_url=provider.settings.server.issuer,
                headers=headers,
                excluded_checks=[positive_data_acceptance],
            )

        held()
    assert seen > 0
