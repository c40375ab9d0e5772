"""Codes of an authenticator app: RFC 6238 with what every app takes as given, six digits of SHA-1 each 30 seconds."""

from base64 import b32encode
from hmac import compare_digest
from secrets import token_bytes
from typing import Final

from pyotp.totp import TOTP

from tintype.kernel.clock import SECOND_US

STEP_US: Final = 30 * SECOND_US
# A phone's clock may be half a minute off; two steps would double what a guess is worth.
DRIFT_STEPS: Final = 1
SECRET_BYTES: Final = 20  # The length of a SHA-1 key, RFC 4226 section 4.
DIGITS: Final = 6


def fresh_secret() -> bytes:
    """A secret for a new authenticator: 20 bytes."""
    return token_bytes(SECRET_BYTES)


def spelled(secret: bytes) -> str:
    """A secret as people type it into an app that has no camera: 32 letters and digits."""
    return b32encode(secret).decode()


def step_of(secret: bytes, code: str, now_us: int) -> int | None:
    """The time step that a code belongs to, one off the present at most; None when it belongs to none of them."""
    if len(code) != DIGITS or not (code.isascii() and code.isdecimal()):
        return None
    app = TOTP(spelled(secret))
    now = now_us // STEP_US
    steps = range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1)
    # All of them are compared, so that the time taken does not tell which one it was.
    found = [step for step in steps if compare_digest(app.generate_otp(step), code)]
    return found[-1] if found else None


def address(secret: bytes, username: str, site: str) -> str:
    """What the QR code says: `otpauth://totp/…`."""
    return TOTP(spelled(secret)).provisioning_uri(name=username, issuer_name=site)


def picture(address: str) -> tuple[int, str]:
    """The QR code of an address: how many modules a side has, and its dark ones as the path of an SVG.

    The four modules of quiet around it are for the page to leave.
    """
    import segno  # Loaded when the first QR code is drawn: most people never need one.

    rows = segno.make(address, error="m", micro=False).matrix
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return len(rows), path
