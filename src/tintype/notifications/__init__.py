"""Who is told of what others do: in a list, live, on devices and by letter."""

from tintype.notifications.choosing import NOTIFICATIONS_READ
from tintype.notifications.digest import Digests
from tintype.notifications.live import new_text, read_text
from tintype.notifications.notifications import Notifications
from tintype.notifications.telling import NOTIFICATION_NEW

__all__ = ["NOTIFICATIONS_READ", "NOTIFICATION_NEW", "Digests", "Notifications", "new_text", "read_text"]
