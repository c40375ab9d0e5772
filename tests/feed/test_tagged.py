"""What a process remembers of followed hashtags is what the records say, or half a minute old."""

from __future__ import annotations

from math import inf
from pathlib import Path

from tests.ground import ground_in
from tests.posts.site import Site
from tintype.feed.tagged import AGE_S_MAX, FoundTags, Tagged
from tintype.posts import TagFollows


async def test_what_was_read_before_somebody_chose_is_not_kept(tmp_path: Path) -> None:
    async with ground_in(tmp_path) as ground:
        site = Site(ground)
        ana = await site.person("ana")
        follows, known = TagFollows(ground.records), Tagged()

        async def read(*, is_chosen_meanwhile: bool = False) -> FoundTags:
            mark, found = known.mark(), FoundTags()
            await ground.look(lambda reading: known.newest(reading, ana.account_id, found))
            if is_chosen_meanwhile:
                known.drop(ana.account_id)
            known.keep(found, mark)
            return found

        nothing = await read(is_chosen_meanwhile=True)
        assert (nothing.tags, nothing.age_s_max) == ((), inf)
        await follows.follow(ana, "harbour")
        found = await read()
        assert (found.tags, found.orders) == (("harbour",), [])
        assert found.age_s_max == AGE_S_MAX, "also where nothing is there yet"
        again = await read()
        assert again.reader_id is None, "remembered: nobody was asked"
        assert (again.lists, again.age_s_max) == ({}, AGE_S_MAX)
        await follows.unfollow(ana, "harbour")
        known.drop(ana.account_id)
        assert (await read()).age_s_max == inf
