"""Acts at the same moment: whatever order they fall into, no rule is broken at the end."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

import pytest

from tests.world import Person, World, world_in
from tintype.media.making.pool import MediaPool

ROUNDS = 8  # Of two or three people each: sixty may sign up from one address in a minute.


@pytest.fixture(scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory, media_pool: MediaPool) -> AsyncIterator[World]:
    async with world_in(tmp_path_factory.mktemp("races") / "data", media_pool) as world:
        await world.person("founder")
        yield world


async def at_once(rng: random.Random, *acts: tuple[Person, str, str]) -> list[int]:
    """All acts started together in any order; their statuses, in the order given."""
    places = list(range(len(acts)))
    rng.shuffle(places)
    answers = await asyncio.gather(*(acts[at][0].call(*acts[at][1:]) for at in places))
    found = dict(zip(places, (answer.status_code for answer in answers), strict=True))
    assert all(status < 500 for status in found.values()), found
    return [found[at] for at in range(len(acts))]


async def tie(one: Person, other: Person) -> dict[str, object]:
    """How one stands to another, with no block in between."""
    return (await one.does("GET", f"/v1/users/{other.id}"))["viewer"]


async def numbers(person: Person) -> tuple[int, int]:
    counts = (await person.does("GET", "/v1/me"))["counts"]
    return counts["followers"], counts["following"]


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_no_follow_stands_across_a_block(town: World, seed: int) -> None:  # AP-26
    ana, ben = [await town.person(f"{name}_block{seed}") for name in ("ana", "ben")]
    if seed % 2:
        await ana.goes_private()
        await ben.follows(ana)
    follow, block = f"/v1/users/{ana.id}/follow", f"/v1/users/{ben.id}/block"
    await at_once(
        random.Random(seed),
        (ben, "PUT", follow),
        (ana, "PUT", f"/v1/follow-requests/{ben.id}"),
        (ana, "PUT", block),
        (ana, "PUT", f"/v1/users/{ben.id}/follow"),
        (ben, "DELETE", follow),
        (ben, "PUT", follow),
    )
    assert await numbers(ana) == await numbers(ben) == (0, 0)
    assert await ana.pages("/v1/follow-requests") == []
    assert (await ben.call("GET", f"/v1/users/{ana.id}")).status_code == 404
    await ana.does("DELETE", block)
    assert (await tie(ben, ana))["following"] == (await tie(ana, ben))["following"] == "none"


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_a_request_is_answered_once(town: World, seed: int) -> None:  # AZ-04, AP-26
    ana, ben = [await town.person(f"{name}_ask{seed}") for name in ("ana", "ben")]
    await ana.goes_private()
    await ben.follows(ana)
    accept, decline, withdraw = await at_once(
        random.Random(seed),
        (ana, "PUT", f"/v1/follow-requests/{ben.id}"),
        (ana, "DELETE", f"/v1/follow-requests/{ben.id}"),
        (ben, "DELETE", f"/v1/users/{ana.id}/follow"),
    )
    assert withdraw == 204
    assert [accept, decline].count(204) <= 1
    following = (await tie(ben, ana))["following"]
    assert following in {"none", "yes"}
    assert following == "none" or accept == 204
    assert await numbers(ana) == (int(following == "yes"), 0)
    assert await ana.pages("/v1/follow-requests") == []


@pytest.mark.parametrize("seed", range(ROUNDS // 4))
async def test_nothing_hangs_on_a_deleted_post(town: World, seed: int) -> None:  # AP-26, AZ-15
    ana, ben, cleo = [await town.person(f"{name}_delete{seed}") for name in ("ana", "ben", "cleo")]
    post = await ana.posts("Going.")
    await town.settle()
    path = f"/v1/posts/{post}"
    acts = [(person, "PUT", f"{path}/{verb}") for person in (ben, cleo) for verb in ("like", "save")]
    done = await at_once(random.Random(seed), (ana, "DELETE", path), (ana, "DELETE", path), *acts)
    assert sorted(done[:2]) == [204, 404]
    assert set(done[2:]) <= {204, 404}
    for person in (ana, ben, cleo):
        assert await person.opens(post) == 404
        assert await person.pages("/v1/me/saved") == []
        assert (await person.call("PUT", f"{path}/like")).status_code == 404
        assert (await person.call("DELETE", f"{path}/like")).status_code == 204
    assert (await ana.does("GET", "/v1/me"))["counts"]["posts"] == 0
    await town.settle()


async def test_what_is_narrowed_is_hidden_from_the_next_look_on(town: World) -> None:  # AZ-35, AZ-08
    ana, ben = [await town.person(f"{name}_toggle") for name in ("ana", "ben")]
    post = await ana.posts("Now you see me.")
    await town.settle()
    private = False

    async def look() -> None:
        # What was true all through the look is what it must tell.
        before = private
        status = await ben.opens(post)
        if before is private:
            assert status == (404 if before else 200)

    for turn in range(30):
        await asyncio.gather(*(look() for _ in range(3)))
        await ana.goes_private(private=turn % 2 == 0)
        private = turn % 2 == 0
        await look()


async def test_one_key_has_one_effect(town: World) -> None:  # AP-17
    ana, ben = [await town.person(f"{name}_key") for name in ("ana", "ben")]
    post = await ana.posts("Once.")
    await town.settle()
    path, key = f"/v1/posts/{post}/comments", {"idempotency-key": "one"}
    answers = await asyncio.gather(
        *(ben.call("POST", path, json={"text": "Once."}, headers=key) for _ in range(30))
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert (await ben.call("POST", path, json={"text": "Twice."}, headers=key)).status_code == 422
    assert (await ana.call("POST", path, json={"text": "Mine."}, headers=key)).status_code == 201
    assert sorted(one["text"] for one in await ana.pages(path)) == ["Mine.", "Once."]
