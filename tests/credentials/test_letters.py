"""What a letter opens, and what it does not."""

from __future__ import annotations

from pathlib import Path

from pyotp.totp import TOTP

from tests.credentials.rooms import signs_in
from tests.features.letters import mailing_world
from tintype.accounts.totp import STEP_US
from tintype.media.making.pool import MediaPool

NEW = "roses by the door"


async def test_a_reset_does_not_go_around_the_second_factor(  # AU-19
    tmp_path: Path, media_pool: MediaPool
) -> None:
    async with mailing_world(tmp_path, media_pool) as (world, mail):
        ana = await world.person("ana")
        token = (await mail.one("ana@example.org")).token
        await ana.does("PUT", "/v1/email-confirmations", json={"token": token})
        app = TOTP((await ana.does("POST", "/v1/totp"))["secret"])
        step = world.adapters.clock.now_us() // STEP_US
        codes = (await ana.does("PUT", "/v1/totp", json={"code": app.generate_otp(step)}))["codes"]
        await world.stranger().does("POST", "/v1/password-resets", json={"login": "ana"})
        token = (await mail.one("ana@example.org")).token
        stranger = world.stranger()
        body = {"token": token, "new_password": NEW}
        answer = await stranger.call("PUT", "/v1/password-resets", json=body)
        assert (answer.status_code, "set-cookie" in answer.headers) == (204, False)
        assert (await signs_in(world, "ana", NEW)).json()["code"] == "code_needed"
        assert (await signs_in(world, "ana", NEW, totp=codes[0])).status_code == 201
