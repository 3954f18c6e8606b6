"""A program that signs a person in by msal, for the test beside it.

python msal_program.py AUTHORITY CLIENT_ID SECRET REDIRECT_URI writes where the browser goes, reads
where it came back to, and writes what it knows then, each a line.
"""

# The package has no types.
# mypy: disable-error-code="import-untyped,import-not-found,no-untyped-call"

import json
import sys
from urllib.parse import parse_qsl, urlsplit

import msal

authority, client_id, secret, redirect_uri = sys.argv[1:]
application = msal.ConfidentialClientApplication(
    client_id, client_credential=secret, authority=authority
)
flow = application.initiate_auth_code_flow(scopes=["email"], redirect_uri=redirect_uri)
sys.stdout.write(flow["auth_uri"] + "\n")
sys.stdout.flush()
answer = dict(parse_qsl(urlsplit(input()).query))
result = application.acquire_token_by_auth_code_flow(flow, answer)
accounts = application.get_accounts()
renewed = application.acquire_token_silent(["email"], account=accounts[0], force_refresh=True)
said = {
    "claims": result.get("id_token_claims"),
    "account": accounts[0],
    "renewed": bool(renewed.get("access_token")),
}
sys.stdout.write(json.dumps(said) + "\n")
