"""What leaves for push services: RFC 8291's own example, and the addresses that nobody may be sent to."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import Any

import httpcore
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

from tests.notifications.push_service import Browser, PushService, check_sender, decoded, push_service
from tintype.adapters.webpush.encryption import encrypted, point_of
from tintype.adapters.webpush.reaching import GlobalNetwork, Unreachable, flaw_of, is_global
from tintype.adapters.webpush.sender import WebPush
from tintype.adapters.webpush.vapid import Vapid
from tintype.kernel.clock import SECOND_US, ManualClock
from tintype.kernel.problems import Unavailable
from tintype.ports.push import PushAddress, PushGone, PushRefused

NOW_S = 1_790_000_000


def test_the_example_of_the_rfc() -> None:
    """RFC 8291, section 5 and appendix A."""
    own = derive_private_key(
        int.from_bytes(decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")), SECP256R1()
    )
    sent = encrypted(
        b"When I grow up, I want to be a watermelon",
        decoded("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        decoded("BTBZMqHH6r4Tts7J_aSIgg"),
        own=own,
        salt=decoded("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert sent == decoded(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
        "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_the_key_hangs_on_the_secret_alone() -> None:
    one, again, other = Vapid(b"a" * 64, ""), Vapid(b"a" * 64, ""), Vapid(b"b" * 64, "")
    assert one.public_key == again.public_key != other.public_key
    assert len(point_of(one.key.public_key())) == 65


def test_who_sends_is_signed_for_one_service_and_half_a_day() -> None:
    vapid = Vapid(b"a" * 64, "mailto:ops@example.org")
    header = vapid.authorization("https://push.example/a/b?c", NOW_S)
    claims = check_sender(header, "https://push.example", vapid.public_key)
    assert claims == {
        "aud": "https://push.example",
        "exp": NOW_S + 12 * 3600,
        "sub": "mailto:ops@example.org",
    }


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.0.0.1"),
        *("192.0.2.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1"),
        *("255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"),
        *("64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "fc00::1", "fe80::1"),
        *("fe80::1%eth0", "fec0::1", "ff02::1", "2606:4700::1%eth0"),
    ],
)
def test_the_zoo_of_addresses(address: str) -> None:  # SS-02
    assert not is_global(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_addresses_of_everybody(address: str) -> None:
    assert is_global(ip_address(address))


@pytest.mark.parametrize(
    ("endpoint", "flaw"),
    [
        ("https://push.example/abc", None),
        ("https://push.example:443/abc", None),
        ("http://push.example/abc", "invalid"),  # SS-05
        ("file:///etc/passwd", "invalid"),
        ("gopher://push.example/", "invalid"),
        ("https://push.example:8443/abc", "not_public"),
        ("https://push.example:99999/abc", "invalid"),
        ("https://user:word@push.example/", "invalid"),  # SS-04
        ("https://push.example/\r\nHost: other", "invalid"),
        ("https://push.example/#part", "invalid"),
        ("https://púsh.example/", "invalid"),  # SS-08
        ("https:///abc", "invalid"),
        ("https://localhost./", "not_public"),
        ("https://127.0.0.1/", "not_public"),
        ("https://[::1]/", "not_public"),
        ("https://2130706433/", "not_public"),
        ("https://0x7f.0.0.1/", "not_public"),
        ("https://127.1/", "not_public"),
        ("not a url", "invalid"),
    ],
)
def test_what_a_browser_may_call_its_push_service(endpoint: str, flaw: str | None) -> None:
    assert flaw_of(endpoint) == flaw


async def test_a_name_is_looked_at_when_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:  # SS-03
    """A name that leads inside, or there as well, is not connected to; nothing is resolved a second time."""
    asked: list[str] = []

    def resolve(*places: str) -> None:
        async def answer(_loop: object, host: str, port: int, **_: Any) -> list[Any]:
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port)) for place in places]

        monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", answer)
        monkeypatch.setattr("uvloop.Loop.getaddrinfo", answer, raising=False)

    network = GlobalNetwork(inside=False)
    for places in (("127.0.0.1",), ("1.1.1.1", "10.0.0.1"), ("::1",)):
        resolve(*places)
        with pytest.raises(Unreachable):
            await network.connect_tcp("rebound.example", 443, timeout=1)
    assert asked == ["rebound.example"] * 3


async def test_names_that_lead_nowhere_wait_for_another_try() -> None:
    push = WebPush(Vapid(b"a" * 64, "mailto:a@example.org"), ManualClock(NOW_S * SECOND_US))
    network = GlobalNetwork(inside=False)
    with pytest.raises(httpcore.ConnectError):
        await network.connect_tcp("nothing.invalid", 443, timeout=5)
    async with push_service() as service:
        address = address_of(Browser(service, "one"))
        # By its own name, not by what a test allows.
        with pytest.raises(PushRefused):
            await push.send(address, b"{}", topic="a", ttl_s=60)
        assert service.sent == []


def address_of(browser: Browser) -> PushAddress:
    keys = browser.subscription()["keys"]
    return PushAddress(browser.endpoint, decoded(keys["p256dh"]), decoded(keys["auth"]))


async def test_what_a_service_answers() -> None:
    push = WebPush(Vapid(b"a" * 64, "mailto:a@example.org"), ManualClock(NOW_S * SECOND_US), inside=True)
    async with push_service() as service:
        browser = Browser(service, "one")
        address = address_of(browser)
        for status, problem in (
            (b"410 Gone", PushGone),
            (b"404 Not Found", PushGone),
            (b"429 Too Many Requests", Unavailable),
            (b"503 Busy", Unavailable),
            (b"400 Bad Request", PushRefused),
            (b"302 Found\r\nlocation: http://127.0.0.1:1/", PushRefused),
        ):
            service.answers.append(status)
            with pytest.raises(problem):
                await push.send(address, b"{}", topic="a", ttl_s=60)
        await push.send(address, b'{"title":"a"}', topic="a", ttl_s=60)
        assert browser.heard(push.public_key)[-1] == {"title": "a"}
        assert service.sent[-1].headers["ttl"] == "60"
        assert service.sent[-1].headers["topic"] == "a"
        assert service.sent[-1].headers["content-encoding"] == "aes128gcm"


async def test_a_service_that_is_away_or_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:  # R-17, SS-06
    monkeypatch.setattr("tintype.adapters.webpush.sender.ANSWER_S_MAX", 0.2)
    push = WebPush(Vapid(b"a" * 64, "mailto:a@example.org"), ManualClock(NOW_S * SECOND_US), inside=True)
    silent = PushService()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        silent.port = listening.getsockname()[1]
        with pytest.raises(Unavailable):
            await push.send(address_of(Browser(silent, "one")), b"{}", topic="a", ttl_s=60)
    with pytest.raises(Unavailable):
        await push.send(address_of(Browser(silent, "one")), b"{}", topic="a", ttl_s=60)
