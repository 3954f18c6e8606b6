"""PyPI msal, as portals of Azure AD B2C use it: it knows no issuer without a path."""

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import NAMESPACE_DNS, uuid5

from msgspec.structs import replace

from idp.clients import AuthenticationMethod
from tests.conftest import register
from tests.databases import on_one_database
from tests.portals.live import PORTAL, Live

pytestmark = on_one_database
_PROGRAM = Path(__file__).parent / "msal_program.py"
_TENANT, _POLICY = "board.onmicrosoft.com", "B2C_1_SignIn"


def test_msal_for_python_signs_in_and_renews_by_the_address_of_a_policy(tls: Live) -> None:
    client = replace(
        PORTAL,
        token_endpoint_auth_method=AuthenticationMethod.POST,
        aliases=(f"{_TENANT}/{_POLICY}",),
        scope_claims_in_id_token=True,
    )
    secret = register(tls.provider, client).secret
    authority = f"{tls.issuer}/{_TENANT}/{_POLICY}"
    command = [sys.executable, str(_PROGRAM), authority, client.id, secret, client.redirect_uris[0]]
    trusting = {**os.environ, "REQUESTS_CA_BUNDLE": tls.visitor.certificate or ""}
    with subprocess.Popen(
        command, env=trusting, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stdin is not None
        sent = program.stdout.readline().strip()
        print(tls.visitor.visit(sent).uri, file=program.stdin, flush=True)
        said = json.loads(program.stdout.readline())
    subject = said["claims"]["sub"]
    assert said["claims"]["tfp"] == _POLICY
    assert said["claims"]["emails"] == [tls.visitor.address]
    assert (
        said["account"]["home_account_id"]
        == f"{subject}-{_POLICY.lower()}.{uuid5(NAMESPACE_DNS, _TENANT)}"
    )
    assert said["renewed"] is True
