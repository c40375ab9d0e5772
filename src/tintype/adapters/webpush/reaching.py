"""Connections to addresses that strangers name: only to what is globally routable, checked after the name is resolved.

The address that was checked is the one that is connected to, so a name that says something else the next moment leads
nowhere. docs/decisions/0081.
"""

import asyncio
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final, cast
from urllib.parse import urlsplit

import httpcore

_HTTPS_PORT: Final = 443
_NAT64: Final = ip_network("64:ff9b::/96")
_6TO4: Final = ip_network("2002::/16")
_TEREDO: Final = ip_network("2001::/32")
Address = IPv4Address | IPv6Address


class Unreachable(Exception):
    """An address that this site does not talk to."""


def is_global(address: Address) -> bool:
    """Whether anybody on the internet could have this address; for one that wraps another, whether both could."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None or address in _TEREDO:
            return False
        inner = _wrapped(address)
        if inner is not None:
            return is_global(inner)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def flaw_of(endpoint: str) -> str | None:
    """What is wrong with a URL that a browser calls its push service, as a code; None when nothing is so far."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return "invalid"
    host = parts.hostname or ""
    if not endpoint.isascii() or any(ord(letter) <= 0x20 or ord(letter) == 0x7F for letter in endpoint):
        return "invalid"
    if parts.scheme != "https" or not host or parts.username is not None or parts.fragment:
        return "invalid"
    if port not in {None, _HTTPS_PORT}:
        return "not_public"
    try:
        return None if is_global(ip_address(host)) else "not_public"
    except ValueError:
        # A name: what it leads to is looked at when it is called. One that ends in a digit is a number in disguise.
        name = host.rstrip(".")
        return "not_public" if "." not in name or name.rpartition(".")[2].isdecimal() else None


class GlobalNetwork(httpcore.AsyncNetworkBackend):
    """Connects to global addresses alone, unless `inside` allows one's own network."""

    def __init__(self, *, inside: bool) -> None:
        # A stand-in's type where anyio is missing, which httpx brings.
        self._network = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())
        self._inside = inside

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 — the signature of httpcore
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout):
                found = await _resolved(host, port)
        except (OSError, UnicodeError, TimeoutError) as error:
            raise httpcore.ConnectError(f"{host} has no address") from error
        # All of them: a name with one address of each kind is somebody's attempt.
        if not self._inside and not all(map(is_global, found)):
            raise Unreachable(f"{host} leads into a network that is not public")
        return await self._network.connect_tcp(
            str(found[0]), port, timeout=timeout, local_address=local_address, socket_options=socket_options
        )

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address inside an IPv6 one."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _6TO4:
        return address.sixtofour
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


async def _resolved(host: str, port: int) -> list[Address]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ip_address(place[0]) for _, _, _, _, place in found]
    if not addresses:
        raise OSError(host)
    return addresses
