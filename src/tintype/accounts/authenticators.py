"""What authenticators send (WebAuthn level 3), and whether it is what it should be. Pure, and off the hot path.

py_webauthn brings `cryptography` and OpenSSL, so it is loaded when the first passkey is used.
"""

from base64 import urlsafe_b64encode
from binascii import Error as BadBase64
from dataclasses import dataclass
from typing import Final

import msgspec

CLIENT_DATA_BYTES_MAX: Final = 4096
_ATTESTATIONS: Final = frozenset({"none", "packed"})
"""We ask for no attestation. Other forms come with certificates, which nobody here needs to parse."""
_MALFORMED: Final = (ValueError, TypeError, KeyError, IndexError, BadBase64, msgspec.MsgspecError)


@dataclass(frozen=True, slots=True)
class Party:
    """Who asks: the name that passkeys are bound to (`tintype.example`) and the page that may ask."""

    id: str
    origin: str
    name: str = "Tintype"


@dataclass(frozen=True, slots=True)
class Attestation:
    """A new passkey as a browser sends it."""

    credential: bytes
    client_data: bytes
    attestation: bytes


@dataclass(frozen=True, slots=True)
class Assertion:
    """A passkey's answer to a challenge as a browser sends it. `credential` is base64url."""

    credential: str
    client_data: bytes
    authenticator_data: bytes
    signature: bytes
    user_handle: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """What is kept of a new passkey."""

    credential: str
    public_key: bytes
    sign_count: int


class _ClientData(msgspec.Struct):
    challenge: str


def challenge_of(client_data: bytes) -> bytes | None:
    """The challenge that an answer says it is to; None where there is none to read."""
    from webauthn import base64url_to_bytes

    if len(client_data) > CLIENT_DATA_BYTES_MAX:
        return None
    try:
        return base64url_to_bytes(msgspec.json.decode(client_data, type=_ClientData).challenge)
    except _MALFORMED:
        return None


def checked(attestation: Attestation, challenge: bytes, party: Party) -> Made | None:
    """A new passkey that was made for this challenge by somebody who showed the device whose it is; else None."""
    from webauthn import verify_registration_response
    from webauthn.helpers import parse_attestation_object
    from webauthn.helpers.exceptions import WebAuthnException
    from webauthn.helpers.structs import AuthenticatorAttestationResponse, RegistrationCredential

    response = AuthenticatorAttestationResponse(attestation.client_data, attestation.attestation)
    try:
        if parse_attestation_object(attestation.attestation).fmt not in _ATTESTATIONS:
            return None
        found = verify_registration_response(
            credential=RegistrationCredential(
                _spelled(attestation.credential), attestation.credential, response
            ),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, *_MALFORMED):
        return None
    if found.credential_id != attestation.credential:
        return None
    return Made(_spelled(found.credential_id), found.credential_public_key, found.sign_count)


def verified(
    assertion: Assertion, challenge: bytes, party: Party, public_key: bytes, sign_count: int
) -> int | None:
    """The authenticator's new count, when the answer is signed by this key and the device knew its owner; else None."""
    from webauthn import base64url_to_bytes, verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException
    from webauthn.helpers.structs import AuthenticationCredential, AuthenticatorAssertionResponse

    try:
        response = AuthenticatorAssertionResponse(
            assertion.client_data, assertion.authenticator_data, assertion.signature, assertion.user_handle
        )
        raw = base64url_to_bytes(assertion.credential)
        found = verify_authentication_response(
            credential=AuthenticationCredential(assertion.credential, raw, response),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, *_MALFORMED):
        return None
    return found.new_sign_count


def _spelled(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
