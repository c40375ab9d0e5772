"""EXIF tells which way is up, the camera and the time; broken EXIF tells nothing and hurts nobody."""

import struct
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from tintype.media.pictures.facts import Facts, read_facts


def exif(**tags: object) -> bytes:
    block = Image.Exif()
    names = {"make": 0x010F, "model": 0x0110, "orientation": 0x0112}
    block.update({names[name]: value for name, value in tags.items() if name in names})
    more = {
        "taken": 0x9003, "offset": 0x9011, "lens": 0xA434, "seconds": 0x829A, "aperture": 0x829D, "iso": 0x8827,
        "focal": 0x920A, "focal_35": 0xA405,
    }  # fmt: skip
    rational = {
        name: IFDRational(Fraction(value).limit_denominator(10_000))
        for name, value in tags.items()
        if isinstance(value, float)
    }
    told = {more[name]: value for name, value in {**tags, **rational}.items() if name in more}
    block.get_ifd(0x8769).update(told)
    return block.tobytes()


def test_orientation_camera_and_time():
    block = exif(make="Apple", model="iPhone 15", orientation=6, taken="2024:05:01 18:30:00", offset="+02:00")
    assert read_facts(block) == Facts(6, "Apple iPhone 15", "2024-05-01T18:30:00+02:00")


def test_lens_and_exposure():
    block = exif(
        seconds=1 / 250, aperture=1.8, iso=100, focal=5.96, focal_35=26, lens="iPhone 15 back camera "
    )
    facts = read_facts(block)
    assert (facts.lens, facts.exposure) == ("iPhone 15 back camera", "1/250 s · f/1.8 · ISO 100 · 26 mm")


@pytest.mark.parametrize(
    ("tags", "line"),
    [
        ({"seconds": 0.5, "aperture": 8.0}, "0.5 s · f/8"),
        ({"seconds": 30.0, "iso": 6400}, "30 s · ISO 6400"),
        ({"seconds": 1 / 8000}, "1/8000 s"),
        ({"focal": 85.0}, "85 mm"),
        ({"focal": 4.2}, "4.2 mm"),
        ({"seconds": 0.0, "aperture": 0.0, "iso": 0, "focal": 0.0, "focal_35": 0}, None),
        ({"iso": 65_535, "aperture": 99_999.0, "seconds": 1e9}, None),
    ],
)
def test_an_exposure_tells_what_is_known_and_possible(tags: dict[str, float], line: str | None):
    assert read_facts(exif(**tags)).exposure == line


def test_the_maker_is_not_said_twice_and_padding_goes():
    assert read_facts(exif(make="Canon", model="Canon EOS R5    ")).camera == "Canon EOS R5"


@pytest.mark.parametrize("value", [0, 9, 65_535])
def test_bogus_orientation_means_upright(value: int):
    assert read_facts(exif(orientation=value)).orientation == 1


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "    :  :     :  :  ", "yesterday"])
def test_a_camera_without_a_clock_has_no_time(taken: str):
    assert read_facts(exif(taken=taken)).taken_at is None


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_byte_orders(order: str):
    head = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, 8, 0)
    assert read_facts(head + struct.pack(f"{order}IH", 8, 1) + entry).orientation == 8


def test_a_directory_that_points_at_itself_ends():
    loop = b"II*\0" + struct.pack("<IHHHII", 8, 1, 0x8769, 4, 1, 8)
    assert read_facts(loop) == Facts()


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08", b"Exif\0\0II*\0\x08\0\0\0"]),
)
def test_any_bytes_are_read_without_harm(noise: bytes, start: bytes):
    facts = read_facts(start + noise)
    assert 1 <= facts.orientation <= 8
    assert all(len(each or "") <= 64 for each in (facts.camera, facts.lens, facts.exposure))
