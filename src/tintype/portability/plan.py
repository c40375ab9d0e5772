"""What an archive would bring, whoever made it: things in their order, and a word on what stays behind."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Final, Literal

import msgspec

from tintype.portability.format import PostFile, ProfileFile
from tintype.portability.model import ImportId, ItemKind, ItemRow, ItemState
from tintype.portability.unpacking import Archive

ITEMS_MAX: Final = 100_000
LABEL_CHARACTERS: Final = 80


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing that is to be brought. `code` says why it cannot be, by what the archive says alone."""

    kind: ItemKind
    key: str
    label: str
    spec: bytes
    code: str = ""
    detail: str = ""

    def row(self, import_id: ImportId, position: int) -> ItemRow:
        state = ItemState.LEFT if self.code else ItemState.WAITING
        # What the archive lacks is not tried again: there is nothing to try.
        spec = "" if self.code else self.spec.decode()
        return ItemRow(
            import_id,
            position,
            self.kind,
            state,
            self.key,
            self.label,
            spec,
            code=self.code,
            detail=self.detail,
        )


@dataclass(slots=True)
class Plan:
    """All of it. `notes` are sentences about what this archive has and we do not take."""

    kind: str
    items: list[Planned] = field(default_factory=list[Planned])
    notes: list[str] = field(default_factory=list[str])

    def totals(self) -> dict[str, int]:
        """How many things of each kind there are."""
        return {kind.name.lower(): n for kind, n in sorted(Counter(each.kind for each in self.items).items())}

    def rows(self, import_id: ImportId) -> Iterable[ItemRow]:
        """In the order in which they are brought."""
        ordered = sorted(self.items, key=lambda item: item.kind)
        return (item.row(import_id, position) for position, item in enumerate(ordered, 1))


class PostSpec(msgspec.Struct, frozen=True):
    """A post as it waits to be brought. `site`: where its id is from; empty where ids mean nothing here."""

    site: str
    post: PostFile


class CommentSpec(msgspec.Struct, frozen=True):
    """A comment as it waits to be brought: under a post of the same archive, or of somebody at a time."""

    site: str
    id: str
    text: str
    at_us: int
    post_key: str
    author: str
    post_us: int
    parent_key: str = ""


class SaveSpec(msgspec.Struct, frozen=True):
    """A post that is to be kept, found as above."""

    post_key: str
    author: str
    post_us: int
    collections: list[str] = []
    places: list[int] = []
    covers: list[str] = []


class FollowSpec(msgspec.Struct, frozen=True):
    """Somebody to follow, by name."""

    username: str


class FieldSpec(msgspec.Struct, frozen=True):
    """One thing that a profile says; of a picture, its file."""

    field: Literal["name", "bio", "link", "picture"]
    value: str


def planned_post(archive: Archive, post: PostFile, key: str, site: str = "") -> Planned:
    """A post with the files that are there; left out when none is."""
    here = [item for item in post.media if item.file and archive.size(item.file)]
    lost = len(post.media) - len(here)
    spec = PostSpec(site, msgspec.structs.replace(post, media=here))
    found = Planned(ItemKind.POST, key, post_label(post), msgspec.json.encode(spec))
    if not here:
        return replace(found, code="files_missing", detail="None of its photos is in the archive.")
    if lost:
        return replace(found, detail=f"{lost} of its photos are not in the archive.")
    return found


def planned_follow(username: str) -> Planned:
    """Somebody to follow, if there is anybody of this name here."""
    spec = msgspec.json.encode(FollowSpec(username))
    return Planned(ItemKind.FOLLOW, key_of("follow", username), f"@{short(username)}", spec)


def planned_profile(archive: Archive, profile: ProfileFile, folder: str, site: str) -> list[Planned]:
    """What a profile says of somebody, each by itself; not how they sign in, nor who may look."""
    specs = [
        FieldSpec("name", profile.name),
        FieldSpec("bio", profile.bio),
        FieldSpec("link", profile.link),
        FieldSpec("picture", folder + profile.picture if profile.picture else ""),
    ]
    found: list[Planned] = []
    for spec in specs:
        if spec.value:
            is_picture = spec.field == "picture"
            kind = ItemKind.PICTURE if is_picture else ItemKind.PROFILE
            key, label = key_of("profile", site, spec.field), "" if is_picture else short(spec.value)
            item = Planned(kind, key, f"{spec.field} {label}".strip(), msgspec.json.encode(spec))
            is_lost = is_picture and not archive.size(spec.value)
            lost = {"code": "files_missing", "detail": "The picture is not in the archive."}
            found.append(replace(item, **lost) if is_lost else item)
    return found


def post_label(post: PostFile) -> str:
    """What a person knows it by: its day, and how it begins."""
    at = post.published_at or post.created_at
    return f"{at:%Y-%m-%d} {short(post.caption or post.title)}".strip()


def short(text: str) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LABEL_CHARACTERS else f"{line[: LABEL_CHARACTERS - 1]}…"


def key_of(*parts: object) -> str:
    """The same for the same thing in every archive: 32 hexadecimal digits."""
    return blake2b("\0".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
