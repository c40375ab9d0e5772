"""The home feed in its ranked order, as people meet it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.world import Clocked, Json, Person, World
from tintype.ranking.weights import FOLD_SHOWN

RANKED = "/v1/timelines/home?order=ranked"


async def page(person: Person, query: str = "") -> Json:
    return await person.does("GET", RANKED + query)


def ids(found: Json) -> list[str]:
    return [card["id"] for card in found["items"]]


async def pages(person: Person, limit: int = 20) -> Iterator[Json]:
    found = [await page(person, f"&limit={limit}")]
    while cursor := found[-1]["next"]:
        assert len(found) < 20, "pages without end"
        found.append(await person.does("GET", f"/v1/timelines/home?limit={limit}&cursor={cursor}"))
    return iter(found)


async def sees(person: Person, *posts: str) -> None:
    items = [{"post_id": post, "kind": "seen"} for post in posts]
    await person.does("POST", "/v1/impressions", json={"items": items})


async def test_pages_of_a_session_hold_each_post_once_while_posts_come_and_go(world: World) -> None:
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    for author in (ana, ben):
        await cleo.follows(author)
    posts = [await author.posts(f"{number}") for number in range(4) for author in (ana, ben)]
    await world.settle()
    first = await page(cleo, "&limit=3")
    assert len(ids(first)) == 3
    late = await ana.posts("while cleo reads")
    gone = next(post for post in posts if post not in ids(first))
    await (ana if posts.index(gone) % 2 == 0 else ben).deletes(gone)
    await world.settle()
    found, cursor = ids(first), first["next"]
    while cursor:
        more = await cleo.does("GET", f"/v1/timelines/home?limit=3&cursor={cursor}")
        found += ids(more)
        cursor = more["next"]
    assert sorted(found) == sorted(set(posts) - {gone})
    assert late in ids(await page(cleo)), "a new session has it"


async def test_ranked_is_what_one_reads_until_one_chooses(world: World) -> None:
    ana = await world.person("ana")
    await ana.posts("mine")
    await world.settle()
    assert await ana.does("GET", "/v1/me/home") == {"order": "ranked", "hides_seen": False}
    assert "why" in (await ana.does("GET", "/v1/timelines/home"))["items"][0]["viewer"]
    chosen = await ana.does("PUT", "/v1/me/home", json={"order": "latest"})
    assert chosen == {"order": "latest", "hides_seen": False}
    assert "why" not in (await ana.does("GET", "/v1/timelines/home"))["items"][0]["viewer"]
    assert "why" in (await page(ana))["items"][0]["viewer"], "whoever asks for it gets it"
    answer = await ana.call("PUT", "/v1/me/home", json={"order": "random"})
    assert answer.status_code == 422
    assert answer.json()["fields"] == {"order": ["unknown"]}


async def test_what_was_seen_comes_behind_the_rest_and_the_page_says_where(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    old, new = await ana.posts("old"), await ana.posts("new")
    await world.settle()
    first = await page(ben)
    assert ids(first) == [new, old]
    assert "seen_from" not in first
    await sees(ben, new)
    again = await page(ben)
    assert ids(again) == [old, new]
    assert again["seen_from"] == 1
    await sees(ben, old)
    everything = await page(ben)
    assert everything["seen_from"] == 0
    assert everything["caught_up"] is True


async def test_what_one_looks_at_while_others_post_holds_for_the_next_session(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    posts = [await ana.posts(f"{number}") for number in range(4)]
    await world.settle()
    for _ in range(2):
        assert ids(await page(ben)) == posts[::-1]
    await sees(ben, posts[3])
    for _ in range(2):
        assert unseen_and_seen(await page(ben)) == ({*posts[:3]}, {posts[3]})
    new = await ana.posts("new")
    await world.settle()
    await sees(ben, posts[2])
    for _ in range(2):
        assert unseen_and_seen(await page(ben)) == ({new, *posts[:2]}, {*posts[2:]})
    await ben.likes(new)
    await sees(ben, new)
    found = await page(ben)
    assert unseen_and_seen(found) == ({*posts[:2]}, {new, *posts[2:]})
    assert {card["id"] for card in found["items"] if card["viewer"]["liked"]} == {new}


def unseen_and_seen(found: Json) -> tuple[set[str], set[str]]:
    """The posts of a page before the mark, and behind it."""
    mark = found["seen_from"]
    return set(ids(found)[:mark]), set(ids(found)[mark:])


async def test_the_mark_stands_on_one_page_alone(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    posts = [await ana.posts(f"{number}") for number in range(5)]
    await world.settle()
    await sees(ben, *posts[:3])
    found = list(await pages(ben, limit=2))
    assert [one.get("seen_from") for one in found] == [None, 0, None]
    assert ids(found[0]) == [posts[4], posts[3]]


async def test_who_hides_what_they_have_seen_reads_the_rest_alone(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    posts = [await ana.posts(f"{number}") for number in range(5)]
    await world.settle()
    await sees(ben, *posts[:2])
    chosen = await ben.does("PUT", "/v1/me/home", json={"hides_seen": True})
    assert chosen == {"order": "ranked", "hides_seen": True}
    await world.settle()
    found = list(await pages(ben, limit=2))
    assert [post for one in found for post in ids(one)] == posts[:1:-1]
    assert [one.get("seen_hidden") for one in found] == [None, 2]
    assert not any("seen_from" in one for one in found)
    await sees(ben, *posts)
    nothing = await page(ben)
    assert nothing == {"items": [], "next": None, "caught_up": True, "seen_hidden": 5}
    assert len(ids(await ben.does("GET", "/v1/timelines/home?order=latest"))) == 5, "the latest hides nothing"
    await ben.does("PUT", "/v1/me/home", json={"hides_seen": False})
    await world.settle()
    assert len(ids(await page(ben))) == 5


async def test_whose_posts_one_likes_stand_first_and_say_why(world: World) -> None:
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    for author in (ana, ben):
        await cleo.follows(author)
    liked = [await ana.posts(f"{number}") for number in range(4)]
    await world.settle()
    for post in liked:
        await cleo.does("PUT", f"/v1/posts/{post}/like")
    await world.settle()
    await sees(cleo, *liked)
    favourite, other = await ana.posts("from ana"), await ben.posts("newer, from ben")
    await world.settle()
    found = await page(cleo)
    assert ids(found)[:2] == [favourite, other]
    assert [card["viewer"]["why"] for card in found["items"][:2]] == [["liked"], ["followed"]]


async def test_ones_own_new_post_stands_first(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    mine = await ben.posts("mine")
    await ana.posts("newer")
    await world.settle()
    found = await page(ben)
    assert ids(found)[0] == mine
    assert found["items"][0]["viewer"]["why"] == ["own"]


async def test_an_unfollowed_or_blocked_author_is_gone_from_a_session_at_once(world: World) -> None:
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    for author in (ana, ben):
        await cleo.follows(author)
    for number in range(3):
        await ana.posts(f"ana {number}")
        await ben.posts(f"ben {number}")
    await world.settle()
    first = await page(cleo, "&limit=2")
    await cleo.unfollows(ana)
    await ben.does("PUT", f"/v1/users/{cleo.id}/block")
    rest = await cleo.does("GET", f"/v1/timelines/home?cursor={first['next']}")
    assert ids(rest) == []
    assert rest["caught_up"] is True


async def test_a_busy_author_is_folded_up_and_unfolds(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    others = [await world.person(f"other{number}") for number in range(8)]
    for author in (ana, *others):
        await ben.follows(author)
    flood = [await ana.posts(f"flood {number}") for number in range(6)]
    calm = [await other.posts("calm") for other in others]
    await world.settle()
    found = await page(ben)
    shown = [card for card in found["items"] if card["author"]["id"] == ana.id]
    assert len(shown) == FOLD_SHOWN
    assert set(ids(found)) >= set(calm)
    more = shown[-1]["viewer"]["more"]
    assert more["count"] == 4
    behind = await ben.does("GET", f"/v1/timelines/home?cursor={more['cursor']}")
    assert sorted([*ids(behind), *(card["id"] for card in shown)]) == sorted(flood)
    assert behind["next"] is None
    for card in shown:
        await ana.deletes(card["id"])
    await world.settle()
    left = [card for card in (await page(ben))["items"] if card["author"]["id"] == ana.id]
    assert [card["viewer"]["more"]["count"] for card in left] == [3], (
        "the first of what was behind stands for the rest"
    )


async def test_nobody_reads_the_session_of_another(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    for number in range(3):
        await ana.posts(f"{number}")
    await world.settle()
    cursor = (await page(ana, "&limit=1"))["next"]
    answer = await ben.call("GET", f"/v1/timelines/home?cursor={cursor}")
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_cursor"


async def test_an_author_comes_again_only_after_another(world: World) -> None:
    ana, ben, cleo = await world.person("ana"), await world.person("ben"), await world.person("cleo")
    for author in (ana, ben):
        await cleo.follows(author)
    for author in (ana, ana, ana, ben, ben, ben):
        await author.posts()
    await world.settle()
    names = [card["author"]["id"] for card in (await page(cleo))["items"]]
    assert len(names) == 6
    assert all(one != other for one, other in pairwise(names))


async def test_a_known_ranked_page_asks_the_records_nothing(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    await ana.posts()
    await world.settle()
    first = await page(ben)
    with world.queries(at_most=0):
        again = await page(ben)
    assert ids(again) == ids(first)


async def test_a_page_that_ends_with_its_session_is_followed_by_older_posts_and_not_by_the_session_again(
    clocked: Clocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, _ = clocked
    monkeypatch.setattr("tintype.feed.opening.FEED_ENTRIES_MAX", 4)
    ana, ben = await world.person("ana"), await world.person("ben")
    await ana.follows(ben)
    posts = await world.posts_in_turn(*[ana, ben] * 3)
    found = [ids(one) for one in await pages(ana, limit=2)]
    assert sorted(found[0] + found[1]) == sorted(posts[2:])
    assert found[2:] == [posts[1::-1]]


async def test_what_was_read_from_the_records_and_is_pushed_afterwards_comes_once(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    posts = [await ana.posts(f"{number}") for number in range(2)]
    await world.settle()
    await page(ben)
    await ben.follows(ana)
    assert ids(await page(ben)) == posts[::-1]
    await world.settle()
    for _ in range(2):
        assert ids(await page(ben)) == posts[::-1]
