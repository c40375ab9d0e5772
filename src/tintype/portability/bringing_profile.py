"""Who somebody was elsewhere: name, bio, link and picture, taken where they have none here."""

from dataclasses import dataclass, replace

import msgspec

from tintype.accounts import Account, ProfileEdit, fill_avatar, fill_profile
from tintype.kernel.ids import MediaId
from tintype.kernel.problems import Conflict, Invalid, NotFound
from tintype.kernel.viewer import Viewer
from tintype.media import MediaKind, MediaState, Uploads, media_of
from tintype.portability import import_store, turns
from tintype.portability.at_hand import AtHand
from tintype.portability.model import ImportRow, ItemKind, ItemRow, ItemState
from tintype.portability.plan import FieldSpec, Planned
from tintype.ports.records import Records, Transaction

_spec = msgspec.json.Decoder(FieldSpec).decode
OWN_KEPT = "own_kept"
OWN_KEPT_TEXT = "You have your own."


def beside_own(planned: Planned, account: Account) -> Planned:
    """The same, left out where the account says it itself already."""
    if planned.kind not in {ItemKind.PROFILE, ItemKind.PICTURE} or not _own(account, _spec(planned.spec)):
        return planned
    return replace(planned, code=OWN_KEPT, detail=OWN_KEPT_TEXT)


async def bring_field_item(
    tx: Transaction, viewer: Viewer, item: ItemRow, site: str
) -> tuple[ItemState, int]:
    """A name, a bio or a link where there is none. Raises Conflict where there is, and Invalid as any edit."""
    del site
    spec = _spec(item.spec)
    edit = ProfileEdit(
        name=spec.value if spec.field == "name" else None,
        bio=spec.value if spec.field == "bio" else None,
        link=spec.value if spec.field == "link" else None,
    )
    if not await fill_profile(tx, viewer, edit):
        raise Conflict(OWN_KEPT_TEXT, code=OWN_KEPT)
    return ItemState.BROUGHT, viewer.account_id


@dataclass(frozen=True, slots=True)
class BringingPicture:
    """Brings somebody's own picture, which is uploaded like any photo and shown once it is made."""

    records: Records
    uploads: Uploads
    at_hand: AtHand

    async def bring(self, viewer: Viewer, row: ImportRow, item: ItemRow) -> None:
        """Upload it, and show it when it is made. Raises Problem for what cannot be, Conflict where there is one."""
        if not item.media:
            item = await self._uploaded(viewer, row, item)
        media_id = MediaId(item.media[0])
        media = (await self.records.look(lambda reading: media_of(reading, [media_id]))).get(media_id)
        if media is None or media.state is MediaState.FAILED:
            raise NotFound(media.detail if media else "The picture is gone.", code="picture_failed")
        if media.kind is not MediaKind.PHOTO:
            raise Invalid("A picture of a person is a photo.", code="picture_failed")
        if media.state is not MediaState.READY:
            return  # It calls when it is made.

        async def body(tx: Transaction) -> None:
            found = await turns.held(tx, item.import_id, item.position)
            if found is None:
                return
            if not await fill_avatar(tx, viewer, media_id):
                raise Conflict(OWN_KEPT_TEXT, code=OWN_KEPT)
            await import_store.forget_awaited(tx, [media_id])
            await turns.end(tx, *found, ItemState.BROUGHT, target_id=media_id)

        await self.records.transact(body)

    async def _uploaded(self, viewer: Viewer, row: ImportRow, item: ItemRow) -> ItemRow:
        file = _spec(item.spec).value
        archive = await self.at_hand.archive(row.blob)
        media = await self.uploads.receive(viewer, file, archive.stream(file))
        item = replace(item, media=(media.id,))
        await self.records.transact(lambda tx: turns.note_media(tx, item, media.id))
        return item


def _own(account: Account, spec: FieldSpec) -> object:
    match spec.field:
        case "name":
            return account.name
        case "bio":
            return account.bio
        case "link":
            return account.link
        case "picture":
            return account.avatar_id
