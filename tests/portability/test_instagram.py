"""Exports of Instagram's data: every layout, the mended words, and a look before anything is brought."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pictures import picture
from tests.portability.carrying import brings, counted, report, sends, zipped
from tests.world import World
from tintype.kernel.clock import rfc3339
from tintype.portability.reading_instagram import repaired

AT = 1_556_900_000
PHOTOS = {f"media/posts/201905/{number}_n.jpg": picture(500 + number) for number in range(4)}


def broken(text: str) -> str:
    """As Instagram spells it."""
    return text.encode().decode("latin-1")


def part(number: int, **more: Any) -> dict[str, Any]:
    return {
        "uri": f"media/posts/201905/{number}_n.jpg",
        "creation_timestamp": AT + number,
        "title": "",
        **more,
    }


POSTS = [
    {"media": [part(1), part(2), part(3)], "title": broken("Drei Grüße 🚢 #hafen"), "creation_timestamp": AT},
    {"media": [part(0, title=broken("Ein Café"))]},
    {"media": [{"uri": "media/posts/201905/lost.jpg", "creation_timestamp": AT - 5, "title": "Lost"}]},
]
FOLLOWING = {
    "relationships_following": [
        {"title": "", "string_list_data": [{"value": "ben", "timestamp": AT}]},
        {"title": "nobody_here", "string_list_data": [{"href": "https://x.example", "timestamp": AT}]},
    ]
}


@pytest.mark.parametrize(
    ("root", "posts", "following"),
    [
        (
            "",
            "your_instagram_activity/content/posts_1.json",
            "connections/followers_and_following/following.json",
        ),
        (
            "",
            "your_instagram_activity/media/posts_1.json",
            "connections/followers_and_following/following.json",
        ),
        ("", "content/posts_1.json", "followers_and_following/following.json"),
        ("ana_2023/", "content/posts_1.json", "followers_and_following/following.json"),
    ],
)
async def test_each_layout_comes_as_it_was(world: World, root: str, posts: str, following: str) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    files: dict[str, Any] = {f"{root}{name}": data for name, data in PHOTOS.items()}
    files |= {root + posts: POSTS, root + following: FOLLOWING, f"{root}stories.json": {}}
    files[f"{root}your_instagram_activity/content/stories.json"] = {"ig_stories": []}

    looked = await sends(ana, zipped(files))
    assert (looked["state"], looked["source"]) == ("looked", "instagram")
    assert "Stories are not brought along." in looked["notes"]
    assert (counted(looked, "post")["waiting"], counted(looked, "post")["left_out"]) == (2, 1)
    assert counted(looked, "follow")["total"] == 2
    assert await ana.profile(ana) == []

    done = await brings(ana, looked["id"], audience="followers")
    assert counted(done, "post")["brought"] == 2
    carousel, single = await ana.pages(f"/v1/users/{ana.id}/posts")  # newest first
    if carousel["caption"] == "Ein Café":
        carousel, single = single, carousel
    assert (carousel["caption"], single["caption"]) == ("Drei Grüße 🚢 #hafen", "Ein Café")
    assert carousel["tags"] == ["hafen"]
    assert carousel["created_at"] == rfc3339(AT * 1_000_000)
    assert {carousel["audience"], single["audience"]} == {"followers"}
    names = [(await ana.does("GET", f"/v1/media/{each['id']}"))["name"] for each in carousel["media"]]
    assert names == ["1_n.jpg", "2_n.jpg", "3_n.jpg"]
    left = [each for each in await report(ana, done["id"]) if each["state"] == "left_out"]
    assert {(each["kind"], each["code"]) for each in left} == {
        ("post", "files_missing"),
        ("follow", "nobody"),
    }
    assert [each["username"] for each in await ana.pages(f"/v1/users/{ana.id}/following")] == [ben.name]


async def test_the_oldest_layout_comes_too(world: World) -> None:
    ana = await world.person("ana")
    old = {
        "photos": [
            {"caption": "Two of one", "taken_at": "2018-05-04T12:30:00", "path": "photos/201805/0.jpg"},
            {"caption": "Two of one", "taken_at": "2018-05-04T12:30:00", "path": "photos/201805/1.jpg"},
            {
                "caption": "Another",
                "taken_at": "2017-01-02T03:04:05+00:00",
                "location": "Old harbour",
                "path": "photos/201701/2.jpg",
            },
        ]
    }
    photos = {f"photos/201805/{at}.jpg": picture(510 + at) for at in range(2)}
    data = zipped({"media.json": old, **photos, "photos/201701/2.jpg": picture(512)})
    done = await brings(ana, (await sends(ana, data))["id"])
    assert counted(done, "post")["brought"] == 2
    both, one = await ana.pages(f"/v1/users/{ana.id}/posts")
    assert (both["caption"], len(both["media"])) == ("Two of one", 2)
    assert (one["place"]["name"], one["created_at"]) == ("Old harbour", "2017-01-02T03:04:05.000Z")


@pytest.mark.parametrize(
    ("spelled", "written"),
    [
        ("cafÃ©", "café"),
        (broken("日本 🇯🇵 Łódź"), "日本 🇯🇵 Łódź"),
        ("plain", "plain"),
        ("café", "café"),  # was never broken
        ("日本", "日本"),
        ("", ""),
    ],
)
def test_words_are_mended(spelled: str, written: str) -> None:
    assert repaired(spelled) == written


async def test_posts_that_make_no_sense_are_passed_over(world: World) -> None:
    ana = await world.person("ana")
    nonsense: list[Any] = [
        7,
        None,
        {"media": "x"},
        {"media": [{"uri": 3}]},
        {"media": [part(0, creation_timestamp="soon")]},
        {"media": [part(0, creation_timestamp=1e300)]},
        {"media": [part(0, creation_timestamp=-5)]},
        {"media": [{"uri": "../../etc/passwd", "creation_timestamp": AT}]},
    ]
    looked = await sends(ana, zipped({"content/posts_1.json": nonsense, **PHOTOS}))
    assert looked["state"] == "looked"
    assert counted(looked, "post")["left_out"] == counted(looked, "post")["total"] == 1
