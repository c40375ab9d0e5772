"""What a file is answered with: the whole or one range, its type, and headers that make it nothing but a picture."""

import time

import pytest

from tests.media import photos
from tests.media.studio import Studio
from tintype.kernel.problems import NotFound
from tintype.kernel.viewer import ANONYMOUS
from tintype.media.delivery.ranges import requested_range
from tintype.media.uploads.upload_store import upload_of

PHOTO = photos.saved(photos.scene(1200, 900), "JPEG")


async def test_every_file_is_what_it_says(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    for variant in media.variants:
        answer = await studio.fetch(ANONYMOUS, variant.url)
        assert answer.status == 200
        assert answer.headers["content-type"] == variant.type
        assert int(answer.headers["content-length"]) == variant.bytes == len(answer.body)


async def test_public_photos_are_kept_for_a_year(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    answer = await studio.fetch(ANONYMOUS, media.variants[0].url)
    assert "immutable" in answer.headers["cache-control"]
    assert "s-maxage=60" in answer.headers["cache-control"]
    again = await studio.fetch(
        ANONYMOUS, media.variants[0].url, headers={"if-none-match": answer.headers["etag"]}
    )
    assert (again.status, again.body) == (304, b"")


async def test_the_template_leads_to_every_size(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    for name in media.sizes:
        for extension in ("avif", "jpg"):
            url = media.url.replace("{variant}", name).replace("{ext}", extension)
            assert (await studio.fetch(ANONYMOUS, url)).status == 200


async def test_an_address_without_suffix_negotiates(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    modern = await studio.fetch(ANONYMOUS, f"/m/{media.key}/small", headers={"accept": "image/avif,*/*"})
    simple = await studio.fetch(ANONYMOUS, f"/m/{media.key}/small")
    assert (modern.headers["content-type"], simple.headers["content-type"]) == ("image/avif", "image/jpeg")
    assert modern.headers["vary"] == "accept"
    assert modern.headers["etag"] != simple.headers["etag"]


@pytest.mark.parametrize(
    ("header", "status", "start", "end"),
    [
        ("bytes=0-99", 206, 0, 100),
        ("bytes=100-", 206, 100, None),
        ("bytes=-50", 206, -50, None),
        ("bytes=0-0,5-9", 200, 0, None),
        ("bytes=" + ",".join("0-" for _ in range(10_000)), 200, 0, None),
        ("bytes=9-5", 200, 0, None),
        ("chapters=1", 200, 0, None),
        ("bytes=99999999-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
    ],
)
async def test_ranges(studio: Studio, header: str, status: int, start: int, end: int | None):  # UP-36
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    whole = (await studio.fetch(ANONYMOUS, media.variants[1].url)).body
    part = await studio.fetch(ANONYMOUS, media.variants[1].url, headers={"range": header})
    assert (part.status, part.body) == (status, whole[start:end])


def test_ten_thousand_ranges_cost_nothing():  # UP-36
    many = "bytes=" + ",".join(f"{at}-{at + 9}" for at in range(10_000))
    sparse = "bytes=" + "0" * 100_000 + "-"
    began = time.process_time()
    answers = [requested_range(header, 1_000_000) for header in (many, sparse) for _ in range(10)]
    assert (time.process_time() - began) / 20 < 0.01
    assert answers == [None] * 20


async def test_a_range_goes_on_only_with_the_same_file(studio: Studio):
    ana = await studio.ground.person()
    url = (await studio.ready(ana, PHOTO)).variants[1].url
    whole = await studio.fetch(ANONYMOUS, url)
    etag = whole.headers["etag"]
    for known, status in (
        (etag, 206),
        (f"W/{etag}", 200),
        ('"other"', 200),
        ("Sat, 21 Nov 2026 20:00:00 GMT", 200),
    ):
        asked = {"range": "bytes=5-9", "if-range": known}
        answer = await studio.fetch(ANONYMOUS, url, headers=asked)
        assert (answer.status, answer.body) == (status, whole.body[5:10] if status == 206 else whole.body), (
            known
        )


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ({}, 200),
        ({"range": "bytes=0-9"}, 206),
        ({"range": "bytes=99999999-"}, 416),
        ({"if-none-match": "*"}, 304),
    ],
)
async def test_no_answer_can_be_taken_for_a_page(
    studio: Studio, header: dict[str, str], status: int
):  # UP-02
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    for url in (media.variants[0].url, f"/m/{media.key}/small", f"/m/{media.key}/original"):
        answer = await studio.fetch(ana, url, headers=header)
        assert answer.status == status
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
        if status != 416:
            assert answer.headers["cross-origin-resource-policy"] in {"same-origin", "cross-origin"}


async def test_head_has_no_body(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    answer = await studio.fetch(ANONYMOUS, media.variants[0].url, "HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["content-length"]) == media.variants[0].bytes


@pytest.mark.parametrize("file", ["huge.jpg", "large.png", "large.", "../large.jpg", "large.jpg.exe", ""])
async def test_files_that_do_not_exist(studio: Studio, file: str):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    with pytest.raises(NotFound):
        await studio.delivery.find(ana, media.key, file, {}, "")


async def test_what_has_arrived_and_nobody_has_looked_at_has_no_address(studio: Studio):  # PS-10
    ana = await studio.ground.person()
    upload_id, url, headers = await studio.ticket(ana, PHOTO)
    await studio.put(url, headers, PHOTO)
    blob = (await studio.ground.look(lambda reading: upload_of(reading, upload_id))).blob
    for key, file in (
        (blob.replace("/", "~"), "original"),
        ("quarantine", blob[11:]),
        (blob[11:], "large.jpg"),
    ):
        with pytest.raises(NotFound):
            await studio.delivery.find(ana, key, file, {}, "")


@pytest.mark.parametrize(
    "key", ["", "x", "0" * 29, "zzz" + "a" * 26, "A" * 29, "../../../etc/passwd-000000000"]
)
async def test_keys_that_do_not_exist(studio: Studio, key: str):  # AZ-13
    with pytest.raises(NotFound):
        await studio.delivery.find(ANONYMOUS, key, "large.jpg", {}, "")


async def test_a_query_of_many_fields_is_no_address_of_ours(studio: Studio):
    ana = await studio.ground.person()
    media = await studio.ready(ana, PHOTO)
    with pytest.raises(NotFound):
        await studio.fetch(ANONYMOUS, f"/m/{media.key}/large.jpg?" + "&".join(f"a{n}=1" for n in range(99)))
