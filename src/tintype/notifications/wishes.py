"""What somebody wants to be told of, by whom, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum

import msgspec

from tintype.kernel.clock import DAY_US
from tintype.notifications.model import KINDS, NoticeKind


class From(Enum):
    """Whose doings one wants to hear of."""

    EVERYONE = "everyone"
    FOLLOWING = "following"
    OFF = "off"


class Channel(Enum):
    """Where one is told. What is off for the page is off everywhere."""

    PAGE = "page"
    PUSH = "push"
    EMAIL = "email"


class Digest(IntEnum):
    """How often what one has missed comes by e-mail. None of it unless somebody asks for it."""

    OFF = 0
    DAILY = 1
    WEEKLY = 2

    @property
    def word(self) -> str:
        return self.name.lower()

    @property
    def every_us(self) -> int:
        """How long from one to the next."""
        return {Digest.OFF: 0, Digest.DAILY: DAY_US, Digest.WEEKLY: 7 * DAY_US}[self]


DIGESTS = {digest.word: digest for digest in Digest}
_LIKES = frozenset({NoticeKind.LIKE, NoticeKind.COMMENT_LIKE})
Choices = Mapping[tuple[NoticeKind, Channel], From]


def default_of(kind: NoticeKind, channel: Channel) -> From:
    """What holds until somebody chooses: likes by strangers wake no phone, and no like is worth a line of a letter."""
    if kind in _LIKES and channel is not Channel.PAGE:
        return From.FOLLOWING if channel is Channel.PUSH else From.OFF
    return From.EVERYONE


@dataclass(frozen=True, slots=True)
class Wishes:
    """One person's choices and how far they have read; `choices` has what differs from the defaults."""

    choices: Choices = field(default_factory=dict[tuple[NoticeKind, Channel], From])
    seen_us: int = 0
    digest: Digest = Digest.OFF
    told_us: int = 0

    def of(self, kind: NoticeKind, channel: Channel) -> From:
        """What is chosen for one kind on one channel."""
        return self.choices.get((kind, channel), default_of(kind, channel))

    def wants(self, kind: NoticeKind, channel: Channel, *, is_followed: bool) -> bool:
        """Whether somebody's doing is to be told there; `is_followed`: its owner follows who did it."""
        for one in {Channel.PAGE, channel}:
            chosen = self.of(kind, one)
            if chosen is From.OFF or (chosen is From.FOLLOWING and not is_followed):
                return False
        return True


def encode_choices(choices: Choices) -> str:
    """As a row keeps them."""
    found: dict[str, dict[str, str]] = {}
    for (kind, channel), chosen in sorted(choices.items(), key=lambda one: (one[0][0], one[0][1].value)):
        if chosen is not default_of(kind, channel):
            found.setdefault(kind.word, {})[channel.value] = chosen.value
    return msgspec.json.encode(found).decode()


def decode_choices(text: str) -> Choices:
    """What a row keeps; kinds and channels of a later version are passed over."""
    found: dict[tuple[NoticeKind, Channel], From] = {}
    channels = {channel.value: channel for channel in Channel}
    for word, chosen in msgspec.json.decode(text, type=dict[str, dict[str, str]]).items():
        for where, whom in chosen.items():
            if word in KINDS and where in channels:
                found[KINDS[word], channels[where]] = From(whom)
    return found
