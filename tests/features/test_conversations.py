"""How a post is talked about, over HTTP: what waits, what is told, what is hidden."""

from tests.world import Person, World


async def texts(person: Person, post: str) -> list[str]:
    return [said["text"] for said in await person.pages(f"/v1/posts/{post}/comments")]


async def test_a_comment_waits_and_is_let_through(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    await ben.follows(ana)
    post = await ana.posts()
    await world.settle()
    how = await ana.does("PATCH", f"/v1/posts/{post}/conversation", json={"approves": True})
    assert how == {"comments_from": "everyone", "approves": True, "hides_likes": False}
    said = await ben.does("POST", f"/v1/posts/{post}/comments", json={"text": "may I, @ana?"})
    assert said["waiting"] is True
    assert await texts(ben, post) == ["may I, @ana?"]
    assert await texts(ana, post) == []
    assert (await ana.card(post))["counts"]["comments"] == 0
    assert (await ben.card(post))["counts"]["comments"] == 1
    waiting = await ana.pages("/v1/me/held-comments")
    assert [(one["post_id"], one["reason"], one["id"]) for one in waiting] == [(post, "approval", said["id"])]
    await ana.does("PUT", f"/v1/comments/{said['id']}/approval")
    assert await texts(ana, post) == ["may I, @ana?"]
    assert (await ben.home_cards())[0]["counts"]["comments"] == 1
    await ana.does("DELETE", f"/v1/comments/{said['id']}/approval")
    assert (await ben.home_cards())[0]["comments"] == []


async def test_words_hold_back_and_the_writer_is_not_told(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts()
    await world.settle()
    chosen = await ana.does("PATCH", "/v1/me/engagement", json={"words": ["Buy Now"]})
    assert chosen == {"words": ["buy now"], "hides_own_likes": False, "hides_all_likes": False}
    said = await ben.does("POST", f"/v1/posts/{post}/comments", json={"text": "BUY  now!"})
    assert "waiting" not in said
    assert await texts(ben, post) == ["BUY  now!"]
    assert await texts(ana, post) == []
    assert (await ana.pages("/v1/me/held-comments"))[0]["reason"] == "words"


async def test_comments_are_turned_off(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts()
    await world.settle()
    for who, code in (("followers", "comments_of_followers"), ("nobody", "comments_off")):
        await ana.does("PATCH", f"/v1/posts/{post}/conversation", json={"comments_from": who})
        answer = await ben.call("POST", f"/v1/posts/{post}/comments", json={"text": "hello"})
        assert (answer.status_code, answer.json()["code"]) == (403, code)
        assert (await ben.card(post))["comments_from"] == who
    answer = await ana.call("PATCH", f"/v1/posts/{post}/conversation", json={"comments_from": "friends"})
    assert answer.status_code == 422


async def test_a_post_is_made_with_who_may_comment(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    for who, code in (("followers", "comments_of_followers"), ("nobody", "comments_off")):
        post = await ana.posts(comments_from=who)
        await world.settle()
        assert (await ben.card(post))["comments_from"] == who
        answer = await ben.call("POST", f"/v1/posts/{post}/comments", json={"text": "first!"})
        assert (answer.status_code, answer.json()["code"]) == (403, code)
    draft = await ana.posts(comments_from="nobody", state="draft")
    await ana.does("PATCH", f"/v1/posts/{draft}", json={"state": "published"})
    await world.settle()
    answer = await ben.call("POST", f"/v1/posts/{draft}/comments", json={"text": "first!"})
    assert (answer.status_code, answer.json()["code"]) == (403, "comments_off")


async def test_a_form_says_who_may_comment(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    files = {"file": ("photo.jpg", world.photo(), "image/jpeg")}
    made = await ana.does("POST", "/v1/posts", files=files, data={"comments_from": "nobody"})
    await world.settle()
    answer = await ben.call("POST", f"/v1/posts/{made['id']}/comments", json={"text": "first!"})
    assert (answer.status_code, answer.json()["code"]) == (403, "comments_off")


async def test_nobody_is_made_up_who_may_comment(world: World) -> None:
    ana = await world.person("ana")
    body = {"media": [await ana.uploads()], "comments_from": "friends"}
    refused = await ana.call("POST", "/v1/posts", json=body)
    assert (refused.status_code, refused.json()["fields"]) == (422, {"comments_from": ["unknown"]})
    assert await ana.profile(ana) == []


async def test_a_hidden_number_of_likes_is_in_no_answer(world: World) -> None:  # AZ-18
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    await ben.follows(ana)
    post = await ana.posts()
    await world.settle()
    await cem.likes(post)
    assert (await ben.home_cards())[0]["counts"]["likes"] == 1
    await ana.does("PATCH", f"/v1/posts/{post}/conversation", json={"hides_likes": True})
    assert "likes" not in (await ben.home_cards())[0]["counts"]
    assert "likes" not in (await ben.card(post))["counts"]
    assert (await ana.home_cards())[0]["counts"]["likes"] == 1
    assert (await ana.card(post))["counts"]["likes"] == 1
    assert await ben.pages(f"/v1/posts/{post}/likes") == []
    await ana.does("PATCH", f"/v1/posts/{post}/conversation", json={"hides_likes": False})
    await ben.does("PATCH", "/v1/me/engagement", json={"hides_all_likes": True})
    assert "likes" not in (await ben.home_cards())[0]["counts"]
    await ben.does("PATCH", "/v1/me/engagement", json={"hides_all_likes": False})
    await ana.does("PATCH", "/v1/me/engagement", json={"hides_own_likes": True})
    assert "likes" not in (await ben.home_cards())[0]["counts"]


async def test_numbers_at_home_are_those_a_viewer_can_count(world: World) -> None:  # AZ-19
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    await ben.follows(ana)
    post = await ana.posts()
    await world.settle()
    for _ in range(3):
        await cem.comments(post, "cem")
    for _ in range(2):
        await ana.comments(post, "ana")
    assert (await ben.home_cards())[0]["counts"]["comments"] == 5
    await ben.blocks(cem)
    assert (await ben.home_cards())[0]["counts"]["comments"] == 2
    assert (await ben.card(post))["counts"]["comments"] == 2
    assert (await ana.card(post))["counts"]["comments"] == 5
    await ana.blocks(cem)
    assert (await ana.card(post))["counts"]["comments"] == 2
    assert (await world.stranger().card(post))["counts"]["comments"] == 2


async def test_a_comment_is_mended_pinned_and_liked_by_its_host(world: World) -> None:
    ana, ben, cem = [await world.person(name) for name in ("ana", "ben", "cem")]
    post = await ana.posts()
    await world.settle()
    first, _ = await ben.comments(post, "helo"), await cem.comments(post, "later")
    mended = await ben.does("PATCH", f"/v1/comments/{first}", json={"text": "hello @cem"})
    assert mended["edited_at"]
    assert [one["username"] for one in mended["mentions"]] == ["cem"]
    await ana.does("PUT", f"/v1/comments/{first}/pin")
    await ana.does("PUT", f"/v1/comments/{first}/like")
    top = (await cem.pages(f"/v1/posts/{post}/comments"))[0]
    assert (top["id"], top["pinned"], top["liked_by"][0]["username"]) == (first, True, "ana")
    assert [said["text"] for said in (await cem.card(post))["comments"]] == ["hello @cem", "later"]
    assert [one["username"] for one in await cem.pages(f"/v1/comments/{first}/likes")] == ["ana"]


async def test_a_share_is_counted_once_a_person(world: World) -> None:
    ana, ben = await world.person("ana"), await world.person("ben")
    post = await ana.posts()
    await world.settle()
    for way in ("link", "sheet"):
        await ben.does("POST", f"/v1/posts/{post}/share", json={"way": way})
    assert (await ana.card(post))["counts"]["shares"] == 1
    answer = await ben.call("POST", f"/v1/posts/{post}/share", json={"way": "pigeon"})
    assert answer.status_code in {400, 422}
