"""The first bytes decide what a file is, and a bomb is refused before any parser sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.media import films, photos
from tintype.media.model import FilmFormat, MediaKind, PhotoFormat, Refusal, RefusalCode
from tintype.media.sniff import HEAD_BYTES, Sniffed, sniff

IMAGE = photos.scene(120, 80)


def judged(data: bytes) -> Sniffed | Refusal:
    return sniff(data[:HEAD_BYTES], len(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_formats_are_recognised_by_their_bytes(kind: str):
    sniffed = judged(photos.saved(IMAGE, kind))
    assert isinstance(sniffed, Sniffed)
    assert sniffed.format.value == kind.lower()
    assert sniffed.size in ((120, 80), None)


@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"exif": b"Exif\0\0II*\0"}])
def test_all_three_kinds_of_webp_tell_their_size(options: dict[str, object]):
    assert judged(photos.saved(IMAGE, "WEBP", **options)) == Sniffed(PhotoFormat.WEBP, (120, 80))


def test_jpeg_size_is_found_behind_a_large_exif_block():
    data = photos.saved(IMAGE, "JPEG", exif=b"Exif\0\0" + bytes(60_000))
    assert judged(data) == Sniffed(PhotoFormat.JPEG, (120, 80))


def test_heic_is_recognised():
    assert judged(photos.heic(IMAGE)) == Sniffed(PhotoFormat.HEIC, None)


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<?xml version='1.0'?>\n<!-- a drawing -->\n<svg/>", "SVG"),
        (b"\xef\xbb\xbf  <svg/>", "SVG"),
        (b"<html><script>alert(1)</script>", "web page"),
        (b"%PDF-1.7", "PDF"),
        (b"II*\0rest", "TIFF"),
        (b"MM\0*rest", "TIFF"),
        (b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42", "sound"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "kind we do not know"),
        (b"\x1a\x45\xdf\xa3webm", "video"),
        (b"RIFF\0\0\0\0AVI LIST", "video"),
        (b"hello, I am holiday.jpg", "text"),
        (b"PK\3\4", "ZIP"),
        (b"MZ\x90", "program"),
        (b"BM....", "BMP"),
    ],
)
def test_what_is_no_photo_is_named_and_refused(data: bytes, named: str):  # UP-03, UP-05
    refusal = judged(data)
    assert isinstance(refusal, Refusal)
    assert refusal.code == RefusalCode.TYPE
    assert named in refusal.sentence
    assert "JPEG" in refusal.sentence


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\0\0\0\x20ftypisom\0\0\0\0isommp42", FilmFormat.MP4),
        (b"\0\0\0\x1cftypmp42\0\0\0\1mp41mp42isom", FilmFormat.MP4),
        (b"\0\0\0\x1cftyphvc1\0\0\0\1mp41mp42isom", FilmFormat.MP4),
        (b"\0\0\0\x14ftypqt  \0\0\0\0", FilmFormat.MOV),
        (b"\0\0\0\x08wide\0\1\2\3mdat", FilmFormat.MOV),
        (b"\0\0\2\0moov\0\0\0\x6cmvhd", FilmFormat.MOV),
        (films.gif(), FilmFormat.GIF),
        (films.gif(repeats=False), FilmFormat.GIF),
    ],
)
def test_videos_are_told_by_their_bytes(data: bytes, expected: FilmFormat):  # UP-01
    sniffed = judged(data)
    assert isinstance(sniffed, Sniffed)
    assert (sniffed.format, sniffed.kind) == (expected, MediaKind.VIDEO)


def test_a_gif_that_stands_still_is_a_photo():
    sniffed = judged(photos.saved(photos.scene(40, 30), "GIF"))
    assert isinstance(sniffed, Sniffed)
    assert (sniffed.format, sniffed.kind) == (PhotoFormat.GIF, MediaKind.PHOTO)


def test_each_kind_has_its_own_limit():
    film = b"\0\0\0\x20ftypisom\0\0\0\0isommp42"
    assert isinstance(sniff(film, 1_000_000_000), Sniffed)
    for head, count in ((film, 1_000_000_001), (photos.saved(photos.scene(8, 8), "JPEG"), 50_000_001)):
        refusal = sniff(head, count)
        assert isinstance(refusal, Refusal)
        assert refusal.code == RefusalCode.TOO_LARGE


def test_nothing_is_refused_as_empty():
    refusal = judged(b"")
    assert isinstance(refusal, Refusal)
    assert refusal.code == RefusalCode.EMPTY


@pytest.mark.parametrize(
    "bomb",
    [photos.png_bomb(50_000, 50_000), photos.png_bomb(100_000, 100_000), photos.webp_flood()],
    ids=["png 50k", "png 100k", "webp"],
)
def test_pixel_floods_are_refused_by_the_head_alone(bomb: bytes):  # UP-08, UP-09
    refusal = judged(bomb[:64])
    assert isinstance(refusal, Refusal)
    assert refusal.code == RefusalCode.PIXELS


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF0000WEBPVP8X"]),
)
def test_any_bytes_get_an_answer(noise: bytes, start: bytes):
    data = start + noise
    assert isinstance(sniff(data, len(data)), Sniffed | Refusal)
