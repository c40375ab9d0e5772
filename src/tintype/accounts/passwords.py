"""Passwords: which are accepted, and argon2id off the event loop.

A password is 8 to 128 characters, normalised to NFC and otherwise taken as it is typed, blanks included (RFC 8265).
"""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tintype.accounts.common_passwords import is_common
from tintype.kernel.problems import Invalid, Unavailable
from tintype.kernel.text import folded
from tintype.ports.breached import Breached

Result = TypeVar("Result")

CHARACTERS_MIN = 8
CHARACTERS_MAX = 128
BYTES_MAX = 1024
# OWASP's second choice for argon2id: as strong as more memory with fewer passes, and four at once fit a small machine.
TIME_COST = 2
MEMORY_KIB = 19 * 1024
THREADS = 2  # One hash takes about 25 ms of one core; more threads would only starve the event loop.
WAITING_MAX = 256  # About three seconds of work; whoever comes after is told to come back.


def accepted(password: str, *, field: str = "password", about: tuple[str, ...] = ()) -> str:
    """A new password as it is hashed. `about` are things others know of the person, which it must not be.

    Raises Invalid: too_short, too_long, characters, common. Looks at lengths before anything else.
    """
    if len(password) > CHARACTERS_MAX:
        raise _refused(field, "too_long", f"A password has at most {CHARACTERS_MAX} characters.")
    normal = _normal(password)
    if normal is None:
        raise _refused(field, "characters", "This password has characters that are no text.")
    if len(normal) < CHARACTERS_MIN:
        raise _refused(field, "too_short", f"A password has at least {CHARACTERS_MIN} characters.")
    # Cut: what is longer than a password can be is none, and folding takes its time.
    folds = [folded(text[: CHARACTERS_MAX + 1]) for text in about]
    known = {*folds, *(fold.partition("@")[0] for fold in folds)}
    if is_common(normal) or folded(normal) in known:
        raise _refused(field, "common", "This password is one of the first that others would guess.")
    return normal


class Passwords:
    """Hashes and verifies, a few at a time, in threads of its own."""

    def __init__(
        self, time_cost: int = TIME_COST, memory_kib: int = MEMORY_KIB, breached: Breached | None = None
    ) -> None:
        self.breached = breached
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
        self._threads = ThreadPoolExecutor(THREADS, "passwords")
        self._waiting = 0
        self._decoy: str | None = None

    async def refuse_breached(self, password: str, *, field: str = "password") -> None:
        """Raises Invalid: breached, for a password from the break-ins whose list the site was given."""
        if self.breached is not None and await self.breached.has(password):
            raise _refused(field, "breached", "This password is known from a break-in at another site.")

    async def hash(self, password: str) -> str:
        """The argon2id hash of an accepted password, in PHC form."""
        return await self._run(lambda: self._hasher.hash(password))

    async def verify(self, password: str, hashed: str | None) -> bool:
        """Whether a password is the one behind a hash. Without a hash it takes as long, and says no."""
        normal = _normal(password) if len(password) <= CHARACTERS_MAX else None
        return await self._run(lambda: self._verify(normal, hashed))

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def _run(self, work: Callable[[], Result]) -> Result:
        if self._waiting >= WAITING_MAX:
            raise Unavailable("Many people are signing in. Please try again.", retry_after_s=2)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1

    def _verify(self, password: str | None, hashed: str | None) -> bool:
        if self._decoy is None:
            self._decoy = self._hasher.hash(secrets.token_hex(16))
        try:
            matches = self._hasher.verify(hashed or self._decoy, password or "")
        except (VerificationError, InvalidHashError):
            return False
        return matches and hashed is not None and password is not None


def _normal(password: str) -> str | None:
    """NFC, or None for what is no text or too long for one."""
    password = normalize("NFC", password)
    try:
        return password if len(password.encode()) <= BYTES_MAX else None
    except UnicodeEncodeError:
        return None


def _refused(field: str, code: str, detail: str) -> Invalid:
    return Invalid(detail, fields={field: [code]})
