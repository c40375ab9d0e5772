"""Photos as people upload and see them, and as they are refused."""

from hashlib import sha256

import pytest

from tests.media import photos
from tests.world import Person, World

PHOTO = photos.saved(photos.scene(640, 480), "JPEG")


async def state_of(person: Person, media_id: str) -> dict:
    return await person.does("GET", f"/v1/media/{media_id}")


def address(media: dict, variant: str = "large", extension: str = "jpg") -> str:
    return media["url"].replace("{variant}", variant).replace("{ext}", extension)


async def test_a_photo_is_waiting_then_ready_with_every_file(world: World):
    ana = await world.person("ana")
    media_id = await ana.uploads(photos.with_secrets(), "../holiday.jpg")
    waiting = await state_of(ana, media_id)
    assert (waiting["state"], waiting["variants"], waiting["name"]) == ("waiting", [], "holiday.jpg")
    await world.settle()
    await ana.does("POST", "/v1/posts", json={"media": [media_id]})
    ready = await state_of(ana, media_id)
    assert ready["state"] == "ready"
    for variant in ready["variants"]:
        answer = await world.stranger().call("GET", variant["url"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == variant["type"]
        assert photos.CANARY not in answer.content


async def test_ticket_put_complete(world: World):
    ana = await world.person("ana")
    asked = {"bytes": len(PHOTO), "type": "image/jpeg", "sha256": sha256(PHOTO).hexdigest()}
    ticket = await ana.does("POST", "/v1/uploads", json=asked)
    early = await ana.call("POST", f"/v1/uploads/{ticket['id']}/complete")
    assert (early.status_code, early.json()["code"]) == (409, "not_uploaded")
    put = await world.stranger().puts(ticket, PHOTO)
    assert put.status_code == 200, put.text
    media = await ana.does("POST", f"/v1/uploads/{ticket['id']}/complete")
    await world.settle()
    assert (await state_of(ana, media["id"]))["state"] == "ready"


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "file_empty"),
        (b"I am holiday.jpg", 415, "type_unsupported"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "type_unsupported"),
        (photos.png_bomb(50_000, 50_000), 422, "too_many_pixels"),
    ],
)
async def test_bad_files_are_told_what_is_wrong(world: World, data: bytes, status: int, code: str):
    ana = await world.person("ana")
    answer = await ana.call("POST", "/v1/media", files={"file": ("holiday.jpg", data, "image/jpeg")})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert problem["detail"].endswith(".")


async def test_a_truncated_photo_fails_with_its_reason(world: World):
    ana = await world.person("ana")
    media_id = await ana.uploads(PHOTO[: len(PHOTO) // 2])
    await world.settle()
    failed = await state_of(ana, media_id)
    assert (failed["state"], failed["problem"]["code"]) == ("failed", "file_damaged")
    again = await ana.call("POST", f"/v1/media/{media_id}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "upload_again")


async def test_a_body_beyond_the_limit_is_refused_before_it_is_read(world: World):
    ana = await world.person("ana")
    headers = {"content-type": "multipart/form-data; boundary=X", "content-length": str(2_000_000_000)}
    answer = await ana.call("POST", "/v1/media", content=b"--X\r\n", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_bytes_of_a_private_photo_are_for_followers(world: World):
    ana, ben, cem = (
        await world.person("ana", private=True),
        await world.person("ben"),
        await world.person("cem"),
    )
    await ben.follows(ana)
    await ana.accepts(ben)
    post_id = await ana.posts("for friends")
    await world.settle()
    (media,) = (await ben.card(post_id))["media"]
    url = address(media)
    assert (await ben.call("GET", url)).status_code == 200
    for nobody in (cem, world.stranger()):
        assert (await nobody.call("GET", url)).status_code == 404
        assert (await nobody.call("GET", f"/v1/media/{media['id']}")).status_code == 404
    await ben.unfollows(ana)
    assert (await ben.call("GET", url)).status_code == 404


async def test_going_private_makes_old_addresses_worthless(world: World):
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    post_id = await ana.posts("for all")
    await world.settle()
    (before,) = (await ben.card(post_id))["media"]
    await ana.goes_private()
    await world.settle()
    (after,) = (await ben.card(post_id))["media"]
    assert after["key"] != before["key"]
    assert (await ben.call("GET", address(before))).status_code == 404
    assert (await ben.call("GET", address(after))).status_code == 200
    assert (await world.stranger().call("GET", address(after))).status_code == 404


async def test_a_post_for_followers_keeps_its_photos_among_them(world: World):
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    await ben.follows(ana)
    post_id = await ana.posts("for followers", audience="followers")
    await world.settle()
    (media,) = (await ben.card(post_id))["media"]
    assert (await ben.call("GET", address(media))).status_code == 200
    for nobody in (cem, world.stranger()):
        assert (await nobody.call("GET", address(media))).status_code == 404


async def test_a_deleted_post_takes_its_photos_with_it(world: World):
    ana = await world.person("ana")
    post_id = await ana.posts("for a while")
    await world.settle()
    (media,) = (await ana.card(post_id))["media"]
    await ana.deletes(post_id)
    assert (await world.stranger().call("GET", address(media))).status_code == 404
    assert (await ana.call("GET", address(media))).status_code == 200  # who may still take it back
    await ana.does("DELETE", f"/v1/me/posts/{post_id}")
    for viewer in (ana, world.stranger()):
        assert (await viewer.call("GET", address(media))).status_code == 404
    await world.settle()
    assert await world.adapters.blobs.size(f"m/{media['key']}/large.jpg") is None
