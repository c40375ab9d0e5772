"""Photos while their bucket is gone: what was accepted becomes a photo when it is back, and nothing is left over."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.contracts.relay import Relay
from tests.contracts.s3_adapters import VARIABLE, s3_makers
from tests.ground import Ground
from tests.media import photos
from tests.media.stores import s3_store
from tests.media.studio import Studio, studio_on
from tintype.kernel.clock import DAY_US, HOUR_US, MINUTE_US
from tintype.kernel.problems import Unavailable
from tintype.media import MediaPool

pytestmark = pytest.mark.skipif(not s3_makers(), reason="needs a bucket: make test-engines")
PHOTO = photos.saved(photos.scene(800, 600), "JPEG")


@pytest.fixture
async def relay(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Relay]:
    """The wire to the bucket; whoever asks for the bucket finds it behind this."""
    parts = urlsplit(os.environ[VARIABLE])
    assert parts.hostname
    assert parts.port
    async with Relay(parts.hostname, parts.port) as relay:
        key = parts.netloc.rpartition("@")[0]
        monkeypatch.setenv(VARIABLE, parts._replace(netloc=f"{key}@127.0.0.1:{relay.port}").geturl())
        yield relay


@pytest.fixture
async def studio(
    relay: Relay, ground: Ground, tmp_path: Path, media_pool: MediaPool
) -> AsyncIterator[Studio]:
    async with s3_store(tmp_path, ground.clock) as store:
        studio = studio_on(ground, store, tmp_path, media_pool)
        yield studio
        studio.close()


async def test_a_photo_that_was_accepted_is_made_when_the_bucket_is_back(
    studio: Studio, relay: Relay
) -> None:
    ana = await studio.ground.person()
    media_id = await studio.upload(ana, PHOTO)
    await relay.cut()
    for _ in range(3):
        await studio.settle()
        assert (await studio.look(ana, media_id)).state == "processing"
        studio.ground.clock.advance(MINUTE_US)
    await relay.mend()
    await studio.settle()
    ready = await studio.look(ana, media_id)
    assert ready.state == "ready"
    assert all([(await studio.fetch(ana, each.url)).body for each in ready.variants])


async def test_what_is_asked_while_the_bucket_is_gone_is_refused_and_leaves_nothing(
    studio: Studio, relay: Relay
) -> None:
    ana = await studio.ground.person()
    ready = await studio.ready(ana, PHOTO)
    upload_id, url, headers = await studio.ticket(ana, PHOTO)
    assert (await studio.put(url, headers, PHOTO)).status == 200
    kept = len(await stored(studio))
    await relay.cut()
    for ask in (
        lambda: studio.upload(ana, PHOTO),
        lambda: studio.uploads.complete(ana, upload_id),
        lambda: studio.fetch(ana, ready.variants[0].url),
    ):
        with pytest.raises(Unavailable):
            await ask()
    studio.ground.clock.advance(HOUR_US)
    with pytest.raises(Unavailable):
        await studio.sweeper.sweep()
    await relay.mend()
    assert (await studio.fetch(ana, ready.variants[0].url)).body
    # The client does not come again: what it sent becomes its photo all the same.
    await studio.sweeper.sweep()
    await studio.settle()
    studio.ground.clock.advance(DAY_US)
    await studio.sweeper.sweep()
    assert len(await stored(studio)) == kept - 1 + 8, "eight files more, and no bytes that wait"


async def stored(studio: Studio) -> list[str]:
    # In a thread: the wire to the bucket is in this one.
    return await asyncio.to_thread(studio.stored)
