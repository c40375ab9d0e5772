"""Every relation × every state of a post on every surface that shows posts or people, through HTTP.

What processes, lists and people remember of the time when everybody could see these posts must not help anybody.
"""

from __future__ import annotations

import httpx
import pytest

from tests.access.listings import LISTINGS, grid, home, ids
from tests.access.rules import (
    CONTENTS,
    RELATIONS,
    Content,
    Owner,
    Relation,
    is_shown,
    knows_of,
    sees,
    shares_with,
)
from tests.access.scene import by_token
from tests.access.stage import ACTS, AT, JUDGED, SITES, Stage, Thing, finds, people_in, person
from tintype.accounts.leaving import Leaving

BYTES = {"bytes", "old address", "picture"}


# ------------------------------------------------------------------------------------------------ one post


def _paths(thing: Thing, state: str) -> dict[str, str]:
    post = f"/v1/posts/{thing.id}"
    words = {
        "permalink": post,
        "history": f"{post}/history",
        "likes": f"{post}/likes",
        "comments": f"{post}/comments",
        "people": f"{post}/people",
    }
    # Who reaches a picture is noted with it when a post changes; nothing is noted of what is written into the records.
    pictures = {
        "picture": f"/v1/media/{thing.media_id}",
        "old address": thing.address,
        "bytes": thing.address_now,
    }
    return words | pictures if state in ACTS or state in JUDGED else words


def _expected(surface: str, relation: Relation, owner: Owner, content: Content) -> bool:
    if surface == "picture" and relation.is_self:
        return True  # One's own picture outlives the post that showed it.
    if surface in BYTES and content.picture == "destroyed":
        return False
    if surface in {"picture", "bytes"} and content.picture == "held" and relation.moderates:
        return True  # Who is to decide about it sees it, even who is blocked.
    if surface == "history" and not relation.is_self and not relation.moderates:
        return False  # What an edit took back is told to its author and moderators alone.
    return sees(relation, owner, content)


@pytest.mark.parametrize("state", CONTENTS)
async def test_a_post_opens_to_those_who_may_see_it(
    stage: Stage, state: str
) -> None:  # AZ-01, AZ-13, AZ-14, AZ-15
    content = CONTENTS[state]
    for site, owner in SITES.items():
        for surface, path in _paths(stage.things[site][state], state).items():
            for name, relation in RELATIONS.items():
                if surface in BYTES and relation.is_self and content.is_for == "gone":
                    continue  # Files go when the undo is over: tests/features/test_storage.py.
                if surface == "old address" and _expected(surface, relation, owner, content):
                    continue  # Whether it still answers those who may see it depends on what has happened since.
                answer = await person(stage, name, site).call("GET", path)
                is_open = answer.status_code == 200
                cell = (surface, name, site, state, answer.status_code)
                assert answer.status_code in (200, 404), cell
                assert is_open is _expected(surface, relation, owner, content), cell


@pytest.mark.parametrize("site", SITES)
async def test_nothing_can_be_done_to_a_post_that_is_not_seen_nor_by_who_only_reads(
    stage: Stage, site: str
) -> None:  # AU-15, AZ-11, AZ-14, AZ-32, AP-25
    owner = SITES[site]
    for state, content in CONTENTS.items():
        post = f"/v1/posts/{stage.things[site][state].id}"
        for name, relation in RELATIONS.items():
            if not relation.is_known or (sees(relation, owner, content) and not relation.only_reads):
                continue
            viewer = person(stage, name, site)
            acts = [
                await viewer.call("PUT", f"{post}/like"),
                await viewer.call("PUT", f"{post}/save"),
                await viewer.call("POST", f"{post}/comments", json={"text": "Hello?"}),
                await viewer.call("PATCH", post, json={"caption": "Mine."}),
            ]
            # Who only reads is refused at the door, whether there is such a post or not.
            refused = 403 if relation.only_reads else 404
            assert [act.status_code for act in acts] == [refused] * 4, (name, site, state)


async def test_what_is_hidden_looks_like_what_never_was(stage: Stage) -> None:  # AZ-01, EN-01
    never = "1234567890123456789"
    for site, owner in SITES.items():
        for state, content in CONTENTS.items():
            thing = stage.things[site][state]
            for name, relation in RELATIONS.items():
                if sees(relation, owner, content) or relation.is_self:
                    continue
                viewer = person(stage, name, site)
                hidden = await viewer.call("GET", f"/v1/posts/{thing.id}")
                assert look_of(hidden) == look_of(await viewer.call("GET", f"/v1/posts/{never}")), name


def look_of(answer: httpx.Response) -> tuple[int, object, set[str], int]:
    body = answer.json()
    body.pop("request_id")
    return answer.status_code, body, set(answer.headers), len(answer.content)


# ------------------------------------------------------------------------------------------------ lists of posts


def _listed(surface: str, relation: Relation, owner: Owner, content: Content) -> bool:
    if content.is_for != "shown" or not sees(relation, owner, content):
        return False
    if surface == "saved":
        return relation.is_known
    if surface == "home":
        return "follows" in relation.does and is_shown(relation)
    if surface == "similar":
        return is_shown(relation)
    if surface == "explore":
        is_open = content.audience == "everyone" and not owner.is_private
        return is_open and not {"follows", "asks"} & relation.does and is_shown(relation)
    return True


@pytest.mark.parametrize("surface", LISTINGS)
async def test_a_list_names_what_its_reader_may_see(
    stage: Stage, surface: str
) -> None:  # AZ-02, AZ-08, AZ-29, AZ-33
    for site, owner in SITES.items():
        for name, relation in RELATIONS.items():
            if relation.is_self:
                continue
            shown = await LISTINGS[surface](stage, person(stage, name, site), site)
            things = {state: thing.id for state, thing in stage.things[site].items()}
            expected = {
                id for state, id in things.items() if _listed(surface, relation, owner, CONTENTS[state])
            }
            assert shown & set(things.values()) == expected, (surface, name, site)


# ------------------------------------------------------------------------------------------------ lists of people


@pytest.mark.parametrize("name", RELATIONS)
async def test_people_are_found_by_those_who_may_know_of_them(
    stage: Stage, name: str
) -> None:  # AZ-03, AZ-10, AZ-18
    relation = RELATIONS[name]
    for site, owner in SITES.items():
        viewer, user = person(stage, name, site), f"/v1/users/{stage.owners[site].id}"
        statuses = {
            part: (await viewer.call("GET", user + part)).status_code
            for part in ("", "/followers", "/following", "/tagged")
        }
        for part in ("", "/tagged"):
            assert (statuses[part] == 200) is knows_of(relation, owner), (name, site, part)
        ids = await finds(viewer, "person", f"kind=people&keyword={stage.owners[site].name}")
        assert (stage.owners[site].id in ids) is knows_of(relation, owner), (name, site, "search")
        for part in ("/followers", "/following"):
            assert (statuses[part] == 200) is shares_with(relation, owner), (name, site, part)
        profile = (await viewer.call("GET", user)).json()
        counted = "followed_by_count" in profile.get("viewer", {})
        is_asking = relation.is_known and not relation.is_self
        assert counted is (is_asking and shares_with(relation, owner)), (name, site)
        if is_asking:
            ids = {one["id"] for one in await viewer.pages("/v1/suggestions?limit=100")}
            is_met = bool({"follows", "asks", "mutes", "dismisses"} & relation.does)
            is_suggested = shares_with(relation, owner) and not is_met
            assert (stage.owners[site].id in ids) is is_suggested, (name, site)


@pytest.mark.parametrize("name", RELATIONS)
async def test_who_is_in_a_picture_is_named_to_those_who_see_what_they_share(
    stage: Stage, name: str
) -> None:  # AZ-10, AZ-33
    for site, owner in SITES.items():
        viewer, owner_id = person(stage, name, site), stage.owners[site].id
        is_named = owner_id in await people_in(viewer, stage.group)
        is_listed = stage.group in await ids(viewer, f"/v1/users/{owner_id}/tagged?limit=100")
        assert is_named is is_listed is shares_with(RELATIONS[name], owner), (name, site)


# ------------------------------------------------------------------------------------------------ when authors go


def leaving(stage: Stage) -> Leaving:
    return Leaving(stage.world.adapters.records, stage.world.api.subjects.accounts.sessions)


async def goes(stage: Stage, site: str, how: str) -> None:
    owner = stage.owners[site]
    if how == "suspended":
        await leaving(stage).suspend(owner.name)
    elif how == "resting":
        await owner.does("POST", "/v1/me/rest")
    else:
        await owner.does("DELETE", "/v1/me")


async def comes_back(stage: Stage, site: str, how: str) -> None:
    if how == "suspended":
        await leaving(stage).restore(stage.owners[site].name)
    owner = await stage.owners[site].signs_in()
    stage.readers[site] = await by_token(owner, AT)  # Tokens do not outlive rest.


@pytest.mark.parametrize("how", ["suspended", "resting", "leaving"])
async def test_who_takes_no_part_any_more_is_nowhere(stage: Stage, how: str) -> None:  # AZ-16, LC-04, LC-08
    before = {site: await grid(stage, stage.viewers["close friend"], site) for site in SITES}
    for site in SITES:
        await goes(stage, site, how)
    for site in SITES:
        thing = stage.things[site]["open"]
        paths = {**_paths(thing, "open"), "profile": f"/v1/users/{stage.owners[site].id}"}
        for name, relation in RELATIONS.items():
            if relation.is_self:
                continue
            viewer = person(stage, name, site)
            for surface, path in paths.items():
                assert (await viewer.call("GET", path)).status_code == 404, (surface, name, site)
            for surface, listing in LISTINGS.items():
                assert thing.id not in await listing(stage, viewer, site), (surface, name, site)
            assert stage.owners[site].id not in await people_in(viewer, stage.group), (name, site)
    for site in SITES:
        await comes_back(stage, site, how)
    await stage.world.settle()
    for site in SITES:
        assert await grid(stage, stage.viewers["close friend"], site) == before[site] != set()
        assert stage.things[site]["open"].id in await home(stage, stage.viewers["follower"], site)
