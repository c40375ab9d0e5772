"""Who is named in a post: seen in a picture, or its paying partner. Nobody is shown so against their will.

A tag is shown at once where the person's settings let the author, and waits for their yes where they want to be asked
each time. A partner is always asked. Who has refused stays out of that post: docs/decisions/0077.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tintype.graph import EdgeKind, edges, reachable, visible
from tintype.kernel.ids import AccountId, MediaId, OrderId, PostId, shard_of
from tintype.kernel.problems import Invalid, NotFound
from tintype.kernel.viewer import Viewer
from tintype.ports.records import Reading, Transaction
from tintype.posts import naming_store, store
from tintype.posts.events import PartnerNamed, PersonTagged, TagAnswered
from tintype.posts.model import Named, NamedAs, Naming, Post, PostState
from tintype.posts.naming_store import By, NamingRules

_NOWHERE = MediaId(0)
NAMED_MAX = 20  # In all pictures of a post together; more is a crowd, and a way to be heard by it.


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom an author wants to name: in the picture at (x, y), parts of its width and height; or as partner, nowhere."""

    account_id: AccountId
    media_id: MediaId
    x: float | None = None
    y: float | None = None

    @property
    def key(self) -> tuple[AccountId, MediaId]:
        return self.account_id, self.media_id

    @property
    def is_in_picture(self) -> bool:
        """Whether the point is inside."""
        return all(part is not None and 0 <= part <= 1 for part in (self.x, self.y))


def checked_wishes(wishes: Sequence[Wish], media_ids: Collection[MediaId]) -> tuple[Wish, ...]:
    """The people an author wants to tag in a post with this media. Raises Invalid."""
    if len(wishes) > NAMED_MAX:
        raise Invalid(f"A post names at most {NAMED_MAX} people.", fields={"people": ["too_many"]})
    if len({wish.key for wish in wishes}) < len(wishes):
        raise Invalid("Somebody is named twice in one picture.", fields={"people": ["repeated"]})
    if any(wish.media_id not in media_ids for wish in wishes):
        raise Invalid("A tag is in a picture that is not in the post.", fields={"people": ["unknown_media"]})
    if not all(wish.is_in_picture for wish in wishes):
        raise Invalid("A tag lies outside of its picture.", fields={"people": ["out_of_range"]})
    return tuple(wishes)


async def with_people(
    tx: Transaction,
    viewer: Viewer,
    post: Post,
    wishes: Sequence[Wish] | None,
    partner: AccountId | None,
    *,
    asks_all: bool = False,
) -> Post:
    """The post with the people its author wants in it; `wishes` None leaves the tags, `partner` None the partner.

    Partner 0 takes the partner out. `asks_all`: everybody's yes is waited for, whatever their settings, and whom the
    author may not name is left out; else they raise Invalid.
    """
    people = {(one.role, one.account_id, one.media_id): one for one in post.people}
    wanted: dict[tuple[NamedAs, AccountId, MediaId], Wish] = {}
    if wishes is not None:
        wanted |= {(NamedAs.SEEN, *wish.key): wish for wish in wishes}
    if partner:
        wanted[NamedAs.PARTNER, partner, _NOWHERE] = Wish(partner, _NOWHERE)
    for key, one in people.items():
        is_asked = wishes is not None if one.role is NamedAs.SEEN else partner is not None
        if is_asked and key not in wanted and one.is_active:
            people[key] = replace(one, state=Naming.TAKEN_OUT)
    fresh = [key for key in wanted if key not in people or people[key].state is Naming.TAKEN_OUT]
    refused = {one.account_id for one in people.values() if one.state is Naming.REFUSED}
    states = await _states(tx, viewer, fresh, refused, asks_all=asks_all)
    for key in fresh:
        if key not in states:
            del wanted[key]
    for key, wish in wanted.items():
        state = states[key] if key in states else people[key].state
        people[key] = Named(key[1], key[0], key[2], wish.x, wish.y, state)
    found = tuple(people.values())
    return replace(post, people=found, has_people=bool(found))


async def tell_named(tx: Transaction, post: Post, order_id: OrderId, people: Iterable[Named]) -> None:
    """Tell the log of people who have been named in a published post, each once."""
    told = {(one.role, one.account_id): one for one in people if one.is_active}
    for (role, account_id), one in told.items():
        if account_id == post.author_id:
            continue
        kind = PersonTagged if role is NamedAs.SEEN else PartnerNamed
        event = kind(post.id, order_id, post.author_id, account_id, one.state is Naming.WAITING)
        await tx.publish(event, shard=shard_of(post.id))


async def answer(tx: Transaction, viewer: Viewer, post_id: PostId, role: NamedAs, *, is_shown: bool) -> None:
    """The named person says yes or no, now or later; a no holds for this post until they take it back themselves.

    Raises NotFound for who is not named: whoever else looks learns nothing.
    """
    await store.hold_post(tx, post_id)
    post = (await store.whole(tx, [post_id])).get(post_id)
    if post is None or post.state in {PostState.DELETED, PostState.DRAFT, PostState.SCHEDULED}:
        raise NotFound
    mine = [one for one in post.people if one.account_id == viewer.account_id and one.role is role]
    mine = [one for one in mine if one.state is not Naming.TAKEN_OUT]
    if not mine:
        raise NotFound
    state = Naming.SHOWN if is_shown else Naming.REFUSED
    if all(one.state is state for one in mine):
        return
    await naming_store.put_people(tx, post_id, [replace(one, state=state) for one in mine])
    event = TagAnswered(post.id, post.order_id or OrderId(0), post.author_id, viewer.account_id, is_shown)
    await tx.publish(event, shard=shard_of(post.id))


async def seen_people(reading: Reading, viewer: Viewer, posts: Sequence[Post]) -> dict[PostId, list[Named]]:
    """The people tagged in some visible posts whom the viewer may see; the author and who is named see what waits."""
    active = {post.id: [one for one in post.people if one.is_active] for post in posts}
    ids = {one.account_id for some in active.values() for one in some}
    if not ids:
        return {post_id: [] for post_id in active}
    known, there = await visible(reading, viewer, ids), await reachable(reading, viewer, ids)
    authors = {post.id: post.author_id for post in posts}

    def is_seen(post_id: PostId, one: Named) -> bool:
        if viewer.is_known and viewer.account_id in {authors[post_id], one.account_id}:
            return one.account_id in there
        return one.state is Naming.SHOWN and one.account_id in known

    return {
        post_id: [one for one in some if one.role is NamedAs.SEEN and is_seen(post_id, one)]
        for post_id, some in active.items()
    }


async def _states(
    tx: Transaction,
    viewer: Viewer,
    keys: Sequence[tuple[NamedAs, AccountId, MediaId]],
    refused: Collection[AccountId],
    *,
    asks_all: bool,
) -> dict[tuple[NamedAs, AccountId, MediaId], Naming]:
    """How it stands with people who are named from now on.

    Whom the viewer may not name is missing where everybody is asked; else they raise Invalid.
    """
    others = {id for _, id, _ in keys if id != viewer.account_id}
    if not keys:
        return {}
    rules = await naming_store.rules_of(tx, others)
    letting = await _letting(tx, viewer, others, rules) - set(refused)
    states: dict[tuple[NamedAs, AccountId, MediaId], Naming] = {}
    for key in keys:
        role, id, _ = key
        if role is NamedAs.SEEN and id == viewer.account_id:
            states[key] = Naming.SHOWN
        elif id in letting:
            states[key] = _first_state(role, rules.get(id, NamingRules()), asks=asks_all)
        elif not asks_all:
            field = "people" if role is NamedAs.SEEN else "partner"
            raise Invalid("Somebody here does not want to be named by you.", fields={field: ["not_allowed"]})
    return states


async def _letting(
    reading: Reading, viewer: Viewer, others: Collection[AccountId], rules: Mapping[AccountId, NamingRules]
) -> set[AccountId]:
    known = await reachable(reading, viewer, others)
    following = await edges.sources_in(reading, viewer.account_id, EdgeKind.FOLLOW, others)
    return {id for id in known if _lets(rules.get(id, NamingRules()), is_followed=id in following)}


def _lets(rule: NamingRules, *, is_followed: bool) -> bool:
    return rule.who is By.EVERYONE or (rule.who is By.FOLLOWING and is_followed)


def _first_state(role: NamedAs, rule: NamingRules, *, asks: bool) -> Naming:
    return Naming.WAITING if asks or role is NamedAs.PARTNER or rule.by_hand else Naming.SHOWN
