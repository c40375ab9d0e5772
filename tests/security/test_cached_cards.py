"""What one viewer may not see does not come back to them out of what was cached for another."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.world import Person, World, world_in
from tintype.media.making.pool import MediaPool

Table = dict[str, Person]


@pytest.fixture(scope="module")
async def table(tmp_path_factory: pytest.TempPathFactory, media_pool: MediaPool) -> AsyncIterator[Table]:
    """ana and ben follow cleo; ana has blocked dora."""
    async with world_in(tmp_path_factory.mktemp("cards") / "data", media_pool) as world:
        people = {name: await world.person(name) for name in ("ana", "ben", "cleo", "dora")}
        await people["ana"].follows(people["cleo"])
        await people["ben"].follows(people["cleo"])
        await people["ana"].blocks(people["dora"])
        await world.settle()
        yield people


def age_cards(world: World) -> None:
    """As if every card had been baked more than a second ago, and its counts had moved."""
    for card in world.api.subjects.feed.home.assembly.cards._cards.values():
        card.stale_s = 0.0


async def card_at_home(person: Person, post: str) -> dict[str, Any] | None:
    return next((card for card in await person.home_cards() if card["id"] == post), None)


async def said_at_home(person: Person, post: str) -> list[str]:
    card = await card_at_home(person, post)
    assert card is not None
    return [comment["text"] for comment in card["comments"]]


async def test_a_comment_of_the_blocked_does_not_slip_into_a_page_already_known(
    table: Table,
) -> None:  # AZ-10
    ana, ben, cleo, dora = table.values()
    post = await cleo.posts("Harbour.")
    await cleo.world.settle()
    assert await said_at_home(ana, post) == []
    await dora.comments(post, "Can ana see me?")
    age_cards(cleo.world)
    assert await said_at_home(ben, post) == ["Can ana see me?"]
    assert await said_at_home(ana, post) == []


async def test_a_card_made_for_one_viewer_goes_with_its_post(table: Table) -> None:  # AZ-15
    ana, ben, cleo, dora = table.values()
    post = await cleo.posts("Lighthouse.")
    await cleo.world.settle()
    await dora.comments(post, "Unseen by ana.")
    assert await said_at_home(ana, post) == []
    await cleo.does("PATCH", f"/v1/posts/{post}", json={"caption": "Changed."})
    assert await card_at_home(ben, post)
    changed = await card_at_home(ana, post)
    assert changed is not None
    assert changed["caption"] == "Changed."
    await cleo.deletes(post)
    assert await card_at_home(ana, post) is None
    assert await card_at_home(ben, post) is None


async def test_who_mentions_the_blocked_names_nobody_to_them(table: Table) -> None:  # AZ-10
    ana, ben, cleo, dora = table.values()
    post = await cleo.posts("With @dora and @ben.")
    await cleo.world.settle()
    await ben.comments(post, "Hello @dora!")
    both = {"dora", "ben"}
    for viewer, named in ((ben, both), (ana, {"ben"}), (ben, both)):
        for card in (await card_at_home(viewer, post) or {}, await viewer.card(post)):
            assert {one["username"] for one in card["mentions"]} == named
            spoken = {one["username"] for one in card["comments"][0].get("mentions", [])}
            assert spoken == named - {"ben"}
    listed = await ana.pages(f"/v1/posts/{post}/comments")
    assert "mentions" not in listed[0]
    assert dora.id not in (await ana.call("GET", "/v1/timelines/home")).text


async def test_who_is_blocked_by_the_author_is_silent_for_everybody(table: Table) -> None:  # AZ-19
    _, ben, cleo, dora = table.values()
    post = await cleo.posts("Pier.")
    await cleo.world.settle()
    await dora.comments(post, "Rude.")
    assert await said_at_home(ben, post) == ["Rude."]
    await cleo.blocks(dora)
    assert await said_at_home(ben, post) == []
    assert (await ben.card(post))["comments"] == await ben.pages(f"/v1/posts/{post}/comments") == []
    await cleo.does("DELETE", f"/v1/users/{dora.id}/block")


async def test_who_likes_is_not_named_across_a_block(table: Table) -> None:  # AZ-10, AZ-17
    ana, ben, cleo, dora = table.values()
    await cleo.world.settle()
    post = await cleo.posts("Liked.")
    await cleo.world.settle()
    for liker in (dora, ben):
        await liker.likes(post)
    for viewer, named in ((ana, {"ben"}), (ben, {"dora"}), (ana, {"ben"})):
        card = await card_at_home(viewer, post) or {}
        assert {one["username"] for one in card["liked_by"]} == named
    await dora.blocks(ben)
    for viewer, named in ((ben, set()), (ana, {"ben"})):
        card = await card_at_home(viewer, post) or {}
        assert {one["username"] for one in card["liked_by"]} == named
        assert {one["username"] for one in (await viewer.card(post))["liked_by"]} == named
