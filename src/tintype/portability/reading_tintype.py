"""What an archive of Tintype would bring."""

from typing import Any, TypeVar

import msgspec

from tintype.portability import format as words
from tintype.portability.format import (
    CommentFile,
    Manifest,
    PersonFile,
    PostFile,
    ProfileFile,
    SavedFile,
    micros,
)
from tintype.portability.model import ItemKind
from tintype.portability.plan import (
    ITEMS_MAX,
    CommentSpec,
    Plan,
    Planned,
    SaveSpec,
    key_of,
    planned_follow,
    planned_post,
    planned_profile,
    short,
)
from tintype.portability.unpacking import Archive, BadArchive

KIND = "tintype"
Thing = TypeVar("Thing")


def is_ours(archive: Archive) -> str | None:
    """The folder in which our files are, with its slash; None for an archive of something else."""
    found = [
        name for name in archive.names if name.rpartition("/")[2] == words.MANIFEST and name.count("/") < 2
    ]
    return None if not found else min(found, key=len).removesuffix(words.MANIFEST)


def read_plan(archive: Archive, folder: str) -> Plan:
    """Posts oldest first, then comments, what was kept, people, and who one is. Raises BadArchive."""
    manifest = _one(archive, folder + words.MANIFEST, Manifest)
    if manifest.format != words.FORMAT or manifest.version > words.VERSION:
        raise BadArchive(
            "This archive is of a newer Tintype. Bring this site up to date first.", code="archive_newer"
        )
    plan, site = Plan(KIND), manifest.site
    posts = _list(archive, folder + words.POSTS, PostFile)
    for post in sorted(posts, key=lambda each: micros(each.published_at or each.created_at)):
        placed = _in_folder(post, folder)
        plan.items.append(planned_post(archive, placed, key_of("post", site, post.id), site))
    # In the order of time, so that what is answered is there.
    said = sorted(
        _list(archive, folder + words.COMMENTS, CommentFile), key=lambda each: micros(each.created_at)
    )
    plan.items += [_comment(each, site) for each in said]
    kept = _list(archive, folder + words.SAVED, SavedFile)
    plan.items += [_save(each, site) for each in reversed(kept)]
    people = _list(archive, folder + words.FOLLOWING, PersonFile)
    plan.items += [planned_follow(each.username) for each in reversed(people)]
    if archive.size(folder + words.PROFILE) is not None:
        profile = _one(archive, folder + words.PROFILE, ProfileFile)
        plan.items += planned_profile(archive, profile, folder, site)
    if manifest.counts.get("likes"):
        plan.notes.append("Likes are not brought along.")
    if len(plan.items) > ITEMS_MAX:
        raise BadArchive(f"More than {ITEMS_MAX:,} things are in this archive.", code="archive_too_many")
    return plan


def _in_folder(post: PostFile, folder: str) -> PostFile:
    if not folder:
        return post

    def within(file: str) -> str:
        return folder + file if file else ""

    media = [
        msgspec.structs.replace(
            item,
            file=within(item.file),
            subtitles=[msgspec.structs.replace(each, file=within(each.file)) for each in item.subtitles],
        )
        for item in post.media
    ]
    return msgspec.structs.replace(post, media=media)


def _comment(comment: CommentFile, site: str) -> Planned:
    key, label = key_of("comment", site, comment.id), short(comment.text)
    on = comment.on
    if on is None:
        return Planned(
            ItemKind.COMMENT, key, label, b"", "post_unknown", "The archive does not say where it was said."
        )
    spec = CommentSpec(
        site=site,
        id=comment.id,
        text=comment.text,
        at_us=micros(comment.created_at),
        post_key=key_of("post", site, on.id),
        author=on.author,
        post_us=micros(on.published_at),
        parent_key=key_of("comment", site, comment.answers) if comment.answers else "",
    )
    return Planned(ItemKind.COMMENT, key, label, msgspec.json.encode(spec))


def _save(saved: SavedFile, site: str) -> Planned:
    post = saved.post
    post_key = key_of("post", site, post.id)
    spec = SaveSpec(
        post_key, post.author, micros(post.published_at), saved.collections, saved.places, saved.covers
    )
    label = f"{post.published_at:%Y-%m-%d} @{post.author}"
    return Planned(ItemKind.SAVE, key_of("save", site, post.id), label, msgspec.json.encode(spec))


def _one(archive: Archive, name: str, of: type[Thing]) -> Thing:
    return _decoded(archive.words(name), of, name)


def _list(archive: Archive, name: str, of: type[Thing]) -> list[Thing]:
    """A list that may be missing: of an archive that somebody has thinned out."""
    if archive.size(name) is None:
        return []
    return _decoded(archive.words(name), list[of], name)


def _decoded(data: bytes, of: Any, name: str) -> Any:
    try:
        return msgspec.json.decode(data, type=of, strict=True)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadArchive(f"{name[-60:]} cannot be read: {str(error)[:200]}") from error
