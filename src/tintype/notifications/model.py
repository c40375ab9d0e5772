"""What is true of notifications: kinds, what they add up to, and when something is told again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import NewType

from tintype.kernel.clock import DAY_US, HOUR_US, MINUTE_US
from tintype.kernel.ids import AccountId, CommentId, PostId

NotificationId = NewType("NotificationId", int)

TELL_AGAIN_AFTER_US = DAY_US  # What is taken back and done again is news once a day: security.md AZ-05.
PUSH_AGAIN_AFTER_US = HOUR_US  # A photo that many like wakes a phone once an hour: RL-08.
# Words are worth more; a quarrel under a photo is not worth one a second.
PUSH_WORDS_AGAIN_AFTER_US = MINUTE_US
# What is handled later than this (an outage, a replay) is in the list, and wakes nobody.
STALE_AFTER_US = HOUR_US
KEPT_US = 90 * DAY_US
UNREAD_MAX = 100  # Beyond, a badge says "99+".


class NoticeKind(IntEnum):
    """Why somebody is told, as the records keep it."""

    LIKE = 1
    COMMENT = 2
    REPLY = 3
    MENTION = 4
    TAG = 5
    FOLLOW = 6
    REQUEST = 7
    ACCEPTED = 8
    COMMENT_LIKE = 9

    @property
    def word(self) -> str:
        """As the API spells it: `like`, `comment_like`."""
        return self.name.lower()

    @property
    def push_again_us(self) -> int:
        """How long a device hears no more of a line that grows."""
        has_words = self in {NoticeKind.COMMENT, NoticeKind.REPLY, NoticeKind.MENTION}
        return PUSH_WORDS_AGAIN_AFTER_US if has_words else PUSH_AGAIN_AFTER_US


KINDS = {kind.word: kind for kind in NoticeKind}

Key = tuple[NoticeKind, int, AccountId, CommentId]
Group = tuple[NoticeKind, int, int]
"""(kind, subject, day): what one line of a list is about."""
OwnGroup = tuple[AccountId, Group]
"""Whose line, and what it is about."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that somebody did, as one other person is told of it."""

    owner_id: AccountId
    kind: NoticeKind
    subject_id: int
    actor_id: AccountId
    about_id: CommentId
    post_id: PostId
    at_us: int
    is_gone: bool = False
    day: int = 0
    """Of `at_us`, once it is kept."""

    @property
    def key(self) -> Key:
        """What it is told of once."""
        return self.kind, self.subject_id, self.actor_id, self.about_id

    @property
    def group(self) -> Group:
        return self.kind, self.subject_id, self.day


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact of the log, held against what is true by now.

    `may_tell`: its owner wants to know and may see it; `may_push`: on a device as well.
    """

    notice: Notice
    is_true: bool
    may_tell: bool
    may_push: bool = False


@dataclass(slots=True)
class Plan:
    """What becomes of one person's notices."""

    changed: dict[Key, Notice] = field(default_factory=dict[Key, Notice])
    people: dict[Group, int] = field(default_factory=dict[Group, int])
    """By how much the number of people of each line changes; lines that changed otherwise have 0."""
    news: dict[Group, bool] = field(default_factory=dict[Group, bool])
    """Lines with something in them that has not been told; whether devices may be told of it."""


def plan_for(kept: Iterable[Notice], claims: Sequence[Claim]) -> Plan:
    """What one person's notices become. `kept` has all of theirs by the same actors about the same subjects.

    The same for any number of repetitions of the same claims, and for a log that is read again from its start.
    """
    before = {notice.key: notice for notice in kept}
    now = dict(before)
    plan = Plan()
    for claim in claims:
        key = claim.notice.key
        there = now.get(key)
        after = _after(there, claim)
        if after is not None:
            now[key] = plan.changed[key] = after
            if there is None or there.at_us != after.at_us:
                plan.news[after.group] = claim.may_push or plan.news.get(after.group, False)
    plan.people = _people_changes(before, now, plan.changed)
    return plan


def plan_without(kept: Iterable[Notice]) -> Plan:
    """What is left to count when these notices are erased."""
    before = {notice.key: notice for notice in kept}
    gone = {key: replace(notice, is_gone=True) for key, notice in before.items()}
    return Plan(changed=gone, people=_people_changes(before, gone, gone))


def _after(there: Notice | None, claim: Claim) -> Notice | None:
    """The notice as it is from now on; None when nothing changes."""
    told = claim.notice
    if not claim.is_true:
        return None if there is None or there.is_gone else replace(there, is_gone=True)
    if there is None or told.at_us >= there.at_us + TELL_AGAIN_AFTER_US:
        return replace(told, day=told.at_us // DAY_US, is_gone=False) if claim.may_tell else None
    return replace(there, is_gone=False) if there.is_gone else None


def _people_changes(
    before: Mapping[Key, Notice], now: Mapping[Key, Notice], changed: Collection[Key]
) -> dict[Group, int]:
    """By how many people each line that is touched grows or shrinks: who commented twice is one person."""
    touched = {now[key].group for key in changed} | {before[key].group for key in changed if key in before}
    changes = dict.fromkeys(touched, 0)
    for notices, sign in ((before, -1), (now, 1)):
        there = {(notice.group, notice.actor_id) for notice in notices.values() if not notice.is_gone}
        for group, _ in there:
            if group in changes:
                changes[group] += sign
    return changes


@dataclass(frozen=True, slots=True)
class Line:
    """One line of somebody's list, as the records keep it: `n` people on one day."""

    id: NotificationId
    owner_id: AccountId
    kind: NoticeKind
    subject_id: int
    day: int
    post_id: PostId
    n: int
    newest_us: int
    pushed_us: int

    @property
    def group(self) -> Group:
        return self.kind, self.subject_id, self.day
