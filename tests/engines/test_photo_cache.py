"""A real nginx as the cache of photos: what it lends, to whom, and that nothing stays in it of what is gone."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from engine import free_ports, wait_until

from tests.engines.caches import Cached, gone_within, kept, network, served, without_origin
from tests.engines.nodes import NGINX, nginx, photo_of
from tests.media import films

GONE_S_MAX = 5.0  # Far below the minute that a copy would live; a job has to be taken up on a busy machine.

FILM_S_MAX = 180.0


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cached]:
    """deploy/nginx.conf in front of one site, which tells it what is gone."""
    folder = tmp_path_factory.mktemp("ours")
    (port,) = free_ports(1)
    site = served(folder, port)
    address = f"127.0.0.1:{site.port}"
    try:
        with nginx(folder, port, [address, address]):
            cached = Cached(f"http://localhost:{port}", site, folder / "nginx-photos")
            yield cached
            for visitor in cached.visitors:
                visitor.client.close()
    finally:
        site.stop()


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cached]:
    """A content network in front of one site."""
    folder = tmp_path_factory.mktemp("foreign")
    (port,) = free_ports(1)
    site = served(folder, port)
    try:
        with network(folder, port, site.port):
            cached = Cached(f"http://localhost:{port}", site, folder / "kept")
            yield cached
            for visitor in cached.visitors:
                visitor.client.close()
    finally:
        site.stop()


def test_ranges_and_heads_are_answered_from_the_cache(ours: Cached) -> None:  # UP-36
    owner, stranger = ours.visitor().signs_up("ranges"), ours.visitor()
    photo = photo_of(owner.posts(11))
    whole = kept(stranger, photo).content

    def asked(method: str, header: str) -> httpx.Response:
        return stranger.client.request(method, photo, headers={"range": header} if header else {})

    part = asked("GET", "bytes=10-19")
    assert (part.status_code, part.content) == (206, whole[10:20])
    many = asked("GET", "bytes=" + ",".join(f"{at}-" for at in range(900)))
    assert (many.status_code, many.content) == (200, whole)
    head = asked("HEAD", "")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(whole)
    for answer in (part, many, head):
        assert answer.headers["x-cache"] in {"HIT", "EXPIRED", "REVALIDATED"}
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")


def test_types_at_one_address_are_kept_apart(ours: Cached) -> None:
    photo = photo_of(ours.visitor().signs_up("types").posts(12)).removesuffix(".jpg")
    stranger = ours.visitor()
    for _ in range(2):
        for accept, kind in (("image/avif,*/*", "image/avif"), ("*/*", "image/jpeg")):
            answer = stranger.client.get(photo, headers={"accept": accept})
            assert (answer.status_code, answer.headers["content-type"]) == (200, kind)


def test_original_passes_by_the_cache(ours: Cached) -> None:  # UP-24
    owner = ours.visitor().signs_up("original")
    address = photo_of(owner.posts(13)).rpartition("/")[0] + "/original"
    answer = owner.call("GET", address)
    assert (answer.status_code, answer.headers.get("x-cache")) == (200, None)
    assert answer.headers["content-disposition"].startswith('attachment; filename="photo.jpg"')
    part = owner.client.get(address, headers={"range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, answer.content[2:6])
    assert not ours.holds(answer.content[200:400])
    assert ours.visitor().call("GET", address).status_code == 404


def test_signatures_are_no_part_of_what_is_kept_or_written_down(ours: Cached) -> None:  # PS-11
    owner, friend = ours.visitor().signs_up("signing"), ours.visitor().signs_up("signed")
    owner.does("PATCH", "/v1/me", json={"is_private": True})
    friend.does("PUT", f"/v1/users/{owner.id}/follow")
    owner.does("PUT", f"/v1/follow-requests/{friend.id}")
    photo = photo_of(friend.does("GET", f"/v1/posts/{owner.posts(14)['id']}"))
    signature = photo.rpartition("s=")[2]
    assert len(signature) >= 16
    assert [friend.call("GET", photo).status_code for _ in range(3)] == [200] * 3
    assert ours.visitor().call("GET", photo).status_code == 404
    assert not ours.holds(signature.encode())
    assert signature not in ours.site.said()


def test_film_is_kept_but_for_the_playlists_of_private_ones(ours: Cached) -> None:  # PS-11
    owner, friend, stranger = (
        ours.visitor().signs_up("filming"),
        ours.visitor().signs_up("watching"),
        ours.visitor(),
    )
    clip = {"file": ("clip.mp4", films.film(seconds=3, size=(320, 180)), "video/mp4")}
    media = owner.does("POST", "/v1/media", files=clip)["id"]
    wait_until(
        lambda: owner.does("GET", f"/v1/media/{media}")["state"] == "ready", "the film", within_s=FILM_S_MAX
    )
    post = owner.does("POST", "/v1/posts", json={"media": [media]})["id"]
    stream = without_origin(stranger.does("GET", f"/v1/posts/{post}")["media"][0]["stream"])
    preview = stream.replace("stream.m3u8", "preview.mp4")
    whole = kept(stranger, preview).content
    part = stranger.client.get(preview, headers={"range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    assert kept(stranger, stream).text.startswith("#EXTM3U")
    friend.does("PUT", f"/v1/users/{owner.id}/follow")
    owner.does("PATCH", "/v1/me", json={"is_private": True})
    assert gone_within(stranger, preview) < GONE_S_MAX
    wait_until(lambda: not ours.holds(whole[-200:]), "the film to go", within_s=GONE_S_MAX)
    private = without_origin(friend.does("GET", f"/v1/posts/{post}")["media"][0]["stream"])
    signature = private.rpartition("s=")[2]
    for _ in range(3):
        answer = friend.call("GET", private)
        assert (answer.status_code, answer.headers["x-cache"]) == (200, "MISS")
        assert signature in answer.text
    assert not ours.holds(signature.encode())


def test_deleted_photo_leaves_no_byte_in_the_cache(ours: Cached) -> None:
    owner, stranger = ours.visitor().signs_up("deleting"), ours.visitor()
    card = owner.posts(15)
    photo = photo_of(card)
    some = kept(stranger, photo).content[100:300]
    assert ours.holds(some)
    owner.does("DELETE", f"/v1/posts/{card['id']}")
    assert gone_within(stranger, photo) < GONE_S_MAX
    wait_until(lambda: not ours.holds(some), "the bytes to go", within_s=GONE_S_MAX)


def test_photo_with_a_new_address_leaves_no_byte_under_the_old_one(ours: Cached) -> None:  # AZ-08
    owner, stranger = ours.visitor().signs_up("narrowing"), ours.visitor()
    card = owner.posts(16)
    photo = photo_of(card)
    some = kept(stranger, photo).content[100:300]
    owner.does("PATCH", "/v1/me", json={"is_private": True})
    assert gone_within(stranger, photo) < GONE_S_MAX
    wait_until(lambda: not ours.holds(some), "the bytes to go", within_s=GONE_S_MAX)
    now = photo_of(owner.does("GET", f"/v1/posts/{card['id']}"))
    assert now.partition("?")[0] != photo
    assert owner.call("GET", now).status_code == 200


def test_strangers_purge_nothing(ours: Cached) -> None:
    photo = photo_of(ours.visitor().signs_up("purging").posts(17))
    stranger = ours.visitor()
    some = kept(stranger, photo).content[100:300]
    # Whoever is allowed to only has the file fetched anew; it is not gone.
    assert stranger.call("PURGE", photo).status_code == 200
    assert ours.holds(some)
    assert stranger.call("GET", f"/purged{photo}").status_code == 404
    for path in ("/v1/me", "/", "/m/../v1/me"):
        assert stranger.call("PURGE", path).status_code in {400, 404, 405}


def test_foreign_network_lends_for_a_minute_unless_it_is_told(foreign: Cached) -> None:
    owner, stranger = foreign.visitor().signs_up("abroad"), foreign.visitor()
    first, second = owner.posts(18), owner.posts(19)
    photos = [photo_of(card) for card in (first, second)]
    some = [kept(stranger, photo).content[100:300] for photo in photos]
    owner.does("DELETE", f"/v1/posts/{first['id']}")
    assert gone_within(stranger, photos[0]) < GONE_S_MAX
    assert [foreign.holds(each) for each in some] == [False, True]
    assert stranger.call("GET", photos[1]).headers["x-cache"] == "HIT"
    owner.does("PATCH", "/v1/me", json={"is_private": True})
    assert gone_within(stranger, photos[1]) < GONE_S_MAX
    assert not foreign.holds(some[1])


def test_foreign_network_never_keeps_what_is_private(foreign: Cached) -> None:
    owner, friend = foreign.visitor().signs_up("hidden"), foreign.visitor().signs_up("confidant")
    owner.does("PATCH", "/v1/me", json={"is_private": True})
    friend.does("PUT", f"/v1/users/{owner.id}/follow")
    owner.does("PUT", f"/v1/follow-requests/{friend.id}")
    photo = photo_of(friend.does("GET", f"/v1/posts/{owner.posts(20)['id']}"))
    answers = [friend.call("GET", photo) for _ in range(3)]
    assert {(answer.status_code, answer.headers["x-cache"]) for answer in answers} == {(200, "MISS")}
    assert not foreign.holds(answers[0].content[100:300])
    assert foreign.visitor().call("GET", photo).status_code == 404


@pytest.fixture(scope="module", autouse=True)
def _nginx_is_here() -> None:
    assert NGINX is not None, "run `make engines` as root"
