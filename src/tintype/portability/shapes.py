"""Archives as the API spells them."""

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from tintype.kernel.clock import rfc3339
from tintype.portability.model import (
    ExportRow,
    ExportState,
    ImportRow,
    ImportState,
    ItemKind,
    ItemRow,
    ItemState,
)

_STATES: dict[ExportState, Literal["making", "ready", "failed", "over"]] = {
    ExportState.MAKING: "making",
    ExportState.READY: "ready",
    ExportState.FAILED: "failed",
    ExportState.OVER: "over",
}


class Progress(msgspec.Struct, frozen=True):
    """How far something is: `done` of `total`; `total` is 0 while it is not known."""

    done: int
    total: int


class Export(msgspec.Struct, frozen=True, omit_defaults=True):
    """An archive of everything that is the viewer's own. `url` leads to it until `expires_at`, for its owner alone.

    missing: how many files could not be read and are not in it.
    """

    id: str
    state: Literal["making", "ready", "failed", "over"]
    created_at: str
    progress: Progress
    bytes: int | UnsetType = UNSET
    missing: int = 0
    url: str | UnsetType = UNSET
    expires_at: str | UnsetType = UNSET


class ExportList(msgspec.Struct, frozen=True):
    """The viewer's archives, newest first."""

    items: list[Export]


def export_shape(row: ExportRow, now_us: int) -> Export:
    """One archive as its owner sees it."""
    is_over = row.state is ExportState.READY and now_us >= row.expires_us
    state = ExportState.OVER if is_over else row.state
    is_ready = state is ExportState.READY
    return Export(
        id=str(row.id),
        state=_STATES[state],
        created_at=rfc3339(row.created_us),
        progress=Progress(row.done, row.total),
        bytes=row.size if is_ready else UNSET,
        missing=row.missing,
        url=f"/v1/me/exports/{row.id}/archive" if is_ready else UNSET,
        expires_at=rfc3339(row.expires_us) if is_ready else UNSET,
    )


ImportStateWord = Literal["looking", "looked", "running", "done", "refused", "given_up"]
ItemStateWord = Literal["waiting", "under_way", "brought", "here", "left_out"]
ItemKindWord = Literal["post", "comment", "save", "follow", "profile", "picture"]
_IMPORT_STATES: dict[ImportState, ImportStateWord] = {
    ImportState.LOOKING: "looking",
    ImportState.LOOKED: "looked",
    ImportState.RUNNING: "running",
    ImportState.DONE: "done",
    ImportState.REFUSED: "refused",
    ImportState.GIVEN_UP: "given_up",
}
_ITEM_STATES: dict[ItemState, ItemStateWord] = {
    ItemState.WAITING: "waiting",
    ItemState.AT_IT: "under_way",
    ItemState.BROUGHT: "brought",
    ItemState.HERE: "here",
    ItemState.LEFT: "left_out",
}
_KINDS: dict[ItemKind, ItemKindWord] = {
    ItemKind.POST: "post",
    ItemKind.COMMENT: "comment",
    ItemKind.SAVE: "save",
    ItemKind.FOLLOW: "follow",
    ItemKind.PROFILE: "profile",
    ItemKind.PICTURE: "picture",
}


class NewImport(msgspec.Struct, forbid_unknown_fields=True):
    """The upload of an archive, whose parts are all sent: `POST /v1/uploads` with the type `application/zip`."""

    upload_id: str


class ImportStart(msgspec.Struct, forbid_unknown_fields=True):
    """To begin with what was looked at. `audience` narrows the posts; without it they are for whom they say.

    profile: whether the archive's name, bio, link and picture are taken where the viewer has none.
    """

    state: Literal["running"]
    audience: Literal["everyone", "followers", "close_friends"] | None = None
    follows: bool = True
    profile: bool = True


class ItemCount(msgspec.Struct, frozen=True):
    """How many things of one kind an archive has, and what has become of them."""

    kind: ItemKindWord
    total: int
    waiting: int
    brought: int
    here: int
    left_out: int


class Import(msgspec.Struct, frozen=True, omit_defaults=True):
    """An archive that the viewer brings. While it is `looked`, nothing of it is here: `counts` say what would be.

    problem: why it was refused. notes: what it has that is not brought along. can_retry: whether what was left out can
    be tried once more.
    """

    id: str
    state: ImportStateWord
    created_at: str
    name: str
    bytes: int
    progress: Progress
    counts: list[ItemCount]
    source: Literal["tintype", "instagram"] | UnsetType = UNSET
    code: str | UnsetType = UNSET
    problem: str | UnsetType = UNSET
    notes: str | UnsetType = UNSET
    can_retry: bool = False


class ImportList(msgspec.Struct, frozen=True):
    """The viewer's imports, newest first."""

    items: list[Import]


class ImportItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What has become of one thing of an archive; `id` of what it is here, `code` and `detail` why it is not."""

    position: int
    kind: ItemKindWord
    state: ItemStateWord
    label: str
    id: str | UnsetType = UNSET
    code: str | UnsetType = UNSET
    detail: str | UnsetType = UNSET


class ImportReport(msgspec.Struct, frozen=True):
    """A page of what has become of the things of an archive, in the order in which they are brought."""

    items: list[ImportItem]
    next: str | None


def import_shape(row: ImportRow, counts: Mapping[tuple[ItemKind, ItemState], int]) -> Import:
    """One import as its owner sees it."""
    by_kind = [_counted(kind, counts) for kind in ItemKind]
    ended = sum(each.brought + each.here + each.left_out for each in by_kind)
    is_refused = row.state is ImportState.REFUSED
    return Import(
        id=str(row.id),
        state=_IMPORT_STATES[row.state],
        created_at=rfc3339(row.created_us),
        name=row.name,
        bytes=row.size,
        progress=Progress(ended, sum(each.total for each in by_kind)),
        counts=[each for each in by_kind if each.total],
        source=_source(row.kind),
        code=row.code or UNSET,
        problem=row.detail if is_refused else UNSET,
        notes=UNSET if is_refused or not row.detail else row.detail,
        can_retry=row.state is ImportState.DONE and bool(row.blob) and any(one.left_out for one in by_kind),
    )


def item_shape(item: ItemRow) -> ImportItem:
    """One thing of an archive in a report."""
    return ImportItem(
        position=item.position,
        kind=_KINDS[item.kind],
        state=_ITEM_STATES[item.state],
        label=item.label,
        id=str(item.target_id) if item.target_id else UNSET,
        code=item.code or UNSET,
        detail=item.detail or UNSET,
    )


def _source(kind: str) -> Literal["tintype", "instagram"] | UnsetType:
    return "tintype" if kind == "tintype" else "instagram" if kind == "instagram" else UNSET


def _counted(kind: ItemKind, counts: Mapping[tuple[ItemKind, ItemState], int]) -> ItemCount:
    of = {state: counts.get((kind, state), 0) for state in ItemState}
    return ItemCount(
        _KINDS[kind],
        sum(of.values()),
        of[ItemState.WAITING] + of[ItemState.AT_IT],
        of[ItemState.BROUGHT],
        of[ItemState.HERE],
        of[ItemState.LEFT],
    )
