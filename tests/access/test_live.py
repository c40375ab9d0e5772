"""Every relation × every state of a post on open sockets: what is told as it comes, and what to who comes back."""

from __future__ import annotations

import msgspec
import pytest

from tests.access.rules import CONTENTS, RELATIONS, Content, Owner, Relation, is_shown, sees
from tests.access.stage import SITES, Stage, person
from tests.live_line import Line, line_of
from tests.world import Person
from tintype.feed import PostNew
from tintype.kernel.ids import AccountId, parse_id
from tintype.realtime import deliver_posts

LAST = b'{"type":"last"}'


def _told(relation: Relation, owner: Owner, content: Content) -> bool:
    """Followers are told of what they may see, as long as it is there and they have not muted its author."""
    if content.is_for != "shown" or not sees(relation, owner, content):
        return False
    return "follows" in relation.does and is_shown(relation)


@pytest.mark.parametrize("name", [name for name, relation in RELATIONS.items() if relation.is_known])
async def test_a_socket_tells_of_what_its_listener_may_see(
    stage: Stage, name: str
) -> None:  # AZ-06, AZ-10, AZ-17, AZ-36
    relation = RELATIONS[name]
    for site, owner in SITES.items():
        listener = person(stage, name, site)
        async with line_of(listener) as line:
            assert await until(line, "hello") == []
            # Told late: since each was published everything has changed.
            for thing in stage.things[site].values():
                await tell(stage, PostNew(1, parse_id(thing.id), 1, parse_id(stage.owners[site].id)))
            told = await until_last(stage, listener, line)
        for state, content in CONTENTS.items():
            is_own = relation.is_self and content.is_for == "shown"
            is_told = stage.things[site][state].id in told
            assert is_told is (is_own or _told(relation, owner, content)), (name, site, state)


@pytest.mark.parametrize("name", [name for name, relation in RELATIONS.items() if relation.is_known])
async def test_who_comes_back_misses_nothing_they_may_see_and_nothing_else(
    stage: Stage, name: str
) -> None:  # AZ-06, AZ-10, AZ-17
    for site, owner in SITES.items():
        async with line_of(person(stage, name, site), "after=0") as line:
            missed = await until(line, "hello")
        for state, content in CONTENTS.items():
            is_missed = stage.things[site][state].id in missed
            assert is_missed is _told(RELATIONS[name], owner, content), (name, site, state)


async def tell(stage: Stage, new: PostNew) -> None:
    api = stage.world.api
    await deliver_posts(api.adapters.records, api.hub, api.subjects.urls, msgspec.json.encode(new))


async def until_last(stage: Stage, listener: Person, line: Line) -> list[str]:
    """The posts told of so far."""
    stage.world.api.hub.deliver([AccountId(parse_id(listener.id))], LAST)
    return await until(line, "last")


async def until(line: Line, kind: str) -> list[str]:
    """The posts told of before a message of this kind."""
    posts: list[str] = []
    while (message := await line.next())["type"] != kind:
        if message["type"] == "post.new":
            posts.append(message["post_id"])
    return posts
