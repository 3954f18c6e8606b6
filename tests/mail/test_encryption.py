"""Messages go encrypted to a server whose certificate is verified, or they do not go."""

import ssl
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec.structs import replace

from idp.clock import as_datetime
from idp.mail.carrier import Carrier
from idp.mail.model import DeliveryState, Leased
from idp.settings import MailSettings, Settings
from tests.conftest import START
from tests.mail_server import Postbox
from tests.ports import free_port

MESSAGE = Leased("id", "zoe@exemple.quebec", b"Subject: x\r\n\r\nx\r\n", 1, 0, "code", 0)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    start = as_datetime(START) - timedelta(days=3650)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=36500))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return path


def accept(
    _server: object, _session: object, _envelope: object, _mechanism: str, data: object
) -> AuthResult:
    known = LoginPassword(b"parvis", b"secret of the server")
    return AuthResult(success=data == known, handled=False)


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture(params=["starttls", "tls"])
def settings(
    request: pytest.FixtureRequest, certificate: Path, postbox: Postbox
) -> Iterator[MailSettings]:
    """A server that insists on encryption, and the settings that lead to it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    port = free_port()
    if request.param == "tls":
        server = Controller(postbox, hostname="127.0.0.1", port=port, ssl_context=context)
    else:
        server = Controller(
            postbox,
            hostname="127.0.0.1",
            port=port,
            tls_context=context,
            require_starttls=True,
            authenticator=accept,
            auth_required=True,
        )
    server.start()
    yield MailSettings(port=port, security=request.param, timeout_seconds=5)
    server.stop()


def carry(settings: MailSettings) -> str:
    with Carrier(settings=Settings(mail=settings)) as carrier:
        answer = carrier.carry(MESSAGE)
    return answer.text if answer.state is DeliveryState.DEFERRED else answer.state.value


def test_a_certificate_that_nobody_vouches_for_gets_no_message(
    settings: MailSettings, postbox: Postbox
) -> None:
    assert carry(settings) == "unreachable"
    assert postbox.envelopes == []


def test_a_verified_server_gets_the_message_after_we_signed_in(
    settings: MailSettings,
    postbox: Postbox,
    certificate: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    if settings.security == "starttls":
        password = tmp_path / "password"
        password.write_text("secret of the server\n")
        settings = replace(settings, username="parvis", password_file=str(password))
    assert carry(settings) == "sent"
    assert len(postbox.envelopes) == 1


@pytest.mark.parametrize("settings", ["starttls"], indirect=True)
def test_a_wrong_password_of_ours_loses_no_message(
    settings: MailSettings,
    certificate: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    password = tmp_path / "password"
    password.write_text("another secret\n")
    assert carry(replace(settings, username="parvis", password_file=str(password))) == "unreachable"
