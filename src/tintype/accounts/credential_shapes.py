"""What passkeys, authenticator apps and leaving send and receive over HTTP. Bytes are base64url without padding."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from tintype.accounts.authenticators import Assertion, Attestation, Party
from tintype.accounts.passkeys import Offer
from tintype.accounts.passkeys import Passkey as PasskeyRow
from tintype.accounts.second_factor import Begun
from tintype.kernel.clock import rfc3339
from tintype.kernel.problems import Invalid

TEXT_CHARACTERS_MAX = 16_384  # Four times what the largest key of any authenticator takes.


class PasskeyChallenge(msgspec.Struct):
    """What `navigator.credentials.get` is given: any passkey of this site may answer within five minutes."""

    challenge: str
    rp_id: str


class PasskeyOffer(msgspec.Struct):
    """What `navigator.credentials.create` is given."""

    challenge: str
    rp_id: str
    rp_name: str
    user_id: str
    username: str
    name: str
    known: list[str]
    """Credentials that are here already."""


class PasskeyAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """A passkey's answer to a challenge: the parts of its AuthenticatorAssertionResponse."""

    id: str
    client_data: str
    authenticator_data: str
    signature: str
    user_handle: str
    time_zone: str = ""


class NewPasskey(msgspec.Struct, forbid_unknown_fields=True):
    """`POST /v1/passkeys`: the parts of an AuthenticatorAttestationResponse, and what to call it."""

    name: str
    id: str
    client_data: str
    attestation: str


class PasskeyName(msgspec.Struct, forbid_unknown_fields=True):
    """`PATCH /v1/passkeys/{id}`."""

    name: str


class Passkey(msgspec.Struct, omit_defaults=True):
    """A passkey; without `used_at` it has signed nobody in yet."""

    id: str
    name: str
    created_at: str
    used_at: str | UnsetType = UNSET


class PasskeyList(msgspec.Struct):
    """All passkeys of an account, newest first. Without `has_password` they alone open it."""

    items: list[Passkey]
    has_password: bool


class Proof(msgspec.Struct, forbid_unknown_fields=True):
    """`PUT /v1/session/proof`: the password, with `totp` where there is a second factor; or a passkey's answer."""

    password: str = ""
    totp: str = ""
    passkey: PasskeyAnswer | UnsetType = UNSET


class FactorState(msgspec.Struct):
    """The second factor: on or off, and how many recovery codes are left."""

    state: Literal["on", "off"]
    recovery_codes: int


class BegunFactor(msgspec.Struct):
    """An authenticator app to be set up: scan `path` (an SVG path of `size` modules a side), or type `secret`."""

    address: str
    secret: str
    size: int
    path: str


class Code(msgspec.Struct, forbid_unknown_fields=True):
    """The code that the app shows."""

    code: str


class RecoveryCodes(msgspec.Struct):
    """Ten ways in without the app. They are shown this once, and each is good once."""

    codes: list[str]


class Leave(msgspec.Struct):
    """When the account is erased, unless its owner signs in before."""

    erased_at: str


def challenge_shape(challenge: bytes, party: Party) -> PasskeyChallenge:
    return PasskeyChallenge(_text(challenge), party.id)


def offer_shape(offer: Offer) -> PasskeyOffer:
    party = offer.party
    return PasskeyOffer(
        challenge=_text(offer.challenge),
        rp_id=party.id,
        rp_name=party.name,
        user_id=_text(offer.user_handle),
        username=offer.username,
        name=offer.name,
        known=offer.known,
    )


def passkey_shape(row: PasskeyRow) -> Passkey:
    used_at = rfc3339(row.used_us) if row.used_us else UNSET
    return Passkey(str(row.id), row.name, rfc3339(row.made_us), used_at)


def begun_shape(begun: Begun) -> BegunFactor:
    return BegunFactor(begun.address, begun.secret, begun.size, begun.path)


def assertion_of(answer: PasskeyAnswer) -> Assertion:
    """The parts of an answer as bytes. Raises Invalid for what is no base64url."""
    return Assertion(
        credential=answer.id[:TEXT_CHARACTERS_MAX],
        client_data=_bytes(answer.client_data, "client_data"),
        authenticator_data=_bytes(answer.authenticator_data, "authenticator_data"),
        signature=_bytes(answer.signature, "signature"),
        user_handle=_bytes(answer.user_handle, "user_handle"),
    )


def attestation_of(body: NewPasskey) -> Attestation:
    """The parts of a new passkey as bytes. Raises Invalid for what is no base64url."""
    return Attestation(
        credential=_bytes(body.id, "id"),
        client_data=_bytes(body.client_data, "client_data"),
        attestation=_bytes(body.attestation, "attestation"),
    )


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str, field: str) -> bytes:
    if len(text) > TEXT_CHARACTERS_MAX:
        raise Invalid("This is too long for a passkey.", fields={field: ["too_long"]})
    try:
        return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (BadBase64, ValueError):
        raise Invalid("This is no base64url.", fields={field: ["characters"]}) from None
