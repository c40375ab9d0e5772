"""The plan: the same from one seed, heavy-tailed, within every limit that the site has."""

from collections import Counter

import numpy as np
import pytest

from tintype.accounts.usernames import username
from tintype.demo.community import DAYS, POSTS, TODAYS_TAG, Community, community
from tintype.demo.people import INTERESTS, PEOPLE
from tintype.demo.pictures.catalogue import MOTIFS
from tintype.demo.seed import SEED
from tintype.demo.words.places import PLACES
from tintype.demo.words.writing import MOTIF_WORDS
from tintype.kernel.text import (
    ALT,
    BIO,
    CAPTION,
    COMMENT,
    NAME,
    PLACE_NAME,
    TAGS_MAX,
    TITLE,
    clean,
    hashtags,
    mentions,
)
from tintype.search.trends.scoring import PEOPLE_MIN


@pytest.fixture(scope="module")
def plan() -> Community:
    return community(SEED)


def test_one_seed_one_plan(plan: Community) -> None:
    assert community(SEED) == plan
    assert community(SEED + 1) != plan


def test_there_is_enough_of_everything(plan: Community) -> None:
    assert len(plan.people) == len(PEOPLE) == 60
    assert len(plan.posts) == POSTS
    photos = [len(post.photos) for post in plan.posts]
    assert np.median(photos) == 1
    assert 1.35 < np.mean(photos) < 1.65
    assert sum(len(post.comments) for post in plan.posts) > POSTS
    assert len({photo.picture.motif for post in plan.posts for photo in post.photos}) == len(MOTIFS)


def test_enough_people_share_a_hashtag_today_that_it_trends(plan: Community) -> None:
    people = {post.author for post in plan.posts if TODAYS_TAG in hashtags(post.caption)}
    assert len(people) >= PEOPLE_MIN
    assert not any(PEOPLE[author].is_private for author in people)


def test_no_picture_is_shown_twice(plan: Community) -> None:
    assert len(set(plan.pictures)) == len(plan.pictures)


def test_fame_has_a_heavy_tail(plan: Community) -> None:
    followers = sorted(Counter(target for _, target in plan.follows).values(), reverse=True)
    assert sum(followers[:6]) > 0.25 * sum(followers), "a tenth of the people has a quarter of the followers"
    assert followers[0] > 3 * float(np.median(followers))


def test_likes_follow_fame_and_have_a_heavy_tail(plan: Community) -> None:
    followers = Counter(target for _, target in plan.follows)
    likes = np.array([len(post.likes) for post in plan.posts])
    fame = np.array([followers[post.author] for post in plan.posts])
    assert np.corrcoef(likes, fame)[0, 1] > 0.5
    assert likes.max() > 5 * np.median(likes)


def test_nobody_follows_themselves_or_twice(plan: Community) -> None:
    assert all(follower != target for follower, target in plan.follows)
    assert len(set(plan.follows)) == len(plan.follows)


def test_private_people_are_seen_by_followers_only(plan: Community) -> None:
    follows = set(plan.follows)
    private = [post for post in plan.posts if plan.people[post.author].is_private]
    assert private
    for post in private:
        seen_by = {*post.likes, *post.saves, *(comment.author for comment in post.comments)} - {post.author}
        assert all((one, post.author) in follows for one in seen_by)


def test_time_runs_forward(plan: Community) -> None:
    ages = [post.ago_s for post in plan.posts]
    assert ages == sorted(ages, reverse=True)
    assert ages[0] <= (DAYS + 1) * 86_400
    for post in plan.posts:
        said = [post.ago_s, *(comment.ago_s for comment in post.comments)]
        assert said == sorted(said, reverse=True)
        assert said[-1] > 0
        for number, comment in enumerate(post.comments):
            assert comment.parent is None or comment.parent < number


def test_days_have_a_rhythm(plan: Community) -> None:
    # Hours before now, as if it were eight in the evening: 15–17 hours ago is deep in the night.
    hours = Counter(post.ago_s // 3600 % 24 for post in plan.posts)
    night, evening = sum(hours[h] for h in (15, 16, 17)), sum(hours[h] for h in (0, 1, 2))
    assert evening > 4 * night


def test_all_text_is_within_the_limits(plan: Community) -> None:
    for person in plan.people:
        assert username(person.username) == person.username
        assert clean(person.name, NAME, "name") == person.name
        assert clean(person.bio, BIO, "bio") == person.bio
    for post in plan.posts:
        assert clean(post.caption, CAPTION, "caption") == post.caption
        assert clean(post.title or "", TITLE, "title") == (post.title or "")
        assert len(hashtags(post.caption)) <= TAGS_MAX
        for photo in post.photos:
            assert clean(photo.alt, ALT, "alt", required=True) == photo.alt
        for comment in post.comments:
            assert clean(comment.text, COMMENT, "text", required=True) == comment.text


def test_mentions_name_people(plan: Community) -> None:
    names = {person.username for person in plan.people}
    mentioned = [name for post in plan.posts for name in mentions(post.caption)]
    assert mentioned
    assert set(mentioned) <= names


def test_usernames_and_addresses_are_unique() -> None:
    assert len({person.username for person in PEOPLE}) == len({person.email for person in PEOPLE}) == 60
    assert all(set(person.interests) <= set(INTERESTS) for person in PEOPLE)


def test_every_motif_has_words_and_a_place_on_earth() -> None:
    assert set(MOTIF_WORDS) == set(MOTIFS)
    for words in MOTIF_WORDS.values():
        assert words.captions
        for name, latitude, longitude in PLACES[words.place]:
            assert clean(name, PLACE_NAME, "place") == name
            assert abs(latitude) <= 90
            assert abs(longitude) <= 180
