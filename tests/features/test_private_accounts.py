"""Private accounts as people meet them: who asks, who is let in, what a stranger finds."""

from tests.world import Person, World


async def finds_nothing(world: World, viewer: Person, owner: Person, post: str) -> None:
    """Neither the post nor anything that hangs on it exists for this viewer; the account is only a name."""
    missing = (await viewer.call("GET", "/v1/posts/1234567890")).json()
    for path in ("", "/likes", "/comments", "/history"):
        answer = await viewer.call("GET", f"/v1/posts/{post}{path}")
        assert answer.status_code == 404
        assert {**answer.json(), "request_id": ""} == {**missing, "request_id": ""}
    assert await viewer.profile(owner) == []
    for path in ("followers", "following"):
        assert (await viewer.call("GET", f"/v1/users/{owner.id}/{path}")).status_code == 404


async def acts_on_nothing(viewer: Person, post: str) -> None:
    for method, path, body in (
        ("PUT", "like", None),
        ("PUT", "save", None),
        ("POST", "comments", {"text": "let me in"}),
    ):
        answer = await viewer.call(method, f"/v1/posts/{post}/{path}", json=body)
        assert answer.status_code == 404


async def test_a_stranger_finds_nothing_of_a_private_account(world: World) -> None:  # AZ-01, AZ-11
    ana, ben = await world.person("ana", private=True), await world.person("ben")
    post = await ana.posts("only for friends")
    await world.settle()
    await finds_nothing(world, ben, ana, post)
    await finds_nothing(world, world.stranger(), ana, post)
    await acts_on_nothing(ben, post)
    assert (await ana.card(post))["counts"] == {"likes": 0, "comments": 0, "shares": 0}


async def test_a_request_shows_nothing_until_it_is_accepted(world: World) -> None:  # AZ-03
    ana, ben = await world.person("ana", private=True), await world.person("ben")
    post = await ana.posts()
    await world.settle()
    assert await ben.follows(ana) == "requested"
    await world.settle()
    await finds_nothing(world, ben, ana, post)
    assert await ben.home() == []
    asking = await ana.pages("/v1/follow-requests")
    assert [person["username"] for person in asking] == ["ben"]
    await ana.accepts(ben)
    await world.settle()
    assert await ben.home() == [post]
    assert await ben.opens(post) == 200
    assert await ana.pages("/v1/follow-requests") == []


async def test_only_the_owner_lets_somebody_in(world: World) -> None:  # AZ-04
    ana, ben = await world.person("ana", private=True), await world.person("ben")
    await ben.follows(ana)
    for who, asker in ((ben, ana), (ben, ben)):
        answer = await who.call("PUT", f"/v1/follow-requests/{asker.id}")
        assert answer.status_code == 404
    assert (await ben.does("GET", f"/v1/users/{ana.id}"))["viewer"]["following"] == "requested"


async def test_a_declined_request_cannot_be_sent_again_at_once(world: World) -> None:  # AZ-05
    ana, ben = await world.person("ana", private=True), await world.person("ben")
    await ben.follows(ana)
    await ana.does("DELETE", f"/v1/follow-requests/{ben.id}")
    for _ in range(3):
        answer = await ben.call("PUT", f"/v1/users/{ana.id}/follow")
        assert answer.status_code == 429
        assert answer.json()["code"] == "asked_lately"
        assert int(answer.headers["retry-after"]) > 0
    assert await ana.pages("/v1/follow-requests") == []


async def test_a_removed_follower_is_out_at_once(world: World) -> None:  # AZ-06
    ana, ben = await world.person("ana", private=True), await world.person("ben")
    await ben.follows(ana)
    await ana.accepts(ben)
    post = await ana.posts()
    await world.settle()
    assert await ben.home() == [post]
    await ana.does("DELETE", f"/v1/me/followers/{ben.id}")
    assert await ben.home() == []
    await finds_nothing(world, ben, ana, post)


async def test_going_private_takes_old_posts_from_strangers(world: World) -> None:  # AZ-08
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    await ben.follows(ana)
    post = await ana.posts()
    await world.settle()
    await cleo.saves(post)
    await cleo.likes(post)
    assert await cleo.opens(post) == 200
    await ana.goes_private()
    await finds_nothing(world, cleo, ana, post)
    assert await cleo.pages("/v1/me/saved") == []
    assert await ben.home() == [post]
    await cleo.unlikes(post)
    assert (await ben.card(post))["counts"]["likes"] == 0
