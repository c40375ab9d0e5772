"""LC-01: an account that is deleted leaves nothing: words are planted everywhere, and the whole store is searched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.credentials.rooms import signs_in, tries
from tests.credentials.test_passkeys import adds, phone
from tests.profile import is_middle
from tests.world import Clocked, Person, World
from tintype.chores import upkeep
from tintype.kernel.clock import DAY_US, ManualClock
from tintype.kernel.ids import AccountId
from tintype.kernel.sql import Query
from tintype.ports.records import Reading

CANARY = "zanzibarium"
NAME = "quixalope"
SQLITE_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
POSTGRES_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
DERIVED = {"limits"}  # Counts of tries, swept within a day of the real clock.


async def lives_fully(gone: Person, ana: Person, ben: Person) -> str:
    """Somebody does everything there is to do, and leaves a word wherever there is room for one."""
    await gone.does(
        "PATCH", "/v1/me", json={"name": CANARY, "bio": f"{CANARY} bio", "link": f"https://{CANARY}.com"}
    )
    post = await gone.posts(f"{CANARY} #{CANARY} with @ana", title=f"{CANARY} title")
    await gone.does("PATCH", f"/v1/posts/{post}", json={"caption": f"{CANARY} again #{CANARY}two"})
    picture = await gone.uploads(name=f"{CANARY}.jpg")
    theirs = await ana.posts("Hers")
    await gone.world.settle()
    await gone.does("PUT", "/v1/me/avatar", json={"media_id": picture})
    await gone.follows(ana)
    await ben.follows(gone)
    await ana.follows(gone)
    await gone.likes(theirs)
    await gone.saves(theirs)
    said = await gone.comments(theirs, f"{CANARY} said")
    await ana.comments(theirs, "An answer", parent_id=said)
    await gone.does("PUT", f"/v1/comments/{await ben.comments(theirs, 'Yes')}/like")
    await ben.likes(post)
    await ben.saves(post)
    await ben.comments(post, "Under the post of who goes")
    await ana.does("PATCH", f"/v1/posts/{theirs}", json={"caption": f"With @{NAME}"})
    await gone.does("PUT", f"/v1/users/{ben.id}/mute")
    await ben.does("PUT", f"/v1/users/{gone.id}/mute")
    for person, shown in ((gone, theirs), (ben, post)):
        items = [{"post_id": shown, "kind": "seen"}]
        await person.does("POST", "/v1/impressions", json={"items": items})
        await person.does("PUT", f"/v1/posts/{shown}/hide")
    for person, author in ((gone, ana), (ben, gone)):
        await person.does("PUT", f"/v1/users/{author.id}/preference", json={"show": "less"})
    await gone.does("POST", "/v1/tokens", json={"name": CANARY, "scopes": ["read"]})
    await adds(gone, phone(gone.world), name=CANARY)
    await gone.does("POST", "/v1/totp")
    await gone.does("POST", "/v1/uploads", json={"bytes": 1000, "type": "image/jpeg", "sha256": "0" * 64})
    await gone.world.settle()
    return theirs


async def test_nothing_remains(clocked: Clocked) -> None:  # LC-01
    world, clock = clocked
    ana, ben = await world.person("ana"), await world.person("ben")
    gone = await world.person(NAME)
    before = await counts(ana, ben)
    theirs = await lives_fully(gone, ana, ben)
    account_id = int(gone.id)
    assert await tables_with(world, CANARY.encode(), account_id) >= {
        "accounts",
        "posts",
        "comments",
        "edges",
        "media",
    }
    assert files_with(world, account_id) or is_middle()
    await gone.does("DELETE", "/v1/me")
    clock.advance(30 * DAY_US + 1)
    await world.settle()
    await runs_upkeep(world, clock, ana, ben)
    assert await tables_with(world, CANARY.encode(), account_id) - DERIVED == set()
    assert CANARY not in "".join(await texts(world))
    assert not files_with(world, account_id)
    assert await counts(ana, ben) == before
    card = await ana.card(theirs)
    assert card["counts"] == {"comments": 1, "likes": 0, "shares": 0}
    assert card["liked_by"] == []
    assert (await ben.call("GET", f"/v1/users/@{NAME}")).status_code == 404
    assert (await signs_in(world, NAME)).json()["code"] == "wrong_login"
    # What a restored backup is told: a mark that names nobody.
    assert [len(found) for name, found in await rows(world) if name == "erased"] == [1]
    # The name and the address are free again.
    again = await world.person(NAME)
    assert again.id != gone.id


async def test_it_may_be_cut_off_anywhere_and_begun_again(clocked: Clocked) -> None:
    world, clock = clocked
    ana, ben = await world.person("ana"), await world.person("ben")
    gone = await world.person(NAME)
    theirs = await lives_fully(gone, ana, ben)
    await gone.does("DELETE", "/v1/me")
    clock.advance(30 * DAY_US + 1)
    erasing = _erasing(world)
    # As a job does whose worker was killed after its last step, and once more when all is done.
    for _ in range(2):
        await erasing.erase(AccountId(int(gone.id)))
    await world.settle()
    assert (await ana.card(theirs))["counts"]["likes"] == 0
    assert not files_with(world, int(gone.id))


async def test_who_comes_back_in_time_keeps_everything(clocked: Clocked) -> None:
    world, clock = clocked
    ana, ben = await world.person("ana"), await world.person("ben")
    gone = await world.person(NAME)
    await lives_fully(gone, ana, ben)
    shown = await ben.does("GET", f"/v1/users/@{NAME}")
    await gone.does("DELETE", "/v1/me")
    clock.advance(29 * DAY_US)
    assert (await signs_in(world, NAME)).status_code == 201
    clock.advance(5 * DAY_US)
    await world.settle()
    assert await ben.does("GET", f"/v1/users/@{NAME}") == shown


async def counts(*people: Person) -> list[dict[str, int]]:
    """Followers and following of each; posts aside, for they post meanwhile."""
    found = [await person.does("GET", "/v1/me") for person in people]
    return [{key: n for key, n in one["counts"].items() if key != "posts"} for one in found]


def _erasing(world: World) -> Any:
    from tintype.chores import job_handlers

    handler = job_handlers(world.worker.subjects)["account.erase"]
    return handler.__self__  # type: ignore[attr-defined]


async def runs_upkeep(world: World, clock: ManualClock, *people: Person) -> None:
    """Everything that is done now and then, a hundred days later; life goes on meanwhile."""
    clock.advance(100 * DAY_US)
    for person in people:
        assert (await tries(person, person.name)).status_code == 201
    await people[0].does("PATCH", "/v1/me", json={"bio": "Still here."})
    await world.settle()
    await upkeep(world.worker.subjects).once()
    await world.settle()


async def rows(world: World) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Every table with all its rows, on either engine."""
    listed = POSTGRES_TABLES if world.adapters.settings.storage.records else SQLITE_TABLES

    async def body(reading: Reading) -> list[tuple[str, list[tuple[Any, ...]]]]:
        names = await reading.fetch(Query("tests", listed, listed), str)
        every = {name: f'SELECT * FROM "{name}"' for name in names}
        return [
            (name, await reading.fetch(Query("tests", text, text), lambda *row: row))
            for name, text in every.items()
        ]

    return await world.adapters.records.look(body)


async def tables_with(world: World, word: bytes, account_id: int) -> set[str]:
    """The tables in which a word stands, or the id, as a number or spelled."""
    spelled = str(account_id).encode()

    def names_it(value: object) -> bool:
        raw = value if isinstance(value, bytes) else str(value).encode()
        return value == account_id or word in raw or spelled in raw

    every = await rows(world)
    return {name for name, found in every if any(names_it(value) for row in found for value in row)}


async def texts(world: World) -> list[str]:
    return [str(value) for _, found in await rows(world) for row in found for value in row]


def files_with(world: World, account_id: int) -> list[Path]:
    """Files that are named after the account, or hold its word; of a bucket nobody asks for a list."""
    folder = world.adapters.settings.storage.data
    found = [path for path in (folder / "blobs").rglob("*") if path.is_file()]
    return [path for path in found if str(account_id) in str(path) or CANARY.encode() in path.read_bytes()]
