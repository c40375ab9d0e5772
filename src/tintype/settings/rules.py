"""What settings can be used together, and what to do about those that cannot."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from tintype.settings.mail_rules import check_mail
from tintype.settings.sections import LOOPBACK, ROLES, AccountSettings, BadSetting, CdnSettings, Settings


def checked(settings: Settings) -> Settings:
    """The same settings. Raises BadSetting with the variable's name."""
    server = settings.server
    if not 0 < server.port < 65536:
        raise BadSetting(f"TINTYPE_PORT={server.port}: a port is a number from 1 to 65535.")
    if server.public_url and not server.public_url.startswith(("http://", "https://")):
        raise BadSetting(f"TINTYPE_PUBLIC_URL={server.public_url}: begin with https://")
    if not 1 <= server.api_processes <= 64 or not 1 <= settings.media.processes <= 64:
        raise BadSetting("TINTYPE_API_PROCESSES and TINTYPE_MEDIA_PROCESSES are from 1 to 64.")
    if not 1 <= settings.media.quota_mb <= 1_000_000_000:
        raise BadSetting("TINTYPE_QUOTA_MB is from 1 to 1000000000.")
    if not 1 <= settings.media.photo_mb <= 1_000 or not 1 <= settings.media.video_mb <= 50_000:
        raise BadSetting("TINTYPE_PHOTO_MB is from 1 to 1000, TINTYPE_VIDEO_MB from 1 to 50000.")
    if not set(settings.media.video_rungs.split(",")) <= {"360", "540", "720", "1080"}:
        raise BadSetting(f"TINTYPE_VIDEO_RUNGS={settings.media.video_rungs}: some of 360,540,720,1080.")
    if settings.media.classifier not in {"off", "opennsfw"}:
        raise BadSetting(f"TINTYPE_CLASSIFIER={settings.media.classifier}: off or opennsfw.")
    if settings.media.likeness not in {"auto", "on", "off"}:
        raise BadSetting(f"TINTYPE_LIKENESS={settings.media.likeness}: auto, on or off.")
    if settings.feed.famous_followers < 1:
        raise BadSetting("TINTYPE_FAMOUS_FOLLOWERS is at least 1.")
    if not 1 <= settings.feed.impressions_days <= 365:
        raise BadSetting("TINTYPE_IMPRESSIONS_DAYS is from 1 to 365.")
    if not 1 <= settings.explore.hours <= 168 or not 100 <= settings.explore.pool <= 10_000:
        raise BadSetting("TINTYPE_EXPLORE_HOURS is from 1 to 168, TINTYPE_EXPLORE_POOL from 100 to 10000.")
    if settings.log.format not in {"json", "text"} or settings.log.requests not in {"notable", "all"}:
        raise BadSetting("TINTYPE_LOG is json or text; TINTYPE_LOG_REQUESTS is notable or all.")
    if server.host not in LOOPBACK and not settings.is_https and not server.insecure:
        raise BadSetting(
            f"TINTYPE_HOST={server.host} with plain http lets others read passwords on the way. "
            "Set TINTYPE_PUBLIC_URL=https://… behind a proxy, or TINTYPE_INSECURE=1 if you must."
        )
    _check_stores(settings)
    _check_purge(settings.cdn)
    check_mail(settings.mail)
    _check_accounts(settings.accounts)
    if settings.push.contact and not settings.push.contact.startswith(("mailto:", "https://")):
        raise BadSetting(f"TINTYPE_PUSH_CONTACT={settings.push.contact}: begin with mailto: or https://")
    return settings


def _check_stores(settings: Settings) -> None:
    storage, roles = settings.storage, settings.server.roles
    for variable, url, schemes in (
        ("TINTYPE_RECORDS", storage.records, ("postgresql://", "postgres://")),
        ("TINTYPE_REDIS", storage.redis, ("redis://", "rediss://", "redis-cluster://", "rediss-cluster://")),
        ("TINTYPE_BLOBS", storage.blobs, ("s3://",)),
    ):
        if url and not url.startswith(schemes):
            raise BadSetting(f"{variable} begins with {' or '.join(schemes)}")
    if not roles or not roles <= frozenset(ROLES):
        raise BadSetting(f"TINTYPE_ROLES is some of {','.join(ROLES)}.")
    if len(roles) < len(ROLES) and not settings.is_shared:
        raise BadSetting(
            "TINTYPE_ROLES: a node can do a part of the work only when TINTYPE_RECORDS, TINTYPE_REDIS and "
            "TINTYPE_BLOBS name stores that the other nodes reach too."
        )
    if not 1 <= settings.server.nodes <= 1000:
        raise BadSetting("TINTYPE_NODES is from 1 to 1000.")


def _check_purge(cdn: CdnSettings) -> None:
    if cdn.purge_how not in {"purge", "list"}:
        raise BadSetting(f"TINTYPE_PURGE_HOW={cdn.purge_how}: write purge or list.")
    if not cdn.purge:
        return
    try:
        parts = urlsplit(cdn.purge)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    # A secret in the address would be shown wherever the address is.
    if parts.scheme not in {"https", "http"} or not host or parts.username or parts.query or parts.fragment:
        raise BadSetting(
            "TINTYPE_PURGE is https://host/path without user, password or query; "
            "a secret goes into TINTYPE_PURGE_TOKEN_FILE."
        )
    if not cdn.purge_inside and (parts.scheme == "http" or _is_inside(host)):
        raise BadSetting(
            f"TINTYPE_PURGE={cdn.purge} leads into one's own network or goes without https. "
            "If that is meant, set TINTYPE_PURGE_INSIDE=1."
        )


def _check_accounts(accounts: AccountSettings) -> None:
    if accounts.sign_up not in {"open", "invite", "approval"}:
        raise BadSetting(f"TINTYPE_SIGN_UP={accounts.sign_up}: open, invite or approval.")
    if accounts.unconfirmed not in {"write", "read"}:
        raise BadSetting(f"TINTYPE_UNCONFIRMED={accounts.unconfirmed}: write or read.")
    if not 0 <= accounts.invites <= 1000:
        raise BadSetting("TINTYPE_INVITES is from 0 to 1000.")
    if not 0 <= accounts.grace_days <= 365:
        raise BadSetting("TINTYPE_GRACE_DAYS is from 0 to 365.")
    if accounts.breached is not None and not accounts.breached.exists():
        raise BadSetting(f"TINTYPE_BREACHED={accounts.breached} is not there.")


def _is_inside(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host in LOOPBACK or "." not in host
