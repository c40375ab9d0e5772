"""Profile pages: one's own, and those of people one may know of."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from msgspec import UNSET

from tintype.accounts import Account, Person, forwarded, ids_of, profile, recipient
from tintype.graph import EdgeKind, edges, reachable
from tintype.kernel.clock import rfc3339
from tintype.kernel.ids import AccountId, parse_id
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Role, Viewer, known
from tintype.media import MediaUrls
from tintype.ports.records import Reading, Records
from tintype.profiles.acquaintances import known_by
from tintype.profiles.people import pictures_of, ties_of
from tintype.profiles.shapes import Me, User, UserCounts

NAME_CHARACTERS_MAX = 100

Totals = Callable[[Reading, Sequence[AccountId]], Awaitable[Mapping[AccountId, int]]]
"""How many posts each author has published. Posts are above profiles, so the count comes in as an argument."""


EmailState = Literal["confirmed", "unconfirmed", "required", "unchecked"]


@dataclass(frozen=True, slots=True)
class MailUse:
    """Whether the site sends mail, and lets those only read who have not confirmed their address."""

    has_mail: bool = False
    limits_unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Profiles:
    """Reads; each is one snapshot."""

    records: Records
    urls: MediaUrls
    totals: Totals
    mail: MailUse = MailUse()

    async def user(self, viewer: Viewer, name: str) -> User:
        """The profile of an account named by its id or by `@` and its username. Raises NotFound if hidden."""

        async def body(reading: Reading) -> User:
            account = await profile(reading, await found(reading, viewer, name))
            if account is None:
                raise NotFound
            return await self._user(reading, viewer, account)

        return await self.records.look(body)

    async def me(self, viewer: Viewer) -> tuple[Me, int]:
        """The viewer's own profile, and its version."""
        account_id = known(viewer)

        async def body(reading: Reading) -> tuple[Me, int]:
            account = await profile(reading, account_id)
            if account is None:
                raise NotFound
            return await self._me(reading, account), account.version

        return await self.records.look(body)

    async def _user(self, reading: Reading, viewer: Viewer, account: Account) -> User:
        ties = await ties_of(reading, viewer, [account.id])
        ties = await known_by(reading, viewer, ties, self.urls)
        return User(**await self._fields(reading, account), viewer=ties.get(account.id, UNSET))

    async def _me(self, reading: Reading, account: Account) -> Me:
        return Me(
            **await self._fields(reading, account),
            email=account.email,
            email_state=await self._email_state(reading, account),
            role=account.role.value,
            created_at=rfc3339(account.created_us),
        )

    async def _email_state(self, reading: Reading, account: Account) -> EmailState:
        if not self.mail.has_mail:
            return "unchecked"
        found = await recipient(reading, account.id)
        if found is not None and found.is_proven:
            return "confirmed"
        is_limited = self.mail.limits_unconfirmed and account.role is Role.MEMBER
        return "required" if is_limited and found is not None and found.is_asked else "unconfirmed"

    async def _fields(self, reading: Reading, account: Account) -> dict[str, Any]:
        """What everybody who may open a profile sees of it."""
        person = Person(account.id, account.username, account.name, account.is_private, account.avatar_id)
        pictures = await pictures_of(reading, [person])
        return {
            "id": str(account.id),
            "username": account.username,
            "name": account.name,
            "is_private": account.is_private,
            "counts": await self._counts(reading, account.id),
            "bio": account.bio or UNSET,
            "link": account.link or UNSET,
            "avatar": pictures.of(person, self.urls),
        }

    async def _counts(self, reading: Reading, account_id: AccountId) -> UserCounts:
        kinds = (EdgeKind.FOLLOWED_BY, EdgeKind.FOLLOW)
        counts = await edges.counts(reading, [account_id], kinds)
        totals = await self.totals(reading, [account_id])
        return UserCounts(
            posts=totals.get(account_id, 0),
            followers=counts[account_id, EdgeKind.FOLLOWED_BY],
            following=counts[account_id, EdgeKind.FOLLOW],
        )


async def found(reading: Reading, viewer: Viewer, name: str) -> AccountId:
    """The account that a path names, by id or by `@` and username. Raises NotFound if hidden from the viewer."""
    account_id = await _named(reading, name)
    if account_id is None or account_id not in await reachable(reading, viewer, [account_id]):
        raise NotFound
    return account_id


async def _named(reading: Reading, name: str) -> AccountId | None:
    if not name.startswith("@"):
        return AccountId(parse_id(name))
    username = name[1 : NAME_CHARACTERS_MAX + 1]
    return (await ids_of(reading, [username])).get(username) or await forwarded(reading, username)
