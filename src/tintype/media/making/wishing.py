"""An owner says how a photo shall be made and shown; what touches pixels is made anew from the original."""

import math
from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec import UNSET, UnsetType

from tintype.kernel.ids import MediaId, shard_of
from tintype.kernel.problems import Conflict, Invalid, NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.media import store
from tintype.media.edit import NO_EDIT, WHOLE, Crop, Edit
from tintype.media.events import MediaChanged
from tintype.media.made import Colours, Wishes
from tintype.media.making.remaking import ask_for_remake
from tintype.media.model import MediaKind, MediaState
from tintype.media.photos import Seen, seen
from tintype.media.pictures.looks import looks
from tintype.media.rows import MediaRow
from tintype.ports.records import Records, Transaction

_DIGITS: Final = 4  # a ten-thousandth of a side is a tenth of a pixel of what is shown
_SLACK: Final = 1.001  # what a client's own rounding may add


class MediaChanges(msgspec.Struct, forbid_unknown_fields=True):
    """What changes; what is left out stays. `edit: null` takes the edit back."""

    colours: Colours | UnsetType = UNSET
    shows_camera: bool | UnsetType = UNSET
    edit: Edit | UnsetType | None = UNSET


@dataclass(frozen=True, slots=True)
class Wishing:
    """Changes what the owner wants of one medium."""

    records: Records

    async def change(self, viewer: Viewer, media_id: MediaId, changes: MediaChanges) -> Seen:
        """Note the wishes and ask for new pixels where these change. Raises NotFound, Invalid, Conflict."""
        owner_id = known(viewer)
        kept = settled(changes)

        async def body(tx: Transaction) -> Seen:
            await store.hold_media(tx, owner_id, [media_id])
            row = (await store.media_of(tx, [media_id])).get(media_id)
            if row is None or row.owner_id != owner_id:
                raise NotFound
            await _note(tx, row, _wishes(row, kept))
            return await seen(tx, viewer, (await store.media_of(tx, [media_id]))[media_id])

        return await self.records.transact(body)


async def _note(tx: Transaction, row: MediaRow, wishes: Wishes) -> None:
    if wishes == row.wishes and row.problem is None:
        return
    await store.set_wishes(tx, row.id, wishes)
    if row.state is not MediaState.READY:
        return  # whoever makes it looks at the wishes again before it is done
    if wishes.of_pixels != row.made.by:
        await ask_for_remake(tx, row)
    if wishes.shows_camera != row.wishes.shows_camera:
        await tx.publish(MediaChanged(row.id, row.owner_id, tx.now_us), shard=shard_of(row.id))


def _wishes(row: MediaRow, changes: MediaChanges) -> Wishes:
    if row.kind is not MediaKind.PHOTO and (changes.edit or changes.colours is not UNSET):
        raise Conflict("Only photos can be edited.", code="photos_only")
    given = {name: value for name, value in msgspec.structs.asdict(changes).items() if value is not UNSET}
    return msgspec.structs.replace(row.wishes, **given)


def settled(changes: MediaChanges) -> MediaChanges:
    """The same with its edit as it is kept: rounded, None where it changes nothing. Raises Invalid."""
    if not isinstance(changes.edit, Edit):
        return changes
    return msgspec.structs.replace(changes, edit=_settled(changes.edit))


def _settled(edit: Edit) -> Edit | None:
    given = {name: getattr(edit, name) for name in edit.__struct_fields__}
    numbers = {name: value for name, value in given.items() if isinstance(value, float)}
    for name, value in numbers.items():
        if not math.isfinite(value):
            raise Invalid("An edit is made of numbers.", fields={f"edit.{name}": ["range"]})
    if edit.filter is not None and edit.filter not in looks():
        raise Invalid(f"The filters are {', '.join(looks())}.", fields={"edit.filter": ["unknown"]})
    rounded = {name: _rounded(value, getattr(NO_EDIT, name)) for name, value in numbers.items()}
    kept = msgspec.structs.replace(edit, **rounded, crop=_settled_crop(edit.crop))
    if kept.filter is None or kept.strength == 0:
        kept = msgspec.structs.replace(kept, filter=None, strength=NO_EDIT.strength)
    return None if kept == NO_EDIT else kept


def _rounded(value: float, usual: float) -> float:
    """One edit is spelled one way: what is as usual is the very number that is left out."""
    found = round(value, _DIGITS)
    return usual if found == usual else found


def _settled_crop(crop: Crop | None) -> Crop | None:
    if crop is None:
        return None
    sides = (crop.x, crop.y, crop.width, crop.height)
    is_within = crop.x + crop.width <= _SLACK and crop.y + crop.height <= _SLACK
    if not all(map(math.isfinite, sides)) or not is_within:
        raise Invalid("What is kept has to lie within the photo.", fields={"edit.crop": ["range"]})
    x, y, width, height = (round(side, _DIGITS) + 0.0 for side in sides)
    kept = Crop(x, y, min(width, round(1 - x, _DIGITS)), min(height, round(1 - y, _DIGITS)))
    return None if kept == WHOLE else kept
