"""Edit a profile: versions, renames with a rest, audiences, links."""

import asyncio

import pytest

from tests.accounts.conftest import House
from tintype.accounts import (
    AudienceNarrowed,
    AudienceWidened,
    ProfileChanged,
    ProfileEdit,
    forwarded,
    ids_of,
    profile,
)
from tintype.accounts.links import link
from tintype.kernel.clock import DAY_US
from tintype.kernel.problems import Conflict, Invalid, PreconditionFailed, TooMany
from tintype.kernel.viewer import Viewer


async def whose(house: House, name: str) -> Viewer | None:
    found = await house.ground.look(lambda reading: ids_of(reading, [name]))
    return found.get(name)  # type: ignore[return-value]


async def test_an_edit_changes_what_it_names(house: House) -> None:
    ana = await house.viewer(await house.sign_up("ana"))
    await house.editing.edit(ana, ProfileEdit(name=" Ana  Silva ", bio="one\r\ntwo"))
    after = await house.editing.edit(ana, ProfileEdit(link="example.org/ana", bio=""))
    assert (after.name, after.bio, after.link, after.version) == (
        "Ana Silva",
        "",
        "https://example.org/ana",
        3,
    )
    assert after == await house.ground.look(lambda reading: profile(reading, ana.account_id))


async def test_an_edit_of_an_older_version_is_refused(house: House) -> None:  # AP-19
    ana = await house.viewer(await house.sign_up("ana"))
    await house.editing.edit(ana, ProfileEdit(bio="one"), version=1)
    with pytest.raises(PreconditionFailed):
        await house.editing.edit(ana, ProfileEdit(bio="two"), version=1)
    results = await asyncio.gather(
        *(house.editing.edit(ana, ProfileEdit(bio=f"{n}"), version=2) for n in range(10)),
        return_exceptions=True,
    )
    assert sum(not isinstance(result, BaseException) for result in results) == 1


async def test_an_edit_that_changes_nothing_tells_nobody(house: House) -> None:
    ana = await house.viewer(await house.sign_up("ana"))
    before = await house.ground.events()
    assert (await house.editing.edit(ana, ProfileEdit(username="ana", is_private=False))).version == 1
    assert await house.ground.events() == before


async def test_everything_wrong_is_named_at_once(house: House) -> None:
    ana = await house.viewer(await house.sign_up("ana"))
    with pytest.raises(Invalid) as refused:
        await house.editing.edit(
            ana, ProfileEdit(name="x" * 65, bio="x" * 501, link="javascript:alert(1)", username="a b")
        )
    assert refused.value.fields == {
        "name": ["too_long"],
        "bio": ["too_long"],
        "link": ["link"],
        "username": ["characters"],
    }


async def test_the_audience_is_told(house: House) -> None:
    ana = await house.viewer(await house.sign_up("ana"))
    await house.editing.edit(ana, ProfileEdit(is_private=True))
    await house.editing.edit(ana, ProfileEdit(is_private=True))
    await house.editing.edit(ana, ProfileEdit(is_private=False))
    kinds = [type(event) for event in await house.ground.events()]
    assert kinds.count(AudienceNarrowed) == kinds.count(AudienceWidened) == 1
    assert kinds.count(ProfileChanged) == 2


async def test_links_lead_on_until_others_may_have_the_name(house: House) -> None:  # AP-16
    ana = await house.viewer(await house.sign_up("ana"))
    await house.editing.edit(ana, ProfileEdit(username="anita", keeps_links=True))

    async def leads_to() -> int | None:
        return await house.ground.look(lambda reading: forwarded(reading, "Ana"))

    assert await leads_to() == ana.account_id
    house.ground.clock.advance(30 * DAY_US)
    assert await leads_to() is None
    ben = await house.viewer(await house.sign_up("ana", email="ben@example.org"))
    assert await leads_to() is None
    assert await whose(house, "ana") == ben.account_id


async def test_a_name_given_up_rests(house: House) -> None:  # AP-16
    ana = await house.viewer(await house.sign_up("ana"))
    await house.editing.edit(ana, ProfileEdit(username="anita"))
    assert await whose(house, "anita") == ana.account_id
    assert await whose(house, "ana") is None
    with pytest.raises(Conflict):
        await house.sign_up("ana")
    with pytest.raises(Conflict):
        await house.sign_up("Anа".replace("а", "a"))
    house.ground.clock.advance(30 * DAY_US)
    ben = await house.viewer(await house.sign_up("ana", email="ben@example.org"))
    assert await whose(house, "ana") == ben.account_id


async def test_its_owner_may_take_a_name_back(house: House) -> None:
    ana = await house.viewer(await house.sign_up("ana"))
    await house.editing.edit(ana, ProfileEdit(username="anita"))
    await house.editing.edit(ana, ProfileEdit(username="ana"))
    assert await whose(house, "ana") == ana.account_id
    assert await whose(house, "anita") is None


@pytest.mark.parametrize(
    ("one", "other"), [("ana", "ANA"), ("Ivan", "ivan"), ("ivan", "IVAN"), ("mary", "rnary")]
)
async def test_another_spelling_of_ones_own_name_is_free(house: House, one: str, other: str) -> None:
    ana = await house.viewer(await house.sign_up(one))
    await house.editing.edit(ana, ProfileEdit(username=other))
    assert await whose(house, other) == ana.account_id
    with pytest.raises(Conflict):
        await house.sign_up(one, email="ben@example.org")


async def test_a_taken_name_cannot_be_taken_by_renaming(house: House) -> None:
    await house.sign_up("ana")
    ben = await house.viewer(await house.sign_up("ben"))
    with pytest.raises(Conflict):
        await house.editing.edit(ben, ProfileEdit(username="Аnа".replace("А", "A").replace("а", "a")))
    assert await whose(house, "ben") == ben.account_id


async def test_names_are_not_hoarded(house: House) -> None:
    ana = await house.viewer(await house.sign_up("ana"))
    for n in range(5):
        await house.editing.edit(ana, ProfileEdit(username=f"ana{n + 2}"))
    with pytest.raises(TooMany):
        await house.editing.edit(ana, ProfileEdit(username="ana7"))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", ""),
        ("https://example.org", "https://example.org"),
        ("http://example.org:8080/a?b=c#d", "http://example.org:8080/a?b=c#d"),
        (" example.org ", "https://example.org"),
        ("HTTPS://Example.org/Über", "HTTPS://Example.org/Über"),
        ("https://bücher.example", "https://bücher.example"),
    ],
)
def test_links_to_sites_are_kept(written: str, kept: str) -> None:
    assert link(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "ftp://example.org",
        "//example.org",
        "https://user@example.org",
        "https://good.example:x@evil.example",
        "https://good.example\\@evil.example",
        "\\\\host\\share",
        "https://localhost",
        "https://example",
        "https://192.0.2.1/",
        "https://exam\u202eple.org",
        "https://example.org/a b",
        "https://example.org/\u202e",
        "https://example.org/\u200b",
        'https://example.org/"onmouseover="x',
        "https://example.org/" + "x" * 3000,
        "https://" + "a." * 1000,
    ],
)
def test_links_that_play_tricks_are_refused(written: str) -> None:  # WB-05
    with pytest.raises(Invalid):
        link(written)
