"""Photos over HTTP."""

from dataclasses import dataclass
from typing import Any, Final

import msgspec
from litestar import Request, Response

from tintype.kernel.access import Access, Rate, Route
from tintype.kernel.clock import rfc3339
from tintype.kernel.ids import MediaId, parse_id
from tintype.kernel.viewer import Scope, Viewer
from tintype.media.delivery.delivery import MediaDelivery
from tintype.media.making.wishing import MediaChanges, Wishing
from tintype.media.photos import Photos, Seen
from tintype.media.reach.urls import MediaUrls
from tintype.media.shapes import DuplicateOf, Media, full_media
from tintype.media.uploads.quota import Quota

_READ: Final = (Access.PUBLIC, Scope.READ, Rate.READ)
_UPLOAD: Final = (Access.MEMBER, Scope.WRITE, Rate.UPLOAD)


class Storage(msgspec.Struct, frozen=True):
    """How many bytes of photos, as uploaded, an account keeps here, and how many it may."""

    bytes_used: int
    bytes_max: int


@dataclass(frozen=True, slots=True)
class MediaRoutes:
    """Looking, trying again, fetching."""

    quota: Quota
    photos: Photos
    delivery: MediaDelivery
    urls: MediaUrls

    async def show(self, viewer: Viewer, media_id: str) -> Media:
        return self._seen(await self.photos.show(viewer, MediaId(parse_id(media_id))))

    async def retry(self, viewer: Viewer, media_id: str) -> Media:
        return self._seen(await self.photos.retry(viewer, MediaId(parse_id(media_id))))

    async def change(self, viewer: Viewer, media_id: str, data: MediaChanges) -> Media:
        """What is left out stays. New pixels take a moment: `is_remaking` says so, and `url` leads to the former ones
        until then.
        """
        changing = Wishing(self.photos.records)
        return self._seen(await changing.change(viewer, MediaId(parse_id(media_id)), data))

    async def storage(self, viewer: Viewer) -> Storage:
        return Storage(await self.quota.used(viewer), self.quota.bytes_max)

    async def fetch(
        self, viewer: Viewer, key: str, file: str, request: Request[Any, Any, Any]
    ) -> Response[bytes]:
        """`file` is `thumb`, `small`, `medium` or `large`, with `.avif`, `.jpg`, or negotiated without
        either; of a video also `stream.m3u8` with what it leads to, `preview.mp4` and `captions.en.vtt`.
        """
        query = {name: str(value) for name, value in request.query_params.items()}
        found = await self.delivery.find(viewer, key, file, query, request.headers.get("accept", ""))
        body = b"".join([chunk async for chunk in await self.delivery.opened(found, 0, found.size)])
        return Response(body, media_type=found.mime)

    def routes(self) -> list[Route]:
        photo = "/v1/media/{media_id}"
        return [
            Route("GET", photo, self.show, *_READ, summary="A photo, its state and its files", tag="media"),
            Route(
                "PATCH", photo, self.change, Access.MEMBER, Scope.WRITE, Rate.WRITE,
                summary="How a photo is made and shown: its edit, its colours, its camera", tag="media",
            ),
            Route("POST", f"{photo}/retry", self.retry, *_UPLOAD, 202, summary="Try a failed photo again", tag="media"),
            Route(
                "GET", "/v1/me/storage", self.storage, Access.MEMBER, Scope.READ, Rate.READ,
                summary="How much the viewer's photos take up", tag="me",
            ),
            Route(
                "GET", "/m/{key}/{file}", self.fetch, Access.PUBLIC, Scope.READ, Rate.FREE,
                # Not in the description: `url` says all, and pictures are no JSON.
                summary="The bytes of a photo", tag="media", raw=self.delivery, in_openapi=False,
            ),
        ]  # fmt: skip

    def _seen(self, seen: Seen) -> Media:
        media = full_media(seen.row, self.urls, is_private=seen.is_private, for_owner=seen.is_own)
        if seen.posted is None:
            return media
        earlier = DuplicateOf(str(seen.posted.post_id), rfc3339(seen.posted.at_us))
        return msgspec.structs.replace(media, duplicate_of=earlier)
