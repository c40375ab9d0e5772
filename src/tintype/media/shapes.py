"""Media as the API spells it: short inside cards, in full at its own address."""

from base64 import b64encode
from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from tintype.kernel.clock import rfc3339
from tintype.media.edit import Edit
from tintype.media.film_shapes import MediaCaption, film_fields, is_given_up
from tintype.media.made import Colours
from tintype.media.model import BASE, RETRYABLE, MediaState, RenditionType, Verdict
from tintype.media.reach.urls import MediaUrls
from tintype.media.rows import TYPES, MediaRow

State = Literal["waiting", "processing", "ready", "failed"]


class MediaShort(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A photo or video inside a card. `url` has `{variant}` (a name in `sizes`) and `{ext}` (avif or jpg) to replace.
    Of photos there is `webp` and the smaller `fine.avif` as well, from soon after somebody first asks for them.

    `placeholder` is a ThumbHash in base64. What is made of it is absent until its state is ready. Of a video these are
    the poster's; `stream` is its HLS playlist, to which rungs are added while they are made, `preview` three silent
    seconds as MP4, `is_loop` whether it is to be shown over and over (an animated GIF). `is_sensitive`: show it blurred
    until the viewer wants to see it. `review`: held until a moderator has looked, and shown to its owner alone.
    `camera`: what it was taken with and how, in one line, where its owner wants that told.
    """

    id: str
    kind: Literal["photo", "video"]
    state: State
    width: int | UnsetType = UNSET
    height: int | UnsetType = UNSET
    alt: str | UnsetType = UNSET
    camera: str | UnsetType = UNSET
    placeholder: str | UnsetType = UNSET
    key: str | UnsetType = UNSET
    url: str | UnsetType = UNSET
    sizes: dict[str, tuple[int, int]] | UnsetType = UNSET
    types: list[str] | UnsetType = UNSET
    duration_ms: int | UnsetType = UNSET
    has_sound: bool | UnsetType = UNSET
    is_loop: bool | UnsetType = UNSET
    stream: str | UnsetType = UNSET
    preview: str | UnsetType = UNSET
    captions: list[MediaCaption] | UnsetType = UNSET
    is_sensitive: bool | UnsetType = UNSET
    review: Literal["held"] | UnsetType = UNSET


class MediaVariant(msgspec.Struct, frozen=True):
    """One file: `type` as in Content-Type, `bytes` its size."""

    name: str
    width: int
    height: int
    type: str
    url: str
    bytes: int


class MediaProblem(msgspec.Struct, frozen=True):
    """Why nothing could be made of an upload, and whether trying again may help."""

    code: str
    detail: str
    can_retry: bool


class Unedited(msgspec.Struct, frozen=True):
    """The whole photo as it was before its edit, a JPEG as large as photos are shown; width and height are the
    original's.
    """

    url: str
    width: int
    height: int


class DuplicateOf(msgspec.Struct, frozen=True):
    """Where the owner has posted the same picture before."""

    post_id: str
    posted_at: str


class Media(MediaShort, frozen=True, omit_defaults=True, kw_only=True):
    """A photo with every file made of it. `name` is told to the owner only, and so is what they wish: `edit`,
    `colours` (`p3` if it `could_be_wide`), `shows_camera`, and whether it `is_remaking`, so that its files are not yet
    as they wish. `camera` (maker and model), `lens` and `exposure` (`1/250 s · f/1.8 · ISO 100 · 26 mm`) are told to
    others where `shows_camera` is on.
    """

    owner_id: str
    created_at: str
    updated_at: str
    variants: list[MediaVariant]
    problem: MediaProblem | UnsetType = UNSET
    name: str | UnsetType = UNSET
    lens: str | UnsetType = UNSET
    exposure: str | UnsetType = UNSET
    duplicate_of: DuplicateOf | UnsetType = UNSET
    edit: Edit | UnsetType = UNSET
    unedited: Unedited | UnsetType = UNSET
    colours: Colours | UnsetType = UNSET
    could_be_wide: bool | UnsetType = UNSET
    shows_camera: bool | UnsetType = UNSET
    is_remaking: bool | UnsetType = UNSET


def short_media(row: MediaRow, urls: MediaUrls, *, alt: str | None = None, is_private: bool) -> MediaShort:
    """The photo inside a card; `is_private` is its owner's, and makes the address signed."""
    return MediaShort(
        id=str(row.id),
        kind=row.kind.value,
        state=row.state.value,
        alt=alt or UNSET,
        camera=(row.wishes.shows_camera and _camera_line(row)) or UNSET,
        **_made(row, urls, is_private=is_private),
    )


def full_media(
    row: MediaRow, urls: MediaUrls, *, alt: str | None = None, is_private: bool, for_owner: bool
) -> Media:
    """The photo with all its files, and what only its owner is told."""
    return Media(
        id=str(row.id),
        kind=row.kind.value,
        state=row.state.value,
        owner_id=str(row.owner_id),
        created_at=rfc3339(row.created_us),
        updated_at=rfc3339(row.updated_us),
        variants=_variants(row, urls, is_private=is_private),
        problem=_problem(row) if for_owner else UNSET,
        name=(for_owner and row.name) or UNSET,
        alt=alt or UNSET,
        **(_camera(row) if for_owner or row.wishes.shows_camera else {}),
        **(_wishes(row) if for_owner else {}),
        **_made(row, urls, is_private=is_private),
    )


def _wishes(row: MediaRow) -> dict[str, Any]:
    is_other = row.wishes.of_pixels != row.made.by
    return {
        "edit": row.wishes.edit or UNSET,
        "unedited": _unedited(row),
        "colours": row.wishes.colours,
        "could_be_wide": row.made.could_be_wide or UNSET,
        "shows_camera": row.wishes.shows_camera,
        "is_remaking": (row.state is MediaState.READY and is_other and row.problem is None) or UNSET,
    }


def _camera(row: MediaRow) -> dict[str, Any]:
    return {
        "camera": row.camera or UNSET,
        "lens": row.made.lens or UNSET,
        "exposure": row.made.exposure or UNSET,
    }


def _camera_line(row: MediaRow) -> str:
    """`Canon EOS R5 · RF35mm F1.8 · 1/250 s · f/1.8`. Phones call their lenses by their own name, once more."""
    camera, lens = row.camera or "", row.made.lens or ""
    is_own = bool(camera) and lens.startswith((camera, camera.partition(" ")[2] or camera))
    return " · ".join(each for each in (camera, "" if is_own else lens, row.made.exposure) if each)


def _unedited(row: MediaRow) -> Unedited | UnsetType:
    if row.made.whole is None or row.state is not MediaState.READY:
        return UNSET
    return Unedited(f"/m/{row.key}/{BASE}.{RenditionType.JPEG.extension}", *row.made.whole)


def _made(row: MediaRow, urls: MediaUrls, *, is_private: bool) -> dict[str, Any]:
    if row.state is not MediaState.READY:
        return {}
    is_signed = is_private or row.reach.is_some
    return {
        "width": row.width,
        "height": row.height,
        "placeholder": b64encode(row.placeholder).decode(),
        "key": row.key,
        "url": urls.template(row.key, is_private=is_signed),
        "sizes": {variant.name: (variant.width, variant.height) for variant in row.variants},
        "types": [kind.value for kind in TYPES],
        "is_sensitive": row.made.sensitive or UNSET,
        "review": "held" if row.verdict is Verdict.HELD else UNSET,
        **film_fields(row.key, row.made, urls.query(row.key, is_private=is_signed)),
    }


def _variants(row: MediaRow, urls: MediaUrls, *, is_private: bool) -> list[MediaVariant]:
    if row.state is not MediaState.READY:
        return []
    template = urls.template(row.key, is_private=is_private or row.reach.is_some)
    return [
        MediaVariant(
            variant.name,
            variant.width,
            variant.height,
            kind.mime,
            template.replace("{variant}", variant.name).replace("{ext}", kind.extension),
            row.bytes_of(variant.name, kind),
        )
        for variant in row.variants
        for kind in TYPES
    ]


def _problem(row: MediaRow) -> MediaProblem | UnsetType:
    if is_given_up(row.made.film):
        return MediaProblem("rungs_missing", "The video plays, but could not be made in every size.", True)
    if row.problem is None:
        return UNSET
    return MediaProblem(row.problem.value, row.detail, row.problem in RETRYABLE and row.source is not None)
