"""Settings from the variables of the environment, and back."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tintype.settings.rules import checked
from tintype.settings.sections import BadSetting, Settings, written

#: Environment variable → (section, field).
VARIABLES: dict[str, tuple[str, str]] = {
    "TINTYPE_HOST": ("server", "host"),
    "TINTYPE_PORT": ("server", "port"),
    "TINTYPE_PUBLIC_URL": ("server", "public_url"),
    "TINTYPE_API_PROCESSES": ("server", "api_processes"),
    "TINTYPE_INSECURE": ("server", "insecure"),
    "TINTYPE_REQUESTS_AT_ONCE_MAX": ("server", "requests_at_once_max"),
    "TINTYPE_ROLES": ("server", "roles"),
    "TINTYPE_NODES": ("server", "nodes"),
    "TINTYPE_DATA": ("storage", "data"),
    "TINTYPE_RING_DIR": ("storage", "ring_dir"),
    "TINTYPE_SECRET_FILE": ("storage", "secret_file"),
    "TINTYPE_RECORDS": ("storage", "records"),
    "TINTYPE_REDIS": ("storage", "redis"),
    "TINTYPE_BLOBS": ("storage", "blobs"),
    "TINTYPE_MEDIA_PROCESSES": ("media", "processes"),
    "TINTYPE_UNSAFE_MEDIA": ("media", "unsafe"),
    "TINTYPE_QUOTA_MB": ("media", "quota_mb"),
    "TINTYPE_PHOTO_MB": ("media", "photo_mb"),
    "TINTYPE_VIDEO_MB": ("media", "video_mb"),
    "TINTYPE_VIDEO_RUNGS": ("media", "video_rungs"),
    "TINTYPE_CLASSIFIER": ("media", "classifier"),
    "TINTYPE_LIKENESS": ("media", "likeness"),
    "TINTYPE_PURGE": ("cdn", "purge"),
    "TINTYPE_PURGE_HOW": ("cdn", "purge_how"),
    "TINTYPE_PURGE_TOKEN_FILE": ("cdn", "purge_token_file"),
    "TINTYPE_PURGE_INSIDE": ("cdn", "purge_inside"),
    "TINTYPE_MAIL": ("mail", "url"),
    "TINTYPE_MAIL_FROM": ("mail", "sender"),
    "TINTYPE_SIGN_UP": ("accounts", "sign_up"),
    "TINTYPE_INVITES": ("accounts", "invites"),
    "TINTYPE_UNCONFIRMED": ("accounts", "unconfirmed"),
    "TINTYPE_BREACHED": ("accounts", "breached"),
    "TINTYPE_GRACE_DAYS": ("accounts", "grace_days"),
    "TINTYPE_LIKES_DAILY": ("limits", "likes"),
    "TINTYPE_COMMENTS_DAILY": ("limits", "comments"),
    "TINTYPE_FOLLOWS_DAILY": ("limits", "follows"),
    "TINTYPE_UNFOLLOWS_DAILY": ("limits", "unfollows"),
    "TINTYPE_FAMOUS_FOLLOWERS": ("feed", "famous_followers"),
    "TINTYPE_IMPRESSIONS_DAYS": ("feed", "impressions_days"),
    "TINTYPE_EXPLORE_HOURS": ("explore", "hours"),
    "TINTYPE_EXPLORE_POOL": ("explore", "pool"),
    "TINTYPE_PUSH_CONTACT": ("push", "contact"),
    "TINTYPE_PUSH_INSIDE": ("push", "inside"),
    "TINTYPE_LOG": ("log", "format"),
    "TINTYPE_LOG_REQUESTS": ("log", "requests"),
}


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from environment variables over the defaults. Raises BadSetting with the variable's name."""
    environment = os.environ if environment is None else environment
    settings = Settings()
    for variable, (section, key) in VARIABLES.items():
        if variable in environment:
            part = getattr(settings, section)
            value = _parsed(variable, key, environment[variable], getattr(part, key))
            settings = replace(settings, **{section: replace(part, **{key: value})})
    return checked(settings)


def to_environment(settings: Settings) -> dict[str, str]:
    """The variables that make `load` give these settings again: how they reach child processes."""
    found: dict[str, str] = {}
    for variable, (section, key) in VARIABLES.items():
        value = getattr(getattr(settings, section), key)
        if value is not None:
            found[variable] = written(value)
    return found


def _parsed(variable: str, key: str, text: str, default: object) -> object:
    if isinstance(default, bool):
        if text.lower() not in {"0", "1", "true", "false", "yes", "no", ""}:
            raise BadSetting(f"{variable}={text}: write 1 or 0.")
        return text.lower() in {"1", "true", "yes"}
    if isinstance(default, int):
        if not text.isascii() or not text.isdecimal():
            raise BadSetting(f"{variable}={text}: write a whole number.")
        return int(text)
    if key in {"data", "ring_dir", "secret_file", "purge_token_file", "breached"}:
        return Path(text).expanduser()
    if isinstance(default, frozenset):
        return frozenset(role.strip() for role in text.split(",") if role.strip())
    return text
