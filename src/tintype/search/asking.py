"""What somebody types into the search box, read: words, "phrases", #tags, and what is said with a key.

`from:name`, `before:` and `after:` a day, `media:photo` or `media:video`, `in:title`, `in:caption` or `in:alt`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import regex

from tintype.kernel.clock import SECOND_US
from tintype.kernel.problems import Invalid
from tintype.kernel.text import TextLimit, clean, folded, hashtags
from tintype.media import MediaKind
from tintype.search.places.globe import Circle
from tintype.search.words import Word, runs_of, sought, words_of

KEYWORD = TextLimit(200, 1_600)
WORDS_MAX = 12  # Further words are left out: nobody remembers so much of a caption, and each costs a list.
_PART = regex.compile(r'"(?P<phrase>[^"]*)"|(?P<rest>[^\s"]+)')
MEDIA = frozenset(MediaKind)
TEXTS = frozenset({"title", "caption", "alt"})
_DAY = regex.compile(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?")


@dataclass(frozen=True, slots=True)
class Asked:
    """One search. `after_us` and `before_us` are 0 where nothing is said of the time."""

    text: str
    words: Sequence[Word] = ()
    phrases: Sequence[Sequence[Word]] = ()
    tags: Sequence[str] = ()
    author: str = ""
    after_us: int = 0
    before_us: int = 0
    near: Circle | None = None
    media: Collection[str] = ()
    """What one of the media of a post is; anything where it is empty."""
    texts: Collection[str] = ()
    """Where the words are to stand; anywhere where it is empty."""

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for posts alone: nobody's name has a day."""
        return bool(self.author or self.after_us or self.before_us or self.media or self.texts)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for that could be looked up."""
        says = self.words or self.phrases or self.tags or self.author or self.media
        return not (says or self.after_us or self.before_us)


def asked_for(keyword: str, near: Circle | None = None) -> Asked:
    """What a text asks for, near a spot. Raises Invalid: `required` when neither is given, else as texts do."""
    text = clean(keyword, KEYWORD, "keyword", required=near is None)
    found = _Reading()
    for part in _PART.finditer(text):
        if part["phrase"] is not None:
            found.phrase(part["phrase"])
        else:
            found.word(part["rest"])
    asked = Asked(
        folded(text),
        found.words[:WORDS_MAX],
        found.phrases[:WORDS_MAX],
        found.tags[:WORDS_MAX],
        found.author,
        found.after_us,
        found.before_us,
        near,
        found.media,
        found.texts,
    )
    if asked.is_empty and (text or near is None):
        raise Invalid("There is no word in this.", fields={"keyword": ["required"]})
    return asked


class _Reading:
    """What has been understood so far."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.phrases: list[Sequence[Word]] = []
        self.tags: list[str] = []
        self.author = ""
        self.after_us = self.before_us = 0
        self.media: frozenset[str] = frozenset()
        self.texts: frozenset[str] = frozenset()

    def phrase(self, text: str) -> None:
        found = words_of(text)
        if len(found) > 1:
            self.phrases.append(found)
        else:
            self.words += map(sought, found)

    def word(self, text: str) -> None:
        key, _, value = text.partition(":")
        if self._keyed(key.casefold(), value):
            return
        if text[0] in "#＃" and (tags := hashtags(text)):
            self.tags += tags
        else:
            self._plain(text)

    def _keyed(self, key: str, value: str) -> bool:
        """Take what is said with a key; whether that is one, and can be this."""
        some = frozenset(value.casefold().split(","))
        match key:
            case "from" if value.strip("@"):
                self.author = value.strip("@")
            case "after" if day := _day(value):
                self.after_us = day[1]
            case "before" if day := _day(value):
                self.before_us = day[0]
            case "media" if some <= MEDIA:
                self.media = some
            case "in" if some <= TEXTS:
                self.texts = some
            case _:
                return False
        return True

    def _plain(self, text: str) -> None:
        for run in runs_of(text):
            # Pairs of characters belong together, in their order.
            if len(run) > 1:
                self.phrases.append(run)
            else:
                self.words += map(sought, run)


def _day(text: str) -> tuple[int, int] | None:
    """When a day, month or year begins, and when it has ended (UTC); None for what is none."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = int(match[1]), match[2], match[3]
    try:
        first = date(year, int(month or 1), int(day or 1))
        if day:
            last = date.fromordinal(first.toordinal() + 1)
        elif month:
            last = date(year + first.month // 12, first.month % 12 + 1, 1)
        else:
            last = date(year + 1, 1, 1)
    except (ValueError, OverflowError):
        return None
    return _us(first), _us(last)


def _us(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * SECOND_US
