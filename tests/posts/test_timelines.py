"""Timelines and merges: pages of any size, joined, equal the whole list."""

import random
from pathlib import Path

from tests.ground import ground_in
from tests.posts.site import Site
from tintype.kernel.clock import HOUR_US
from tintype.kernel.viewer import Viewer
from tintype.posts import Post, recent_orders


async def joined(site: Site, authors: list[Viewer], size: int) -> list[int]:
    """Every page of this size, one after another."""
    found: list[int] = []
    while page := await site.recent(authors, before=found[-1] if found else 1 << 62, limit=size):
        found += page
    return found


async def test_pages_of_a_timeline_joined_equal_the_list(site: Site) -> None:
    ana = await site.person("ana")
    written = [await site.post(ana) for _ in range(23)]
    for size in (1, 5, 22, 23, 24):
        pages: list[Post] = []
        while page := await site.timeline(
            ana, before=(pages[-1].order_id or 0) if pages else 1 << 62, limit=size
        ):
            pages += page
        assert pages == written[::-1]


async def test_a_merge_equals_the_sorted_union_whoever_posts_how_much(tmp_path: Path) -> None:
    async with ground_in(tmp_path) as ground:
        site, rng = Site(ground), random.Random(11)
        people = [await site.person(f"person{at}x") for at in range(12)]
        posts = await history_of(site, people, rng)
        for _ in range(150):
            authors = rng.sample(people, rng.randint(1, 12))
            before = rng.choice([1 << 62, *(post.order_id or 0 for post in posts)])
            limit = rng.choice([1, 2, 3, 7, 20, 500])
            mine = {author.account_id for author in authors}
            orders = (post.order_id or 0 for post in posts if post.author_id in mine)
            expected = sorted((order for order in orders if order < before), reverse=True)[:limit]
            assert await site.recent(authors, before=before, limit=limit) == expected


async def history_of(site: Site, people: list[Viewer], rng: random.Random) -> list[Post]:
    """Posts of people of whom the first posts most; some are imported, some deleted."""
    written: list[Post] = []
    for _ in range(160):
        author = people[int(len(people) * rng.random() ** 3)]
        when_us = site.clock.now_us() - rng.randrange(99) * HOUR_US if rng.random() < 0.3 else None
        written.append(await site.post(author, published_us=when_us))
    for gone in rng.sample(written, 20):
        written.remove(gone)
        author = next(person for person in people if person.account_id == gone.author_id)
        await site.posts.delete(author, gone.id)
    return written


async def test_pages_of_a_merge_joined_equal_the_list(site: Site) -> None:
    people = [await site.person(f"person{at}x") for at in range(5)]
    await history_of(site, people, random.Random(5))
    whole = await site.recent(people)
    for size in (1, 9, 40):
        assert await joined(site, people, size) == whole


async def test_a_merge_of_nobody_is_empty(site: Site) -> None:
    assert await site.look(lambda reading: recent_orders(reading, [], 1 << 62, 20)) == []
    assert await site.recent([await site.person("ana")]) == []
