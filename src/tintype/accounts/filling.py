"""A profile says what it did not say before, and nothing that it says is changed."""

from dataclasses import replace

from tintype.accounts import store
from tintype.accounts.editing import ProfileEdit, checked_edit, tell_edit
from tintype.accounts.events import ProfileChanged
from tintype.kernel.ids import MediaId, shard_of
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Transaction


async def fill_profile(tx: Transaction, viewer: Viewer, edit: ProfileEdit) -> bool:
    """Take name, bio and link where there are none; whether any was. Raises NotFound, Invalid."""
    checked, account_id = checked_edit(edit), known(viewer)
    await store.hold_accounts(tx, account_id)
    before = await store.profile(tx, account_id)
    if before is None:
        raise NotFound
    after = replace(
        before,
        name=before.name or checked.name or "",
        bio=before.bio or checked.bio or "",
        link=before.link or checked.link or "",
    )
    if after == before:
        return False
    await store.change_profile(tx, after)
    await tell_edit(tx, before, after)
    return True


async def fill_avatar(tx: Transaction, viewer: Viewer, avatar_id: MediaId) -> bool:
    """Show a picture where there is none; whether it is shown. Whether it is the viewer's is for the caller to know."""
    account_id = known(viewer)
    await store.hold_accounts(tx, account_id)
    before = await store.profile(tx, account_id)
    if before is None or before.avatar_id is not None:
        return False
    await store.change_avatar(tx, account_id, avatar_id)
    await tx.publish(ProfileChanged(account_id=account_id, at_us=tx.now_us), shard=shard_of(account_id))
    return True
