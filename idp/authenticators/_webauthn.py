"""Calls py_webauthn: registration and authentication (WebAuthn Level 3 §7.1, §7.2).

Loaded by `ceremonies.py` at the first passkey. Anybody can write what a browser sends: whatever the
library raises on it is a refusal.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from webauthn import (
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    parse_authentication_credential_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from idp.authenticators.ceremonies import (
    LONGEST_RESPONSE,
    TIMEOUT_MILLISECONDS,
    Asserted,
    Registered,
    RelyingParty,
    ResponseRefusedError,
    User,
)
from idp.untrusted import read_object

_ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
_FORMATS = {"none", "packed"}  # we ask for none; some authenticators attest to themselves
_LONGEST_CREDENTIAL_ID = 1023
_Result = TypeVar("_Result")


def creation_options(
    party: RelyingParty, user: User, challenge: bytes, exclude: Sequence[bytes]
) -> str:
    """Return the options of a registration: discoverable, with user verification."""
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=user.handle,
        user_name=user.name,
        user_display_name=user.display_name,
        challenge=challenge,
        timeout=TIMEOUT_MILLISECONDS,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(exclude),
        supported_pub_key_algs=_ALGORITHMS,
    )
    return options_to_json(options)


def registered(response: str, party: RelyingParty, challenge: bytes) -> Registered:
    """Return the new credential (§7.1)."""
    return _believed(response, lambda: _registered(response, party, challenge))


def credential_id(response: str) -> bytes:
    """Return the id of the credential that the response names."""
    return _believed(response, lambda: parse_authentication_credential_json(response).raw_id)


def asserted(response: str, party: RelyingParty, challenge: bytes, public_key: bytes) -> Asserted:
    """Return the verified assertion (§7.2); the caller checks the counter."""
    return _believed(response, lambda: _asserted(response, party, challenge, public_key))


def _registered(response: str, party: RelyingParty, challenge: bytes) -> Registered:
    _check_client_data(response)
    done = verify_registration_response(
        credential=response,
        expected_challenge=challenge,
        expected_rp_id=party.id,
        expected_origin=party.origin,
        require_user_verification=True,
        supported_pub_key_algs=_ALGORITHMS,
    )
    if done.fmt not in _FORMATS:
        raise ResponseRefusedError("attestation format")
    if len(done.credential_id) > _LONGEST_CREDENTIAL_ID:
        raise ResponseRefusedError("credential id")
    return Registered(
        credential_id=done.credential_id,
        public_key=done.credential_public_key,
        sign_count=done.sign_count,
        aaguid=done.aaguid,
        synced=done.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        backed_up=done.credential_backed_up,
    )


def _asserted(response: str, party: RelyingParty, challenge: bytes, public_key: bytes) -> Asserted:
    _check_client_data(response)
    done = verify_authentication_response(
        credential=response,
        expected_challenge=challenge,
        expected_rp_id=party.id,
        expected_origin=party.origin,
        credential_public_key=public_key,
        # The library compares counters before it verifies the signature: anybody could make it
        # report a clone. The caller compares them once the signature is verified.
        credential_current_sign_count=0,
        require_user_verification=True,
    )
    credential = parse_authentication_credential_json(response)
    return Asserted(
        sign_count=done.new_sign_count,
        synced=done.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        backed_up=done.credential_backed_up,
        user_handle=credential.response.user_handle,
    )


def _check_client_data(response: str) -> None:
    """Refuse a response from a frame of another site (§7.1 step 9, §7.2 step 13)."""
    answer = read_object(response)["response"]
    client_data = read_object(base64url_to_bytes(answer["clientDataJSON"]))
    if client_data.get("crossOrigin", False) is not False or "topOrigin" in client_data:
        raise ResponseRefusedError("cross-origin frame")


def _descriptors(ids: Sequence[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=each) for each in ids]


def _believed(response: str, read: Callable[[], _Result]) -> _Result:
    if len(response) > LONGEST_RESPONSE:
        raise ResponseRefusedError("too long")
    try:
        return read()
    except ResponseRefusedError:
        raise
    except Exception as error:  # untrusted bytes, parsed as CBOR, JSON and ASN.1
        raise ResponseRefusedError(type(error).__name__) from error
