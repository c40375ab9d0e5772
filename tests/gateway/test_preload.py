"""The first photo is named before any script runs, in the words of the web app."""

from pathlib import Path

from tintype.gateway.preload import PHOTO_SIZES, first_photo

POST_CARD = Path(__file__).parents[2] / "web/src/lib/feature/post/PostCard.svelte"
PAGE = b"""{"items":[{"media":[{"state":"ready","types":["avif","jpeg"],"url":"/m/k/{variant}.{ext}?e=1&s=2",
"sizes":{"large":[1080,720],"thumb":[150,150],"small":[320,213]}}]}],"next":null}"""


def test_the_link_names_every_whole_size_and_escapes_what_it_quotes() -> None:
    link = first_photo(PAGE)
    assert 'imagesrcset="/m/k/small.avif?e=1&amp;s=2 320w, /m/k/large.avif?e=1&amp;s=2 1080w"' in link
    assert "thumb" not in link


def test_nothing_is_named_where_there_is_no_photo() -> None:
    assert first_photo(b'{"items":[],"next":null}') == ""
    assert first_photo(b'{"items":[{"media":[{"state":"waiting"}]}],"next":null}') == ""


def test_server_and_web_app_say_the_same_of_how_wide_a_photo_is() -> None:
    assert f"'{PHOTO_SIZES}'" in POST_CARD.read_text(encoding="utf-8")
