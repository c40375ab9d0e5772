"""Behind its lock a decoder gives the very files that it gives outside, whatever a library looks for on the way."""

import io

import pytest
from PIL import Image

from tests.media import canaries, iso, oddities, photos
from tests.media.test_colours import with_png_chunk
from tintype.media.edit import Edit
from tintype.media.made import Wishes, order_of
from tintype.media.making.pool import MediaPool
from tintype.media.model import RenditionType
from tintype.media.outcome import Rendered
from tintype.media.pictures import profiles
from tintype.media.pictures.pixels import render

SCENE = photos.scene(300, 200)


def of_adobe() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA005] = {1: "R03"}
    return photos.saved(SCENE, "JPEG", exif=exif)


PHOTOS = {
    "colours halved": photos.saved(SCENE, "JPEG", quality=80),
    "colours whole": photos.saved(SCENE, "JPEG", quality=80, subsampling=0),
    "grey": photos.saved(SCENE.convert("L"), "JPEG", quality=80),
    "sRGB by a profile": photos.saved(SCENE, "JPEG", quality=80, icc_profile=canaries.profile()),
    "P3": photos.saved(SCENE, "JPEG", quality=80, icc_profile=profiles.display_p3()),
    "Adobe RGB by a word": of_adobe(),
    "HDR": with_png_chunk(photos.saved(SCENE, "PNG"), b"cICP", bytes([9, 16, 0, 1])),
    "small PNG": photos.saved(SCENE, "PNG", icc_profile=canaries.profile()),
    "interlaced": oddities.interlaced(SCENE.convert("1")),
    "16 bits": oddities.sixteen_bits(SCENE, 2),
    "CMYK of nobody": oddities.without_segment(photos.saved(photos.scene(90, 60, "CMYK"), "JPEG"), 0xEE),
    "arithmetic": oddities.ARITHMETIC,
    "palette": photos.saved(SCENE.quantize(16), "PNG"),
    "GIF": photos.saved(SCENE, "GIF"),
    "WebP": photos.saved(SCENE, "WEBP", exif=canaries.exif()),
    "HEIC": canaries.container(iso.HEIC),
    "AVIF": canaries.container(iso.AVIF),
}
WISHES = {
    "as usual": Wishes(),
    "wide": Wishes(colours="p3"),
    "edited": Wishes(colours="p3", edit=Edit(filter="noon", turns=1, straighten=3.0, sharpen=0.5)),
    "WebP": order_of(Wishes(), RenditionType.WEBP),
    "fine": order_of(Wishes(colours="p3"), RenditionType.FINE),
}


@pytest.mark.parametrize("wished", WISHES)
@pytest.mark.parametrize("name", PHOTOS)
async def test_the_same_files_come_out(name: str, wished: str, media_pool: MediaPool):
    inside = await media_pool.render(PHOTOS[name], wishes=WISHES[wished])
    outside = render(io.BytesIO(PHOTOS[name]), WISHES[wished], lambda _stage: None)
    assert isinstance(inside, Rendered), inside
    assert isinstance(outside, Rendered)
    assert inside == outside
