"""Who may see what of whom, written a second time: in the words of the promise, without a line of the program's.

A relation, a state of content or a state of an owner is one line here, and every test of the matrix meets it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tie = Literal["follows", "asks", "blocks", "mutes", "mutes stories", "restricts", "names close", "dismisses"]
Coming = Literal["by a session", "unconfirmed", "by a reading token"]


@dataclass(frozen=True)
class Relation:
    """What a viewer has done to an owner (`does`), and the owner to the viewer (`suffers`).

    `comes` unconfirmed: by a session, where the site lets those only read who have not confirmed their e-mail address.
    """

    does: frozenset[Tie] = frozenset()
    suffers: frozenset[Tie] = frozenset()
    is_known: bool = True
    is_self: bool = False
    role: int = 0
    comes: Coming = "by a session"

    @property
    def only_reads(self) -> bool:
        return self.comes != "by a session"

    @property
    def moderates(self) -> bool:
        """A token that was made for reading lends nobody a moderator's eyes."""
        return self.role > 0 and not self.only_reads


def toward(*does: Tie, back: tuple[Tie, ...] = (), role: int = 0, comes: Coming = "by a session") -> Relation:
    return Relation(frozenset(does), frozenset(back), role=role, comes=comes)


RELATIONS: dict[str, Relation] = {
    "anonymous": Relation(is_known=False),
    "self": Relation(is_self=True),
    "stranger": toward(),
    "follower": toward("follows"),
    "requested": toward("asks"),
    "followed by only": toward(back=("follows",)),
    "asked by only": toward(back=("asks",)),
    "mutual": toward("follows", back=("follows",)),
    "close friend": toward("follows", back=("names close",)),
    "close, not following": toward(back=("names close",)),
    "close, both ways": toward("follows", "names close", back=("follows", "names close")),
    "names the owner close": toward("names close"),
    "restricted": toward("follows", back=("restricts",)),
    "restricts the owner": toward("follows", "restricts"),
    "mutes the owner": toward("follows", "mutes"),
    "mutes, not following": toward("mutes"),
    "muted by the owner": toward("follows", back=("mutes",)),
    "mutes stories": toward("follows", "mutes stories"),
    "blocked": toward(back=("blocks",)),
    "blocking": toward("blocks"),
    "both block": toward("blocks", back=("blocks",)),
    "blocked close friend": toward("follows", back=("blocks", "names close")),
    "blocking follower": toward("follows", "blocks"),
    "dismissed the owner": toward("dismisses"),
    "moderator": toward(role=1),
    "operator": toward(role=2),
    "moderator, blocked": toward(back=("blocks",), role=1),
    "unconfirmed": toward(comes="unconfirmed"),
    "unconfirmed close friend": toward("follows", back=("names close",), comes="unconfirmed"),
    "stranger's reading token": toward(comes="by a reading token"),
    "follower's reading token": toward("follows", comes="by a reading token"),
    "blocked, by a reading token": toward("follows", back=("blocks",), comes="by a reading token"),
    "moderator's reading token": toward(role=1, comes="by a reading token"),
    "own reading token": Relation(is_self=True, comes="by a reading token"),
}


@dataclass(frozen=True)
class Owner:
    """`state` as rows keep it: 0 takes part, 1 suspended, 2 resting, 3 leaving."""

    is_private: bool = False
    state: int = 0


OWNERS: dict[str, Owner] = {
    "public": Owner(),
    "private": Owner(is_private=True),
    "public, suspended": Owner(state=1),
    "private, suspended": Owner(is_private=True, state=1),
    "public, resting": Owner(state=2),
    "private, resting": Owner(is_private=True, state=2),
    "public, leaving": Owner(state=3),
    "private, leaving": Owner(is_private=True, state=3),
}


@dataclass(frozen=True)
class Content:
    """A post: its audience, and who may know of it: others (`shown`), its author alone (`kept`), or nobody (`gone`)."""

    audience: Literal["everyone", "followers", "close_friends"] = "everyone"
    is_for: Literal["shown", "kept", "gone"] = "shown"
    columns: str = ""
    """What brings a published post there, where it is not published any more."""
    picture: Literal["whole", "held", "destroyed"] = "whole"
    """What moderators have done to its picture. What is held is theirs to look at, and its owner's."""


CONTENTS: dict[str, Content] = {
    "open": Content(),
    "followers": Content("followers"),
    "close friends": Content("close_friends"),
    "pending": Content(is_for="kept", columns="state = 1"),
    "pending, close friends": Content("close_friends", "kept", "state = 1"),
    "draft": Content(is_for="kept", columns="state = 1, shelf = 4"),
    "scheduled": Content(is_for="kept", columns="state = 1, shelf = 5"),
    "archived": Content(is_for="kept", columns="state = 1, shelf = 6"),
    "archived, followers": Content("followers", "kept", "state = 1, shelf = 6"),
    "held by a moderator": Content(is_for="kept", columns="state = 1", picture="held"),
    "taken down by a moderator": Content(is_for="kept", columns="state = 1", picture="destroyed"),
    "removed": Content(is_for="gone", columns="state = 1, shelf = 7"),  # Until its author takes it back.
    "deleted": Content(is_for="gone", columns="state = 3"),
    "deleted, followers": Content("followers", "gone", "state = 3"),
}


def knows_of(relation: Relation, owner: Owner) -> bool:
    """Whether there is such an account, for this viewer."""
    if relation.is_self:
        return True
    return owner.state == 0 and "blocks" not in relation.does | relation.suffers


def shares_with(relation: Relation, owner: Owner) -> bool:
    """Whether an account shows this viewer anything of what it shares."""
    if relation.is_self:
        return True
    return knows_of(relation, owner) and (not owner.is_private or "follows" in relation.does)


def sees(relation: Relation, owner: Owner, content: Content) -> bool:
    """Whether this viewer may see this post."""
    if content.is_for == "gone" or not shares_with(relation, owner):
        return False
    if relation.is_self:
        return True
    if content.is_for == "kept":
        return False
    if content.audience == "everyone":
        return True
    is_follower = "follows" in relation.does
    return is_follower and (content.audience == "followers" or "names close" in relation.suffers)


def is_shown(relation: Relation) -> bool:
    """Whether this viewer wants to meet the owner where nobody asked for them."""
    return not {"blocks", "mutes"} & relation.does and "blocks" not in relation.suffers
