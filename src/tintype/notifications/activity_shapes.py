"""What one did oneself, as the API spells it."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from tintype.kernel.clock import rfc3339
from tintype.media import MediaUrls
from tintype.notifications.activity import ShownAct
from tintype.notifications.shapes import CommentGlance, PostGlance, glances_of
from tintype.ports.records import Reading
from tintype.profiles import UserShort, short_users

ActWord = Literal["like", "comment", "save", "comment_like"]


class OwnAct(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something the viewer did: liked or saved a post, wrote or liked a comment. `author` is the post's."""

    kind: ActWord
    at: str
    post: PostGlance
    author: UserShort
    comment: CommentGlance | UnsetType = UNSET


class ActivityPage(msgspec.Struct, frozen=True):
    """What the viewer did, newest first; a page may be short: what can no longer be seen is left out."""

    items: list[OwnAct]
    next: str | None


async def act_shapes(reading: Reading, acts: Sequence[ShownAct], urls: MediaUrls) -> list[OwnAct]:
    """Acts as the API spells them, in their order."""
    glances = await glances_of(reading, [one.post for one in acts], urls)
    authors = await short_users(reading, {one.post.author_id for one in acts}, urls)
    return [
        OwnAct(
            kind=one.act.kind.word,  # type: ignore[arg-type]
            at=rfc3339(one.act.at_us),
            post=glances[one.post.id],
            author=authors[one.post.author_id],
            comment=UNSET if one.comment is None else CommentGlance(str(one.comment.id), one.comment.text),
        )
        for one in acts
        if one.post.author_id in authors
    ]
