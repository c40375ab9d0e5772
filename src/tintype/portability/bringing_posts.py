"""A post of an archive: its files are uploaded like anybody's, and when all are made it is put in its place."""

from dataclasses import dataclass, replace
from typing import Final

import msgspec
from msgspec import UNSET

from tintype.accounts import hold_accounts
from tintype.kernel.ids import MediaId, PostId
from tintype.kernel.problems import Invalid, NotFound, Problem, Unavailable
from tintype.kernel.viewer import Viewer
from tintype.media import (
    Captions,
    MediaChanges,
    MediaKind,
    MediaRow,
    MediaState,
    QuotaFull,
    Uploads,
    Wishes,
    Wishing,
    hold_media,
    media_of,
)
from tintype.portability import import_store, turns
from tintype.portability.at_hand import AtHand
from tintype.portability.bringing_people import named_here, partner_of, wishes_of
from tintype.portability.format import MediaFile, PostFile, micros
from tintype.portability.model import ImportRow, ItemRow, ItemState
from tintype.portability.plan import PostSpec
from tintype.portability.unpacking import Archive
from tintype.ports.records import Reading, Records, Transaction
from tintype.posts import (
    AUDIENCES,
    LICENCES,
    Audience,
    Draft,
    Licence,
    Place,
    PostMedia,
    PostState,
    bring_post,
    heads,
)

REFUSED: Final = -1
SUBTITLES_BYTES_MAX: Final = 1 << 20
_spec = msgspec.json.Decoder(PostSpec).decode
_DONE: Final = frozenset({MediaState.READY, MediaState.FAILED})


@dataclass(frozen=True, slots=True)
class BringingPosts:
    """Brings posts; `site` is what this site calls itself, for archives that were made here."""

    records: Records
    uploads: Uploads
    captions: Captions
    at_hand: AtHand
    site: str

    async def bring(self, viewer: Viewer, row: ImportRow, item: ItemRow) -> None:
        """Upload what is missing, and place the post once everything is made. Raises Problem for what cannot be."""
        spec = _spec(item.spec)
        here = await self.records.look(lambda reading: self._known(reading, viewer, item, spec))
        if here:
            return await self.records.transact(
                lambda tx: _end(tx, item, ItemState.HERE, target_id=here, detail=item.detail)
            )
        item = await self._uploaded(viewer, row, item, spec.post)
        ids = [MediaId(id) for id in item.media if id > 0]
        if not ids:
            raise Invalid(
                item.detail or "None of its photos could be read.", code=item.code or "files_refused"
            )
        media = await self.records.look(lambda reading: media_of(reading, ids))
        if any(media_id in media and media[media_id].state not in _DONE for media_id in ids):
            return None  # The last of them calls.
        ready = {id for id in ids if id in media and media[id].state is MediaState.READY}
        await self._subtitle(viewer, row, item, spec.post, ready)
        await self._place(viewer, item, spec.post)

    async def _known(self, reading: Reading, viewer: Viewer, item: ItemRow, spec: PostSpec) -> int:
        """The post that it is already: brought before, or never gone from here; else 0."""
        maybe = [await import_store.brought_as(reading, viewer.account_id, item.key) or 0]
        if spec.site == self.site and spec.post.id.isascii() and spec.post.id.isdecimal():
            maybe.append(int(spec.post.id))
        ids = [PostId(id) for id in maybe if 0 < id < 1 << 63]
        found = await heads(reading, ids) if ids else []
        return next(
            (
                head.id
                for head in found
                if head.author_id == viewer.account_id
                and head.state not in {PostState.DELETED, PostState.REMOVED}
            ),
            0,
        )

    async def _uploaded(self, viewer: Viewer, row: ImportRow, item: ItemRow, post: PostFile) -> ItemRow:
        """The item with an id for each of its files that could be taken."""
        archive = await self.at_hand.archive(row.blob)
        media = [*item.media, *[0] * (len(post.media) - len(item.media))]
        for at, file in enumerate(post.media):
            if media[at]:
                continue
            code, detail = item.code, item.detail
            try:
                media[at] = (await self._upload(viewer, archive, file)).id
            except (Unavailable, QuotaFull):
                raise
            except Problem as problem:
                media[at], code, detail = REFUSED, problem.code, problem.detail or problem.title
            item = replace(item, media=tuple(media), code=code, detail=detail)
            await self.records.transact(
                lambda tx, item=item, media_id=media[at]: turns.note_media(tx, item, media_id)
            )
        return item

    async def _upload(self, viewer: Viewer, archive: Archive, file: MediaFile) -> MediaRow:
        found = await self.uploads.receive(viewer, file.name or file.file, archive.stream(file.file))
        wishes = file.made
        if found.kind is MediaKind.PHOTO and wishes != Wishes():
            changes = MediaChanges(
                colours=wishes.colours,
                shows_camera=wishes.shows_camera,
                edit=UNSET if wishes.edit is None else wishes.edit,
            )
            await Wishing(self.records).change(viewer, found.id, changes)
        return found

    async def _subtitle(
        self, viewer: Viewer, row: ImportRow, item: ItemRow, post: PostFile, ready: set[MediaId]
    ) -> None:
        """Words to films; what is wrong with them keeps no film from being shown."""
        with_words = [
            (MediaId(id), each)
            for id, file in zip(item.media, post.media, strict=True)
            if id in ready
            for each in file.subtitles
        ]
        if not with_words:
            return
        archive = await self.at_hand.archive(row.blob)
        for media_id, each in with_words:
            if (archive.size(each.file) or SUBTITLES_BYTES_MAX) >= SUBTITLES_BYTES_MAX:
                continue
            try:
                await self.captions.put(viewer, media_id, each.language, archive.words(each.file), each.label)
            except Unavailable:
                raise
            except Problem:
                continue

    async def _place(self, viewer: Viewer, item: ItemRow, post: PostFile) -> None:
        """Write the post with the files that could be made, in one transaction with the note that it is here."""

        async def body(tx: Transaction) -> None:
            held = await turns.held(tx, item.import_id, item.position)
            if held is None:
                return
            row, found = held
            await hold_accounts(tx, viewer.account_id)
            named = await named_here(tx, post)
            ids = [MediaId(id) for id in found.media if id > 0]
            await hold_media(tx, viewer.account_id, ids)
            made = await media_of(tx, ids)
            draft, lost = _draft(post, found, made, row.audience)
            shown = {item.media_id for item in draft.media}
            wishes = [wish for wish in wishes_of(post, found.media, named) if wish.media_id in shown]
            state, published_us = _when(post)
            written = await bring_post(
                tx,
                viewer,
                replace(
                    draft,
                    state=state,
                    people=tuple(wishes),
                    partner_id=partner_of(post, viewer, named),
                    asks_all=True,
                ),
                published_us,
                is_archived=post.state == "archived",
                pinned_us=micros(post.pinned_at) if post.pinned_at else 0,
            )
            await import_store.note_brought(tx, viewer.account_id, item.key, written.id)
            await import_store.forget_awaited(tx, ids)
            await turns.end(tx, row, found, ItemState.BROUGHT, target_id=written.id, **_told(found, lost))

        await self.records.transact(body)


def _draft(
    post: PostFile, item: ItemRow, media: dict[MediaId, MediaRow], narrowed: int
) -> tuple[Draft, list[MediaRow]]:
    """The post with the files that are ready, and those that failed. Raises NotFound when none is."""
    carried: list[PostMedia] = []
    lost: list[MediaRow] = []
    for id, file in zip(item.media, post.media, strict=True):
        row = media.get(MediaId(id))
        if row is not None and row.state is MediaState.READY:
            carried.append(PostMedia(row.id, file.alt or None))
        elif row is not None:
            lost.append(row)
    if not carried:
        code = lost[0].problem.value if lost and lost[0].problem else "files_refused"
        raise NotFound(lost[0].detail if lost else "None of its photos could be made.", code=code)
    own = AUDIENCES.get(post.audience, Audience.FOLLOWERS)  # What is not known here is not for everybody.
    place = post.place
    draft = Draft(
        media=tuple(carried),
        title=post.title or None,
        caption=post.caption or None,
        place=None if place is None else Place(place.name, place.lat, place.lon),
        audience=max(own, Audience(narrowed)) if narrowed else own,
        licence=LICENCES.get(post.licence, Licence.ALL_RIGHTS_RESERVED),
        is_sensitive=post.is_sensitive,
    )
    return draft, lost


def _when(post: PostFile) -> tuple[PostState, int | None]:
    """As what it is written, and of when: what waited for its hour waits for a word here."""
    if post.state in {"draft", "scheduled"}:
        return PostState.DRAFT, None
    return PostState.PUBLISHED, micros(post.published_at or post.created_at)


def _told(item: ItemRow, lost: list[MediaRow]) -> dict[str, str]:
    """What the report says of a post that came with fewer files than it had."""
    refused = sum(id == REFUSED for id in item.media) + len(lost)
    if not refused:
        return {"detail": item.detail}
    why = lost[0].detail if lost else item.detail
    return {"code": "some_files", "detail": f"Without {refused} of {len(item.media)} files. {why}"[:500]}


async def _end(tx: Transaction, item: ItemRow, state: ItemState, *, target_id: int, detail: str) -> None:
    found = await turns.held(tx, item.import_id, item.position)
    if found is not None:
        await turns.end(tx, *found, state, target_id=target_id, detail=detail)
