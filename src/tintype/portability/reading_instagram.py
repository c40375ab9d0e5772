"""What an export of Instagram's data (as JSON) would bring: every layout that it has been given out in since 2018.

Its JSON spells UTF-8 as if each byte were a character of Latin-1: `cafÃ©`. Texts are repaired where that fits.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, cast

import msgspec

from tintype.kernel.clock import SECOND_US
from tintype.kernel.ids import EPOCH_MS
from tintype.portability.format import MediaFile, PostFile, Spot, moment
from tintype.portability.plan import ITEMS_MAX, Plan, key_of, planned_follow, planned_post
from tintype.portability.unpacking import Archive, BadArchive

KIND: Final = "instagram"
MEDIA_MAX: Final = 20
TOO_LATE_S: Final = 4_102_444_800  # 2100
Json = dict[str, Any]

# Where posts are, by the end of a file's name; each with the key under which the list lies, where it is not the file.
_POSTS: Final = (("posts_", ""), ("reels.json", "ig_reels_media"), ("igtv_videos.json", "ig_igtv_media"))
_ROOTS: Final = ("content/", "media/")
_OLD: Final = "media.json"
_FOLLOWING: Final = ("followers_and_following/following.json", "relationships_following")
_LEFT: Final = {
    "stories.json": "Stories",
    "archived_posts.json": "Archived posts",
    "profile_photos.json": "Profile photos",
    "recently_deleted_content.json": "Recently deleted posts",
    "liked_posts.json": "Likes",
    "post_comments_1.json": "Comments under other people's posts",
    "saved_posts.json": "Saved posts",
}


def is_theirs(archive: Archive) -> bool:
    """Whether there is a list of posts where Instagram puts one."""
    return any(_lists_posts(name) or _is_old(name) for name in archive.names)


def is_theirs_as_pages(archive: Archive) -> bool:
    """Whether it was asked for as HTML, which is made for reading and not for taking along."""
    return any(name.endswith(("content/posts_1.html", "media/posts_1.html")) for name in archive.names)


def read_plan(archive: Archive) -> Plan:
    """Posts oldest first, then the people who were followed. Raises BadArchive."""
    plan, posts = Plan(KIND), list[tuple[int, PostFile]]()
    for name in sorted(archive.names):
        if list_key := _lists_posts(name):
            root = _root(name)
            found = _things(_json(archive, name), list_key)
            posts += [post for each in found if (post := _post(archive, root, each))]
        elif _is_old(name):
            posts += _old_posts(archive, _root(name), _json(archive, name))
        elif name.endswith(_FOLLOWING[0]):
            people = _things(_json(archive, name), _FOLLOWING[1])
            plan.items += [planned_follow(username) for username in _usernames(people)]
        elif what := _LEFT.get(name.rpartition("/")[2]):
            plan.notes.append(f"{what} are not brought along.")
        if len(posts) + len(plan.items) > ITEMS_MAX:
            raise BadArchive(f"More than {ITEMS_MAX:,} things are in this archive.", code="archive_too_many")
    for at_us, post in sorted(posts, key=lambda each: each[0]):
        plan.items.append(
            planned_post(archive, post, key_of("instagram", at_us, *map(_file_name, post.media)))
        )
    return plan


def repaired(text: str) -> str:
    """`cafÃ©` as it was written, `café`; what was never broken stays."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _lists_posts(name: str) -> str | None:
    """Under which key a file lists posts: "." for the file itself; None when it lists none."""
    folder, _, file = name.rpartition("/")
    if f"{folder.rpartition('/')[2]}/" not in _ROOTS:
        return None
    for start, key in _POSTS:
        if file.startswith(start) and file.endswith(".json"):
            return key or "."
    return None


def _is_old(name: str) -> bool:
    """Until 2020 one file at the top held everything."""
    return name.rpartition("/")[2] == _OLD and name.count("/") < 2


def _root(name: str) -> str:
    """The folder that paths in a list begin from: whatever lies before what Instagram itself puts there."""
    for known in ("your_instagram_activity/", "content/", "media/"):
        before, found, _ = name.partition(known)
        if found and (not before or before.endswith("/")):
            return before
    return name.removesuffix(name.rpartition("/")[2])


def _post(archive: Archive, root: str, found: Json) -> tuple[int, PostFile] | None:
    parts = [each for each in _list(found.get("media")) if isinstance(each.get("uri"), str)]
    media = [_medium(archive, root, each) for each in parts]
    if not media:
        return None
    first = parts[0]
    # The words of a carousel are its own; those of a single photo are the photo's.
    caption = _text(found.get("title")) or _text(first.get("title"))
    at_us = _seconds(found.get("creation_timestamp")) or _seconds(first.get("creation_timestamp"))
    if at_us is None:
        return None
    return at_us, _planned(at_us, caption, media[:MEDIA_MAX])


def _old_posts(archive: Archive, root: str, found: Any) -> Iterator[tuple[int, PostFile]]:
    """Photos of one moment with the same words were one post."""
    together: dict[tuple[int, str], list[Json]] = {}
    lists = cast("Json", found) if isinstance(found, dict) else {}
    for each in [*_list(lists.get("photos")), *_list(lists.get("videos"))]:
        at_us = _written(each.get("taken_at"))
        if at_us is not None and isinstance(each.get("path"), str):
            together.setdefault((at_us, _text(each.get("caption"))), []).append(each)
    for (at_us, caption), parts in together.items():
        media = [_medium(archive, root, {"uri": each["path"]}) for each in parts[:MEDIA_MAX]]
        yield at_us, _planned(at_us, caption, media, _text(parts[0].get("location")))


def _planned(at_us: int, caption: str, media: list[MediaFile], place: str = "") -> PostFile:
    at = moment(at_us)
    return PostFile(
        id=f"instagram-{at_us // SECOND_US}",
        created_at=at,
        published_at=at,
        media=media,
        caption=caption,
        place=Spot(place[:100]) if place else None,
    )


def _medium(archive: Archive, root: str, found: Json) -> MediaFile:
    uri = str(found["uri"])
    file = next((name for name in (root + uri, uri) if archive.size(name) is not None), "")
    ending = uri.rpartition(".")[2].lower()
    # Where a photo was taken is in `media_metadata`; nobody asked us to tell.
    return MediaFile(
        file=file,
        kind="video" if ending in {"mp4", "mov"} else "photo",
        name=uri.rpartition("/")[2][:100],
        alt=_text(found.get("accessibility_caption"))[:1500],
    )


def _usernames(people: list[Json]) -> Iterator[str]:
    for each in people:
        told = _list(each.get("string_list_data"))
        name = _text(told[0].get("value")) if told else ""
        if username := name or _text(each.get("title")):
            yield username[:60]


def _things(found: Any, key: str) -> list[Json]:
    if key != "." and isinstance(found, dict):
        found = cast("Json", found).get(key, [])
    return _list([found] if isinstance(found, dict) else found)


def _list(found: Any) -> list[Json]:
    """What is an object in what should be a list."""
    things = cast("list[Any]", found) if isinstance(found, list) else []
    return [cast("Json", each) for each in things if isinstance(each, dict)]


def _text(found: Any) -> str:
    return repaired(found)[:20_000] if isinstance(found, str) else ""


def _seconds(found: Any) -> int | None:
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    # What is no number is within no bounds either.
    return int(found) * SECOND_US if EPOCH_MS // 1000 <= found < TOO_LATE_S else None


def _written(found: Any) -> int | None:
    """`2018-05-04T12:30:00` or with a zone."""
    try:
        at = datetime.fromisoformat(found) if isinstance(found, str) else None
    except ValueError:
        return None
    if at is None:
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return _seconds(aware.timestamp())


def _file_name(item: MediaFile) -> str:
    return item.name


def _json(archive: Archive, name: str) -> Any:
    try:
        return msgspec.json.decode(archive.words(name))
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadArchive(f"{name[-60:]} cannot be read: {str(error)[:200]}") from error
