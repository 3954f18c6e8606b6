"""Requests for which every live session will do: the code is given without reading it first."""

from itertools import product

import pytest
from msgspec import structs

from idp.accounts import Session
from idp.accounts.acr import ACR_VALUES
from idp.clients import Branding, Client
from idp.clients.b2c_policy import B2CPolicy, PolicyJourney
from idp.ids import AccountId, ClientId, Sid
from idp.protocol.authorization.prompt import Prompt
from idp.protocol.authorization.request import AuthorizationRequest, ReturnAddress
from idp.protocol.authorization.response_mode import ResponseMode
from idp.wiring import Provider
from tests.conftest import START
from tests.databases import on_one_database

ANSWERED = AuthorizationRequest(
    to=ReturnAddress(ClientId("portal"), "https://portal.example/cb", ResponseMode("query"), None),
    response_type="code",
    scope=("openid", "email"),
    code_challenge=None,
    nonce=None,
    prompt=frozenset(),
    max_age=None,
    claims=None,
    subject=None,
    login_hint=None,
    ui_locales=(),
)
OTHERS: dict[str, list[object]] = {
    "prompt": [frozenset({each}) for each in Prompt],
    "scope": [("openid", "gpi")],
    "max_age": [0, 600],
    "subject": ["somebody-else"],
    "acr": [(each,) for each in ACR_VALUES],
    "acr_values": [(each,) for each in ACR_VALUES],
    "approves": ["00"],
    "policy": ["reset", "edit", "unknown", "up"],
}
POLICIES = (
    B2CPolicy("reset", PolicyJourney.RESET_PASSWORD),
    B2CPolicy("edit", PolicyJourney.EDIT_PROFILE),
    B2CPolicy("up", PolicyJourney.SIGN_UP),
)
REQUESTS = [ANSWERED]
for _name, _found in OTHERS.items():
    REQUESTS += [structs.replace(ANSWERED, **{_name: each}) for each in _found]


def sessions() -> list[Session]:
    """Return sessions of all ages and classes, of a person without any child."""
    return [
        Session(
            id_hash=b"h" * 32,
            sid=Sid("sid"),
            account_id=AccountId("somebody"),
            auth_time=START - age,
            amr=("pwd",),
            acr=acr,
            created_at=START - age,
            seen_at=START,
            expires_at=START + 60,
            idle_seconds=60,
            device="",
            locale="fr",
            journey_hash=None,
        )
        for age, acr in product((0, 700, 10**6), ACR_VALUES)
    ]


@on_one_database
@pytest.mark.parametrize("asks_consent", [False, True])
def test_where_any_session_will_do_no_session_leads_to_a_page(
    provider: Provider, *, asks_consent: bool
) -> None:
    client = Client(
        id=ClientId("portal"),
        branding=Branding(name_fr="Portail", name_en="Portal"),
        redirect_uris=("https://portal.example/cb",),
        policies=POLICIES,
        asks_consent=asks_consent,
    )
    dispatch = provider.journeys.arrival.dispatch
    sufficient = []
    with provider.database.reading() as tx:
        for request in REQUESTS:
            if dispatch.any_session_will_do(client, request):
                steps = {dispatch.next_step(tx, client, request, each) for each in sessions()}
                assert steps == {None}, request
                sufficient.append(request)
    if asks_consent:
        assert sufficient == []
    else:
        silent = structs.replace(ANSWERED, prompt=frozenset({Prompt.NONE}))
        assert sufficient[:2] == [ANSWERED, silent]
        assert [each.policy for each in sufficient[2:]] == ["unknown", "up"]
