"""What is put into an archive: words as JSON, photos and films as they came, and a page for reading it offline."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from tintype.accounts import Account
from tintype.kernel.ids import MediaId
from tintype.kernel.problems import NotFound
from tintype.media import (
    Caption,
    MediaRow,
    MediaState,
    RenditionType,
    caption_blob,
    ending_of,
    rendition_blob,
)
from tintype.portability import format as words
from tintype.portability.album import album
from tintype.portability.format import MediaFile, PostFile, moment
from tintype.portability.gathering import TIES, Gathering, PostPage
from tintype.portability.zipping import ZipWriter
from tintype.ports.blob_store import BlobStore
from tintype.posts import Post

PREVIEW: Final = "medium"  # what everybody's browser shows, as it was shown here: with its edit
Out = Callable[[bytes], Awaitable[object]]


@dataclass(slots=True)
class Parcel:
    """One archive being made. `done` of `total` posts are in it; `missing` files could not be read."""

    gathering: Gathering
    blobs: BlobStore
    site: str
    at_us: int
    out: Out
    done: int = 0
    total: int = 0
    missing: int = 0
    _zip: ZipWriter = field(init=False)
    _posts: list[PostFile] = field(default_factory=list[PostFile])
    _counts: dict[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        self._zip = ZipWriter(self.at_us)

    async def fill(self) -> None:
        """Give out the bytes of the archive from first to last. Raises NotFound when the account is gone."""
        account, portrait, self.total = await self.gathering.account()
        if account is None:
            raise NotFound
        await self._profile(account, portrait)
        async for page in self.gathering.post_pages():
            for post in page.posts:
                self._posts.append(await self._post(page, post))
                self.done += 1
        await self._list(words.POSTS, self._posts)
        await self._list(words.COMMENTS, await _all(self.gathering.comment_pages()))
        await self._list(words.SAVED, await _all(self.gathering.saved_pages()))
        await self._list(words.LIKES, await _all(self.gathering.liked_pages()))
        await self._list(words.SHOWN, await _all(self.gathering.shown_pages()))
        await self._words(words.FEED, _pretty(await self.gathering.feed()))
        for name, kind in TIES.items():
            await self._list(name, await _all(self.gathering.tie_pages(kind)))
        await self._words(words.PAGE, album(account, self._posts, self.at_us))
        manifest = words.Manifest(
            words.FORMAT, words.VERSION, self.site, account.username, moment(self.at_us), self._counts
        )
        await self._words(words.MANIFEST, _pretty(manifest))
        await self.out(self._zip.end())

    async def _profile(self, account: Account, portrait: MediaRow | None) -> None:
        picture = ""
        if portrait is not None and portrait.source is not None:
            picture = await self._file("media/portrait", portrait.source)
        about = words.ProfileFile(
            username=account.username,
            name=account.name,
            bio=account.bio,
            link=account.link,
            email=account.email,
            is_private=account.is_private,
            joined_at=moment(account.created_us),
            picture=picture,
        )
        await self._words(words.PROFILE, _pretty(about))

    async def _post(self, page: PostPage, post: Post) -> PostFile:
        files: list[MediaFile] = []
        for number, item in enumerate(post.media, 1):
            row = page.media.get(item.media_id)
            if row is None or row.source is None:
                self.missing += 1
                continue
            name = f"{moment(post.shown_us):%Y-%m-%d}_{post.id}_{number}"
            file = await self._file(f"media/{name}", row.source)
            preview = ""
            if row.state is MediaState.READY:
                blob = rendition_blob(row.key, PREVIEW, RenditionType.JPEG)
                preview = await self._file(f"previews/{name}", blob)
            subtitles = [await self._subtitles(row, name, each) for each in row.made.captions]
            files.append(
                MediaFile(
                    file=file,
                    kind=row.kind.value,
                    name=row.name,
                    preview=preview,
                    alt=item.alt or "",
                    made=row.wishes,
                    people=_people(page, post, row.id),
                    subtitles=subtitles,
                )
            )
        return _told(page, post, files)

    async def _subtitles(self, row: MediaRow, name: str, caption: Caption) -> words.Subtitles:
        stem = f"media/{name}.{caption.language.lower()}"
        file = await self._file(stem, caption_blob(row.key, caption), ending="vtt")
        return words.Subtitles(caption.language, caption.label, file)

    async def _list(self, name: str, items: Sequence[msgspec.Struct]) -> None:
        self._counts[name.removesuffix(".json")] = len(items)
        await self._words(name, _pretty(items))

    async def _words(self, name: str, data: bytes) -> None:
        await self.out(await self._zip.text(name, data))

    async def _file(self, stem: str, blob: str, *, ending: str = "") -> str:
        """Put one file in, under a name that says what its bytes are; empty where it is gone."""
        try:
            body = await self.blobs.open(blob)
        except NotFound:
            self.missing += 1
            return ""
        head = await anext(body, b"")
        name = f"{stem}.{ending or ending_of(head)}"
        async for piece in self._zip.file(name, _joined(head, body)):
            await self.out(piece)
        return name


def _told(page: PostPage, post: Post, files: list[MediaFile]) -> PostFile:
    place = post.place
    return PostFile(
        id=str(post.id),
        created_at=moment(post.created_us),
        media=files,
        published_at=None if post.published_us is None else moment(post.published_us),
        edited_at=None if post.edited_us is None else moment(post.edited_us),
        state=post.state.name.lower(),
        audience=post.audience.word,
        title=post.title or "",
        caption=post.caption or "",
        place=None if place is None else words.Spot(place.name, place.lat, place.lon),
        tags=list(post.tags),
        mentions=[page.names[each.account_id] for each in post.mentions if each.account_id in page.names],
        licence=post.licence.word,
        partners=[one.username for one in _people(page, post, MediaId(0))],
        pinned_at=moment(post.pinned_us) if post.pinned_us else None,
        is_sensitive=post.is_sensitive,
    )


def _people(page: PostPage, post: Post, media_id: MediaId) -> list[words.Seen]:
    """Who is named in one photo of a post; its partners are named in none."""
    return [
        words.Seen(page.names[one.account_id], one.x, one.y)
        for one in post.people
        if one.media_id == media_id and one.is_active and one.account_id in page.names
    ]


def _pretty(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value))


async def _all(pages: AsyncIterator[Sequence[msgspec.Struct]]) -> list[msgspec.Struct]:
    return [item async for page in pages for item in page]


async def _joined(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for chunk in rest:
        yield chunk
