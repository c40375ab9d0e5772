"""Every surface that lists posts: the ids that it names to a viewer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from tests.access.stage import SPOTS, TAGS, Stage, finds
from tests.world import Person
from tintype.kernel.ids import MediaId, PostId
from tintype.media import VECTOR_SIZE

Listing = Callable[[Stage, Person, str], Awaitable[set[str]]]


async def grid(stage: Stage, viewer: Person, site: str) -> set[str]:
    return await ids(viewer, f"/v1/users/{stage.owners[site].id}/posts?limit=100")


async def tag(stage: Stage, viewer: Person, site: str, order: str = "recent") -> set[str]:
    return await ids(viewer, f"/v1/timelines/tags/{TAGS[site]}?order={order}&limit=100")


async def searched(stage: Stage, viewer: Person, site: str) -> set[str]:
    return await finds(viewer, "post", f"kind=posts&keyword=%23{TAGS[site]}")


async def near(stage: Stage, viewer: Person, site: str) -> set[str]:
    lat, lon = SPOTS[site]
    return await finds(viewer, "post", f"kind=posts&near={lat},{lon},100")


async def placed(stage: Stage, viewer: Person, site: str) -> set[str]:
    """Posts by the places that are found, in four ways that have to agree; each is from a place of its own."""
    lat, lon = SPOTS[site]
    box = f"{lat - 1},{lon - 1},{lat + 1},{(lon + 181) % 360 - 180}"
    ways = {
        "near": await finds(viewer, "place", f"kind=places&near={lat},{lon},100"),
        "called so": await finds(viewer, "place", f"kind=places&keyword={site}%20corn"),
        "on the map": await ids(viewer, f"/v1/places?box={box}"),
        "while somebody types": await suggested_places(viewer, site),
    }
    things = {thing.place_id: thing.id for thing in stage.things[site].values()}
    assert ways["near"] == ways["on the map"] == ways["called so"] >= ways["while somebody types"], ways
    return {things[id] for id in ways["near"]}


async def suggested_places(viewer: Person, site: str) -> set[str]:
    found = (await viewer.does("GET", f"/v1/places/suggest?prefix={site}%20corn"))["items"]
    searched = (await viewer.does("GET", f"/v1/search/suggest?prefix={site}%20corn"))["items"]
    return {one["place"]["id"] for one in [*found, *searched] if "place" in one}


async def commented(stage: Stage, viewer: Person, site: str) -> set[str]:
    path = f"/v1/users/{stage.owners[site].id}/posts?commented_by={stage.witness.id}&limit=100"
    return await ids(viewer, path)


async def said(stage: Stage, viewer: Person, site: str) -> set[str]:
    path = f"/v1/users/{stage.witness.id}/comments?on={stage.owners[site].id}&limit=100"
    return await ids(viewer, path, "post_id")


async def tagged(stage: Stage, viewer: Person, site: str) -> set[str]:
    return await ids(viewer, f"/v1/users/{stage.witness.id}/tagged?limit=100")


async def saved(stage: Stage, viewer: Person, site: str) -> set[str]:
    return await ids(viewer, "/v1/me/saved?limit=100") if viewer.id else set()


async def explored(stage: Stage, viewer: Person, site: str) -> set[str]:
    return {card["id"] for card in await viewer.pages("/v1/explore?limit=100")}


async def similar(stage: Stage, viewer: Person, site: str) -> set[str]:
    """Posts that look like one that everybody sees: what would be found of each, if it was all that looks so."""
    index, found = stage.world.api.subjects.likeness.index, set[str]()
    one, other = bytes([127] * VECTOR_SIZE), bytes([127] * 180 + [0] * (VECTOR_SIZE - 180))
    for thing in stage.things[site].values():
        entries = [(MediaId(1), PostId(int(stage.group)), one), (MediaId(2), PostId(int(thing.id)), other)]
        await index.ask(lambda vectors, entries=entries: vectors.put(entries))
        found |= await ids(viewer, f"/v1/posts/{stage.group}/similar?limit=100")
    return found


async def home(stage: Stage, viewer: Person, site: str) -> set[str]:
    return await ids(viewer, "/v1/timelines/home?limit=100") if viewer.id else set()


async def ids(viewer: Person, path: str, key: str = "id") -> set[str]:
    answer = await viewer.call("GET", path)
    if answer.status_code == 404:
        return set()
    assert answer.status_code == 200, (path, answer.text)
    return {item[key] for item in answer.json()["items"]}


LISTINGS: dict[str, Listing] = {
    "grid": grid,
    "tag": tag,
    "top of a tag": partial(tag, order="top"),
    "search": searched,
    "near": near,
    "places": placed,
    "commented": commented,
    "said": said,
    "tagged": tagged,
    "saved": saved,
    "home": home,
    "explore": explored,
    "similar": similar,
}
