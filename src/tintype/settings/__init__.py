"""What an operator may choose: read once from the environment and the command line."""

from tintype.settings.environment import VARIABLES, load, to_environment
from tintype.settings.sections import (
    ROLES,
    BadSetting,
    CdnSettings,
    LogSettings,
    MediaSettings,
    ServerSettings,
    Settings,
    StorageSettings,
)

__all__ = [
    "ROLES",
    "VARIABLES",
    "BadSetting",
    "CdnSettings",
    "LogSettings",
    "MediaSettings",
    "ServerSettings",
    "Settings",
    "StorageSettings",
    "load",
    "to_environment",
]
