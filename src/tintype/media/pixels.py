"""A photo's bytes to everything we show of it. Pure: a file in, an outcome out, nothing else touched.

Every output is encoded from bare pixels, so it holds no EXIF, GPS, XMP, IPTC, profile, thumbnail or trailing
byte of the upload; tests search the outputs for planted words. Wide colours bring a profile, which is ours.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO, Final

import pyjpegli
from PIL import Image, ImageOps

from tintype.media.decode import Picture, decode
from tintype.media.edit import Edit
from tintype.media.geometry import edited_size
from tintype.media.hashes import perceptual, placeholder
from tintype.media.made import Wishes
from tintype.media.model import ANY_SIZE, BASE, HEAVY, NOT_A_PHOTO, Refusal, RenditionType, Variant, ladder
from tintype.media.outcome import Rendered, Rendition
from tintype.media.profiles import display_p3
from tintype.media.retouch import shaped, toned
from tintype.media.sniff import HEAD_BYTES, sniff

# Equal quality to the eye (SSIMULACRA2 of 76 at 640 and 1080 pixels): docs/decisions/0020.
JPEG_QUALITY: Final = 80
AVIF_QUALITY: Final = 65
AVIF_SPEED: Final = 10  # speed 8 saves 2 % of the bytes for four times the work


def render(file: BinaryIO, wishes: Wishes, on_stage: Callable[[str], None]) -> Rendered | Refusal:
    """Makes every rendition, or says why not; on_stage hears what begins: decoding, large, medium, small,
    thumb.
    """
    count = file.seek(0, io.SEEK_END)
    file.seek(0)
    sniffed = sniff(file.read(HEAD_BYTES), count, ANY_SIZE)
    if isinstance(sniffed, Refusal):
        return sniffed
    if sniffed.still is None:
        return NOT_A_PHOTO
    on_stage("decoding")
    try:
        picture = decode(file, sniffed.still, count, wishes)
        if isinstance(picture, Refusal):
            return picture
        if wishes.edit is None:
            return _rendered(picture, on_stage)
        return _edited(picture, wishes.edit, on_stage)
    except MemoryError:
        return HEAVY


def of_film(picture: Picture) -> Rendered:
    """All sizes of the picture that stands for a film."""
    return _rendered(picture, lambda _stage: None)


def _edited(picture: Picture, edit: Edit, on_stage: Callable[[str], None]) -> Rendered:
    """What an edit keeps, and the whole photo as it was, for its owner to edit it further."""
    whole = (picture.width, picture.height)
    large = ladder(*whole)[0]
    base = picture.image.resize((large.width, large.height), Image.Resampling.LANCZOS)
    width, height = edited_size(edit, *whole)
    kept = replace(picture, image=shaped(picture.image, edit), width=width, height=height)
    rendered = _rendered(kept, on_stage, edit)
    jpeg = pyjpegli.encode(base.tobytes(), base.width, base.height, JPEG_QUALITY)
    unedited = Rendition(BASE, RenditionType.JPEG, base.width, base.height, jpeg)
    return replace(rendered, whole=whole, renditions=[*rendered.renditions, unedited])


def _rendered(picture: Picture, on_stage: Callable[[str], None], edit: Edit | None = None) -> Rendered:
    renditions: list[Rendition] = []
    small = picture.image
    for variant, image in _pyramid(picture, edit):
        on_stage(variant.name)
        renditions += _encoded(variant, image, display_p3() if picture.is_wide else b"")
        if variant.name == "small":
            small = image
    return Rendered(
        width=picture.width,
        height=picture.height,
        camera=picture.facts.camera,
        taken_at=picture.facts.taken_at,
        placeholder=placeholder(small),
        phash=perceptual(small),
        renditions=renditions,
    )


def _pyramid(picture: Picture, edit: Edit | None) -> Iterator[tuple[Variant, Image.Image]]:
    """Each size from the one above it: a third of the work of making each from the decoded picture. What an edit
    does to colours it does to the largest.
    """
    image = picture.image
    made: list[Image.Image] = []
    for variant in ladder(picture.width, picture.height):
        size = (variant.width, variant.height)
        if variant.crop:
            # The smallest that still fills the square; the decoded picture where a panorama is too flat
            # below.
            source = next((each for each in reversed(made) if min(each.size) >= min(size)), picture.image)
            image = ImageOps.fit(source, size, Image.Resampling.LANCZOS)
            if edit is not None and source is picture.image:
                image = toned(image, edit)
        elif image.size != size:
            image = image.resize(size, Image.Resampling.LANCZOS)
        if edit is not None and not made:
            image = toned(image, edit)
        made.append(image)
        yield variant, image


def _encoded(variant: Variant, image: Image.Image, icc: bytes) -> list[Rendition]:
    def rendition(kind: RenditionType, data: bytes) -> Rendition:
        return Rendition(variant.name, kind, variant.width, variant.height, data)

    return [
        rendition(RenditionType.AVIF, _avif(image, icc)),
        rendition(RenditionType.JPEG, _jpeg(image, icc)),
    ]


def _jpeg(image: Image.Image, icc: bytes) -> bytes:
    """The bare picture, and behind its first marker the profile where there is one (ICC.1:2010, B.4)."""
    data = pyjpegli.encode(image.tobytes(), image.width, image.height, JPEG_QUALITY)
    if not icc:
        return data
    segment = b"ICC_PROFILE\0\1\1" + icc
    return data[:2] + b"\xff\xe2" + (len(segment) + 2).to_bytes(2) + segment + data[2:]


def _avif(image: Image.Image, icc: bytes) -> bytes:
    # One thread: the pool runs a photo per core, and eight small pictures do not split well.
    out = io.BytesIO()
    image.save(
        out, "AVIF", quality=AVIF_QUALITY, speed=AVIF_SPEED, max_threads=1, exif=b"", xmp=b"", icc_profile=icc
    )
    return out.getvalue()
