"""How often one may try to sign in or up: exact over all processes, whatever the spelling of an address."""

from binascii import hexlify
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address

from tintype.accounts import emails
from tintype.kernel.ids import AccountId
from tintype.kernel.problems import TooMany
from tintype.kernel.text import folded
from tintype.ports.limits import Limits


@dataclass(frozen=True, slots=True)
class TryLimits:
    """At most so many per window of so many seconds."""

    per_account: int = 10  # A person who has forgotten which password it was needs five.
    per_account_s: int = 15 * 60
    per_address: int = 50  # A class room signs in within one lesson; a list of stolen passwords takes days.
    per_address_s: int = 5 * 60
    sign_ups: int = 300  # A conference behind one address.
    sign_ups_s: int = 60 * 60
    renames: int = 5  # Each keeps a name from everybody for a month.
    renames_s: int = 30 * 24 * 60 * 60
    # To one mailbox, whatever its spelling: a letter that is lost is asked for twice or three times.
    letters: int = 5
    letters_s: int = 60 * 60
    letters_per_address: int = 30
    letters_of_site: int = 3000  # What a small mail server takes in an hour from somebody it knows.


@dataclass(frozen=True, slots=True)
class Tries:
    """Counts before the work is done, so that what is refused costs no hash."""

    limits: Limits
    most: TryLimits = TryLimits()

    async def sign_in(self, address: str, login: str, account_id: AccountId | None, device: str) -> None:
        """Count a try to sign in. Raises TooMany.

        `device` is the mark of a browser that its owner has used before, or empty: such a browser has tries of
        its own, so that nobody keeps an owner out by guessing.
        """
        most = self.most
        await self._count(f"sign_in:from:{network(address)}", most.per_address, most.per_address_s)
        await self._count(_account_key(login, account_id, device), most.per_account, most.per_account_s)

    async def forget(self, login: str, account_id: AccountId, device: str) -> None:
        """The password was right: what was counted against the account is forgotten."""
        await self.limits.reset(_account_key(login, account_id, device))

    async def sign_up(self, address: str) -> None:
        """Count a try to sign up. Raises TooMany."""
        await self._count(f"sign_up:from:{network(address)}", self.most.sign_ups, self.most.sign_ups_s)

    async def rename(self, account_id: AccountId) -> None:
        """Count a change of name. Raises TooMany."""
        await self._count(f"rename:{account_id}", self.most.renames, self.most.renames_s)

    async def password(self, account_id: AccountId) -> None:
        """Count a try to prove that one still knows the password. Raises TooMany."""
        await self._count(f"password:{account_id}", self.most.per_account, self.most.per_account_s)

    async def passkey(self, address: str) -> None:
        """Count a try to sign in with a passkey. Raises TooMany."""
        await self._count(f"sign_in:from:{network(address)}", self.most.per_address, self.most.per_address_s)

    async def code(self, account_id: AccountId) -> None:
        """Count a try to show a code of a second factor. Raises TooMany."""
        await self._count(f"code:{account_id}", self.most.per_account, self.most.per_account_s)

    async def forget_code(self, account_id: AccountId) -> None:
        """The code was right."""
        await self.limits.reset(f"code:{account_id}")

    async def letter(self, mailbox: str) -> None:
        """Count a letter that somebody asks for, by who gets it: a login or an address. Raises TooMany."""
        most = self.most
        await self._count(f"letter:to:{_digest(emails.mailbox(mailbox))}", most.letters, most.letters_s)
        await self._count("letter:of:site", most.letters_of_site, most.letters_s)

    async def mail(self, address: str, mailbox: str) -> None:
        """Count the same by the IP address that asks, too. Raises TooMany."""
        most = self.most
        await self._count(f"letter:from:{network(address)}", most.letters_per_address, most.letters_s)
        await self.letter(mailbox)

    async def invite(self, address: str) -> None:
        """Count a look at an invite's code. Raises TooMany."""
        await self._count(f"invite:from:{network(address)}", self.most.per_address, self.most.per_address_s)

    async def _count(self, key: str, most: int, window_s: int) -> None:
        if wait_s := await self.limits.count(key, most, window_s):
            raise TooMany(retry_after_s=wait_s)


@lru_cache(4096)
def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that an IPv6 customer has to itself.

    What a proxy passes on may be anything; whatever is no address counts as one.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if found.version == 4:
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Address(int(found) >> 64 << 64))


def _account_key(login: str, account_id: AccountId | None, device: str) -> str:
    # Logins that nobody has are counted alike, or the limit would tell which accounts exist. Hashed: people type
    # their password into the wrong field.
    who = str(account_id) if account_id else _digest(folded(login.strip()))
    return f"sign_in:as:{who}:{_digest(device)}" if device else f"sign_in:as:{who}"


def _digest(text: str) -> str:
    return hexlify(blake2b(text.encode(errors="replace"), digest_size=12).digest()).decode()
