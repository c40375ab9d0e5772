"""`POST /v1/posts`: as JSON about uploads that are here, or as one multipart request with the files in it."""

from dataclasses import dataclass, field
from functools import partial

import msgspec

from tintype.engagement import CommentsFrom, begin_conversation
from tintype.feed.drafting import audience_of, comments_from_of, draft_of, licence_of, state_of, time_of
from tintype.feed.shapes import Card, NewPost
from tintype.feed.timelines import Timelines
from tintype.kernel.access import Message, Receive, Send
from tintype.kernel.ids import MediaId
from tintype.kernel.problems import Invalid, TooLarge
from tintype.kernel.viewer import Viewer
from tintype.media import Part, Uploads, read_form
from tintype.posts import MEDIA_MAX, Draft, Place, Post, PostMedia, Posts

JSON_BYTES_MAX = 256 * 1024
MULTIPART = "multipart/form-data"
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(NewPost).decode


@dataclass(slots=True)
class _Form:
    """A multipart post as it comes in. The n-th `alt` describes the n-th `file`."""

    media: list[MediaId] = field(default_factory=list[MediaId])
    alts: list[str] = field(default_factory=list[str])
    fields: dict[str, str] = field(default_factory=dict[str, str])

    def draft(self) -> Draft:
        """The post these parts make. Raises Invalid."""
        alts = [*self.alts, *[""] * len(self.media)]
        if len(self.alts) > len(self.media):
            raise Invalid("There are more alt texts than files.", fields={"alt": ["too_many"]})
        media = tuple(PostMedia(id, alt or None) for id, alt in zip(self.media, alts, strict=False))
        name = self.fields.get("place")
        place = None if name is None else Place(name, self._degrees("lat"), self._degrees("lon"))
        publish_at = self.fields.get("publish_at")
        return Draft(
            media,
            self.fields.get("title"),
            self.fields.get("caption"),
            place,
            audience_of(self.fields.get("audience", "everyone")),
            state_of(self.fields.get("state", "published")),
            None if publish_at is None else time_of(publish_at, "publish_at"),
            licence_of(self.fields.get("licence", "all_rights_reserved")),
            self._yes_or_no("sensitive"),
        )

    def _yes_or_no(self, name: str) -> bool:
        text = self.fields.get(name, "false")
        if text not in {"true", "false"}:
            raise Invalid(f"{name} is true or false.", fields={name: ["format"]})
        return text == "true"

    def _degrees(self, name: str) -> float | None:
        text = self.fields.get(name)
        try:
            return None if text is None else float(text)
        except ValueError:
            raise Invalid(f"{name} is a number of degrees.", fields={name: ["format"]}) from None


TEXT_FIELDS = frozenset(
    {"title", "caption", "place", "lat", "lon", "audience", "state", "publish_at", "licence", "sensitive"}
    | {"comments_from"}
)


async def publish(posts: Posts, viewer: Viewer, draft: Draft, comments_from: CommentsFrom) -> Post:
    """Make the post together with who may comment on it, so that nobody comments in between. Raises Invalid."""
    return await posts.publish(viewer, draft, along=partial(begin_conversation, comments_from=comments_from))


@dataclass(frozen=True, slots=True)
class CreatePost:
    """The raw function: the framework would take the whole body into memory."""

    posts: Posts
    uploads: Uploads
    timelines: Timelines

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        viewer: Viewer = scope["state"]["viewer"]
        media_type = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1")
        if media_type.partition(";")[0].strip().lower() == MULTIPART:
            form = await self._form(viewer, media_type, receive)
            draft, comments_from = form.draft(), form.fields.get("comments_from", "everyone")
        else:
            data = _decode(await _whole(receive))
            draft, comments_from = draft_of(data), data.comments_from
        post = await publish(self.posts, viewer, draft, comments_from_of(comments_from))
        await _answer(send, await self.timelines.post(viewer, post.id))

    async def _form(self, viewer: Viewer, media_type: str, receive: Receive) -> _Form:
        form = _Form()
        async for part in read_form(media_type, receive):
            await self._take(viewer, form, part)
        return form

    async def _take(self, viewer: Viewer, form: _Form, part: Part) -> None:
        if part.is_file:
            if len(form.media) == MEDIA_MAX:
                raise Invalid(f"A post has at most {MEDIA_MAX} photos.", fields={"file": ["too_many"]})
            row = await self.uploads.receive(viewer, part.filename or "", part.body)
            form.media.append(row.id)
        elif part.name == "alt":
            form.alts.append(await part.text())
        elif part.name in TEXT_FIELDS and part.name not in form.fields:
            form.fields[part.name] = await part.text()
        else:
            raise Invalid(
                f"There is no field {part.name[:40]}, or it came twice.", fields={"body": ["unknown"]}
            )


async def _whole(receive: Receive) -> bytes:
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > JSON_BYTES_MAX:
            raise TooLarge("The limit for JSON is 256 KiB.")
    return body


async def _answer(send: Send, card: Card) -> None:
    body = _encode(card)
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"location", f"/v1/posts/{card.id}".encode()),
        (b"cache-control", b"private, no-store"),
    ]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": body})
