"""Words to a video: its owner brings them, one file a language, and takes them away."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from msgspec import structs

from tintype.kernel.ids import AccountId, MediaId, shard_of
from tintype.kernel.problems import Conflict, Invalid, NotFound
from tintype.kernel.viewer import Viewer, known
from tintype.media import store
from tintype.media.captions.webvtt import BYTES_MAX, rewritten
from tintype.media.events import MediaChanged
from tintype.media.film_files import caption_blob
from tintype.media.film_made import Caption
from tintype.media.model import MediaState
from tintype.media.photos import Seen, seen
from tintype.media.rows import MediaRow
from tintype.ports.blob_store import BlobStore
from tintype.ports.records import Reading, Records, Transaction

LANGUAGES_MAX: Final = 20
LABEL_CHARACTERS_MAX: Final = 64
# Language, script, region, variants, as RFC 5646 orders them; grandfathered and private ones are left out.
_LANGUAGE: Final = re.compile(
    r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|[0-9]{3}))?((?:-[A-Za-z0-9]{5,8}){0,2})", re.ASCII
)
_ROUNDS_MAX: Final = 10

Change = Callable[[tuple[Caption, ...]], tuple[Caption, ...]]


@dataclass(frozen=True, slots=True)
class Captions:
    """What owners do with captions."""

    records: Records
    blobs: BlobStore

    async def put(
        self, viewer: Viewer, media_id: MediaId, language: str, data: bytes, label: str = ""
    ) -> Seen:
        """Bring or replace those of one language. Raises NotFound, Conflict for what is no video, Invalid, TooLarge."""
        tag = language_tag(language)
        text = rewritten(data).encode()
        called = _label(label) or tag
        caption = Caption(tag, called, len(text), secrets.token_hex(4))

        def with_it(captions: tuple[Caption, ...]) -> tuple[Caption, ...]:
            others = [each for each in captions if each.language != tag]
            if len(others) >= LANGUAGES_MAX:
                raise Conflict(
                    f"A video has captions in up to {LANGUAGES_MAX} languages.", code="captions_full"
                )
            return tuple(sorted([*others, caption], key=lambda each: each.language))

        for _ in range(_ROUNDS_MAX):
            row = await self._own_film(viewer, media_id)
            with_it(row.made.captions)
            blob = caption_blob(row.key, caption)
            await self.blobs.put(blob, text, bytes_max=2 * BYTES_MAX)
            if await self._changed(row, with_it):
                return await self.records.look(lambda reading: _shown(reading, viewer, media_id))
            await self.blobs.delete([blob])
        raise Conflict("The video is being changed. Try again.", code="busy")

    async def remove(self, viewer: Viewer, media_id: MediaId, language: str) -> None:
        """Take those of one language away. Raises NotFound, also where there are none."""
        tag = language_tag(language)
        row = await self._own_film(viewer, media_id)
        if all(each.language != tag for each in row.made.captions):
            raise NotFound

        def without_it(captions: tuple[Caption, ...]) -> tuple[Caption, ...]:
            return tuple(each for each in captions if each.language != tag)

        for _ in range(_ROUNDS_MAX):
            if await self._changed(row, without_it):
                return
            row = await self._own_film(viewer, media_id)
        raise Conflict("The video is being changed. Try again.", code="busy")

    async def _own_film(self, viewer: Viewer, media_id: MediaId) -> MediaRow:
        owner_id = known(viewer)
        row = (await self.records.look(lambda reading: store.media_of(reading, [media_id]))).get(media_id)
        if row is None or row.owner_id != owner_id:
            raise NotFound
        if row.state is not MediaState.READY or row.made.film is None:
            raise Conflict("Only videos that are ready have captions.", code="no_video")
        return row

    async def _changed(self, row: MediaRow, change: Change) -> bool:
        """Note which captions there are, and let go of the files of others; False when the video has moved."""

        async def body(tx: Transaction) -> list[str] | None:
            await store.hold_media(tx, row.owner_id, [row.id])
            now = (await store.media_of(tx, [row.id])).get(row.id)
            if now is None:
                raise NotFound
            if now.key != row.key:
                return None
            captions = change(now.made.captions)
            await store.set_made(tx, row.id, structs.replace(now.made, captions=captions))
            await tx.publish(MediaChanged(row.id, AccountId(row.owner_id), tx.now_us), shard=shard_of(row.id))
            return [caption_blob(row.key, each) for each in now.made.captions if each not in captions]

        gone = await self.records.transact(body)
        if gone:
            await self.blobs.delete(gone)
        return gone is not None


async def _shown(reading: Reading, viewer: Viewer, media_id: MediaId) -> Seen:
    row = (await store.media_of(reading, [media_id])).get(media_id)
    if row is None:
        raise NotFound
    return await seen(reading, viewer, row)


def language_tag(text: str) -> str:
    """`EN-us` gives `en-US`, `zh-hant-tw` gives `zh-Hant-TW`. Raises Invalid for what is no language tag."""
    parts = _LANGUAGE.fullmatch(text)
    if parts is None:
        raise Invalid("Name the language as en, pt-BR or zh-Hant.", fields={"language": ["format"]})
    language, script, region, variants = parts.groups()
    return "-".join(
        part
        for part in (
            language.lower(),
            (script or "").title(),
            (region or "").upper(),
            variants.lower().strip("-"),
        )
        if part
    )


def _label(text: str) -> str:
    label = " ".join("".join(letter for letter in text if letter.isprintable()).split())
    if len(label) > LABEL_CHARACTERS_MAX:
        raise Invalid(f"A label has up to {LABEL_CHARACTERS_MAX} characters.", fields={"label": ["length"]})
    return label
