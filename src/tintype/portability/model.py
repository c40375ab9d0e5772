"""What is true of archives: how far they are, what they hold, what is too much."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NewType

from tintype.kernel.clock import DAY_US, HOUR_US
from tintype.kernel.ids import AccountId
from tintype.ports.records import Lane

ExportId = NewType("ExportId", int)
ImportId = NewType("ImportId", int)

LANE: Final = Lane.BAGGAGE
EXPORTS_A_DAY_MAX: Final = 3  # Each reads everything that somebody has ever uploaded.
EXPORT_KEPT_US: Final = DAY_US  # security.md, LC-03
IMPORT_KEPT_US: Final = 7 * DAY_US  # for a look at what it would bring, and another try at what it could not
EXPORT_STALE_US: Final = 12 * HOUR_US  # a job that was buried never says so
SHOWN_MAX: Final = 20  # archives of one person
ARCHIVE_BYTES_MAX: Final = 60_000_000_000  # a thousand parts of 64 MiB are a little more


class ExportState(IntEnum):
    """As the records keep it."""

    MAKING = 0
    READY = 1
    FAILED = 2
    OVER = 3


class ImportState(IntEnum):
    """As the records keep it. LOOKED: what it would bring is known, and its owner has the word."""

    LOOKING = 0
    LOOKED = 1
    RUNNING = 2
    DONE = 3
    REFUSED = 4
    GIVEN_UP = 5


class ItemKind(IntEnum):
    """What an archive brings, in the order in which it is brought: comments need their posts.

    PROFILE: a name, a bio or a link. PICTURE: the person's own.
    """

    POST = 1
    COMMENT = 2
    SAVE = 3
    FOLLOW = 4
    PROFILE = 5
    PICTURE = 6


class ItemState(IntEnum):
    """What has become of one thing of an archive. HERE: it was here already. LEFT: it cannot be brought."""

    WAITING = 0
    AT_IT = 1
    BROUGHT = 2
    HERE = 3
    LEFT = 4


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One archive of somebody's own things. `missing`: files that could not be put into it."""

    id: ExportId
    owner_id: AccountId
    state: ExportState
    blob: str
    size: int
    done: int
    total: int
    missing: int
    created_us: int
    expires_us: int


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One archive that somebody brings. `audience` 0: its posts are for whom they say themselves."""

    id: ImportId
    owner_id: AccountId
    state: ImportState
    kind: str
    name: str
    blob: str
    size: int
    audience: int
    stage: ItemKind | None
    code: str
    detail: str
    created_us: int
    changed_us: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One thing of an archive. `media`: ids of what is here of its files, 0 for those to come, -1 for those refused."""

    import_id: ImportId
    position: int
    kind: ItemKind
    state: ItemState
    key: str
    label: str
    spec: str
    media: tuple[int, ...] = ()
    target_id: int = 0
    code: str = ""
    detail: str = ""
