"""How people look: profiles, the short form beside what they share, lists of people."""

from tintype.profiles.avatars import Avatars
from tintype.profiles.lists import PeopleLists
from tintype.profiles.passkey_routes import PasskeyRoutes
from tintype.profiles.people import short_users, users_for
from tintype.profiles.profiles import MailUse, Profiles, Totals, found
from tintype.profiles.routes import ProfileRoutes
from tintype.profiles.session_routes import SessionRoutes
from tintype.profiles.shapes import Me, User, UserPage, UserShort, UserViewer
from tintype.profiles.tied import TiedPeople

__all__ = [
    "Avatars",
    "MailUse",
    "Me",
    "PasskeyRoutes",
    "PeopleLists",
    "ProfileRoutes",
    "Profiles",
    "SessionRoutes",
    "TiedPeople",
    "Totals",
    "User",
    "UserPage",
    "UserShort",
    "UserViewer",
    "found",
    "short_users",
    "users_for",
]
