"""A photo of a post is edited: what others see changes, what its owner uploaded does not."""

import io

import pytest
from PIL import Image

from tests.media import photos
from tests.world import Person, World
from tintype.media.pictures.looks import looks

PHOTO = photos.saved(photos.scene(640, 480), "JPEG", quality=92)


async def posted(person: Person) -> tuple[str, str]:
    """A post of one photo, ready: the ids of the post and of the photo."""
    media_id = await person.uploads(PHOTO)
    post_id = (await person.does("POST", "/v1/posts", json={"media": [media_id]}))["id"]
    await person.world.settle()
    return post_id, media_id


async def edits(person: Person, media_id: str, **changes: object) -> dict:
    return await person.does("PATCH", f"/v1/media/{media_id}", json=changes)


def address(media: dict, variant: str = "large") -> str:
    return media["url"].replace("{variant}", variant).replace("{ext}", "jpg")


async def test_everybody_sees_the_edit_at_its_new_address(world: World):
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    post_id, media_id = await posted(ana)
    (before,) = (await ben.home_cards())[0]["media"]
    changed = await edits(
        ana, media_id, edit={"filter": "iron", "crop": {"x": 0, "y": 0, "width": 0.5, "height": 1}}
    )
    assert changed["is_remaking"]
    assert (await ben.call("GET", address(before))).status_code == 200
    await world.settle()
    (after,) = (await ben.home_cards())[0]["media"]
    assert (after["width"], after["height"], after["id"]) == (320, 480, media_id)
    assert after["key"] != before["key"]
    picture = Image.open(io.BytesIO((await ben.call("GET", address(after))).content)).convert("RGB")
    assert all(max(colour) - min(colour) < 12 for _, colour in picture.resize((8, 8)).getcolors(99)), (
        "iron is grey"
    )
    assert (await ben.call("GET", address(before))).status_code == 404
    assert (await ben.card(post_id))["media"][0]["key"] == after["key"]


async def test_the_original_stays_as_it_was_uploaded(world: World):
    ana = await world.person("ana")
    _, media_id = await posted(ana)
    await edits(ana, media_id, edit={"turns": 1, "vignette": 0.5})
    await world.settle()
    media = await ana.does("GET", f"/v1/media/{media_id}")
    assert media["edit"] == {"turns": 1, "vignette": 0.5}
    assert (media["unedited"]["width"], media["unedited"]["height"]) == (640, 480)
    assert (await ana.call("GET", f"/m/{media['key']}/original")).content == PHOTO
    await edits(ana, media_id, edit=None)
    await world.settle()
    again = await ana.does("GET", f"/v1/media/{media_id}")
    assert "edit" not in again
    assert "unedited" not in again
    assert (again["width"], again["height"]) == (640, 480)


async def test_what_is_left_out_stays(world: World):
    ana = await world.person("ana")
    _, media_id = await posted(ana)
    await edits(ana, media_id, edit={"fade": 0.25})
    await edits(ana, media_id, shows_camera=True)
    media = await edits(ana, media_id)
    assert (media["edit"], media["shows_camera"], media["colours"]) == ({"fade": 0.25}, True, "srgb")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"edit": {"filter": "clarendon"}}', "edit.filter"),
        ('{"edit": {"brightness": 1.01}}', "edit"),
        ('{"edit": {"brightness": 1e999}}', ""),
        ('{"edit": {"brightness": NaN}}', ""),
        ('{"edit": {"brightness": "bright"}}', "edit"),
        ('{"edit": {"straighten": -45.5}}', "edit"),
        ('{"edit": {"turns": 4}}', "edit"),
        ('{"edit": {"turns": 0.5}}', "edit"),
        ('{"edit": {"fade": -0.1}}', "edit"),
        ('{"edit": {"crop": {"x": 0, "y": 0, "width": 0.5}}}', "edit"),
        ('{"edit": {"crop": {"x": 0.6, "y": 0, "width": 0.5, "height": 1}}}', "edit.crop"),
        ('{"edit": {"crop": {"x": 0, "y": 0, "width": 0.001, "height": 1}}}', "edit"),
        ('{"edit": {"glow": 1}}', "edit"),
        ('{"edit": []}', "edit"),
        ('{"colours": "cmyk"}', "colours"),
        ('{"shows_camera": null}', "shows_camera"),
        ('{"key": "mine"}', ""),
        ("[]", ""),
        ("{", ""),
    ],
)
async def test_what_is_no_edit_is_refused_with_its_place(world: World, body: str, field: str):
    ana = await world.person("ana")
    media_id = await ana.uploads(PHOTO)
    answer = await ana.call(
        "PATCH", f"/v1/media/{media_id}", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code in {400, 422}, answer.text
    problem = answer.json()
    assert problem["code"] in {"invalid", "malformed"}
    if field:
        assert next(iter(problem["fields"])).startswith(field), problem
    assert "edit" not in await ana.does("GET", f"/v1/media/{media_id}")


async def test_only_its_owner_edits_a_photo(world: World):
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    _, media_id = await posted(ana)
    path, body = f"/v1/media/{media_id}", {"edit": {"turns": 2}}
    assert (await ben.call("PATCH", path, json=body)).status_code == 404
    assert (await world.stranger().call("PATCH", path, json=body)).status_code == 401
    assert (await ana.call("PATCH", "/v1/media/1", json=body)).status_code == 404
    await world.settle()
    seen = await ben.does("GET", path)
    assert (seen["width"], "edit" in seen, "shows_camera" in seen, "colours" in seen) == (
        640,
        False,
        False,
        False,
    )


async def test_the_picture_of_an_account_can_be_edited(world: World):
    ana, ben = await world.person("ana"), await world.person("ben")
    media_id = await ana.uploads(PHOTO)
    await world.settle()
    await ana.does("PUT", "/v1/me/avatar", json={"media_id": media_id})
    before = (await ben.does("GET", f"/v1/users/{ana.id}"))["avatar"]["key"]
    await edits(ana, media_id, edit={"filter": "plate"})
    await world.settle()
    avatar = (await ben.does("GET", f"/v1/users/{ana.id}"))["avatar"]
    assert avatar["key"] != before
    assert (await ben.call("GET", address(avatar, "thumb"))).status_code == 200


async def test_a_post_deleted_in_the_middle_of_an_edit_leaves_nothing(world: World):
    ana = await world.person("ana")
    post_id, media_id = await posted(ana)
    await edits(ana, media_id, edit={"filter": next(iter(looks()))})
    await ana.deletes(post_id, for_good=True)
    await world.settle()
    assert (await ana.call("GET", f"/v1/media/{media_id}")).status_code == 404
