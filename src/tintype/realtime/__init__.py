"""Live updates: one WebSocket a viewer, filled from what the worker broadcasts."""

from tintype.realtime.hub import Hub
from tintype.realtime.looking import Looking
from tintype.realtime.messages import MediaProgress, deliver_media_progress, deliver_posts
from tintype.realtime.routes import LiveRoutes

__all__ = ["Hub", "LiveRoutes", "Looking", "MediaProgress", "deliver_media_progress", "deliver_posts"]
