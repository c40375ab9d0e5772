"""WebVTT as people bring it, read strictly and written anew: times and words, nothing that styles, places or runs.

https://www.w3.org/TR/webvtt1/: what we keep of it are cues. Names, notes, settings, styles, regions and tags go.
"""

import html
import re
from dataclasses import dataclass
from typing import Final

from tintype.kernel.problems import Invalid, TooLarge

BYTES_MAX: Final = 512 * 1024  # ten minutes of fast speech are 15 KB
CUES_MAX: Final = 5_000
CUE_CHARACTERS_MAX: Final = 1_000
_TIME: Final = r"(?:([0-9]{2,3}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
_TIMING: Final = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?", re.ASCII)
_TAG: Final = re.compile(r"<[^<>]*>?")
_LEFT_OUT: Final = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words from one moment to another, in milliseconds."""

    start: int
    end: int
    words: str


def rewritten(data: bytes) -> str:
    """The cues of a WebVTT file as a WebVTT file. Raises TooLarge, and Invalid with the line that cannot be read."""
    if len(data) > BYTES_MAX:
        raise TooLarge("Captions may be up to 512 KB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong("Captions are UTF-8 text; save the file as UTF-8 and try again.") from None
    return written(cues_in(text))


def cues_in(text: str) -> list[Cue]:
    """The cues in the order of the file. Raises Invalid."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT([ \t].*)?", lines[0]):
        raise _wrong("The first line of captions is WEBVTT. Save the file as WebVTT and try again.")
    cues: list[Cue] = []
    block: list[str] = []
    for number, line in enumerate([*lines[1:], ""], start=2):
        if line:
            block.append(line)
            continue
        if block and (cue := _cue(block, number - len(block))) is not None:
            cues.append(cue)
        block = []
        if len(cues) > CUES_MAX:
            raise TooLarge(f"Captions have up to {CUES_MAX} cues.")
    if not cues:
        raise _wrong("There are no cues in these captions.")
    return cues


def written(cues: list[Cue]) -> str:
    """As a file, sorted by time, as the format wants it."""
    blocks = [
        f"{_clock(cue.start)} --> {_clock(cue.end)}\n{html.escape(cue.words, quote=False)}"
        for cue in sorted(cues, key=lambda cue: (cue.start, cue.end))
    ]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def _cue(block: list[str], first_line: int) -> Cue | None:
    """The cue of a block; None for what is none: headers, notes, styles, regions."""
    at = next((at for at, line in enumerate(block[:2]) if "-->" in line), None)
    if at is None:
        if first_line == 2 or block[0].split(maxsplit=1)[0] in _LEFT_OUT:
            return None
        raise _wrong(f"Line {first_line}: a cue begins with its times, 00:01.000 --> 00:04.000.")
    times = _TIMING.fullmatch(block[at].strip())
    if times is None:
        raise _wrong(f"Line {first_line + at}: write times as 00:01.000 --> 00:04.000.")
    start, end = _ms(times.groups()[:4]), _ms(times.groups()[4:])
    if end <= start:
        raise _wrong(f"Line {first_line + at}: this cue ends before it begins.")
    words = _plain("\n".join(block[at + 1 :]))
    if len(words) > CUE_CHARACTERS_MAX:
        raise _wrong(f"Line {first_line + at}: a cue has up to {CUE_CHARACTERS_MAX} characters.")
    return Cue(start, end, words) if words else None


def _plain(text: str) -> str:
    """The words without tags; every character of it one that can be seen, or the end of a line."""
    bare = html.unescape(_TAG.sub("", text))
    lines = ("".join(letter for letter in line if letter.isprintable()).strip() for line in bare.split("\n"))
    return "\n".join(line for line in lines if line)


def _ms(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _clock(ms: int) -> str:
    seconds, thousandths = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"


def _wrong(sentence: str) -> Invalid:
    return Invalid(sentence, code="captions_malformed", fields={"captions": ["format"]})
