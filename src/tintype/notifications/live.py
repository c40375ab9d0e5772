"""What is said over the socket of notifications; what may be seen is asked at delivery."""

from collections.abc import Collection

import msgspec

from tintype.kernel.ids import AccountId, SessionId
from tintype.kernel.viewer import Viewer
from tintype.media import MediaUrls
from tintype.notifications import store
from tintype.notifications.choosing import ReadNow
from tintype.notifications.model import NoticeKind
from tintype.notifications.shapes import Notification, notification_shapes
from tintype.notifications.showing import shown_lines, unread_of
from tintype.notifications.telling import LinesNew
from tintype.ports.records import Reading, Records

Spoken = tuple[AccountId, list[bytes]]


class NotificationNew(msgspec.Struct, tag_field="type", tag="notification.new"):
    """A line of the receiver's is new or has grown; `unread` counts all that are, 100 at most."""

    notification: Notification
    unread: int


class NotificationRead(msgspec.Struct, tag_field="type", tag="notification.read"):
    """The receiver has read in another window; what is unread is to be asked for."""


async def new_text(
    records: Records, urls: MediaUrls, message: bytes, connected: Collection[AccountId]
) -> Spoken:
    """Who is told, and the messages; nothing for who is not connected here."""
    new = msgspec.json.decode(message, type=LinesNew)
    owner_id = AccountId(new.owner_id)
    if owner_id not in connected:
        return owner_id, []
    viewer = Viewer(owner_id, SessionId(0))

    async def body(reading: Reading) -> list[bytes]:
        groups = [(NoticeKind(kind), subject_id, day) for kind, subject_id, day in new.lines]
        lines = await store.lines_of(reading, owner_id, groups)
        shown = await shown_lines(reading, viewer, lines)
        seen_us = (await store.wishes_of(reading, [owner_id]))[owner_id].seen_us
        unread = await unread_of(reading, viewer)
        items = await notification_shapes(reading, viewer, shown, urls, seen_us=seen_us, quiet=set())
        # The newest last, as they would have come one by one.
        return [msgspec.json.encode(NotificationNew(item, unread)) for item in reversed(items)]

    return owner_id, await records.look(body)


def read_text(message: bytes) -> Spoken:
    """Who has read elsewhere, and the message to their other windows."""
    read = msgspec.json.decode(message, type=ReadNow)
    return AccountId(read.owner_id), [msgspec.json.encode(NotificationRead())]
