"""The community as a plan: who follows whom, who posts what and when, who likes and says what. Pure, from one seed."""

from dataclasses import dataclass, replace

import numpy as np

from tintype.demo.people import INTERESTS, PEOPLE, Person
from tintype.demo.pictures.catalogue import MOTIFS, Picture
from tintype.demo.talking import PlannedComment, conversation
from tintype.demo.words.places import Spot
from tintype.demo.words.writing import Deck, described, written

POSTS = 600
DAYS = 60
DAY_S = 86_400
# Photos a post has: median 1, mean 1.5, as the cards of the benchmark.
PHOTOS = (0.73, 0.15, 0.07, 0.03, 0.02)
# When people post, by hour of their day: before work, at noon, and most of all in the evening.
HOURS = np.array(
    [2, 1, 1, 1, 1, 3, 6, 9, 10, 7, 5, 6, 9, 7, 5, 5, 6, 9, 12, 14, 15, 12, 8, 4], dtype=np.float64
)
# An idea of today that two of three take up: what trends.
TODAYS_TAG, TODAY_S = "oneframe", 20 * 3_600
NEWEST_S = (240, 1500, 4300, 9000, 15_000, 26_000)  # The first page is from today, whenever that is.


@dataclass(frozen=True, slots=True)
class Photo:
    """One picture with its description."""

    picture: Picture
    alt: str


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A post; people are numbers in Community.people, times are seconds before now."""

    author: int
    ago_s: int
    title: str | None
    caption: str
    place: Spot | None
    photos: tuple[Photo, ...]
    likes: tuple[int, ...]
    saves: tuple[int, ...]
    comments: tuple[PlannedComment, ...]


@dataclass(frozen=True, slots=True)
class Community:
    """Everything that is going to happen. The first person is the one a visitor signs in as."""

    people: tuple[Person, ...]
    follows: tuple[tuple[int, int], ...]
    posts: tuple[PlannedPost, ...]

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(photo.picture for post in self.posts for photo in post.photos)

    @property
    def acts(self) -> int:
        """How many posts and comments there are."""
        return len(self.posts) + sum(len(post.comments) for post in self.posts)


def community(seed: int, posts: int = POSTS) -> Community:
    """The whole plan; posts oldest first. The same seed gives the same plan."""
    rng = np.random.default_rng(seed)
    follows = followed(rng, PEOPLE)
    followers: list[list[int]] = [[] for _ in PEOPLE]
    for follower, target in follows:
        followers[target].append(follower)
    deck = Deck(rng)
    authors = authors_of(rng, posts)
    planned = [
        planned_post(rng, deck, author=author, ago_s=ago_s, followers=followers)
        for author, ago_s in zip(authors, times(rng, posts), strict=True)
    ]
    return Community(PEOPLE, tuple(follows), tuple(with_todays_tag(planned)))


def with_todays_tag(posts: list[PlannedPost]) -> list[PlannedPost]:
    """The same posts; two of three that people made in public today have a hashtag in common."""
    today = [
        at for at, post in enumerate(posts) if post.ago_s < TODAY_S and not PEOPLE[post.author].is_private
    ]
    for place, at in enumerate(today):
        if place % 3:
            posts[at] = replace(posts[at], caption=f"{posts[at].caption} #{TODAYS_TAG}".lstrip())
    return posts


def followed(rng: np.random.Generator, people: tuple[Person, ...]) -> list[tuple[int, int]]:
    """Preferential attachment with fitness (Bianconi and Barabási 2001), shared interests count double."""
    count = len(people)
    got = np.ones(count)
    fame = np.array([person.fame for person in people])
    pairs: list[tuple[int, int]] = []
    for follower in (int(one) for one in rng.permutation(count)):
        shared = np.array(
            [1.0 + len(set(people[follower].interests) & set(other.interests)) for other in people]
        )
        weight = got * fame * shared
        weight[follower] = 0
        wanted = 26 if follower == 0 else int(np.clip(rng.lognormal(2.3, 0.55), 4, 40))
        for target in rng.choice(count, size=wanted, replace=False, p=weight / weight.sum()):
            pairs.append((follower, int(target)))
            got[target] += 1
    return pairs


def authors_of(rng: np.random.Generator, posts: int) -> list[int]:
    """Who posts, in order: by activity, hardly anybody twice in a row."""
    activity = np.array([person.activity for person in PEOPLE])
    chosen: list[int] = []
    for _ in range(posts):
        weight = activity.copy()
        weight[chosen[-2:]] *= 0.05
        chosen.append(int(rng.choice(len(PEOPLE), p=weight / weight.sum())))
    return chosen


def times(rng: np.random.Generator, posts: int) -> list[int]:
    """Seconds before now, oldest first: a little more of late, and by the hours of the day.

    The hours count back from now as if it were eight in the evening, when most people look.
    """
    days = np.floor(DAYS * rng.random(posts) ** 1.15)
    hour = rng.choice(24, size=posts, p=HOURS / HOURS.sum()) + rng.random(posts)
    ago = days * DAY_S + ((20 - hour) % 24) * 3600 + rng.integers(0, 60, posts)
    newest = np.asarray(NEWEST_S[: min(len(NEWEST_S), posts)])
    room = NEWEST_S[-1] + 60 + rng.integers(0, 40_000, posts)
    ago = np.sort(np.where(ago < NEWEST_S[-1] + 60, room, ago))
    ago[: len(newest)] = newest
    return [int(value) for value in np.sort(ago)[::-1]]


def planned_post(
    rng: np.random.Generator, deck: Deck, *, author: int, ago_s: int, followers: list[list[int]]
) -> PlannedPost:
    person = PEOPLE[author]
    pictures = series(rng, person)
    friend = (
        PEOPLE[followers[author][int(rng.integers(len(followers[author])))]].username
        if followers[author]
        else None
    )
    writing = written(rng, deck, pictures[0], count=len(pictures), friend=friend)
    crowd = audience(rng, author, followers)
    # How much a picture pleases: the same crowd likes one post twelve times as often as another.
    charm = float(np.clip(rng.lognormal(-0.75, 0.6), 0.05, 0.96))
    likes = tuple(one for one in crowd if rng.random() < charm)
    return PlannedPost(
        author=author,
        ago_s=ago_s,
        title=writing.title,
        caption=writing.caption,
        place=writing.place,
        photos=tuple(Photo(picture, described(picture)) for picture in pictures),
        likes=likes,
        saves=tuple(one for one in likes if rng.random() < 0.08),
        comments=conversation(rng, deck, author=author, crowd=likes, ago_s=ago_s),
    )


def series(rng: np.random.Generator, person: Person) -> list[Picture]:
    """The pictures of one post: one motif in one light, as from one walk."""
    motif = MOTIFS[motif_of(rng, person)]
    count = 1 + int(rng.choice(len(PHOTOS), p=PHOTOS))
    mood = motif.moods[int(rng.integers(len(motif.moods)))]
    look = motif.looks[int(rng.integers(len(motif.looks)))]
    shape = motif.shapes[int(rng.integers(len(motif.shapes)))]
    seeds = rng.integers(1, 2**31, count)
    return [Picture(motif.name, mood, look, shape, int(seed)) for seed in seeds]


def motif_of(rng: np.random.Generator, person: Person) -> str:
    """Mostly one of the person's own motifs, at times anything."""
    if rng.random() < 0.2:
        weights = np.array([motif.weight for motif in MOTIFS.values()])
        return list(MOTIFS)[int(rng.choice(len(MOTIFS), p=weights / weights.sum()))]
    names = [name for interest in person.interests for name in INTERESTS[interest]]
    weights = np.array([MOTIFS[name].weight for name in names])
    return names[int(rng.choice(len(names), p=weights / weights.sum()))]


def audience(rng: np.random.Generator, author: int, followers: list[list[int]]) -> list[int]:
    """Who comes past a post: its followers, and for public accounts a few who found it otherwise."""
    crowd = list(followers[author])
    if not PEOPLE[author].is_private:
        others = [one for one in range(len(PEOPLE)) if one != author and one not in crowd]
        found = min(len(others), int(rng.poisson(2.5)))
        crowd += [others[i] for i in rng.choice(len(others), size=found, replace=False)]
    return [crowd[i] for i in rng.permutation(len(crowd))]
