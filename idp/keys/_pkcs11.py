"""The adapter to PKCS #11 2.40 (OASIS): libraries, sessions, and operations on a token's keys.

Imported when the settings name a token, and by nothing else. A library belongs to a process: after
a fork the child sets it up again, and logs in again (§5.6, §6.7). Within a process one thread asks
at a time, for the binding sets libraries up without locks of their own (§5.4, `C_Initialize`).
"""

import hashlib
import os
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import pkcs11
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from msgspec import Struct, field
from pkcs11 import Attribute, KeyType, Mechanism, MechanismFlag, ObjectClass, PKCS11Error
from pkcs11.exceptions import (
    EncryptedDataInvalid,
    EncryptedDataLenRange,
    GeneralError,
    MechanismInvalid,
    NoSuchKey,
    UserAlreadyLoggedIn,
)
from pkcs11.mechanisms import MGF, GCMParams

from idp.errors import Refused, SettingsError
from idp.keys.algorithms import PublicKey
from idp.part import Part

Result = TypeVar("Result")

_TAG_BITS = 128
_FOR_EVER_INSIDE = {Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False}
_P256 = bytes.fromhex("06082a8648ce3d030107")
# As SoftHSM and PKCS #11 3.0 §2.3.5 name the curve; before, it had no name.
_ED25519 = bytes.fromhex("130c656477617264733235353139")
_POINT_BYTES = {"ES256": 65, "EdDSA": 32}
_MECHANISMS = {
    "RS256": Mechanism.SHA256_RSA_PKCS,
    "PS256": Mechanism.SHA256_RSA_PKCS_PSS,
    "ES256": Mechanism.ECDSA,
    "EdDSA": Mechanism.EDDSA,
}
_PSS = (Mechanism.SHA256, MGF.SHA256, hashlib.sha256().digest_size)


class _Login(Struct):
    session: pkcs11.Session
    found: dict[tuple[ObjectClass, str], Any] = field(default_factory=dict)


class _Application(Struct):
    """A library as this process uses it (PKCS #11 calls the process an application)."""

    pid: int
    library: Any
    logins: dict[str, _Login] = field(default_factory=dict)
    """By token."""


# The state is the process's, not ours: one library is set up once.
_applications: dict[str, _Application] = {}
_locks = [threading.RLock()]


def _unlock() -> None:
    _locks[0] = threading.RLock()


# Another thread may have held the lock at the fork, and does not exist here to release it.
os.register_at_fork(after_in_child=_unlock)


def _application(module: str) -> _Application:
    known = _applications.get(module)
    if known is not None and known.pid == os.getpid():
        return known
    try:
        library = pkcs11.lib(module)
        if known is not None:
            library.reinitialize()
    except PKCS11Error as error:
        raise SettingsError(f"keys.pkcs11_module {module}: {_name(error)}") from error
    _applications[module] = _Application(os.getpid(), library)
    return _applications[module]


class Token(Part):
    """A token, logged in to by each process that uses it."""

    module: str
    label: str
    pin: str

    def leave(self) -> None:
        """Finalize the library before a fork; the next use initializes it again."""
        with _locks[0]:
            known = _applications.pop(self.module, None)
            if known is not None and known.pid == os.getpid():
                known.logins.clear()
                known.library.finalize()

    def has_encryption_key(self, label: str) -> bool:
        """Return whether there is an AES key of this label."""
        return self._ask(
            lambda login: _found(login.session, ObjectClass.SECRET_KEY, label) is not None
        )

    def make_encryption_key(self, label: str) -> None:
        """Make an AES key that can neither be read nor exported."""
        self._change(
            lambda session: session.generate_key(
                KeyType.AES,
                256,
                id=label.encode(),
                label=label,
                store=True,
                capabilities=MechanismFlag.ENCRYPT | MechanismFlag.DECRYPT,
                template=_FOR_EVER_INSIDE,
            )
        )

    def encrypt(self, label: str, nonce: bytes, plain: bytes, about: bytes) -> bytes:
        """Return AES-GCM's ciphertext and tag."""
        parameters = GCMParams(nonce, about, _TAG_BITS)
        return self._ask(
            lambda login: bytes(
                _key(login, ObjectClass.SECRET_KEY, label).encrypt(
                    plain, mechanism=Mechanism.AES_GCM, mechanism_param=parameters
                )
            )
        )

    def decrypt(self, label: str, nonce: bytes, sealed: bytes, about: bytes) -> bytes:
        """Return the plaintext. Raises ValueError when decryption fails."""
        parameters = GCMParams(nonce, about, _TAG_BITS)

        def opened(login: _Login) -> bytes | None:
            key = _key(login, ObjectClass.SECRET_KEY, label)
            try:
                return bytes(
                    key.decrypt(sealed, mechanism=Mechanism.AES_GCM, mechanism_param=parameters)
                )
            except (EncryptedDataInvalid, EncryptedDataLenRange, GeneralError):
                # SoftHSM reports only "general error" for a wrong tag.
                return None

        if (plain := self._ask(opened)) is None:
            raise ValueError("altered, or sealed by another key")
        return plain

    def make_signing_key(self, kid: str, algorithm: str, rsa_bits: int) -> PublicKey:
        """Make a key pair whose private half can neither be read nor exported."""
        options: dict[str, Any] = {
            "id": kid.encode(),
            "label": f"parvis {algorithm} {kid}",
            "store": True,
            "capabilities": MechanismFlag.SIGN | MechanismFlag.VERIFY,
            "private_template": _FOR_EVER_INSIDE,
        }

        def made(session: pkcs11.Session) -> PublicKey:
            if algorithm in _POINT_BYTES:
                return _elliptic(session, algorithm, options)
            public, _ = session.generate_keypair(KeyType.RSA, rsa_bits, **options)
            exponent, modulus = public[Attribute.PUBLIC_EXPONENT], public[Attribute.MODULUS]
            return rsa.RSAPublicNumbers(
                int.from_bytes(exponent, "big"), int.from_bytes(modulus, "big")
            ).public_key()

        try:
            return self._change(made)
        except (MechanismInvalid, GeneralError) as error:
            raise Refused("keys.token", algorithm=algorithm, why=_name(error)) from error

    def has_signing_key(self, kid: str) -> bool:
        """Return whether there is a private key of this name."""
        return self._ask(
            lambda login: _found(login.session, ObjectClass.PRIVATE_KEY, kid) is not None
        )

    def sign(self, kid: str, algorithm: str, message: bytes) -> bytes:
        """Return the signature as JWS writes it (RFC 7518 §3.3 to §3.5, RFC 8037 §3.1)."""
        how: dict[str, Any] = {"mechanism": _MECHANISMS[algorithm]}
        if algorithm == "PS256":
            how["mechanism_param"] = _PSS
        what = hashlib.sha256(message).digest() if algorithm == "ES256" else message
        return self._ask(
            lambda login: bytes(_key(login, ObjectClass.PRIVATE_KEY, kid).sign(what, **how))
        )

    def destroy(self, kid: str) -> None:
        """Destroy both halves of a key pair, if they exist."""

        def gone(session: pkcs11.Session) -> None:
            for kind in (ObjectClass.PRIVATE_KEY, ObjectClass.PUBLIC_KEY):
                if (found := _found(session, kind, kid)) is not None:
                    found.destroy()

        self._change(gone)

    def _ask(self, work: Callable[[_Login], Result]) -> Result:
        """Do `work`, once more after another login when the first was lost."""
        with _locks[0]:
            try:
                return work(self._login())
            except PKCS11Error:
                _application(self.module).logins.pop(self.label, None)
                return work(self._login())

    def _change(self, work: Callable[[pkcs11.Session], Result]) -> Result:
        with _locks[0]:
            login = self._login()
            login.found.clear()
            session = login.session.token.open(rw=True)
            try:
                return work(session)
            finally:
                session.close()

    def _login(self) -> _Login:
        application = _application(self.module)
        if self.label not in application.logins:
            try:
                token = application.library.get_token(token_label=self.label)
                session = _logged_in(token, self.pin)
            except PKCS11Error as error:
                raise SettingsError(f"keys.pkcs11_token {self.label}: {_name(error)}") from error
            application.logins[self.label] = _Login(session)
        return application.logins[self.label]


def _logged_in(token: pkcs11.Token, pin: str) -> pkcs11.Session:
    try:
        return token.open(user_pin=pin)
    except UserAlreadyLoggedIn:
        return token.open()


def _key(login: _Login, kind: ObjectClass, name: str) -> Any:  # noqa: ANN401 - a key of the library
    """Return a key, looked for once."""
    if (kind, name) not in login.found:
        if (key := _found(login.session, kind, name)) is None:
            raise SettingsError(f"the PKCS #11 token has no key {name}")
        login.found[kind, name] = key
    return login.found[kind, name]


def _elliptic(session: pkcs11.Session, algorithm: str, options: dict[str, Any]) -> PublicKey:
    kind = KeyType.EC if algorithm == "ES256" else KeyType.EC_EDWARDS
    curve = _P256 if algorithm == "ES256" else _ED25519
    parameters = session.create_domain_parameters(kind, {Attribute.EC_PARAMS: curve}, local=True)
    if kind is KeyType.EC_EDWARDS:
        options = {**options, "mechanism": Mechanism.EC_EDWARDS_KEY_PAIR_GEN}
    public, _ = parameters.generate_keypair(**options)
    # Some write the point as it is, most within an OCTET STRING of DER.
    point = bytes(public[Attribute.EC_POINT])[-_POINT_BYTES[algorithm] :]
    if algorithm == "ES256":
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    return ed25519.Ed25519PublicKey.from_public_bytes(point)


def _found(session: pkcs11.Session, kind: ObjectClass, name: str) -> Any:  # noqa: ANN401 - a key
    try:
        return session.get_key(object_class=kind, id=name.encode())
    except NoSuchKey:
        return None


def _name(error: PKCS11Error) -> str:
    return str(error) or type(error).__name__
