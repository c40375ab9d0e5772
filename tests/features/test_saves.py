"""Saved posts: between a person and a post."""

from tests.world import World


async def test_saved_posts_newest_first(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    media = await ana.uploads()
    await world.settle()
    posts = [(await ana.does("POST", "/v1/posts", json={"media": [media]}))["id"] for _ in range(5)]
    await world.settle()
    for post in (*posts, posts[0]):
        await ben.saves(post)
    for limit in (1, 2, 5, 20):
        saved = await ben.pages(f"/v1/me/saved?limit={limit}")
        assert [card["id"] for card in saved] == posts[::-1]
    assert saved[0]["viewer"] == {"liked": False, "saved": True}
    await ben.does("DELETE", f"/v1/posts/{posts[4]}/save")
    assert [card["id"] for card in await ben.pages("/v1/me/saved")] == posts[3::-1]
    assert await ana.pages("/v1/me/saved") == []


async def test_a_deleted_post_leaves_what_was_saved(world: World) -> None:  # AZ-15
    ana, ben = await world.person("ana"), await world.person("ben")
    kept, gone = await ana.posts(), await ana.posts()
    await world.settle()
    await ben.saves(kept)
    await ben.saves(gone)
    await ana.deletes(gone)
    assert [card["id"] for card in await ben.pages("/v1/me/saved")] == [kept]
