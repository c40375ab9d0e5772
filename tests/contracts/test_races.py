"""Two by two at the same moment, from two processes: whatever order they fall into, every rule holds at the end.

The use cases themselves run here, on both engines; HTTP has races of its own in tests/security.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.accounts.conftest import HERE, PASSWORD, house_on
from tests.contracts.adapters import adapters_of
from tests.contracts.scene import Scene
from tintype.accounts import Passwords, ProfileEdit
from tintype.accounts.model import number_of
from tintype.accounts.signing_up import Taken
from tintype.accounts.wanted_tokens import NewToken
from tintype.engagement import CommentRow
from tintype.graph import EdgeKind, FollowState, edges
from tintype.graph import follows as follows_module
from tintype.graph.follows import state as follow_state
from tintype.graph.visibility import tied_by_block
from tintype.kernel.ids import AccountId
from tintype.kernel.problems import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from tintype.kernel.viewer import Role
from tintype.posts import Changes, Draft, PostMedia

ROUNDS = 10


@pytest.fixture(params=adapters_of("records"))
async def scene(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    async with request.param(tmp_path) as store:
        scene = Scene(store)
        passwords = Passwords(time_cost=1, memory_kib=8)
        scene.houses = [house_on(ground, passwords) for ground in store.grounds()]
        try:
            yield scene
        finally:
            for talk in scene.talks:
                await talk.likes.close()
            passwords.close()


async def test_one_like_of_many_is_new(scene: Scene) -> None:
    ana, ben = await scene.person(), await scene.person()
    for _ in range(ROUNDS):
        post = await scene.talks[0].post(ana)
        news = await scene.at_once(*(talk.likes.like(ben, post) for talk in scene.talks * 4))
        assert sorted(news) == [False] * 7 + [True]
        assert (await scene.talks[1].counts(post)).likes == 1
    await scene.check()


async def test_likes_and_unlikes_of_one_pair_leave_it_whole(scene: Scene) -> None:
    """Each tie is two rows: neither end may stand alone, whoever comes between."""
    ana, ben = await scene.person(), await scene.person()
    posts = [await scene.talks[0].post(ana) for _ in range(3)]
    one, other = scene.talks
    for _ in range(ROUNDS * 3):
        await scene.at_once(
            *(one.likes.like(ben, post) for post in posts),
            *(other.likes.unlike(ben, post) for post in posts),
            *(other.likes.like(ben, post) for post in posts),
            *(one.likes.unlike(ben, post) for post in posts),
        )
        await scene.check()
        # Of two of each the last may be either, but nobody likes twice or takes back what is not there.
        assert {(await one.counts(post)).likes for post in posts} <= {0, 1}


async def test_no_follow_stands_across_a_block(scene: Scene) -> None:
    one, other = scene.talks
    for turn in range(ROUNDS):
        ana, ben = await scene.person(is_private=turn % 2 == 1), await scene.person()
        if turn % 2:
            await one.follows.request(ben, ana.account_id)
        await scene.at_once(
            one.follows.request(ben, ana.account_id),
            other.follows.accept(ana, ben.account_id),
            other.blocks.block(ana, ben.account_id),
            one.follows.request(ana, ben.account_id),
            other.follows.withdraw(ben, ana.account_id),
            other.follows.request(ben, ana.account_id),
        )
        pair = (ana.account_id, ben.account_id)
        assert await scene.store.one.look(lambda tx, pair=pair: tied_by_block(tx, [pair]))
        for src, dst in (pair, pair[::-1]):
            stands = await scene.store.one.look(
                lambda tx, src=src, dst=dst: follow_state(tx, AccountId(src), AccountId(dst))
            )
            assert stands is FollowState.NONE
    await scene.check()


async def test_of_two_who_block_each_other_one_is_first(scene: Scene) -> None:
    one, other = scene.talks
    for _ in range(ROUNDS):
        ana, ben = await scene.person(), await scene.person()
        answers = await scene.at_once(
            one.blocks.block(ana, ben.account_id), other.blocks.block(ben, ana.account_id)
        )
        assert sum(isinstance(answer, NotFound) for answer in answers) == 1
    await scene.check()


async def test_a_request_that_is_taken_back_is_not_accepted_as_well(scene: Scene) -> None:
    one, other = scene.talks
    for _ in range(ROUNDS):
        ana, ben = await scene.person(is_private=True), await scene.person()
        await one.follows.request(ben, ana.account_id)
        await scene.at_once(
            one.follows.withdraw(ben, ana.account_id), other.follows.accept(ana, ben.account_id)
        )
        stands = await scene.store.one.look(
            lambda tx, ana=ana, ben=ben: follow_state(tx, ben.account_id, ana.account_id)
        )
        assert stands is FollowState.NONE
    await scene.check()


async def test_nobody_follows_more_than_the_bound(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follows_module, "FOLLOWING_MAX", 3)
    ana = await scene.person()
    others = [await scene.person() for _ in range(8)]
    answers = await scene.at_once(
        *(talk.follows.request(ana, other.account_id) for talk in scene.talks for other in others)
    )
    assert any(isinstance(answer, Forbidden) for answer in answers)
    counts = await scene.store.one.look(lambda tx: edges.counts(tx, [ana.account_id], [EdgeKind.FOLLOW]))
    assert counts[ana.account_id, EdgeKind.FOLLOW] == 3
    await scene.check()


async def test_a_name_has_one_owner_and_a_site_one_founder(scene: Scene) -> None:
    for turn in range(ROUNDS // 2):
        names = [f"paypal{turn}", f"paypaI{turn}", f"PayPal{turn}", f"paypal{turn}"]
        answers = await scene.at_once(
            *(
                house.sign_up(name, email=f"{at}-{turn}@example.org")
                for at, (house, name) in enumerate(zip(scene.houses * 2, names, strict=True))
            )
        )
        assert sum(not isinstance(answer, BaseException) for answer in answers) == 1
        assert all(isinstance(answer, Taken) for answer in answers if isinstance(answer, BaseException))
    operators = f"SELECT count(*) FROM accounts WHERE role = {number_of(Role.OPERATOR)}"
    assert await scene.store.rows(operators) == [(1,)]


async def test_of_edits_of_one_version_one_is_made(scene: Scene) -> None:
    ana = await scene.houses[0].viewer(await scene.houses[0].sign_up("ana"))
    for version in range(1, ROUNDS):
        answers = await scene.at_once(
            *(
                house.editing.edit(ana, ProfileEdit(bio=f"{version}-{at}"), version=version)
                for at, house in enumerate(scene.houses * 2)
            )
        )
        assert sum(isinstance(answer, PreconditionFailed) for answer in answers) == 3


async def test_a_changed_password_ends_the_session_that_the_old_one_began_meanwhile(scene: Scene) -> None:
    one, other = scene.houses
    for turn in range(ROUNDS // 2):
        name, wanted = f"ana{turn}", "lilies on the balcony"
        ana = await one.viewer(await one.sign_up(name))
        changed, begun = await scene.at_once(
            one.signing_in.change_password(ana, PASSWORD, wanted), other.sign_in(name)
        )
        assert not isinstance(changed, BaseException)
        if not isinstance(begun, BaseException):
            assert await one.another_process().recognise(begun.token) is None


async def test_a_post_is_published_when_its_photo_becomes_ready_meanwhile(scene: Scene) -> None:
    one, other = scene.studios
    for turn in range(ROUNDS):
        ana = await one.person(f"ana{turn}")
        photo = await one.photo(ana, is_ready=False)
        post, _ = await scene.at_once(one.posts.publish(ana, Draft((PostMedia(photo),))), other.ready(photo))
        # The log tells of the photo after both are committed, at the latest.
        seen = await one.seen(ana, post)
        assert seen is not None
        assert seen.is_published
        assert await one.total(ana) == 1


async def test_a_deleted_post_is_not_counted_even_if_it_is_published_meanwhile(scene: Scene) -> None:
    one, other = scene.studios
    for turn in range(ROUNDS):
        ana = await one.person(f"ana{turn}")
        photo = await one.photo(ana, is_ready=False)
        post = await one.posts.publish(ana, Draft((PostMedia(photo),)))
        await scene.at_once(one.posts.delete(ana, post.id), other.ready(photo))
        assert await one.total(ana) == 0
        assert await one.seen(ana, post) is None


async def test_a_photo_that_two_posts_carry_stays_while_one_does(scene: Scene) -> None:
    one, other = scene.studios
    for turn in range(ROUNDS):
        ana = await one.person(f"ana{turn}")
        photo = await one.photo(ana)
        draft = Draft((PostMedia(photo),))
        first = await one.posts.publish(ana, draft)
        await one.posts.delete(ana, first.id)
        _, second = await scene.at_once(one.posts.forget(ana, first.id), other.posts.publish(ana, draft))
        left = await scene.store.rows(f"SELECT reach FROM media WHERE id = {photo}")
        if isinstance(second, Invalid):
            assert left == []
        else:
            assert left == [(2,)]


async def test_of_edits_of_one_post_each_is_a_version(scene: Scene) -> None:
    one, other = scene.studios
    ana = await one.person("ana")
    post = await one.post(ana, caption="first")
    for turn in range(ROUNDS):
        answers = await scene.at_once(
            one.posts.edit(ana, post.id, Changes(caption=f"one {turn}"), version=turn + 1),
            other.posts.edit(ana, post.id, Changes(caption=f"other {turn}"), version=turn + 1),
        )
        assert sum(isinstance(answer, PreconditionFailed) for answer in answers) == 1
    free = [studio.posts.edit(ana, post.id, Changes(title=f"{at}")) for at, studio in enumerate((one, other))]
    answers = await scene.at_once(*free)
    assert sorted(answer.version for answer in answers) == [ROUNDS + 2, ROUNDS + 3]


async def test_no_answer_is_left_below_a_deleted_comment(scene: Scene) -> None:
    one, other = scene.talks
    ana, ben = await scene.person(), await scene.person()
    for _ in range(ROUNDS):
        post = await one.post(ana)
        top = await one.say(ben, post, "top")
        below = await one.say(ana, post, "below", top)
        await scene.at_once(
            one.comments.delete(ben, top.id),
            other.comments.add(ana, post, "answer", parent_id=top.id),
            one.comments.add(ana, post, "deep", parent_id=below.id),
            other.comments.delete(ana, below.id),
        )
        live = await scene.store.rows(f"SELECT id FROM comments WHERE post_id = {post} AND state = 0")
        assert live == []
        assert (await one.counts(post)).comments == 0


async def test_one_of_two_deletions_of_a_comment_happens(scene: Scene) -> None:
    one, other = scene.talks
    ana, ben = await scene.person(), await scene.person()
    post = await one.post(ana)
    for _ in range(ROUNDS):
        row: CommentRow = await one.say(ben, post, "once")
        answers = await scene.at_once(one.comments.delete(ben, row.id), other.comments.delete(ana, row.id))
        assert sum(isinstance(answer, NotFound) for answer in answers) == 1
    assert (await one.counts(post)).comments == 0


async def test_the_hundredth_token_is_given_once(scene: Scene) -> None:
    one, other = scene.houses
    ana = await one.viewer(await one.sign_up("ana"))
    for at in range(99):
        await one.signing_in.token(ana, NewToken(f"program {at}", ["read"]), HERE)
    answers = await scene.at_once(
        *(house.signing_in.token(ana, NewToken("last", ["read"]), HERE) for house in (one, other, one, other))
    )
    assert sum(isinstance(answer, Conflict) for answer in answers) == 3
