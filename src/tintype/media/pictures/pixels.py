"""A photo's bytes to everything we show of it. Pure: a file in, an outcome out, nothing else touched.

Every output is encoded from bare pixels, so it holds no EXIF, GPS, XMP, IPTC, profile, thumbnail or trailing
byte of the upload; tests search the outputs for planted words. Wide colours bring a profile, which is ours.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from PIL import Image, ImageOps

from tintype.media.edit import Edit
from tintype.media.made import USUAL, Wishes, kinds_of
from tintype.media.model import (
    ANY_SIZE,
    BASE,
    HEAVY,
    NOT_A_PHOTO,
    PhotoFormat,
    Refusal,
    RenditionType,
    Variant,
    ladder,
)
from tintype.media.outcome import Rendered, Rendition
from tintype.media.pictures.decode import Picture, decode
from tintype.media.pictures.encoders import encoded
from tintype.media.pictures.faithful import LARGER_MAX, written_anew
from tintype.media.pictures.geometry import edited_size
from tintype.media.pictures.hashes import likeness, placeholder
from tintype.media.pictures.profiles import display_p3
from tintype.media.pictures.retouch import shaped, toned
from tintype.media.pictures.scaling import scaled
from tintype.media.sniff import HEAD_BYTES, sniff


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
        kinds = kinds_of(wishes)
        if wishes.edit is not None:
            return _edited(picture, wishes.edit, on_stage, kinds)
        anew = _written_anew(file, sniffed.still, picture) if RenditionType.JPEG in kinds else None
        return _rendered(picture, on_stage, kinds=kinds, anew=anew)
    except MemoryError:
        return HEAVY


def of_film(picture: Picture) -> Rendered:
    """All sizes of the picture that stands for a film."""
    return _rendered(picture, lambda _stage: None)


def _edited(
    picture: Picture, edit: Edit, on_stage: Callable[[str], None], kinds: tuple[RenditionType, ...]
) -> Rendered:
    """What an edit keeps, and the whole photo as it was, for its owner to edit it further."""
    whole = (picture.width, picture.height)
    width, height = edited_size(edit, *whole)
    kept = replace(picture, image=shaped(picture.image, edit), width=width, height=height)
    rendered = replace(_rendered(kept, on_stage, edit, kinds=kinds), whole=whole)
    if kinds != USUAL:
        return rendered
    large = ladder(*whole)[0]
    base = scaled(picture.image, large.width, large.height)
    jpeg = encoded(RenditionType.JPEG, base, is_wide=picture.is_wide)
    unedited = Rendition(BASE, RenditionType.JPEG, base.width, base.height, jpeg)
    return replace(rendered, renditions=[*rendered.renditions, unedited])


def _written_anew(file: BinaryIO, still: PhotoFormat, picture: Picture) -> bytes | None:
    """A JPEG that fits already and has nothing to be changed, without another loss."""
    large = ladder(picture.width, picture.height)[0]
    if still is not PhotoFormat.JPEG or (picture.width, picture.height) != (large.width, large.height):
        return None
    return written_anew(file, picture.image, display_p3() if picture.is_wide else b"")


def _rendered(
    picture: Picture,
    on_stage: Callable[[str], None],
    edit: Edit | None = None,
    *,
    kinds: tuple[RenditionType, ...] = USUAL,
    anew: bytes | None = None,
) -> Rendered:
    """The files of these types in every size, and what is told of the picture. anew: its JPEG where it fits."""
    renditions: list[Rendition] = []
    small = picture.image
    for variant, image in _pyramid(picture, edit):
        on_stage(variant.name)
        for kind in kinds:
            data = encoded(kind, image, is_wide=picture.is_wide)
            if anew and kind is RenditionType.JPEG and image is picture.image:
                data = anew if len(anew) <= LARGER_MAX * len(data) else data
            renditions.append(Rendition(variant.name, kind, variant.width, variant.height, data))
        if variant.name == "small":
            small = image
    alike = likeness(small)
    return Rendered(
        width=picture.width,
        height=picture.height,
        camera=picture.facts.camera,
        taken_at=picture.facts.taken_at,
        lens=picture.facts.lens,
        exposure=picture.facts.exposure,
        could_be_wide=picture.could_be_wide,
        placeholder=placeholder(small),
        phash=alike.turns[0],
        renditions=renditions,
        turns=() if alike.is_flat else alike.turns,
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
            image = scaled(image, *size)
        if edit is not None and not made:
            image = toned(image, edit)
        made.append(image)
        yield variant, image
