"""nginx before two nodes: both work, sockets go through, photos are kept for a second and withdrawn within one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from engine import free_ports, wait_until
from websockets.sync.client import connect

from tests.engines.caches import gone_within
from tests.engines.nodes import Node, Visitor, nginx, nodes, photo_of, stores

WITHDRAWN_S_MAX = 1.2  # A second, and what a busy machine takes to tell the time.
PATIENCE_S = 60.0  # A limit: what is waited for comes at once where nobody else is at work.


@dataclass
class Balanced:
    """A whole site behind one address."""

    url: str
    nodes: list[Node]

    visitors: list[Visitor] = field(default_factory=list[Visitor])

    def visitor(self) -> Visitor:
        self.visitors.append(Visitor(self.url))
        return self.visitors[-1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Balanced]:
    folder = tmp_path_factory.mktemp("balanced")
    (port,) = free_ports(1)
    url = f"http://localhost:{port}"
    with stores(folder) as (settings, _):
        both = {**settings, "TINTYPE_PUBLIC_URL": url, "TINTYPE_LOG_REQUESTS": "all", "TINTYPE_NODES": "2"}
        each = [{**both, "TINTYPE_API_PROCESSES": "1"}] * 2
        with nodes(folder, each) as started:
            addresses = [f"127.0.0.1:{node.port}" for node in started]
            with nginx(folder, port, addresses):
                balanced = Balanced(url, started)
                yield balanced
                for visitor in balanced.visitors:
                    visitor.client.close()


def test_both_nodes_answer_and_know_the_same_people(site: Balanced) -> None:
    ana = site.visitor().signs_up("balanced")
    for _ in range(20):
        assert ana.does("GET", "/v1/me")["username"] == "balanced"
    assert all(node.answered("/v1/me") >= 5 for node in site.nodes)


def test_public_photo_is_answered_by_nginx(site: Balanced) -> None:
    photo = photo_of(site.visitor().signs_up("public").posts(1))
    first = site.visitor().call("GET", photo)
    assert (first.status_code, first.headers["x-cache"]) == (200, "MISS")
    again = [site.visitor().call("GET", photo) for _ in range(5)]
    assert "HIT" in {answer.headers["x-cache"] for answer in again}
    assert {answer.content for answer in again} == {first.content}
    assert again[0].headers["cache-control"].startswith("public")
    assert "x-accel-expires" not in again[0].headers


def test_withdrawn_photo_is_gone_within_a_second(site: Balanced) -> None:
    owner, stranger = site.visitor().signs_up("leaving"), site.visitor()
    photo = photo_of(owner.posts(2))
    assert [stranger.call("GET", photo).status_code for _ in range(3)] == [200] * 3
    owner.does("PATCH", "/v1/me", json={"is_private": True})
    assert gone_within(stranger, photo) <= WITHDRAWN_S_MAX
    # The address may have changed with the audience.
    assert owner.call("GET", photo).status_code in {200, 404}


def test_private_photo_is_kept_and_never_lent(site: Balanced) -> None:
    owner, friend = site.visitor().signs_up("private"), site.visitor().signs_up("friend")
    owner.does("PATCH", "/v1/me", json={"is_private": True})
    friend.does("PUT", f"/v1/users/{owner.id}/follow")
    owner.does("PUT", f"/v1/follow-requests/{friend.id}")
    post = owner.posts(3)["id"]
    photo = photo_of(friend.does("GET", f"/v1/posts/{post}"))
    assert friend.call("GET", photo).headers["x-cache"] == "MISS"
    again = friend.call("GET", photo)
    assert (again.status_code, again.headers["x-cache"]) == (200, "REVALIDATED")
    assert site.visitor().call("GET", photo).status_code == 404
    owner.does("DELETE", f"/v1/me/followers/{friend.id}")
    assert friend.call("GET", photo).status_code == 404


def test_socket_goes_through_to_either_node(site: Balanced) -> None:
    ana = site.visitor().signs_up("listening")
    address = site.url.replace("http://", "ws://") + "/v1/live"
    for _ in range(4):
        with connect(address, additional_headers={"cookie": ana.cookies()}, origin=site.url) as line:
            assert "hello" in str(line.recv(timeout=PATIENCE_S))
    assert all(node.answered("/v1/live") or node.answered("/v1/accounts") for node in site.nodes)


def test_large_body_is_judged_by_the_node(site: Balanced) -> None:
    ana = site.visitor().signs_up("sending")
    answer = ana.call("POST", "/v1/media", files={"file": ("large.jpg", bytes(45_000_000), "image/jpeg")})
    assert answer.status_code in {415, 422}
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_killed_node_is_passed_over_and_comes_back(site: Balanced) -> None:
    ana = site.visitor().signs_up("patient")
    site.nodes[0].kill()
    assert {ana.call("GET", "/v1/me").status_code for _ in range(50)} == {200}
    site.nodes[0].start_again()
    wait_until(
        lambda: bool(ana.does("GET", "/v1/me") and site.nodes[0].answered("/v1/me")), "the node's return"
    )
