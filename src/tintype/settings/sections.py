"""What there is to choose: one frozen Settings in sections, each choice with its meaning and its default."""

import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, Literal, cast

ROLES = ("api", "live", "worker", "media")
"""What a node may do: answer requests, hold sockets, follow the log and run jobs, make pictures."""
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
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
    photo_mb: int = 50
    """How many megabytes one photo may have."""
    video_mb: int = 1000
    """How many megabytes one video may have."""
    video_rungs: str = "360,720,1080"
    """The sizes that videos are made in, by their short side; 540 can be added."""
    classifier: Literal["off", "opennsfw"] = "off"
    """Who guesses which pictures not everybody wants to see: docs/operate/media.md."""
    likeness: Literal["auto", "on", "off"] = "auto"
    """Whether photos are looked at, to find others like them. auto: where the model is installed."""


@dataclass(frozen=True, slots=True)
class CdnSettings:
    """A content network before the site that is told which photos are gone: docs/operate/cdn.md."""

    purge: str = ""
    """Where it takes that: its own address for `purge`, its API's for `list`. Empty: nobody is told."""
    purge_how: Literal["purge", "list"] = "purge"
    """purge: `PURGE` of each address. list: `POST` of `{"files": [...]}`."""
    purge_token_file: Path | None = None
    """The file with the token that is sent along as `Authorization: Bearer`."""
    purge_inside: bool = False
    """Allow plain http and addresses of one's own network."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How letters leave: docs/operate/mail.md."""

    url: str = ""
    """`smtp://USER:PASSWORD@host:587` (with STARTTLS), `smtps://…`, or `file:` for a folder. Empty: no mail."""
    sender: str = ""
    """What letters are from: an address, or `Name <address>`."""


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """Who may come, and what is asked of them: docs/operate/accounts.md."""

    sign_up: Literal["open", "invite", "approval"] = "open"
    """open: anybody. invite: who has a code. approval: whom a moderator lets in."""
    invites: int = 5
    """How many invites that can still be used a member may have; 0: moderators alone invite."""
    unconfirmed: Literal["write", "read"] = "write"
    """What those may do who have not confirmed their e-mail address yet, where the site has mail."""
    breached: Path | None = None
    """Passwords known from break-ins: a folder of range files, or one file sorted by hash."""
    grace_days: int = 30
    """How many days a deleted account waits for its owner to think again, before it is erased; 0: none."""


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """How often one account may do a thing in 24 hours; 0 is no limit: docs/operate/running.md."""

    likes: int = 5000
    """Of posts and comments. Who looks at photos all day gets to one or two thousand."""
    comments: int = 1000
    follows: int = 500
    """Asking a private account included; who comes in with an archive is not counted."""
    unfollows: int = 500


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """How posts come to people."""

    famous_followers: int = 50_000
    """With more followers an author's posts are pulled by those who read, instead of pushed to each of them."""
    impressions_days: int = 28
    """How many days it is kept who was shown which post."""


@dataclass(frozen=True, slots=True)
class ExploreSettings:
    """What people are shown of those they do not follow: docs/flows/explore.md."""

    hours: int = 3
    """How often it is made anew what each person may be shown."""
    pool: int = 2_000
    """How many posts that are, for each who was here within 30 days; 10 bytes each."""


@dataclass(frozen=True, slots=True)
class PushSettings:
    """How devices are told while no page is open: docs/operate/push.md."""

    contact: str = ""
    """Whom push services write to when something is wrong: `mailto:` or `https:`. Empty: the site's own address."""
    inside: bool = False
    """Allow push services in one's own network, and plain http."""


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
    cdn: CdnSettings = field(default_factory=CdnSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    accounts: AccountSettings = field(default_factory=AccountSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    feed: FeedSettings = field(default_factory=FeedSettings)
    explore: ExploreSettings = field(default_factory=ExploreSettings)
    push: PushSettings = field(default_factory=PushSettings)
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
            name: {key: _without_password(written(value)) for key, value in section.items()}
            for name, section in sections.items()
        }

    @property
    def is_shared(self) -> bool:
        """Whether every store is one that other machines reach, so that a node may do a part of the work."""
        storage = self.storage
        return bool(storage.records and storage.redis and storage.blobs)


def written(value: object) -> str:
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
