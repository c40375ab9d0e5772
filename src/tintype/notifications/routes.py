"""Notifications over HTTP."""

import asyncio
from base64 import urlsafe_b64decode
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from litestar import Request
from msgspec import UNSET, UnsetType

from tintype.kernel.access import Access, Route, reading, writing
from tintype.kernel.ids import PostId, parse_id
from tintype.kernel.pages import LIMIT_DEFAULT, Cursors, limit_of
from tintype.kernel.problems import Invalid
from tintype.kernel.text import TextLimit, clean
from tintype.kernel.viewer import Viewer, known
from tintype.media import MediaUrls
from tintype.notifications import store
from tintype.notifications.activity import ACTS, activity_page
from tintype.notifications.activity_shapes import ActivityPage, ActWord, act_shapes
from tintype.notifications.choosing import Changes, Choosing
from tintype.notifications.model import KINDS
from tintype.notifications.shapes import (
    KindChange,
    Muted,
    NewSubscription,
    NotificationChanges,
    NotificationPage,
    NotificationSettings,
    ReadUpTo,
    SubscriptionMade,
    Unread,
    notification_shapes,
    settings_shape,
)
from tintype.notifications.showing import list_page, unread_of
from tintype.notifications.subscriptions import Subscriptions, subscriptions_of
from tintype.notifications.wishes import DIGESTS, Channel, From
from tintype.ports.push import PushAddress
from tintype.ports.records import Reading, Records

TAG = "notifications"
KEY_CHARACTERS_MAX = 128
AGENT = TextLimit(256, 512)


@dataclass(frozen=True, slots=True)
class NotificationRoutes:
    """Everything here is the viewer's own."""

    records: Records
    choosing: Choosing
    subscriptions: Subscriptions
    cursors: Cursors
    urls: MediaUrls

    async def list_notifications(
        self, viewer: Viewer, limit: int = LIMIT_DEFAULT, cursor: str | None = None
    ) -> NotificationPage:
        kind, most = f"notifications:{known(viewer)}", limit_of(limit)
        place = self.cursors.decode(kind, cursor)

        async def body(reading: Reading) -> NotificationPage:
            page = await list_page(reading, viewer, place, most)
            owner_id = viewer.account_id
            wishes = (await store.wishes_of(reading, [owner_id]))[owner_id]
            around = {(owner_id, PostId(line.line.post_id)) for line in page.items if line.line.post_id}
            quiet = await store.quiet_pairs(reading, around)
            items = await notification_shapes(
                reading, viewer, page.items, self.urls, seen_us=wishes.seen_us, quiet={*quiet}
            )
            unread = await unread_of(reading, viewer)
            return NotificationPage(items, page.next and self.cursors.encode(kind, page.next), unread)

        return await self.records.look(body)

    async def count_unread(self, viewer: Viewer) -> Unread:
        return Unread(await self.records.look(lambda reading: unread_of(reading, viewer)))

    async def read(self, viewer: Viewer, data: ReadUpTo) -> None:
        await self.choosing.read(viewer, data.until)

    async def settings(self, viewer: Viewer) -> NotificationSettings:
        owner_id = known(viewer)
        # The first time, it loads what makes keys.
        key = await asyncio.to_thread(lambda: self.subscriptions.push.public_key)

        async def body(reading: Reading) -> NotificationSettings:
            wishes = (await store.wishes_of(reading, [owner_id]))[owner_id]
            there = await subscriptions_of(reading, owner_id)
            return settings_shape(wishes, key, there, viewer.session_id)

        return await self.records.look(body)

    async def change_settings(self, viewer: Viewer, data: NotificationChanges) -> NotificationSettings:
        changes = _changes({} if isinstance(data.kinds, UnsetType) else data.kinds)
        digest = None if isinstance(data.digest, UnsetType) else DIGESTS[data.digest]
        await self.choosing.change(viewer, changes, digest)
        return await self.settings(viewer)

    async def subscribe(
        self, viewer: Viewer, data: NewSubscription, request: Request[Any, Any, Any]
    ) -> SubscriptionMade:
        address = PushAddress(
            data.endpoint, _decoded(data.keys.p256dh, "p256dh"), _decoded(data.keys.auth, "auth")
        )
        return SubscriptionMade(str(await self.subscriptions.add(viewer, address, _agent(request))))

    async def unsubscribe(self, viewer: Viewer, subscription_id: str) -> None:
        await self.subscriptions.remove(viewer, parse_id(subscription_id))

    async def is_muted(self, viewer: Viewer, post_id: str) -> Muted:
        return Muted(await self.choosing.is_muted(viewer, PostId(parse_id(post_id))))

    async def mute(self, viewer: Viewer, post_id: str) -> None:
        await self.choosing.mute(viewer, PostId(parse_id(post_id)))

    async def unmute(self, viewer: Viewer, post_id: str) -> None:
        await self.choosing.unmute(viewer, PostId(parse_id(post_id)))

    async def activity(
        self,
        viewer: Viewer,
        kind: ActWord | None = None,
        limit: int = LIMIT_DEFAULT,
        cursor: str | None = None,
    ) -> ActivityPage:
        name, most = f"activity:{known(viewer)}:{kind or ''}", limit_of(limit)
        place = self.cursors.decode(name, cursor)

        async def body(reading: Reading) -> ActivityPage:
            page = await activity_page(reading, viewer, ACTS[kind] if kind else None, place, most)
            items = await act_shapes(reading, page.items, self.urls)
            return ActivityPage(items, page.next and self.cursors.encode(name, page.next))

        return await self.records.look(body)

    def routes(self) -> list[Route]:
        own, write = partial(_own, tag=TAG), partial(writing, tag=TAG)
        mute = "/v1/posts/{post_id}/mute"
        return [
            own("/v1/notifications", self.list_notifications, "What others did, newest first"),
            own("/v1/notifications/unread", self.count_unread, "How many have not been read"),
            write("PUT", "/v1/notifications/read", self.read, "Everything up to a time has been read"),
            own("/v1/notifications/settings", self.settings, "What one is told of, and where"),
            write(
                "PATCH",
                "/v1/notifications/settings",
                self.change_settings,
                "Choose what one is told of, and where",
                status=200,
            ),
            write("POST", "/v1/push-subscriptions", self.subscribe, "Be told on this browser", status=201),
            write(
                "DELETE",
                "/v1/push-subscriptions/{subscription_id}",
                self.unsubscribe,
                "No longer be told on a browser",
            ),
            own(mute, self.is_muted, "Whether one hears no more of a post"),
            write("PUT", mute, self.mute, "Hear no more of a post"),
            write("DELETE", mute, self.unmute, "Hear of a post again"),
            own("/v1/me/activity", self.activity, "What one did oneself, newest first"),
        ]


def _own(path: str, handler: object, summary: str, *, tag: str) -> Route:
    return replace(reading(path, handler, summary, tag=tag), access=Access.MEMBER)  # type: ignore[arg-type]


def _changes(kinds: dict[str, KindChange]) -> Changes:
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise Invalid(f"There are no notifications called {unknown[0][:40]}.", fields={"kinds": ["unknown"]})
    return {
        (KINDS[word], channel): From(chosen)
        for word, change in kinds.items()
        for channel in Channel
        if (chosen := getattr(change, channel.value)) is not UNSET
    }


def _agent(request: Request[Any, Any, Any]) -> str:
    """What a browser calls itself, to be shown in a list of devices; nonsense counts as nothing."""
    try:
        return clean(request.headers.get("user-agent", ""), AGENT, "agent")
    except Invalid:
        return ""


def _decoded(text: str, field: str) -> bytes:
    """Bytes from base64url, with or without its padding. Raises Invalid."""
    try:
        if len(text) > KEY_CHARACTERS_MAX:
            raise ValueError
        return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except ValueError:
        raise Invalid("The keys are not those of a browser.", fields={f"keys.{field}": ["invalid"]}) from None
