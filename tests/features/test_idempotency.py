"""A write that is sent again has one effect."""  # AP-17

import asyncio

from tests.world import World


async def test_the_same_key_makes_one_post_and_gets_one_answer(world: World) -> None:
    ana = await world.person("ana")
    media = await ana.uploads()
    await world.settle()
    headers = {"idempotency-key": "a-1"}
    calls = [
        ana.call("POST", "/v1/posts", json={"media": [media], "caption": "once"}, headers=headers)
        for _ in range(20)
    ]
    answers = await asyncio.gather(*calls)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    await world.settle()
    assert len(await ana.profile(ana)) == 1


async def test_a_key_belongs_to_one_request_of_one_account(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts()
    await world.settle()
    headers, path = {"idempotency-key": "k"}, f"/v1/posts/{post}/comments"
    first = await ana.call("POST", path, json={"text": "one"}, headers=headers)
    other_body = await ana.call("POST", path, json={"text": "two"}, headers=headers)
    other_account = await ben.call("POST", path, json={"text": "one"}, headers=headers)
    assert (first.status_code, other_body.status_code, other_account.status_code) == (201, 422, 201)
    assert other_body.json()["code"] == "key_reused"
    assert first.json()["id"] != other_account.json()["id"]
    again = await ana.call("POST", path, json={"text": "one"}, headers=headers)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"


async def test_a_refused_request_lets_its_key_go(world: World) -> None:
    ana = await world.person("ana")
    media = await ana.uploads()
    headers = {"idempotency-key": "mend"}
    wrong = await ana.call("POST", "/v1/posts", json={"media": [media], "audience": "x"}, headers=headers)
    right = await ana.call("POST", "/v1/posts", json={"media": [media]}, headers=headers)
    assert (wrong.status_code, right.status_code) == (422, 201)


async def test_odd_keys_are_told_so(world: World) -> None:
    ana = await world.person("ana")
    for key in ("x" * 256, "\x7f", "\tx\t\x01"):
        answer = await ana.call("POST", "/v1/posts", json={"media": []}, headers={"idempotency-key": key})
        assert answer.status_code == 422
