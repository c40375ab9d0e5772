"""What an operator may choose: one frozen Settings in sections, read once from the environment and the command line."""

import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal, cast

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
ROLES = ("api", "live", "worker", "media")
"""What a node may do: answer requests, hold sockets, follow the log and run jobs, make pictures."""
_PASSWORD_OPTION = re.compile(r"([?&]password=)[^&]*")


class BadSetting(Exception):
    """A setting that cannot be used: which one, what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where the site listens and what it is called from outside."""

    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    """The only source of origin and absolute links; empty means `http://localhost:PORT`."""
    api_processes: int = 2
    insecure: bool = False
    """Allow plain http on an address that others can reach."""
    requests_at_once_max: int = 2000
    """Per process; beyond it new requests are told to come back (503)."""
    roles: frozenset[str] = frozenset(ROLES)
    """What this node does of ROLES. With stores of its own a node does everything."""
    nodes: int = 1
    """How many nodes answer requests: each allows its share of a limit where no Redis counts for all."""


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """Where everything is kept."""

    data: Path = Path("data")
    ring_dir: Path | None = None
    """The feeds' folder; may be tmpfs, for feeds are rebuilt from the records. None means `data/rings`."""
    secret_file: Path | None = None
    """The site's secret, the same on every node. None means `data/secret`, made at the first start."""
    records: str = ""
    """`postgresql://…`; empty means SQLite in the data folder."""
    redis: str = ""
    """`redis://…`, `rediss://…` or `redis-cluster://host:port,host:port`; empty means this machine alone."""
    blobs: str = ""
    """`s3://KEY:SECRET@host/bucket`; empty means the folder `data/blobs`."""

    @property
    def records_named(self) -> str:
        """Where the records are, as people are told."""
        return _without_password(self.records) or str(self.data)


@dataclass(frozen=True, slots=True)
class MediaSettings:
    """How pictures are made."""

    processes: int = 2
    unsafe: bool = False
    """Decode even where this machine offers no sandbox."""
    quota_mb: int = 20_000
    """How many megabytes of photos one account may keep here, as uploaded."""


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What is written about requests."""

    format: Literal["json", "text"] = "text"
    requests: Literal["notable", "all"] = "notable"
    """notable: failures, writes and whatever takes longer than half a second."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one site."""

    server: ServerSettings = field(default_factory=ServerSettings)
    storage: StorageSettings = field(default_factory=StorageSettings)
    media: MediaSettings = field(default_factory=MediaSettings)
    log: LogSettings = field(default_factory=LogSettings)

    @property
    def origin(self) -> str:
        """Scheme, host and port as a browser sees them."""
        return self.server.public_url.rstrip("/") or f"http://localhost:{self.server.port}"

    @property
    def is_https(self) -> bool:
        return self.origin.startswith("https://")

    @property
    def rings(self) -> Path:
        return self.storage.ring_dir or self.storage.data / "rings"

    @property
    def secret_file(self) -> Path:
        return self.storage.secret_file or self.storage.data / "secret"

    def as_dict(self) -> dict[str, dict[str, str]]:
        """For `tintype config show`, without the passwords that addresses of stores carry."""
        sections = cast("dict[str, dict[str, object]]", asdict(self))
        return {
            name: {key: _without_password(_written(value)) for key, value in section.items()}
            for name, section in sections.items()
        }

    @property
    def is_shared(self) -> bool:
        """Whether every store is one that other machines reach, so that a node may do a part of the work."""
        storage = self.storage
        return bool(storage.records and storage.redis and storage.blobs)


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
    return _checked(settings)


def to_environment(settings: Settings) -> dict[str, str]:
    """The variables that make `load` give these settings again: how they reach child processes."""
    found: dict[str, str] = {}
    for variable, (section, key) in VARIABLES.items():
        value = getattr(getattr(settings, section), key)
        if value is not None:
            found[variable] = _written(value)
    return found


def _written(value: object) -> str:
    """A value as its variable has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, frozenset):
        return ",".join(role for role in ROLES if role in value)
    return str(value)


def _without_password(text: str) -> str:
    # Not by the parts of a URL: a secret with a slash in it, written as it is, would not be found.
    scheme, has_scheme, rest = text.partition("://")
    if not has_scheme:
        return text
    who, has_who, where = _PASSWORD_OPTION.sub(r"\1***", rest).rpartition("@")
    return f"{scheme}://{who.partition(':')[0]}:***@{where}" if has_who else f"{scheme}://{where}"


def _parsed(variable: str, key: str, text: str, default: object) -> object:
    if isinstance(default, bool):
        if text.lower() not in {"0", "1", "true", "false", "yes", "no", ""}:
            raise BadSetting(f"{variable}={text}: write 1 or 0.")
        return text.lower() in {"1", "true", "yes"}
    if isinstance(default, int):
        if not text.isascii() or not text.isdecimal():
            raise BadSetting(f"{variable}={text}: write a whole number.")
        return int(text)
    if key in {"data", "ring_dir", "secret_file"}:
        return Path(text).expanduser()
    if isinstance(default, frozenset):
        return frozenset(role.strip() for role in text.split(",") if role.strip())
    return text


def _checked(settings: Settings) -> Settings:
    server = settings.server
    if not 0 < server.port < 65536:
        raise BadSetting(f"TINTYPE_PORT={server.port}: a port is a number from 1 to 65535.")
    if server.public_url and not server.public_url.startswith(("http://", "https://")):
        raise BadSetting(f"TINTYPE_PUBLIC_URL={server.public_url}: begin with https://")
    if not 1 <= server.api_processes <= 64 or not 1 <= settings.media.processes <= 64:
        raise BadSetting("TINTYPE_API_PROCESSES and TINTYPE_MEDIA_PROCESSES are from 1 to 64.")
    if not 1 <= settings.media.quota_mb <= 1_000_000_000:
        raise BadSetting("TINTYPE_QUOTA_MB is from 1 to 1000000000.")
    if settings.log.format not in {"json", "text"} or settings.log.requests not in {"notable", "all"}:
        raise BadSetting("TINTYPE_LOG is json or text; TINTYPE_LOG_REQUESTS is notable or all.")
    if server.host not in LOOPBACK and not settings.is_https and not server.insecure:
        raise BadSetting(
            f"TINTYPE_HOST={server.host} with plain http lets others read passwords on the way. "
            "Set TINTYPE_PUBLIC_URL=https://… behind a proxy, or TINTYPE_INSECURE=1 if you must."
        )
    _check_stores(settings)
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
