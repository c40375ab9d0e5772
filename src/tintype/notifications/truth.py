"""What is still true of the facts that people would be told of, and whether they want to know and may: for sets."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tintype.accounts import Standing, standing
from tintype.engagement import CommentRow, live_comments
from tintype.graph import EdgeKind, edges, tied_by_block
from tintype.kernel.ids import AccountId, CommentId, PostId
from tintype.notifications import store
from tintype.notifications.facts import BY_POST, NO_POST, UNDER_A_COMMENT, names
from tintype.notifications.model import Claim, Notice, NoticeKind
from tintype.notifications.wishes import Channel, Wishes
from tintype.ports.records import Reading
from tintype.posts import Post, posts_of, seen_pairs

_TIE_OF = {
    NoticeKind.LIKE: EdgeKind.LIKE,
    NoticeKind.COMMENT_LIKE: EdgeKind.COMMENT_LIKE,
    NoticeKind.FOLLOW: EdgeKind.FOLLOW,
    NoticeKind.REQUEST: EdgeKind.REQUEST,
    NoticeKind.ACCEPTED: EdgeKind.FOLLOW,
}
Ties = Mapping[tuple[int, int], frozenset[EdgeKind]]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the records say by now of everything that some notices are about."""

    ties: Ties
    follows: Ties
    comments: Mapping[CommentId, CommentRow]
    posts: Mapping[PostId, Post]
    seen: Collection[tuple[AccountId, PostId]]
    blocked: Collection[tuple[AccountId, AccountId]]
    quiet: Collection[tuple[AccountId, PostId]]
    owners: Mapping[AccountId, Standing]
    wishes: Mapping[AccountId, Wishes]

    def is_true(self, notice: Notice) -> bool:
        """Whether it was not taken back, nor what it is about."""
        if notice.kind in UNDER_A_COMMENT and notice.subject_id not in self.comments:
            return False
        if notice.about_id:
            return notice.about_id in self.comments
        if notice.kind in BY_POST:
            post = self.posts.get(notice.post_id)
            return post is not None and post.is_published and names(post, notice.kind, notice.owner_id)
        return _TIE_OF[notice.kind] in self.ties.get(_ends(notice), ())

    def may_tell(self, notice: Notice, channel: Channel) -> bool:
        """Whether its owner wants to know, and may see what it is about."""
        owner = self.owners.get(notice.owner_id)
        if notice.owner_id == notice.actor_id or owner is None or not owner.is_active:
            return False
        if (notice.owner_id, notice.actor_id) in self.blocked:
            return False
        if notice.post_id and (notice.owner_id, notice.post_id) not in self.seen:
            return False
        # The owner of a private account has let the follower in, and knows.
        if notice.kind is NoticeKind.FOLLOW and owner.is_private:
            return False
        if (notice.owner_id, notice.post_id) in self.quiet:
            return False
        is_followed = (notice.owner_id, notice.actor_id) in self.follows
        return self.wishes[notice.owner_id].wants(notice.kind, channel, is_followed=is_followed)


async def claims_of(reading: Reading, notices: Sequence[Notice]) -> list[Claim]:
    """Each notice, in order, with what is true of it: one query a kind of fact, however many notices there are."""
    facts = await _facts(reading, notices)
    return [
        Claim(
            notice,
            is_true=facts.is_true(notice),
            may_tell=facts.may_tell(notice, Channel.PAGE),
            may_push=facts.may_tell(notice, Channel.PUSH),
        )
        for notice in notices
    ]


async def _facts(reading: Reading, notices: Sequence[Notice]) -> _Facts:
    pairs = {(notice.owner_id, notice.actor_id) for notice in notices}
    around = {(notice.owner_id, notice.post_id) for notice in notices if notice.post_id != NO_POST}
    owners = {notice.owner_id for notice in notices}
    ends = {_ends(notice) for notice in notices if notice.kind in _TIE_OF}
    kinds = sorted({_TIE_OF[notice.kind] for notice in notices if notice.kind in _TIE_OF})
    named = [notice.post_id for notice in notices if notice.kind in BY_POST and not notice.about_id]
    comment_ids = {notice.about_id for notice in notices if notice.about_id}
    comment_ids |= {CommentId(notice.subject_id) for notice in notices if notice.kind in UNDER_A_COMMENT}
    return _Facts(
        ties=await edges.ties_of_pairs(reading, kinds, sorted(ends)),
        follows=await edges.ties_of_pairs(reading, [EdgeKind.FOLLOW], sorted(pairs)),
        comments=await live_comments(reading, comment_ids),
        posts=await posts_of(reading, sorted(set(named))) if named else {},
        seen=await seen_pairs(reading, around) if around else (),
        blocked=await tied_by_block(reading, pairs),
        quiet=await store.quiet_pairs(reading, around),
        owners=await standing(reading, sorted(owners)),
        wishes=await store.wishes_of(reading, owners),
    )


def _ends(notice: Notice) -> tuple[int, int]:
    """Who is tied to what."""
    match notice.kind:
        case NoticeKind.LIKE | NoticeKind.COMMENT_LIKE:
            return notice.actor_id, notice.subject_id
        case NoticeKind.ACCEPTED:
            return notice.owner_id, notice.actor_id
        case _:
            return notice.actor_id, notice.owner_id
