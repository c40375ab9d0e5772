"""What the browser should fetch before any script runs: the first photo of the first page."""

from html import escape
from typing import Any

import msgspec

#: As `PostCard.svelte` says it: a browser that is told otherwise fetches the photo twice.
PHOTO_SIZES = "(min-width: 48em) 536px, 100vw"
CROPPED = "thumb"


def first_photo(page: bytes) -> str:
    """A preload link for the first ready photo of a page of cards, or nothing.

    Only AVIF: every browser that knows `imagesrcset` on links knows it.
    """
    items: list[dict[str, Any]] = msgspec.json.decode(page)["items"]
    for media in items[0]["media"][:1] if items else []:
        if media["state"] == "ready" and "avif" in media["types"]:
            return (
                f'<link rel="preload" as="image" type="image/avif" imagesrcset="{escape(_srcset(media))}" '
                f'imagesizes="{PHOTO_SIZES}" fetchpriority="high">'
            )
    return ""


def _srcset(media: dict[str, Any]) -> str:
    widths = sorted((size[0], name) for name, size in media["sizes"].items() if name != CROPPED)
    url = media["url"].replace("{ext}", "avif")
    return ", ".join(f"{url.replace('{variant}', name)} {width}w" for width, name in widths)
