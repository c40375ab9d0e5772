"""Whose `X-Forwarded-For` is believed: docs/operate/running.md says it, a real site shows it."""

from pathlib import Path

import httpx
import pytest

from tests.live_site import START_S_MAX, LiveSite

pytestmark = [pytest.mark.serve, pytest.mark.slow]


@pytest.mark.parametrize(
    ("settings", "said", "status"),
    [
        ({}, "", 200),
        ({}, "203.0.113.9", 404),
        # The visitor wrote the first, the proxy added the second.
        ({}, "127.0.0.1, 203.0.113.9", 404),
        ({"FORWARDED_ALLOW_IPS": "10.0.0.5"}, "203.0.113.9", 200),
        ({"FORWARDED_ALLOW_IPS": "127.0.0.1,10.0.0.0/8"}, "203.0.113.9, 10.0.0.7", 404),
    ],
)
def test_only_a_trusted_proxy_says_where_a_visitor_is(
    tmp_path: Path, settings: dict[str, str], said: str, status: int
) -> None:
    """`/metrics` is for visitors from this machine, so it tells where the server thinks one is."""
    site = LiveSite(tmp_path, settings=settings)
    try:
        site.wait_ready()
        headers = {"x-forwarded-for": said} if said else {}
        answer = httpx.get(f"http://127.0.0.1:{site.port}/metrics", headers=headers, timeout=START_S_MAX)
        assert answer.status_code == status
    finally:
        assert site.stop() == 0
