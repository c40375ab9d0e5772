"""Follows, likes and comments by the thousand: a limit a day for each account."""

from __future__ import annotations

from pathlib import Path

from tests.world import world_in
from tintype.media.making.pool import MediaPool
from tintype.settings import LimitSettings

FEW = LimitSettings(likes=3, comments=2, follows=2, unfollows=1)


async def test_each_kind_ends_for_the_day_and_says_when_again(
    tmp_path: Path, media_pool: MediaPool
) -> None:  # RL-08, RL-09
    async with world_in(tmp_path / "data", media_pool, limits=FEW) as world:
        people = [await world.person(f"daily{n}") for n in range(4)]
        ana, ben = people[0], people[1]
        post = await ana.posts()
        await world.settle()
        like, comments = f"/v1/posts/{post}/like", f"/v1/posts/{post}/comments"
        said = [await ben.call("POST", comments, json={"text": f"Again {n}."}) for n in range(3)]
        follows = [f"/v1/users/{each.id}/follow" for each in people]
        tried = {
            "likes": [await ben.call("PUT", like) for _ in range(4)],
            "comments": said,
            "follows": [await ben.call("PUT", follows[n]) for n in (0, 2, 3)],
            "unfollows": [await ben.call("DELETE", follows[n]) for n in (0, 2)],
        }
        for kind, answers in tried.items():
            assert all(answer.is_success for answer in answers[:-1]), kind
            refused = answers[-1]
            assert (refused.status_code, refused.json()["code"]) == (429, "daily_limit")
            assert kind in refused.json()["detail"]
            assert 22 * 3600 < int(refused.headers["retry-after"]) <= 26 * 3600
        comment = said[0].json()["id"]
        assert (await ben.call("PUT", f"/v1/comments/{comment}/like")).status_code == 429
        # What undoes, and other people, are not held up; nor is what was done gone.
        assert (await ben.call("DELETE", like)).is_success
        assert (await people[2].call("PUT", like)).is_success
        assert (await people[2].call("GET", comments)).json()["items"][1]["id"] == comment
