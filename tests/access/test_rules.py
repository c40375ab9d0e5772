"""Every relation × every owner × every state of a post, on the functions that decide, against rules written anew."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest

from tests.access.rules import CONTENTS, OWNERS, RELATIONS, Relation, is_shown, knows_of, sees, shares_with
from tests.access.stage import KINDS
from tests.ground import Ground, ground_in
from tests.posts.site import Site
from tintype.graph import edges, hidden_from, reachable, visible, visible_pairs
from tintype.kernel.ids import AccountId, PostId, shard_of
from tintype.kernel.sql import Query
from tintype.kernel.viewer import ANONYMOUS, Scope, Viewer
from tintype.ports.records import Transaction
from tintype.posts import Audience, heads, seen_by, seen_pairs, visible_heads, visible_posts


@dataclass
class Cast:
    """Every owner with a post in each state, and for each of them a viewer in each relation."""

    ground: Ground
    owners: dict[str, Viewer] = field(default_factory=dict[str, Viewer])
    posts: dict[tuple[str, str], PostId] = field(default_factory=dict[tuple[str, str], PostId])
    viewers: dict[tuple[str, str], Viewer] = field(default_factory=dict[tuple[str, str], Viewer])


@pytest.fixture(scope="module")
async def cast(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cast]:
    async with ground_in(tmp_path_factory.mktemp("rules")) as ground:
        found, site = Cast(ground), Site(ground)
        for name, owner in OWNERS.items():
            author = found.owners[name] = await ground.person(is_private=owner.is_private)
            for state, content in CONTENTS.items():
                post = await site.post(author, audience=Audience[content.audience.upper()])
                found.posts[name, state] = post.id
                if content.columns:
                    await change(ground, "posts", content.columns, post.id)
            for relation in RELATIONS:
                found.viewers[name, relation] = await viewer_of(ground, author, relation)
            await change(ground, "accounts", f"state = {owner.state}", author.account_id)
        yield found


async def viewer_of(ground: Ground, owner: Viewer, name: str) -> Viewer:
    relation = RELATIONS[name]
    if not relation.is_known:
        return ANONYMOUS
    if relation.is_self:
        return as_it_comes(owner, relation)
    viewer = await ground.person()
    if relation.role:
        await change(ground, "accounts", f"role = {relation.role}", viewer.account_id)

    async def body(tx: Transaction) -> None:
        for tie in sorted(relation.does):
            await edges.add(tx, KINDS[tie], [(viewer.account_id, owner.account_id)])
        for tie in sorted(relation.suffers):
            await edges.add(tx, KINDS[tie], [(owner.account_id, viewer.account_id)])

    await ground.records.transact(body)
    return as_it_comes(viewer, relation)


def as_it_comes(viewer: Viewer, relation: Relation) -> Viewer:
    if relation.comes == "by a reading token":
        return replace(viewer, scopes=Scope.READ)
    return replace(viewer, is_limited=relation.comes == "unconfirmed")


async def change(ground: Ground, table: str, columns: str, id: int) -> None:
    text = f"UPDATE {table} SET {columns} WHERE shard = :shard AND id = :id"
    query = Query("tests", text, text)
    assert await ground.records.transact(lambda tx: tx.execute(query, shard=shard_of(id), id=id)) == 1


async def test_who_is_there_and_who_shares(cast: Cast) -> None:  # AZ-01, AZ-03, AZ-10
    for relation_name, relation in RELATIONS.items():
        for name, owner in OWNERS.items():
            viewer, owner_id = cast.viewers[name, relation_name], cast.owners[name].account_id
            there = await cast.ground.look(lambda tx, v=viewer, o=owner_id: reachable(tx, v, [o]))
            shares = await cast.ground.look(lambda tx, v=viewer, o=owner_id: visible(tx, v, [o]))
            cell = (relation_name, name)
            assert (owner_id in there) is knows_of(relation, owner), cell
            assert (owner_id in shares) is shares_with(relation, owner), cell


async def test_who_is_not_met(cast: Cast) -> None:  # AZ-10
    for (name, relation_name), viewer in cast.viewers.items():
        relation = RELATIONS[relation_name]
        if relation.is_known and not relation.is_self:
            hidden = await cast.ground.look(lambda tx, v=viewer: hidden_from(tx, v))
            is_hidden = cast.owners[name].account_id in hidden
            assert is_hidden is not is_shown(relation), (relation_name, name)


@pytest.mark.parametrize("relation_name", RELATIONS)
async def test_who_sees_which_post(cast: Cast, relation_name: str) -> None:  # AZ-01, AZ-02, AZ-14, AZ-15
    relation = RELATIONS[relation_name]
    for name, owner in OWNERS.items():
        viewer = cast.viewers[name, relation_name]
        ids = {state: cast.posts[name, state] for state in CONTENTS}
        asked = list(ids.values())
        in_heads = await cast.ground.look(lambda tx, v=viewer, a=asked: visible_heads(tx, v, a))
        in_posts = await cast.ground.look(lambda tx, v=viewer, a=asked: visible_posts(tx, v, a))
        for state, post_id in ids.items():
            expected = sees(relation, owner, CONTENTS[state])
            assert (post_id in in_heads) is expected, (relation_name, name, state)
            assert (post_id in in_posts) is expected, (relation_name, name, state)


async def test_many_viewers_and_posts_at_once_answer_as_each_alone(cast: Cast) -> None:  # AZ-02
    pairs: set[tuple[AccountId, PostId]] = set()
    authors: set[tuple[AccountId, AccountId]] = set()
    wanted: set[tuple[AccountId, PostId]] = set()
    sharing: set[tuple[AccountId, AccountId]] = set()
    for (name, relation_name), viewer in cast.viewers.items():
        relation, owner = RELATIONS[relation_name], OWNERS[name]
        if not relation.is_known:
            continue
        author = (viewer.account_id, cast.owners[name].account_id)
        authors.add(author)
        if shares_with(relation, owner):
            sharing.add(author)
        for state, content in CONTENTS.items():
            pair = (viewer.account_id, cast.posts[name, state])
            pairs.add(pair)
            # What is not published is nobody's to like or to comment on, its author's neither.
            if content.is_for == "shown" and sees(relation, owner, content):
                wanted.add(pair)
    assert set(await cast.ground.look(lambda tx: seen_pairs(tx, pairs))) == wanted
    assert await cast.ground.look(lambda tx: visible_pairs(tx, authors)) == sharing


async def test_a_mixed_list_keeps_its_order_and_loses_what_is_hidden(cast: Cast) -> None:  # AZ-02
    every = list(cast.posts.values())
    for relation_name in ("anonymous", "stranger", "moderator"):
        viewer = cast.viewers["public", relation_name]
        found = await cast.ground.look(lambda tx: heads(tx, every))
        shown = await cast.ground.look(lambda tx, v=viewer, f=found: seen_by(tx, v, f))
        # Towards every owner but their own this viewer is a stranger, whatever their role.
        expected = {
            id
            for (name, state), id in cast.posts.items()
            if sees(RELATIONS["stranger"], OWNERS[name], CONTENTS[state])
        }
        assert {head.id for head in shown} == expected
        kept = [head.id for head in found if head.id in expected]
        assert [head.id for head in shown] == kept
