"""Captions of videos over HTTP."""

from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import parse_qs

import msgspec
from litestar.params import Body

from tintype.kernel.access import Access, Message, Rate, Receive, Route, Send
from tintype.kernel.ids import MediaId, parse_id
from tintype.kernel.problems import Malformed
from tintype.kernel.viewer import Scope, Viewer
from tintype.media.captions.captions import Captions
from tintype.media.captions.webvtt import BYTES_MAX
from tintype.media.reach.urls import MediaUrls
from tintype.media.shapes import Media, full_media

_WRITE: Final = (Access.MEMBER, Scope.WRITE, Rate.WRITE)


@dataclass(frozen=True, slots=True)
class CaptionRoutes:
    """Bringing words to a video, and taking them away."""

    captions: Captions
    urls: MediaUrls

    async def put(
        self,
        viewer: Viewer,
        media_id: str,
        language: str,
        data: Annotated[str, Body(media_type="text/vtt")],
        label: str = "",
    ) -> Media:
        """`language` is a tag as `en` or `pt-BR`, `label` what viewers choose it by. Times and words are kept."""
        seen = await self.captions.put(viewer, MediaId(parse_id(media_id)), language, data.encode(), label)
        return full_media(seen.row, self.urls, is_private=seen.is_private, for_owner=True)

    async def put_raw(self, scope: Message, receive: Receive, send: Send) -> None:
        """The same of bytes, which need not be text."""
        found: dict[str, str] = scope["path_params"]
        label = parse_qs(scope["query_string"].decode("latin-1")).get("label", [""])[0]
        seen = await self.captions.put(
            scope["state"]["viewer"],
            MediaId(parse_id(found["media_id"])),
            found["language"],
            await _whole(receive),
            label,
        )
        media = full_media(seen.row, self.urls, is_private=seen.is_private, for_owner=True)
        body = msgspec.json.encode(media)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def remove(self, viewer: Viewer, media_id: str, language: str) -> None:
        await self.captions.remove(viewer, MediaId(parse_id(media_id)), language)

    def routes(self) -> list[Route]:
        path = "/v1/media/{media_id}/captions/{language}"
        return [
            Route(
                "PUT", path, self.put, *_WRITE, 200, BYTES_MAX + 1024, accepts=("text/vtt",), raw=self.put_raw,
                summary="Bring captions to a video", tag="media",
            ),
            Route("DELETE", path, self.remove, *_WRITE, 204, summary="Take captions away", tag="media"),
        ]  # fmt: skip


async def _whole(receive: Receive) -> bytes:
    """The body; the gateway has seen to it that it is small."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Malformed("The captions broke off.", code="upload_broken")
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body
