"""Crop, straighten, turn and flip: what is kept, how large it is, and that nothing else gets out."""

import io
import math
import struct
import zlib

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.media import photos
from tests.media.studio import Studio
from tintype.kernel.problems import Invalid, NotFound
from tintype.kernel.viewer import ANONYMOUS
from tintype.media import MediaChanges, MediaPool
from tintype.media.edit import Crop, Edit
from tintype.media.made import Wishes
from tintype.media.making.wishing import settled
from tintype.media.model import BASE, Refusal
from tintype.media.outcome import Rendered
from tintype.media.pictures import pixels
from tintype.media.pictures.geometry import edited_size, source_of, turned_size, zoom
from tintype.media.pictures.retouch import shaped

SECRET = (250, 0, 250)
LEFT_HALF = Crop(0.0, 0.0, 0.5, 1.0)


@st.composite
def crops(draw: st.DrawFn) -> Crop:
    width, height = draw(st.floats(0.02, 1)), draw(st.floats(0.02, 1))
    return Crop(draw(st.floats(0, 1 - width)), draw(st.floats(0, 1 - height)), width, height)


edits = st.builds(
    Edit,
    flip=st.booleans(),
    turns=st.integers(0, 3),
    straighten=st.floats(-45, 45),
    crop=st.none() | crops(),
)
sides = st.integers(1, 6000)


def made(data: bytes, edit: Edit) -> Rendered:
    outcome = pixels.render(io.BytesIO(data), Wishes(edit=edit), lambda _stage: None)
    assert not isinstance(outcome, Refusal)
    return outcome


def opened(rendered: Rendered, name: str = "large") -> Image.Image:
    (data,) = [each.data for each in rendered.renditions if each.name == name and each.type.value == "jpeg"]
    return Image.open(io.BytesIO(data)).convert("RGB")


def with_neighbour() -> Image.Image:
    """A photo whose right half must not be seen."""
    image = photos.scene(800, 600)
    image.paste(SECRET, (400, 0, 800, 600))
    return image


def is_like(one: tuple[int, ...], other: tuple[int, ...], most: int = 24) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= most


# ---------------------------------------------------------------------------------------------------------- geometry


@settings(deadline=None)
@given(edits, sides, sides, st.floats(0, 1), st.floats(0, 1))
def test_no_corner_is_ever_empty(edit: Edit, width: int, height: int, x: float, y: float):
    across, down = turned_size(edit, width, height)
    left, top = source_of(edit, across, down, (x, y))
    assert -1e-6 <= left <= 1 + 1e-6
    assert -1e-6 <= top <= 1 + 1e-6


@settings(deadline=None)
@given(edits, sides, sides)
def test_nothing_is_enlarged(edit: Edit, width: int, height: int):
    across, down = edited_size(edit, width, height)
    assert 1 <= across <= max(width, height)
    assert 1 <= down <= max(width, height)
    assert across * down <= width * height * 1.01 + 2 * max(width, height)


def test_a_straightened_frame_just_fits():
    assert zoom(Edit(), 300, 200) == 1
    assert math.isclose(zoom(Edit(straighten=45), 100, 100), math.sqrt(2))
    corners = [source_of(Edit(straighten=20), 300, 200, at) for at in ((0, 0), (1, 0), (1, 1), (0, 1))]
    assert min(abs(part - side) for point in corners for part in point for side in (0, 1)) < 1e-9


@pytest.mark.parametrize(
    ("edit", "corners"),
    [
        (Edit(), "rgbw"),
        (Edit(flip=True), "grwb"),
        (Edit(turns=1), "brwg"),
        (Edit(turns=2), "wbgr"),
        (Edit(turns=3), "gwrb"),
        (Edit(flip=True, turns=1), "wgbr"),
    ],
)
def test_turns_are_clockwise_and_come_after_the_flip(edit: Edit, corners: str):
    named = {"r": (220, 30, 30), "g": (30, 200, 30), "b": (30, 30, 220), "w": (250, 250, 250)}
    image = opened(made(photos.saved(photos.scene(600, 400), "PNG"), edit))
    width, height = image.size
    assert (width, height) == ((400, 600) if edit.turns % 2 else (600, 400))
    places = [(3, 3), (width - 4, 3), (3, height - 4), (width - 4, height - 4)]
    for place, name in zip(places, corners, strict=True):
        assert is_like(image.getpixel(place), named[name])


@settings(max_examples=30, deadline=None)
@given(edits)
def test_pixels_come_from_where_the_arithmetic_says(edit: Edit):
    """A picture whose colours are its coordinates tells where each pixel came from."""
    whole = Image.merge(
        "RGB",
        (
            Image.linear_gradient("L").rotate(90).resize((300, 200)),
            Image.linear_gradient("L").resize((300, 200)),
            Image.new("L", (300, 200), 0),
        ),
    )
    result = shaped(whole, edit)
    assert result.size == edited_size(edit, 300, 200)
    turned = shaped(whole, msgspec.structs.replace(edit, crop=None, straighten=0.0))
    for across, down in ((0.5, 0.5), (0.3, 0.6)):
        at = (
            min(result.width - 1, int(across * result.width)),
            min(result.height - 1, int(down * result.height)),
        )
        point = ((at[0] + 0.5) / result.width, (at[1] + 0.5) / result.height)
        left, top = source_of(edit, turned.width, turned.height, point)
        where = (
            min(turned.width - 1, int(left * turned.width)),
            min(turned.height - 1, int(top * turned.height)),
        )
        assert is_like(result.getpixel(at), turned.getpixel(where), 6)


def test_a_crop_is_made_from_the_pixels_of_the_original():
    """A part of a large photo is as sharp as the photo, not a part of what is shown of the whole."""
    lines = Image.new("RGB", (4000, 3000), (0, 0, 0))
    for left in range(0, 4000, 8):
        lines.paste((255, 255, 255), (left, 0, left + 4, 3000))
    rendered = made(photos.saved(lines, "JPEG", quality=95), Edit(crop=Crop(0.4, 0.4, 0.2, 0.2)))
    assert (rendered.width, rendered.height, rendered.whole) == (800, 600, (4000, 3000))
    row = opened(rendered).convert("L").crop((0, 300, 800, 301)).tobytes()
    assert max(row) - min(row) > 200


async def test_a_part_of_the_largest_photo_fits_into_its_job(media_pool: MediaPool):
    """100 megapixels of RGB are 300 MB of the 512 that a job has: what is copied after that has to be small."""
    width, height = 11_540, 8_660
    packer = zlib.compressobj(1)
    row = b"\0" + bytes(range(252)) * (width * 3 // 252 + 1)
    body = b"".join(packer.compress(row[: 1 + 3 * width]) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    png = b"\x89PNG\r\n\x1a\n" + b"".join(photos.png_chunk(kind, each) for kind, each in chunks)
    edit = Edit(crop=Crop(0.2, 0.2, 0.1, 0.1), straighten=5.0, filter="dusk")
    outcome = await media_pool.render(png, wishes=Wishes(edit=edit))
    assert not isinstance(outcome, Refusal), outcome
    assert (outcome.width, outcome.height) == edited_size(edit, width, height)


# -------------------------------------------------------------------------------------------------------------- leaks


def test_what_was_cut_off_is_in_no_file():  # UP-21
    exif = Image.Exif()
    thumbnail = photos.saved(with_neighbour().resize((160, 120)), "JPEG")
    block = exif.tobytes() + b"\0" * 8 + thumbnail
    data = photos.saved(with_neighbour(), "JPEG", quality=92, exif=block)
    assert data.count(thumbnail) == 1
    rendered = made(data, Edit(crop=LEFT_HALF))
    assert (rendered.width, rendered.height) == (400, 600)
    for each in rendered.renditions:
        if each.name == BASE:
            continue
        assert thumbnail[:200] not in each.data
        assert b"Exif" not in each.data
        image = Image.open(io.BytesIO(each.data)).convert("RGB")
        seam = max(2, image.width // 50)
        for left in range(0, image.width - seam, max(1, image.width // 40)):
            assert not is_like(image.getpixel((left, image.height // 2)), SECRET, 90)


async def test_only_its_owner_sees_what_was_cut_off(studio: Studio):  # UP-21
    ana, ben = await studio.ground.person(), await studio.ground.person()
    media = await studio.ready(ana, photos.saved(with_neighbour(), "JPEG", quality=92))
    await studio.routes.change(ana, media.id, MediaChanges(edit=Edit(crop=LEFT_HALF)))
    await studio.settle()
    own = await studio.routes.show(ana, media.id)
    assert (own.width, own.unedited.width, own.unedited.height) == (400, 800, 600)
    base = await studio.fetch(ana, own.unedited.url)
    assert base.headers["cache-control"] == "private, no-cache"
    image = Image.open(io.BytesIO(base.body))
    assert image.size == (800, 600)
    assert is_like(image.convert("RGB").getpixel((600, 300)), SECRET)
    for viewer in (ben, ANONYMOUS):
        assert "base" not in msgspec.json.encode(await studio.routes.show(viewer, media.id)).decode()
        for file in (own.unedited.url, own.unedited.url.removesuffix(".jpg"), f"/m/{own.key}/original"):
            with pytest.raises(NotFound):
                await studio.fetch(viewer, file)


async def test_an_unedited_photo_has_no_second_self(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, photos.saved(photos.scene(400, 300), "JPEG"))
    with pytest.raises(NotFound):
        await studio.fetch(ana, f"/m/{media.key}/base.jpg")


async def test_every_kind_of_edit_at_once_inside_the_sandbox(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, photos.saved(photos.scene(800, 600), "JPEG"))
    edit = Edit(
        filter="harbour", strength=0.7, brightness=0.1, contrast=0.2, saturation=-0.3, warmth=0.4, fade=0.2,
        vignette=0.5, sharpen=0.4, flip=True, turns=3, straighten=-7.5, crop=Crop(0.1, 0.2, 0.6, 0.7),
    )  # fmt: skip
    await studio.routes.change(ana, media.id, MediaChanges(edit=edit))
    await studio.settle()
    after = await studio.routes.show(ana, media.id)
    assert after.edit == edit
    assert (after.width, after.height) == edited_size(edit, 800, 600)


# -------------------------------------------------------------------------------------------------------------- rules


@given(
    st.builds(
        Edit, strength=st.floats(0, 1), filter=st.sampled_from([None, "iron"]), crop=st.none() | crops()
    )
)
def test_settling_twice_changes_nothing_more(edit: Edit):
    once = settled(MediaChanges(edit=edit))
    assert settled(once) == once
    if isinstance(once.edit, Edit) and once.edit.crop is not None:
        assert once.edit.crop.x + once.edit.crop.width <= 1
        msgspec.json.decode(msgspec.json.encode(once.edit), type=Edit)


@pytest.mark.parametrize(
    "edit",
    [
        Edit(brightness=math.nan),
        Edit(straighten=math.inf),
        Edit(filter="clarendon"),
        Edit(crop=Crop(0.5, 0.0, 0.6, 1.0)),
        Edit(crop=Crop(0.0, math.nan, 0.5, 0.5)),
    ],
)
def test_what_is_no_edit_is_refused(edit: Edit):
    with pytest.raises(Invalid) as refused:
        settled(MediaChanges(edit=edit))
    assert next(iter(refused.value.fields)).startswith("edit.")


@pytest.mark.parametrize(
    "edit", [Edit(), Edit(strength=0.4), Edit(filter="iron", strength=0.0), Edit(brightness=-1e-6)]
)
def test_what_changes_nothing_is_no_edit(edit: Edit):
    assert settled(MediaChanges(edit=edit)).edit is None
