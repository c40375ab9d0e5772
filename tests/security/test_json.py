"""JSON that two readers would read differently."""

import json
import time

from tests.world import World


async def test_a_name_that_comes_twice_is_refused(world: World) -> None:  # AP-06
    """One route of each family that takes JSON, at the top, deep inside, and written in two ways."""
    ben = await world.person("ben")
    media, post = await ben.uploads(), await ben.posts("A photo.")
    bodies = (
        ("POST", "/v1/accounts", {"username": "twice", "email": "t@example.org", "password": "x" * 12}),
        ("POST", "/v1/session", {"login": "ben", "password": "x" * 12}),
        ("POST", "/v1/tokens", {"name": "x", "scopes": ["read"]}),
        ("PATCH", "/v1/me", {"name": "Twice"}),
        ("PUT", "/v1/me/avatar", {"media_id": media}),
        ("POST", "/v1/posts", {"media": [media]}),
        ("PATCH", f"/v1/posts/{post}", {"caption": "Twice"}),
        ("POST", f"/v1/posts/{post}/comments", {"text": "Twice"}),
        ("POST", "/v1/uploads", {"bytes": 10, "type": "image/jpeg", "sha256": "0" * 64}),
    )
    before = await ben.does("GET", "/v1/me")
    for method, path, body in bodies:
        inner = json.dumps(body)[1:-1]
        for twice in (
            '"a":1,"a":1',
            '"a":1,"\\u0061":1',
            '"deep":[{"a":{"b":1,"c":2,"b":1}}]',
            '"a":%s,"a":1' % ("9" * 5_000),
        ):
            for text in (f"{{{inner},{twice}}}", f"{{{twice},{inner}}}"):
                answer = await ben.call(
                    method, path, content=text, headers={"content-type": "application/json; charset=utf-8"}
                )
                assert answer.status_code == 400, (path, text[:80])
                assert answer.json()["code"] == "duplicate_key", (path, text[:80])
    assert await ben.does("GET", "/v1/me") == before
    wide = b'{"text":"x"' + b"".join(b',"k%d":1' % n for n in range(20_000)) + b',"k0":1}'
    began = time.process_time()
    answer = await ben.call(
        "POST", f"/v1/posts/{post}/comments", content=wide, headers={"content-type": "application/json"}
    )
    assert answer.json()["code"] == "duplicate_key"
    assert time.process_time() - began < 0.25
