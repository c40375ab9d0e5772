"""What people do on a site that looks at its pictures."""

from __future__ import annotations

from tests.world import Person, World
from tintype.kernel.ids import MediaId
from tintype.media import vectors_after


async def shows(person: Person, *photos: bytes, **fields: object) -> str:
    """A post of some photos, seen by the model; its id."""
    media = [await person.uploads(photo) for photo in photos]
    card = await person.does("POST", "/v1/posts", json={"media": media, **fields})
    await person.world.settle()
    return card["id"]


async def alike(viewer: Person, post_id: str, **asked: object) -> list[str]:
    """The ids of all pages."""
    query = "&".join(f"{name}={value}" for name, value in {"limit": 20, **asked}.items())
    return [card["id"] for card in await viewer.pages(f"/v1/posts/{post_id}/similar?{query}")]


async def vectors_kept(world: World) -> int:
    """How many vectors there are."""
    return len(await world.adapters.records.look(lambda reading: vectors_after(reading, MediaId(0), 100)))
