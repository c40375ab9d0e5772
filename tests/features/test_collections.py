"""Collections as people meet them."""

from tests.world import World


async def test_a_collection_is_made_filled_and_looked_at(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    posts = [await ana.posts(f"Number {n}") for n in range(3)]
    await world.settle()
    made = await ben.does("POST", "/v1/collections", json={"name": "Boats"})
    assert (made["name"], made["mine"], made["members"], made["covers"]) == ("Boats", True, 0, [])
    path = f"/v1/collections/{made['id']}"
    for post in posts:
        await ben.does("PUT", f"{path}/posts/{post}")
    for limit in (1, 20):
        assert [card["id"] for card in await ben.pages(f"{path}/posts?limit={limit}")] == posts[::-1]
    assert (await ben.card(posts[0]))["viewer"]["saved"] is True
    await ben.does("PATCH", f"{path}/posts/{posts[0]}", json={"after": None})
    assert [card["id"] for card in await ben.pages(f"{path}/posts")] == [posts[0], posts[2], posts[1]]
    listed = await ben.pages(f"/v1/collections?post_id={posts[1]}")
    assert [(one["name"], one["has_post"], len(one["covers"])) for one in listed] == [("Boats", True, 3)]
    changed = await ben.does("PATCH", path, json={"name": "Ships", "cover_id": posts[1]})
    assert (changed["name"], len(changed["covers"])) == ("Ships", 1)
    await ben.does("DELETE", f"/v1/posts/{posts[1]}/save")
    assert posts[1] not in [card["id"] for card in await ben.pages(f"{path}/posts")]
    for body in ({}, {"after": None, "to": "5"}, {"to": "x"}, {"after": "77"}):
        assert (await ben.call("PATCH", f"{path}/posts/{posts[0]}", json=body)).status_code == 422
    await ben.does("DELETE", path)
    assert (await ben.call("GET", path)).status_code == 404
    assert len(await ben.pages("/v1/me/saved")) == 2


async def test_what_is_hidden_is_absent_and_not_counted(world: World) -> None:  # AZ-02
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    open_post, shut_post = await ana.posts(), await cem.posts()
    await world.settle()
    path = f"/v1/collections/{(await ben.does('POST', '/v1/collections', json={'name': 'Mixed'}))['id']}"
    for post in (open_post, shut_post):
        await ben.does("PUT", f"{path}/posts/{post}")
    await cem.goes_private()
    assert [card["id"] for card in await ben.pages(f"{path}/posts")] == [open_post]
    shown = await ben.does("GET", path)
    assert len(shown["covers"]) == 1
    assert "posts" not in shown
    private = await cem.posts()
    await world.settle()
    assert (await ben.call("PUT", f"{path}/posts/{private}")).status_code == 404


async def test_a_shared_collection_ends_for_who_is_removed(world: World) -> None:  # AZ-26, AZ-27, AZ-28
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    post = await ana.posts()
    await world.settle()
    path = f"/v1/collections/{(await ana.does('POST', '/v1/collections', json={'name': 'Ours'}))['id']}"
    answer = await ana.call("PUT", f"{path}/members/{ben.id}")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_a_follower")
    await ben.follows(ana)
    await ana.does("PUT", f"{path}/members/{ben.id}")
    assert [one["username"] for one in await ana.pages(f"{path}/members")] == ["ben"]
    await ben.does("PUT", f"{path}/posts/{post}")
    assert [one["mine"] for one in await ben.pages("/v1/collections")] == [False]
    cursor_of = f"{path}/posts?limit=1"
    assert len(await ben.pages(cursor_of)) == 1
    assert (await cem.call("GET", path)).status_code == 404
    assert (await cem.call("PUT", f"{path}/posts/{post}")).status_code == 404
    await ben.blocks(ana)
    await world.settle()
    await ben.does("DELETE", f"/v1/users/{ana.id}/block")
    for method, where in (("GET", path), ("GET", cursor_of), ("PUT", f"{path}/posts/{post}")):
        assert (await ben.call(method, where)).status_code == 404
    assert await ana.pages(f"{path}/members") == []
