"""People hear that they have posted a picture before; what others have posted nobody hears of."""

from tests.media.test_policy import drawing, jpeg
from tests.world import Person, World

PHOTO = jpeg(drawing(1))


async def posted(person: Person, photo: bytes) -> str:
    media = await person.uploads(photo)
    return (await person.does("POST", "/v1/posts", json={"media": [media]}))["id"]


async def looked_at(person: Person, photo: bytes) -> dict:
    media = await person.uploads(photo)
    await person.world.settle()
    return await person.does("GET", f"/v1/media/{media}")


async def test_the_author_hears_of_their_own_earlier_post(world: World):
    ana = await world.person("ana")
    post = await posted(ana, PHOTO)
    await world.settle()
    created_at = (await ana.card(post))["created_at"]
    smaller = jpeg(drawing(1).resize((320, 240)), 60)
    for copy in (PHOTO, smaller):
        found = await looked_at(ana, copy)
        assert found["duplicate_of"] == {"post_id": post, "posted_at": created_at}
    assert "duplicate_of" not in await looked_at(ana, jpeg(drawing(2)))


async def test_before_it_is_made_its_bytes_tell(world: World):
    ana = await world.person("ana")
    post = await posted(ana, PHOTO)
    await world.settle()
    media = await ana.uploads(PHOTO)
    waiting = await ana.does("GET", f"/v1/media/{media}")
    assert (waiting["state"], waiting["duplicate_of"]["post_id"]) == ("waiting", post)


async def test_it_never_stops_anybody_and_ends_with_the_post(world: World):
    ana = await world.person("ana")
    first = await posted(ana, PHOTO)
    await world.settle()
    second = await posted(ana, PHOTO)
    await world.settle()
    assert await ana.profile(ana) == [second, first]
    (media,) = (await ana.card(second))["media"]
    assert "duplicate_of" not in await ana.does("GET", f"/v1/media/{media['id']}")
    for post in (first, second):
        await ana.deletes(post)
    await world.settle()
    assert "duplicate_of" not in await looked_at(ana, PHOTO)


async def test_what_was_never_posted_is_no_duplicate(world: World):
    ana = await world.person("ana")
    await looked_at(ana, PHOTO)
    assert "duplicate_of" not in await looked_at(ana, PHOTO)


async def test_nothing_tells_whether_somebody_else_has_the_same_picture(world: World):  # UP-19
    """By what is answered, by how it is answered, or by how much is asked of the stores meanwhile."""
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    await posted(ana, PHOTO)
    await world.settle()
    known, unknown = await traced(ben, PHOTO), await traced(cem, jpeg(drawing(5)))
    assert known == unknown


async def traced(person: Person, photo: bytes) -> list[object]:
    """All that a client, and whoever watches the clock, can see of an upload."""
    records = person.world.adapters.records
    found: list[object] = []
    answer = await person.call("POST", "/v1/media", files={"file": ("a.jpg", photo, "image/jpeg")})
    found += [answer.status_code, sorted(answer.json()), sorted(answer.headers)]
    media = answer.json()["id"]
    for _ in range(2):
        before = records.looks
        seen = await person.call("GET", f"/v1/media/{media}")
        found += [records.looks - before, seen.status_code, sorted(seen.json()), sorted(seen.headers)]
        before = records.looks
        await person.world.settle()
        found.append(records.looks - before)
    return found
