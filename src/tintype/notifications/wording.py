"""What is said of a line outside the web app, on devices and in letters. The app has words of its own."""

from urllib.parse import quote

from tintype.notifications.model import NoticeKind
from tintype.notifications.showing import ShownLine

TITLE = "Tintype"
EXCERPT_MAX = 140
_DID = {
    NoticeKind.LIKE: "liked your post",
    NoticeKind.COMMENT: "commented on your post",
    NoticeKind.REPLY: "answered your comment",
    NoticeKind.MENTION: "mentioned you",
    NoticeKind.TAG: "tagged you in a photo",
    NoticeKind.FOLLOW: "started following you",
    NoticeKind.REQUEST: "would like to follow you",
    NoticeKind.ACCEPTED: "accepted your request to follow",
    NoticeKind.COMMENT_LIKE: "liked your comment",
}


def said_of(line: ShownLine) -> tuple[str, str]:
    """A title, and what happened: `ana and 12 others liked your post`."""
    words = f"{who(line)} {_DID[line.line.kind]}"
    if line.comment is not None:
        return words, _excerpt(line.comment.text)
    return TITLE, words


def who(line: ShownLine) -> str:
    """`ana`, `ana and ben`, `ana and 12 others`."""
    names = [person.username for person in line.people]
    if line.n == 1:
        return names[0]
    if line.n == 2 and len(names) > 1:
        return f"{names[0]} and {names[1]}"
    others = line.n - 1
    return f"{names[0]} and {others:,} {'other' if others == 1 else 'others'}"


def sentence(line: ShownLine) -> str:
    """All of it in one line, for a list in a letter."""
    words = f"{who(line)} {_DID[line.line.kind]}"
    return words if line.comment is None else f"{words}: “{_excerpt(line.comment.text)}”"


def path_of(line: ShownLine) -> str:
    """Where on this site it leads."""
    match line.line.kind:
        case NoticeKind.REQUEST:
            return "/requests"
        case NoticeKind.FOLLOW | NoticeKind.ACCEPTED:
            return f"/@{quote(line.people[0].username, safe='')}" if line.n == 1 else "/notifications"
        case _:
            return f"/p/{line.line.post_id}"


def _excerpt(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= EXCERPT_MAX else f"{words[: EXCERPT_MAX - 1].rstrip()}…"
