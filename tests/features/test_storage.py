"""What one's photos take up, as the settings show it."""

from tests.world import World


async def test_storage_follows_what_is_posted_and_deleted(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    assert await ana.does("GET", "/v1/me/storage") == {"bytes_used": 0, "bytes_max": 20_000_000_000}
    photo = world.photo()
    media = await ana.uploads(photo)
    await world.settle()
    post = (await ana.does("POST", "/v1/posts", json={"media": [media]}))["id"]
    await world.settle()
    assert (await ana.does("GET", "/v1/me/storage"))["bytes_used"] == len(photo)
    assert (await ben.does("GET", "/v1/me/storage"))["bytes_used"] == 0
    await ana.deletes(post, for_good=True)
    await world.settle()
    assert (await ana.does("GET", "/v1/me/storage"))["bytes_used"] == 0
