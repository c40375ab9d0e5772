"""An archive of everything that is somebody's own: whole, theirs alone, and gone after a day."""

from __future__ import annotations

from tests.pictures import picture
from tests.portability.carrying import exported, opened, read
from tests.world import World


async def test_an_archive_holds_everything_of_ones_own(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ana.does("PATCH", "/v1/me", json={"name": "Ana", "bio": "Boats & <b>quays</b>"})
    first = await ana.uploads(picture(901), "harbour.jpg")
    post = await ana.does(
        "POST",
        "/v1/posts",
        json={"media": [first, await ana.uploads()], "caption": "Low <tide> #sea", "alt": {first: "A quay"}},
    )
    theirs = await ben.posts("Mine, says ben")
    await world.settle()
    await ana.follows(ben)
    await ana.comments(theirs, "Lovely, ben.")
    await ben.comments(post["id"], "What ben says is his.")
    await ana.likes(theirs)
    await ana.saves(theirs)

    found, archive = await exported(ana)

    assert (found["state"], found["progress"]) == ("ready", {"done": 1, "total": 1})
    assert found["bytes"] == len(archive)
    (told,) = read(archive, "posts.json")
    assert told["caption"] == "Low <tide> #sea"
    assert [each.get("alt") for each in told["media"]] == ["A quay", None]
    assert opened(archive).read(told["media"][0]["file"]) == picture(901)
    assert [each["text"] for each in read(archive, "comments.json")] == ["Lovely, ben."]
    assert [each["post"]["author"] for each in read(archive, "saved.json")] == ["ben"]
    assert [each["username"] for each in read(archive, "following.json")] == ["ben"]
    assert read(archive, "profile.json")["bio"] == "Boats & <b>quays</b>"
    page = opened(archive).read("index.html").decode()
    assert "Low &lt;tide&gt; #sea" in page
    assert "<script" not in page
    assert opened(archive).testzip() is None


async def test_an_archive_has_nothing_that_is_foreign_deleted_or_blocked(world: World) -> None:  # LC-03
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    gone = await ana.posts("Deleted words of ana")
    await ana.posts("Ana stays")
    of_ben, of_cem = await ben.posts("Words of ben"), await cem.posts("Words of cem")
    await world.settle()
    await ana.follows(ben)
    await ana.saves(of_ben)
    await ana.saves(of_cem)
    await ana.comments(of_ben, "Said to ben")
    erased = await ana.comments(of_cem, "Taken back")
    await ana.does("DELETE", f"/v1/comments/{erased}")
    await ana.deletes(gone)
    await cem.comments((await ana.profile(ana))[0], "Words of cem under ana")
    await ben.blocks(ana)
    await world.settle()

    _, archive = await exported(ana)

    everything = b"\n".join(opened(archive).read(name) for name in opened(archive).namelist())
    for foreign in (b"Deleted words", b"Words of ben", b"Words of cem", b"Taken back", b'"ben"'):
        assert foreign not in everything, foreign
    assert [each["caption"] for each in read(archive, "posts.json")] == ["Ana stays"]
    (said,) = read(archive, "comments.json")
    assert said["text"] == "Said to ben"  # her own words, without where she said them
    assert "on" not in said
    assert [each["post"]["author"] for each in read(archive, "saved.json")] == ["cem"]


async def test_only_its_owner_gets_an_archive(world: World) -> None:  # AZ-30, LC-03
    ana, eve = await world.person("ana"), await world.person("eve")
    await ana.posts("Mine")
    found, _ = await exported(ana)
    token = (await ana.does("POST", "/v1/tokens", json={"name": "reader", "scopes": ["read"]}))["token"]
    never = await eve.call("GET", "/v1/me/exports/1234567890123456789/archive")
    for path in (found["url"], f"/v1/me/exports/{found['id']}"):
        answer = await eve.call("GET", path)
        assert (answer.status_code, answer.json()["code"]) == (404, never.json()["code"])
        assert (await world.stranger().call("GET", path)).status_code == 401
    bearer = {"authorization": f"Bearer {token}"}
    assert (await world.stranger().call("GET", found["url"], headers=bearer)).status_code == 403


async def test_an_archive_can_be_fetched_in_parts_and_is_never_shown(world: World) -> None:
    ana = await world.person("ana")
    found, archive = await exported(ana)
    part = await ana.call("GET", found["url"], headers={"range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, archive[10:20])
    beyond = await ana.call("GET", found["url"], headers={"range": f"bytes={len(archive)}-"})
    assert beyond.status_code == 416
    headers = part.headers
    assert headers["content-disposition"].startswith("attachment")
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("private, no-store", "nosniff")


async def test_one_archive_at_a_time_and_three_a_day(world: World) -> None:
    ana = await world.person("ana")
    await ana.does("POST", "/v1/me/exports")
    second = await ana.call("POST", "/v1/me/exports")
    assert (second.status_code, second.json()["code"]) == (409, "export_running")
    await world.settle()
    for _ in range(2):
        await exported(ana)
    fourth = await ana.call("POST", "/v1/me/exports")
    assert (fourth.status_code, fourth.json()["code"]) == (429, "exports_today")


async def test_an_archive_that_is_let_go_is_gone(world: World) -> None:
    ana, eve = await world.person("ana"), await world.person("eve")
    found, _ = await exported(ana)
    path = f"/v1/me/exports/{found['id']}"
    assert (await eve.call("DELETE", path)).status_code == 404
    await ana.does("DELETE", path)
    assert (await ana.call("GET", found["url"])).status_code == 404
    assert (await ana.does("GET", path))["state"] == "over"


async def test_an_archive_says_what_was_shown_and_what_orders_the_feed(world: World) -> None:  # LC-03
    ana, ben, cem, dan = [await world.person(name) for name in ("ana", "ben", "cem", "dan")]
    post, unwanted, lost = await ben.posts("One"), await ben.posts("Two"), await cem.posts("Three")
    await world.settle()
    items = [
        {"post_id": post, "kind": "seen"},
        {"post_id": post, "kind": "dwell", "ms": 2_000},
        {"post_id": lost, "kind": "seen"},
    ]
    await ana.does("POST", "/v1/impressions", json={"items": items})
    await ana.comments(post, "Lovely.")
    await ana.does("PUT", f"/v1/posts/{unwanted}/hide")
    await ana.does("PUT", f"/v1/users/{dan.id}/preference", json={"show": "less"})
    await ana.does("PUT", f"/v1/users/{ben.id}/preference", json={"show": "more"})
    await ana.does("PUT", "/v1/tags/harbour/follow")
    await ana.does("PUT", "/v1/me/discovery", json={"sensitive": True})
    await cem.blocks(ana)
    await world.settle()

    _, archive = await exported(ana)

    shown = read(archive, "shown.json")
    assert [(one["post"]["id"], one["what"], one.get("ms", 0)) for one in shown] == [
        (post, "impression", 0),
        (post, "dwell_ms", 2_000),
    ]
    feed = read(archive, "feed.json")
    assert [(one["username"], one["reason"]) for one in feed["near"]] == [("ben", "comment")]
    assert feed["more"] == ["ben"]
    assert ([tag["name"] for tag in feed["tags"]], feed["finds_sensitive"]) == (["harbour"], True)
    assert [one["username"] for one in feed["less"]] == ["dan"]
    assert [one["id"] for one in feed["hidden"]] == [unwanted]
    assert read((await exported(ben))[1], "shown.json") == []
