"""Edit one's profile: words, name, audience, picture. An edit of an older version is refused."""

from dataclasses import dataclass, replace

from tintype.accounts import links, store, usernames
from tintype.accounts.events import AudienceNarrowed, AudienceWidened, ProfileChanged
from tintype.accounts.model import Account
from tintype.accounts.taken import Taken
from tintype.accounts.tries import Tries
from tintype.kernel import text
from tintype.kernel.clock import DAY_US
from tintype.kernel.ids import AccountId, MediaId, shard_of
from tintype.kernel.problems import NotFound, PreconditionFailed
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Records, Transaction

NAME_RESTS_US = 30 * DAY_US  # As long as links to an old name are likely to be followed.


@dataclass(frozen=True, slots=True)
class ProfileEdit:
    """What is to change; None leaves it as it is. `keeps_links`: links to the name so far lead to the new one."""

    name: str | None = None
    bio: str | None = None
    link: str | None = None
    username: str | None = None
    is_private: bool | None = None
    keeps_links: bool = False


@dataclass(frozen=True, slots=True)
class Editing:
    """Changes that people make to their own accounts."""

    records: Records
    tries: Tries

    async def edit(self, viewer: Viewer, edit: ProfileEdit, *, version: int | None = None) -> Account:
        """The account after the edit. A name given up rests for thirty days before others can have it.

        Raises PreconditionFailed when the account is no longer at `version`, Invalid, Taken, TooMany.
        """
        account_id = known(viewer)
        checked = checked_edit(edit)
        if checked.username is not None:
            await self._count_rename(account_id, checked.username)

        async def body(tx: Transaction) -> Account:
            await store.hold_accounts(tx, account_id)
            before = await store.profile(tx, account_id)
            if before is None:
                raise NotFound
            if version is not None and before.version != version:
                raise PreconditionFailed("Your profile has changed since you opened it. Look at it again.")
            after = _edited(before, checked)
            if after == before:
                return before
            await _rename(tx, before, after, forwards=edit.keeps_links)
            await store.change_profile(tx, after)
            await tell_edit(tx, before, after)
            return replace(after, version=before.version + 1)

        return await self.records.transact(body)

    async def set_avatar(self, viewer: Viewer, avatar_id: MediaId | None) -> None:
        """Show a picture, or none. Whether the picture is the viewer's is for the caller to know."""
        account_id = known(viewer)

        async def body(tx: Transaction) -> None:
            if not await store.change_avatar(tx, account_id, avatar_id):
                raise NotFound
            await _publish(tx, ProfileChanged(account_id=account_id, at_us=tx.now_us))

        await self.records.transact(body)

    async def _count_rename(self, account_id: AccountId, username: str) -> None:
        account = await self.records.look(lambda reading: store.profile(reading, account_id))
        if account is not None and account.username != username:
            await self.tries.rename(account_id)


def checked_edit(edit: ProfileEdit) -> ProfileEdit:
    """The edit with its words cleaned. Raises Invalid with a code for every field that breaks a rule."""
    name, bio, link, username = text.every(
        lambda: text.clean(edit.name or "", text.NAME, "name"),
        lambda: text.clean(edit.bio or "", text.BIO, "bio"),
        lambda: links.link(edit.link or ""),
        lambda: "" if edit.username is None else usernames.username(edit.username),
    )
    return ProfileEdit(
        name=None if edit.name is None else name,
        bio=None if edit.bio is None else bio,
        link=None if edit.link is None else link,
        username=username or None,
        is_private=edit.is_private,
    )


def _edited(before: Account, edit: ProfileEdit) -> Account:
    return replace(
        before,
        name=before.name if edit.name is None else edit.name,
        bio=before.bio if edit.bio is None else edit.bio,
        link=before.link if edit.link is None else edit.link,
        username=before.username if edit.username is None else edit.username,
        is_private=before.is_private if edit.is_private is None else edit.is_private,
    )


async def _rename(tx: Transaction, before: Account, after: Account, *, forwards: bool) -> None:
    if before.username == after.username:
        return
    # Freed first and claimed after, so that what both names take stays the account's.
    rests_until_us = tx.now_us + NAME_RESTS_US
    await store.free_username(tx, before.username, before.id, rests_until_us, forwards=forwards)
    if not await store.claim_username(tx, after.username, after.id):
        raise Taken("This username is taken, or looks like one that is.", fields={"username": ["taken"]})


async def tell_edit(tx: Transaction, before: Account, after: Account) -> None:
    """Tell the log that a profile has changed, and for whom it is from now on."""
    await _publish(tx, ProfileChanged(account_id=after.id, at_us=tx.now_us))
    if after.is_private and not before.is_private:
        await _publish(tx, AudienceNarrowed(account_id=after.id, at_us=tx.now_us))
    if before.is_private and not after.is_private:
        await _publish(tx, AudienceWidened(account_id=after.id, at_us=tx.now_us))


async def _publish(tx: Transaction, event: ProfileChanged | AudienceNarrowed | AudienceWidened) -> None:
    await tx.publish(event, shard=shard_of(event.account_id))
