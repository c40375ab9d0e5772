"""What a photo was taken with is told when its owner wants that, and nothing else of what the camera wrote, ever."""

import io

import pytest
from PIL import Image

from tests.media import canaries, photos
from tests.world import Person, World
from tintype.media.pictures import profiles

LINE = "Canon EOS R5 · RF 35 mm · 1/250 s · f/1.8 · ISO 100 · 35 mm"


@pytest.fixture
async def post(world: World) -> tuple[Person, Person, str, str]:
    """Ana's post of a photo full of secrets, which Ben follows."""
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    media = await ana.uploads(canaries.jpeg(500, 400))
    post = (await ana.does("POST", "/v1/posts", json={"media": [media]}))["id"]
    await world.settle()
    return ana, ben, post, media


async def line_of(person: Person, post: str) -> str | None:
    """The camera line in the feed and on the post's own page, which are the same."""
    (card,) = [card for card in await person.home_cards() if card["id"] == post]
    assert card["media"][0].get("camera") == (await person.card(post))["media"][0].get("camera")
    return card["media"][0].get("camera")


async def shows(owner: Person, media: str, *, camera: bool) -> None:
    await owner.does("PATCH", f"/v1/media/{media}", json={"shows_camera": camera})
    await owner.world.settle()


async def test_the_line_comes_and_goes_as_its_owner_wants(post: tuple[Person, Person, str, str]) -> None:
    ana, ben, post_id, media = post
    assert await line_of(ben, post_id) is None
    await shows(ana, media, camera=True)
    assert await line_of(ben, post_id) == LINE
    await shows(ana, media, camera=False)
    assert await line_of(ben, post_id) is None


async def test_others_are_told_nothing_of_it_before(
    post: tuple[Person, Person, str, str],
) -> None:  # UP-20, UP-22
    ana, ben, _, media = post
    told = {"camera", "lens", "exposure"}
    assert not told & set(await ben.does("GET", f"/v1/media/{media}"))
    own = await ana.does("GET", f"/v1/media/{media}")
    assert (own["camera"], own["lens"], own["shows_camera"]) == ("Canon EOS R5", "RF 35 mm", False)
    await shows(ana, media, camera=True)
    seen = await ben.does("GET", f"/v1/media/{media}")
    assert (seen["camera"], seen["exposure"]) == ("Canon EOS R5", "1/250 s · f/1.8 · ISO 100 · 35 mm")
    assert not {"shows_camera", "name", "colours"} & set(seen)


async def test_nobody_else_decides_it(post: tuple[Person, Person, str, str]) -> None:
    _, ben, post_id, media = post
    answer = await ben.call("PATCH", f"/v1/media/{media}", json={"shows_camera": True})
    assert answer.status_code == 404
    assert await line_of(ben, post_id) is None


async def test_wide_colours_are_kept_where_the_owner_wants_them(world: World) -> None:
    ana = await world.person("ana")
    photo = photos.saved(photos.scene(300, 200), "JPEG", icc_profile=profiles.display_p3())
    media = await ana.uploads(photo)
    await world.settle()
    own = await ana.does("GET", f"/v1/media/{media}")
    assert (own["could_be_wide"], own["colours"]) == (True, "srgb")
    await ana.does("PATCH", f"/v1/media/{media}", json={"colours": "p3"})
    await world.settle()
    now = await ana.does("GET", f"/v1/media/{media}")
    assert (now["colours"], now["key"] != own["key"]) == ("p3", True)
    for variant in now["variants"]:
        file = (await ana.call("GET", variant["url"])).content
        assert Image.open(io.BytesIO(file)).info["icc_profile"] == profiles.display_p3()
