"""What the address of a bucket says, and what its CORS rules say to pages."""

import pytest

from tintype.adapters.s3.cors import allows, with_rule
from tintype.adapters.s3.location import BadLocation, parse_location

ORIGIN = "https://photos.example"


@pytest.mark.parametrize(
    ("url", "upload"),
    [
        ("s3://k:s@s3.eu-central-1.amazonaws.com/photos?region=eu-central-1", "https://s3.eu-central-1.amazonaws.com/photos/m/a"),
        ("s3://k:s@s3.example/photos/one/two?style=virtual", "https://photos.s3.example/one/two/m/a"),
        ("s3://k:s@10.0.0.7:8333/photos?scheme=http", "http://10.0.0.7:8333/photos/m/a"),
        ("s3://k:s@store:8333/photos?scheme=http&public=https://up.example", "https://up.example/photos/m/a"),
    ],
)  # fmt: skip
def test_where_browsers_send_photos(url: str, upload: str) -> None:
    location = parse_location(url)
    assert location.upload_url("m/a") == upload
    assert upload.startswith(f"{location.upload_origin}/")


def test_a_secret_may_have_any_characters_and_is_not_shown() -> None:
    location = parse_location("s3://AK%2FID:a%2Fb%2Bc%3D@s3.example/photos")
    assert (location.credentials.access_key, location.credentials.secret_key) == ("AK/ID", "a/b+c=")
    assert "a/b+c=" not in repr(location)


@pytest.mark.parametrize(
    "url",
    [
        "s3://s3.example/photos", "s3://k@s3.example/photos", "s3://k:s@/photos", "s3://k:s@s3.example",
        "https://k:s@s3.example/photos", "s3://k:s@s3.example:port/photos", "s3://k:s@s3.example/photos?regoin=eu",
        "s3://k:s@s3.example/photos?scheme=ftp", "s3://k:s@s3.example/photos?style=other",
        "s3://k:s@s3.example/photos?public=up.example", "s3://k:s@s3.example/photos?public=https://up.example/path",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(BadLocation) as refused:
        parse_location(url)
    assert "\n" not in str(refused.value)
    assert ":s@" not in str(refused.value)


def test_the_rules_of_others_are_kept() -> None:
    theirs = (
        '<CORSConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><CORSRule><ID>a</ID>'
        "<AllowedOrigin>https://other.example</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>"
        "</CORSConfiguration>"
    )
    assert not allows(theirs, ORIGIN)
    both = with_rule(theirs, ORIGIN).decode()
    assert allows(both, ORIGIN)
    assert "https://other.example" in both
    assert not allows(both, "https://other.example")
