"""What an operator may choose: read once from the environment and the command line."""

from tintype.settings.environment import VARIABLES, load, to_environment
from tintype.settings.mail_rules import MailServer, mail_server
from tintype.settings.sections import (
    ROLES,
    AccountSettings,
    BadSetting,
    CdnSettings,
    ExploreSettings,
    FeedSettings,
    LimitSettings,
    LogSettings,
    MailSettings,
    MediaSettings,
    PushSettings,
    ServerSettings,
    Settings,
    StorageSettings,
)

__all__ = [
    "ROLES",
    "VARIABLES",
    "AccountSettings",
    "BadSetting",
    "CdnSettings",
    "ExploreSettings",
    "FeedSettings",
    "LimitSettings",
    "LogSettings",
    "MailServer",
    "MailSettings",
    "MediaSettings",
    "PushSettings",
    "ServerSettings",
    "Settings",
    "StorageSettings",
    "load",
    "mail_server",
    "to_environment",
]
