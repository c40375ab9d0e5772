"""Every route meets those who only read: a program's token that was made for it, and an account that has not confirmed
its e-mail address where the site asks for that.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.access.rows import BUCKETS, ROWS
from tests.access.scene import Scene, by_token, filled, scene_in, signed_up
from tests.access.stage import member
from tests.features.letters import mailing_world
from tests.world import Person
from tintype.media.making.pool import MediaPool
from tintype.settings import AccountSettings

#: What somebody who has not confirmed their address may do nevertheless, with the answer: to come and to go, to see to
#: their own safety, and to confirm it at last.
OWN = {
    "POST /v1/accounts": 422,
    "POST /v1/session": 401,
    "DELETE /v1/session": 204,
    "DELETE /v1/sessions": 204,
    "DELETE /v1/sessions/{session_id}": 404,
    "POST /v1/tokens": 201,
    "DELETE /v1/tokens/{token_id}": 404,
    "PUT /v1/session/proof": 422,
    "POST /v1/session/passkey": 401,
    "POST /v1/passkeys/challenge": 200,
    "POST /v1/passkeys/offer": 200,
    "POST /v1/passkeys": 422,
    "PATCH /v1/passkeys/{passkey_id}": 404,
    "DELETE /v1/passkeys/{passkey_id}": 404,
    "DELETE /v1/me/password": 409,
    "POST /v1/totp": 201,
    "PUT /v1/totp": 404,
    "DELETE /v1/totp": 204,
    "POST /v1/totp/recovery-codes": 404,
    "POST /v1/me/rest": 204,
    "DELETE /v1/me": 200,
    "PUT /v1/me/password": 422,
    "POST /v1/me/email-confirmations": 202,
    "PUT /v1/me/email": 422,
    "PUT /v1/email-confirmations": 404,
    "POST /v1/password-resets": 202,
    "PUT /v1/password-resets": 404,
    "POST /v1/unsubscribe/{ticket}": 404,
    "POST /v1/impressions": 204,
    "PUT /blobs/quarantine/{name}": 403,
}
#: What asks for no scope: coming in, and the way out.
UNSCOPED = {
    "POST /v1/accounts": 422,
    "POST /v1/session": 401,
    "DELETE /v1/session": 204,
    "POST /v1/tokens": 403,
    "POST /v1/session/passkey": 401,
    "POST /v1/passkeys/challenge": 200,
    "PUT /v1/email-confirmations": 404,
    "POST /v1/password-resets": 202,
    "PUT /v1/password-resets": 404,
    "POST /v1/unsubscribe/{ticket}": 404,
    "PUT /blobs/quarantine/{name}": 403,
}
#: What one looks at only to write, and what holds more than any page shows.
NOT_READING = {"GET /v1/uploads/{upload_id}": 403, "GET /v1/me/exports/{export_id}/archive": 403}
UNSAFE = [name for name in ROWS if not name.startswith("GET ")]
SAFE = [name for name in ROWS if name.startswith("GET ")]


@pytest.fixture(scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory, media_pool: MediaPool) -> AsyncIterator[Scene]:
    settings, folder = AccountSettings(unconfirmed="read"), tmp_path_factory.mktemp("limited")
    async with mailing_world(folder, media_pool, settings) as (world, _):
        await world.person("founding")
        yield await scene_in(world, 0, signing_up=member)


async def answer(scene: Scene, who: Person, name: str) -> httpx.Response:
    row = ROWS[name]
    method, path = name.split(" ")
    options = {"json": filled(row.body, scene.ids)} if row.body is not None else {}
    return await who.call(method, filled(row.path or path, scene.ids), **options)


async def test_reading_is_for_the_unconfirmed_as_for_any_stranger(scene: Scene) -> None:  # AP-25, AZ-01
    unconfirmed = await signed_up(scene.world, "newcomer", 1)
    found = {name: (await answer(scene, unconfirmed, name)).status_code for name in SAFE}
    assert found == {name: NOT_READING.get(name, ROWS[name].expected[1]) for name in SAFE}


async def test_the_unconfirmed_change_nothing_but_what_is_their_own(scene: Scene) -> None:  # AP-25
    found: dict[str, int] = {}
    names = unsafe_here(scene)
    refused_ones = await signed_up(scene.world, "newcomer", 2)
    for number, name in enumerate(names, 3):
        # One for each that is their own: some of it ends their account.
        unconfirmed = await signed_up(scene.world, "newcomer", number) if name in OWN else refused_ones
        found[name] = (await answer(scene, unconfirmed, name)).status_code
    assert found == {name: OWN.get(name, refused(name)) for name in names}


async def test_a_reading_token_reads_what_its_owner_reads(scene: Scene) -> None:  # AU-15
    reader = await by_token(scene.people["owner"], 500)
    found = {name: (await answer(scene, reader, name)).status_code for name in SAFE}
    assert found == {name: NOT_READING.get(name, ROWS[name].expected[5]) for name in SAFE}


async def test_a_reading_token_changes_nothing(scene: Scene) -> None:  # AU-15
    found: dict[str, int] = {}
    names, number = unsafe_here(scene), 501
    reader = await by_token(scene.people["owner"], number)
    for name in names:
        found[name] = (await answer(scene, reader, name)).status_code
        if name == "DELETE /v1/session":  # It ends the token.
            reader = await by_token(scene.people["owner"], number)
    assert found == {name: UNSCOPED.get(name, refused(name)) for name in names}


def unsafe_here(scene: Scene) -> list[str]:
    """With photos in a bucket it is the bucket that takes them."""
    is_bucket = scene.world.adapters.tickets is None
    return [name for name in UNSAFE if not (is_bucket and name in BUCKETS)]


def refused(name: str) -> int:
    """To who is no moderator, their routes do not exist; no other is hidden from who may not use it yet."""
    return 404 if "/moderation/" in name else 403
