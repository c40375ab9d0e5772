"""The page that shows an archive to a person: opens without a network, runs nothing, loads nothing from elsewhere."""

from collections.abc import Iterable
from html import escape
from typing import Final
from urllib.parse import quote

from tintype.accounts import Account
from tintype.portability.format import MediaFile, PostFile, moment

_HEAD: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; img-src 'self' file:; media-src 'self' file:; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }}
body {{ max-width: 40rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.5rem; margin: 0; }}
article {{ margin: 2.5rem 0; }}
.strip {{ display: flex; gap: .5rem; overflow-x: auto; }}
.strip a {{ flex: 0 0 100%; }}
.strip a:not(:only-child) {{ flex-basis: 85%; }}
img, video {{ width: 100%; max-height: 80vh; object-fit: contain; background: #8881; border-radius: .5rem; }}
.words {{ white-space: pre-wrap; margin: .5rem 0 0; }}
.facts {{ opacity: .7; font-size: .875rem; margin: .25rem 0 0; }}
</style>
</head>
<body>
"""


def album(account: Account, posts: Iterable[PostFile], at_us: int) -> bytes:
    """One page with every post, newest first, as UTF-8."""
    title = escape(f"{account.name or account.username} (@{account.username})")
    made = f"{moment(at_us):%Y-%m-%d}"
    parts = [
        _HEAD.format(title=title),
        f"<header><h1>{title}</h1>\n",
        f'<p class="words">{escape(account.bio)}</p>\n' if account.bio else "",
        f'<p class="facts">Everything as of {made}. The photos as they were uploaded are in the folder media, ',
        "lists of people, comments and likes in the files beside this page.</p></header>\n<main>\n",
        *(_article(post) for post in posts),
        "</main>\n</body>\n</html>\n",
    ]
    return "".join(parts).encode()


def _article(post: PostFile) -> str:
    at = post.published_at or post.created_at
    facts = [f"{at:%Y-%m-%d %H:%M} UTC", post.place.name if post.place else ""]
    facts += [post.audience if post.audience != "everyone" else ""]
    facts += [post.state if post.state != "published" else ""]
    told = escape(" · ".join(fact.replace("_", " ") for fact in facts if fact))
    return (
        f'<article id="{escape(post.id)}">\n<div class="strip">{"".join(map(_medium, post.media))}</div>\n'
        + (f"<h2>{escape(post.title)}</h2>\n" if post.title else "")
        + (f'<p class="words">{escape(post.caption)}</p>\n' if post.caption else "")
        + f'<p class="facts">{told}</p>\n</article>\n'
    )


def _medium(item: MediaFile) -> str:
    alt, file, preview = escape(item.alt), quote(item.file), quote(item.preview or item.file)
    if item.kind == "video" and not item.file.endswith(".gif"):
        return f'<a><video controls preload="none" poster="{preview}" src="{file}" aria-label="{alt}"></video></a>'
    return f'<a href="{file}"><img loading="lazy" src="{preview}" alt="{alt}"></a>'
