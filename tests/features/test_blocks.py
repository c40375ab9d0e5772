"""A block as both sides meet it: from one moment to the next neither exists for the other."""

from tests.world import Person, World


async def do_not_meet(one: Person, other: Person, post: str) -> None:
    """Nothing of `other` and of a post of theirs exists for `one`."""
    for path in (f"users/{other.id}", f"users/@{other.name}", f"users/{other.id}/posts", f"posts/{post}"):
        assert (await one.call("GET", f"/v1/{path}")).status_code == 404
    assert post not in await one.home()
    for method, path in (
        ("PUT", f"users/{other.id}/follow"),
        ("PUT", f"posts/{post}/like"),
        ("PUT", f"posts/{post}/save"),
    ):
        assert (await one.call(method, f"/v1/{path}")).status_code == 404


async def test_neither_sees_the_other(world: World) -> None:  # AZ-10, AZ-11
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    await ana.follows(ben)
    of_ana, of_ben = await ana.posts(), await ben.posts()
    await world.settle()
    assert set(await ana.home()) == set(await ben.home()) == {of_ana, of_ben}
    await ana.blocks(ben)
    await do_not_meet(ben, ana, of_ana)
    await do_not_meet(ana, ben, of_ben)
    assert [person["username"] for person in await ana.pages("/v1/blocks")] == ["ben"]
    assert await ben.pages("/v1/blocks") == []
    counts = (await ana.does("GET", "/v1/me"))["counts"]
    assert (counts["followers"], counts["following"]) == (0, 0)


async def test_who_was_blocked_first_cannot_lift_it(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts()
    await world.settle()
    await ana.blocks(ben)
    assert (await ben.call("DELETE", f"/v1/users/{ana.id}/block")).status_code == 204
    await do_not_meet(ben, ana, post)
    await ana.does("DELETE", f"/v1/users/{ben.id}/block")
    assert await ben.opens(post) == 200
    assert await ben.home() == []


async def test_neither_is_in_lists_the_other_sees(world: World) -> None:  # AZ-10
    ana, ben, cleo = [await world.person(name) for name in ("ana", "ben", "cleo")]
    post = await cleo.posts()
    await world.settle()
    for one in (ana, ben):
        await one.follows(cleo)
        await one.likes(post)
        await one.comments(post, f"by {one.name}")
    await ana.blocks(ben)
    for one in (ana, ben):
        assert [person["username"] for person in await one.pages(f"/v1/posts/{post}/likes")] == [one.name]
        assert [said["text"] for said in await one.pages(f"/v1/posts/{post}/comments")] == [f"by {one.name}"]
        assert [said["text"] for said in (await one.card(post))["comments"]] == [f"by {one.name}"]
        followers = await one.pages(f"/v1/users/{cleo.id}/followers")
        assert [person["username"] for person in followers] == [one.name]
    assert len(await cleo.pages(f"/v1/posts/{post}/comments")) == 2


async def test_blocks_and_mutes_may_be_sent_twice(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    for method in ("PUT", "PUT", "DELETE", "DELETE"):
        for verb in ("block", "mute"):
            assert (await ana.call(method, f"/v1/users/{ben.id}/{verb}")).status_code in {204, 404}
    assert await ana.pages("/v1/blocks") == []
    for verb in ("block", "mute"):
        answer = await ana.call("PUT", f"/v1/users/{ana.id}/{verb}")
        assert answer.status_code == 409


async def test_the_muted_do_not_notice_and_are_not_shown(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ana.follows(ben)
    post = await ben.posts()
    await world.settle()
    assert await ana.home() == [post]
    await ana.does("PUT", f"/v1/users/{ben.id}/mute")
    assert await ana.home() == []
    assert await ana.opens(post) == 200
    assert "viewer" in await ben.does("GET", f"/v1/users/{ana.id}")
    await ana.does("DELETE", f"/v1/users/{ben.id}/mute")
    assert await ana.home() == [post]
