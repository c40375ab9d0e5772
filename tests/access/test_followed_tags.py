"""Every relation × every state of a post, at the home of who follows the hashtag that all of them have."""

from __future__ import annotations

import pytest

from tests.access.rules import CONTENTS, RELATIONS, Content, Owner, Relation, is_shown, sees
from tests.access.stage import SITES, TAGS, Stage, person
from tintype.kernel.ids import parse_id, shard_of
from tintype.kernel.sql import Query
from tintype.ports.records import Transaction

FOLLOW = "INSERT INTO tag_follows (shard, account_id, tag, at_us) VALUES (:shard, :account_id, :tag, 1)"
UNFOLLOW = "DELETE FROM tag_follows WHERE shard = :shard AND account_id = :account_id AND tag = :tag"


async def everybody(stage: Stage, text: str) -> None:
    """Written into the records: who only reads cannot ask for it, and finds what they asked for before."""
    query = Query("tests", text, text)
    ids = {
        parse_id(person(stage, name, site).id)
        for name, relation in RELATIONS.items()
        for site in SITES
        if relation.is_known and not relation.is_self
    }

    async def body(tx: Transaction) -> None:
        for id in sorted(ids):
            for tag in TAGS.values():
                await tx.execute(query, shard=shard_of(id), account_id=id, tag=tag)

    await stage.world.adapters.records.transact(body)
    stage.world.api.subjects.feed.invalidation.reset()


def expected(relation: Relation, owner: Owner, content: Content) -> bool:
    if content.is_for != "shown" or not sees(relation, owner, content) or not is_shown(relation):
        return False
    return "follows" in relation.does or (content.audience == "everyone" and not owner.is_private)


@pytest.mark.parametrize("order", ["latest", "ranked"])
async def test_a_tag_brings_home_what_strangers_may_see_of_whom_one_wants_to_meet(
    stage: Stage, order: str
) -> None:  # AZ-02, AZ-08
    await everybody(stage, FOLLOW)
    try:
        for site, owner in SITES.items():
            things = {state: thing.id for state, thing in stage.things[site].items()}
            for name, relation in RELATIONS.items():
                if relation.is_self or not relation.is_known:
                    continue
                cards = await person(stage, name, site).pages(f"/v1/timelines/home?limit=100&order={order}")
                shown = {card["id"] for card in cards} & set(things.values())
                wanted = {id for state, id in things.items() if expected(relation, owner, CONTENTS[state])}
                assert shown == wanted, (name, site)
    finally:
        await everybody(stage, UNFOLLOW)
