"""The picture that stands for a post where there is room for one."""

from collections.abc import Collection

from tintype.accounts import people
from tintype.kernel.ids import PostId
from tintype.media import MediaShort, MediaUrls, media_of, short_media
from tintype.ports.records import Reading
from tintype.posts.model import Post


async def covers(reading: Reading, posts: Collection[Post], urls: MediaUrls) -> dict[PostId, MediaShort]:
    """The first picture of each post that has one, for those who may see the posts."""
    if not posts:
        return {}
    authors = await people(reading, {post.author_id for post in posts})
    firsts = {post.id: post.media[0] for post in posts if post.media}
    rows = await media_of(reading, {first.media_id for first in firsts.values()})
    return {
        post.id: short_media(
            rows[first.media_id], urls, alt=first.alt, is_private=authors[post.author_id].is_private
        )
        for post in posts
        if (first := firsts.get(post.id)) and first.media_id in rows and post.author_id in authors
    }
