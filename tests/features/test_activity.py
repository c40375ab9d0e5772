"""What one did oneself: a list for one's own eyes, of what can still be seen."""

from tests.world import World


async def test_what_one_did_oneself(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    first, second = await ana.posts("first"), await ana.posts("second")
    await world.settle()
    await ben.likes(first)
    comment = await ben.comments(second, "Lovely.")
    await ben.saves(second)
    await ben.likes(second)
    await ben.unlikes(second)
    await ben.does("PUT", f"/v1/comments/{comment}/like")
    await world.settle()
    acts = await ben.pages("/v1/me/activity?limit=2")
    assert [(act["kind"], act["post"]["id"]) for act in acts] == [
        ("comment_like", second),
        ("save", second),
        ("comment", second),
        ("like", first),
    ]
    assert acts[2]["comment"]["text"] == "Lovely."
    assert acts[0]["author"]["username"] == "ana"
    likes = await ben.pages("/v1/me/activity?kind=like")
    assert [act["post"]["id"] for act in likes] == [first]
    await ana.goes_private()
    assert await ben.pages("/v1/me/activity") == []
    assert await ana.pages("/v1/me/activity") == []
