"""What somebody has missed, by letter: only when asked for, only what is still there, and ended by one click."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.mail.post_office import PostOffice, post_office, words_of
from tests.world import Person, World, world_in
from tintype.kernel.clock import DAY_US, HOUR_US, SECOND_US, ManualClock, SystemClock
from tintype.media.making.pool import MediaPool
from tintype.settings import MailSettings

TOKEN = re.compile(r"#(\S+)")


@dataclass
class Site:
    world: World
    office: PostOffice
    clock: ManualClock

    async def person(self, name: str) -> Person:
        """Somebody whose address is confirmed."""
        person = await self.world.person(name)
        found = TOKEN.search(words_of(self.office.to(f"{name}@example.org")[-1]))
        assert found
        await person.does("PUT", "/v1/email-confirmations", json={"token": found[1]})
        self.office.letters.clear()
        self.office.recipients.clear()
        return person

    async def passes(self, us: int) -> None:
        """Time passes, and what is due is done."""
        await self.world.settle()
        self.clock.advance(us)
        await self.world.worker.subjects.notifications.digests.ask()
        await self.world.settle()

    async def letters(self, name: str) -> list[str]:
        return [words_of(letter) for letter in self.office.to(f"{name}@example.org")]


@pytest.fixture
async def site(tmp_path: Path, media_pool: MediaPool) -> AsyncIterator[Site]:
    clock = ManualClock(SystemClock().now_us())
    async with post_office() as office:
        mail = MailSettings(f"smtp://127.0.0.1:{office.port}", "noreply@tintype.example")
        async with world_in(tmp_path / "data", media_pool, clock=clock, mail=mail) as world:
            yield Site(world, office, clock)


async def asks_for(site: Site, person: Person, often: str) -> None:
    await person.does("PATCH", "/v1/notifications/settings", json={"digest": often})
    site.clock.advance(SECOND_US)


async def test_a_letter_a_day_for_who_asked(site: Site) -> None:
    ana, ben = await site.person("ana"), await site.person("ben")
    await asks_for(site, ana, "daily")
    post = await ana.posts("harbour")
    await site.world.settle()
    await ben.comments(post, "Lovely.")
    await ben.likes(post)
    await ana.comments(post, "Hello @ben")
    await site.passes(HOUR_US)
    assert await site.letters("ana") == []
    await site.passes(DAY_US)
    (letter,) = await site.letters("ana")
    assert "ben commented on your post: “Lovely.”" in letter.replace("\n", " ")
    assert f"{site.world.origin}/p/{post}" in letter
    assert "liked" not in letter  # By default no like is worth a line.
    assert await site.letters("ben") == []  # Who has asked for nothing.
    # What was told is not told again; what is new is.
    await site.passes(DAY_US + HOUR_US)
    assert len(await site.letters("ana")) == 1
    await ben.follows(ana)
    await site.passes(DAY_US + HOUR_US)
    assert "ben started following you" in (await site.letters("ana"))[-1]
    assert "Lovely" not in (await site.letters("ana"))[-1]


async def test_a_week_is_a_week(site: Site) -> None:
    ana, ben = await site.person("ana"), await site.person("ben")
    await asks_for(site, ana, "weekly")
    await ben.follows(ana)
    for _ in range(6):
        await site.passes(DAY_US)
    assert await site.letters("ana") == []
    await site.passes(DAY_US + HOUR_US)
    assert len(await site.letters("ana")) == 1


async def test_what_was_read_or_hidden_is_in_no_letter(site: Site) -> None:  # AZ-36
    ana, ben, cleo = await site.person("ana"), await site.person("ben"), await site.person("cleo")
    await asks_for(site, ana, "daily")
    await ben.follows(ana)
    await site.world.settle()
    until = (await ana.pages("/v1/notifications"))[0]["at"]
    await ana.does("PUT", "/v1/notifications/read", json={"until": until})
    await site.passes(HOUR_US)
    await cleo.follows(ana)
    await site.world.settle()
    # The letter is asked for while all is well, and written after the block.
    site.clock.advance(DAY_US)
    assert await site.world.worker.subjects.notifications.digests.ask() == 1
    await cleo.blocks(ana)
    await site.world.settle()
    assert await site.letters("ana") == []


async def test_one_click_ends_the_letters(site: Site) -> None:
    ana, ben = await site.person("ana"), await site.person("ben")
    await asks_for(site, ana, "daily")
    await ben.follows(ana)
    await site.passes(DAY_US + HOUR_US)
    (letter,) = site.office.to("ana@example.org")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = letter["List-Unsubscribe"].strip("<>")
    assert link in words_of(letter).replace("\n", "")
    path = urlsplit(link).path
    stranger = site.world.stranger()
    asked = await stranger.client.get(path)
    assert (asked.status_code, asked.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<form" in asked.text
    assert (await ana.does("GET", "/v1/notifications/settings"))["digest"] == "daily"  # Looking ends nothing.
    ended = await stranger.client.post(path, data={"List-Unsubscribe": "One-Click"})  # RFC 8058
    assert ended.status_code == 200
    assert (await ana.does("GET", "/v1/notifications/settings"))["digest"] == "off"
    await site.passes(2 * DAY_US)
    assert len(await site.letters("ana")) == 1
    assert (await stranger.client.post(path)).status_code == 200  # A second time changes nothing.


async def test_a_ticket_of_ones_own_making_ends_nothing(site: Site) -> None:
    ana = await site.person("ana")
    await asks_for(site, ana, "daily")
    ticket = site.world.api.subjects.notifications.digests.ticket(1)  # type: ignore[arg-type]
    mac = ticket.partition("-")[2]
    stranger = site.world.stranger()
    for forged in (
        f"{int(ana.id):x}-{mac}",
        f"{int(ana.id):x}-",
        "x",
        f"{2**70:x}-{mac}",
        f"-1-{mac}",
        "%FF",
    ):
        for method in ("GET", "POST"):
            answer = await stranger.client.request(method, f"/v1/unsubscribe/{forged}")
            assert answer.status_code == 404, forged
    assert (await ana.does("GET", "/v1/notifications/settings"))["digest"] == "daily"
