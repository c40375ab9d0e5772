"""What the browser should fetch before any script runs: the first photo of the first page."""

from html import escape

import msgspec

#: As `PostCard.svelte` says it: a browser that is told otherwise fetches the photo twice.
PHOTO_SIZES = "(min-width: 48em) 536px, 100vw"
CROPPED = "thumb"


class _Photo(msgspec.Struct):
    state: str
    url: str = ""
    types: list[str] = []
    sizes: dict[str, tuple[int, int]] = {}


class _Card(msgspec.Struct):
    media: list[_Photo]


class _Page(msgspec.Struct):
    items: list[_Card]


_decode = msgspec.json.Decoder(_Page).decode


def first_photo(page: bytes) -> str:
    """A preload link for the first ready photo of a page of cards, or nothing.

    Only AVIF: every browser that knows `imagesrcset` on links knows it.
    """
    items = _decode(page).items
    for photo in items[0].media[:1] if items else []:
        if photo.state == "ready" and "avif" in photo.types:
            return (
                f'<link rel="preload" as="image" type="image/avif" imagesrcset="{escape(_srcset(photo))}" '
                f'imagesizes="{PHOTO_SIZES}" fetchpriority="high">'
            )
    return ""


def _srcset(photo: _Photo) -> str:
    widths = sorted((width, name) for name, (width, _) in photo.sizes.items() if name != CROPPED)
    url = photo.url.replace("{ext}", "avif")
    return ", ".join(f"{url.replace('{variant}', name)} {width}w" for width, name in widths)
