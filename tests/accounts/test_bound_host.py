"""The line of a message that holds its code to one domain."""

import pytest

from idp.accounts.email_proofs.email_verifications import bound_host


@pytest.mark.parametrize(
    ("issuer", "host"),
    [
        ("https://connexion.exemple.quebec", "connexion.exemple.quebec"),
        ("https://connexion.exemple.quebec:8443/parents", "connexion.exemple.quebec"),
        ("http://connexion.exemple.quebec", ""),
        ("https://localhost:8443", ""),
        ("https://parvis.localhost", ""),
        ("https://192.0.2.7", ""),
        ("https://[2001:db8::7]", ""),
    ],
)
def test_a_code_is_bound_to_a_domain_of_https_alone(issuer: str, host: str) -> None:
    assert bound_host(issuer) == host
