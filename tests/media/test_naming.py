"""What a file is called when it is saved, and which type is given to whom: pure rules."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tintype.media.delivery.disposition import attachment
from tintype.media.delivery.negotiation import preferred
from tintype.media.model import RenditionType
from tintype.media.uploads.uploads import tidy_name

AVIF, JPEG = RenditionType.AVIF, RenditionType.JPEG
# RFC 6266 with RFC 8187: a quoted ASCII name without anything to escape, and the name itself percent-encoded.
HEADER = re.compile(rb"attachment; filename=\"([ !#-\[\]-~]*)\"; filename\*=UTF-8''([A-Za-z0-9_.~%-]+)")


def saved_as(name: str) -> str:
    match = HEADER.fullmatch(attachment(name))
    assert match is not None, name
    return unquote(match[2].decode(), errors="strict")


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("IMG_0001.JPG", "IMG_0001.JPG"),
        ("Ünï cöde 🌊.heic", "Ünï cöde 🌊.heic"),
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\a.jpg", "a.jpg"),
        ("-rf.jpg", "rf.jpg"),
        (".htaccess", "htaccess"),
        ("page.html", "page"),
        ("photo.jpg.exe", "photo.jpg"),
        ("photo.exe.", "photo"),
        ("photo.exe.x", "photo_exe"),
        ("Porto 3.5 m. . ", "Porto 3"),
        ("gpj.exe\u202e.jpg", "gpj.exe.jpg"),
        ('a"b;c\r\nSet-Cookie: x.jpg', "a_b;c__Set-Cookie_ x.jpg"),
        ("con.jpg", "_con.jpg"),
        ("COM1.tar.png", "_COM1.tar.png"),
        ("%2e%2e%2fx.png", "_2e_2e_2fx.png"),
        ("nul\0.gif", "nul_.gif"),
        ("", "original"),
        ("...", "original"),
        (".jpg", "original.jpg"),
        ("x" * 500 + ".mov", "x" * 200 + ".mov"),
    ],
)
def test_an_original_keeps_its_name_and_does_no_harm(name: str, saved: str) -> None:  # UP-28
    assert saved_as(name) == saved


@given(st.text(max_size=400) | st.text("aegjpx0. -\\/", max_size=30))
def test_any_name_is_one_header_and_one_file(name: str) -> None:  # UP-28
    for given_name in (name, tidy_name(name), f"{name}.jpg"):
        saved = saved_as(given_name)
        assert 1 <= len(saved.encode()) <= 255
        assert not set(saved) & set('/\\"\0\r\n:*?<>|%')
        assert saved[0] not in "-. "
        assert saved.isprintable()
        assert saved_as(saved) == saved


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", AVIF),
        ("IMAGE/AVIF", AVIF),
        ("image/jpeg, image/avif;q=0.1", AVIF),
        ("image/avif;q=0", JPEG),
        ("image/avif; Q=0.000", JPEG),
        ("image/*", JPEG),
        ("*/*", JPEG),
        ("", JPEG),
        ("text/html;image/avif", JPEG),
        (",".join(["image/png"] * 40 + ["image/avif"]), JPEG),
        ("," * 50_000, JPEG),
    ],
)
def test_a_type_is_given_to_those_who_name_it(accept: str, kind: RenditionType) -> None:
    assert preferred(accept, (AVIF, JPEG)) is kind
