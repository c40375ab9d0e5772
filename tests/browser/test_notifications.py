"""What others do reaches the badge and the page; devices are asked for on a click; a push is shown and leads on."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.patience import until
from tests.browser.person import DESKTOP, PHONE, Person, words
from tests.live_site import LiveSite
from tests.pictures import picture

pytestmark = [pytest.mark.browser]

Newcomer = Callable[..., Awaitable[Person]]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.jpg"
    path.write_bytes(picture(4))
    return path


async def acts(person: Person, method: str, path: str, body: object = None) -> None:
    """What another part of the app does for somebody, without its pages."""
    await person.page.evaluate(
        """async ([method, path, body]) => {
          const { csrf } = await (await fetch('/v1/session')).json()
          const headers = { 'x-csrf-token': csrf, 'content-type': 'application/json' }
          const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) })
          if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
        }""",
        [method, path, body],
    )


async def id_of(person: Person) -> str:
    return await person.page.evaluate("fetch('/v1/me').then(a => a.json()).then(me => me.id)")


async def newest_post(person: Person) -> str:
    return await person.page.evaluate(
        "name => fetch(`/v1/users/@${name}/posts`).then(a => a.json()).then(page => page.items[0].id)",
        person.username,
    )


async def test_the_badge_grows_by_itself_and_the_page_says_why(newcomer: Newcomer, photo: Path) -> None:
    nora, omar = await newcomer("nora_n", **DESKTOP), await newcomer("omar_n", **PHONE)
    await nora.signs_up()
    await omar.signs_up()
    await nora.posts(photo, alt="Boats", caption="Boats at noon")
    post = await newest_post(nora)
    await omar.sees_published(post)
    await acts(omar, "PUT", f"/v1/posts/{post}/like")
    await acts(omar, "POST", f"/v1/posts/{post}/comments", {"text": "Lovely boats."})
    await acts(omar, "PUT", f"/v1/users/{await id_of(nora)}/follow")
    place = nora.page.get_by_role("link", name=re.compile(words("nav.notifications"))).first
    await expect(place).to_contain_text("3")  # Nothing was reloaded.
    await place.click()
    entry = nora.page.get_by_role("listitem")
    await expect(entry.filter(has_text="Lovely boats.")).to_be_visible()
    await expect(entry.filter(has_text=words("notify.like", who="omar_n"))).to_be_visible()
    await expect(entry.filter(has_text=words("notify.follow", who="omar_n"))).to_be_visible()
    await expect(place).not_to_contain_text("3")
    assert await nora.problems_for_everyone() == []

    # What arrives while one looks stands on top.
    await acts(omar, "POST", f"/v1/posts/{post}/comments", {"text": "And the harbour!"})
    await expect(entry.filter(has_text="And the harbour!")).to_be_visible()

    # Muted by keyboard alone, and heard no more.
    await (
        entry.filter(has_text="And the harbour!")
        .get_by_role("button", name=words("notify.menu"))
        .press("Enter")
    )
    await expect(nora.page.get_by_role("menuitem").first).to_be_focused()
    await nora.page.keyboard.press("Enter")
    await expect(nora.page.get_by_text(words("notify.muted")).first).to_be_visible()
    await entry.filter(has_text="And the harbour!").get_by_role("link").press("Enter")
    await expect(nora.page).to_have_url(re.compile(f"/p/{post}$"))
    assert [one for one in nora.complaints if "error" in one] == []


async def test_a_private_account_is_led_to_its_requests(newcomer: Newcomer) -> None:
    pia, rob = await newcomer("pia_n", **PHONE), await newcomer("rob_n", **DESKTOP)
    await pia.signs_up()
    await rob.signs_up()
    await acts(pia, "PATCH", "/v1/me", {"is_private": True})
    await acts(rob, "PUT", f"/v1/users/{await id_of(pia)}/follow")
    # The list is kept behind the log.
    asked = pia.page.get_by_text(words("notify.request", who="rob_n"))
    await pia.opens_until("/notifications", asked.is_visible, pia.page.get_by_role("heading").first)
    assert await pia.problems_for_everyone() == []
    await pia.page.get_by_role("link", name=words("notify.requests", "one", count=1)).click()
    await expect(pia.button(words("requests.accept_name", name="rob_n"))).to_be_visible()


async def test_settings_are_kept_and_devices_are_asked_for_on_a_click(newcomer: Newcomer) -> None:
    uma = await newcomer("uma_n", **PHONE, color_scheme="dark")
    asked: list[str] = []
    await uma.page.expose_function("wasAsked", lambda: asked.append("asked"))
    await uma.page.add_init_script(
        "Notification.requestPermission = async () => { await wasAsked(); return 'denied' }"
    )
    await uma.signs_up()
    await uma.goes_to("/settings/notifications")
    likes = uma.page.get_by_label(words("wishes.of", kind=words("wishes.like"), channel=words("wishes.page")))
    await expect(likes).to_have_value("everyone")
    often = uma.page.get_by_label(words("digest.label"))
    # A choice is sent when the one before has been answered, and whoever loads the page anew between them loses it.
    for choice, value in ((likes, "following"), (often, "weekly")):
        async with uma.page.expect_response(lambda answer: answer.request.method == "PATCH") as told:
            await choice.select_option(value)
        assert (await told.value).ok
    assert await uma.problems_for_everyone() == []
    await uma.goes_to("/settings/notifications")
    await expect(likes).to_have_value("following")
    await expect(often).to_have_value("weekly")
    assert asked == []
    await uma.page.get_by_role("switch", name=words("push.this")).press("Space")
    await expect(uma.page.get_by_text(words("push.denied"))).to_be_visible()
    assert asked == ["asked"]


async def test_what_one_did_is_listed(newcomer: Newcomer, photo: Path) -> None:
    vera = await newcomer("vera_n", **DESKTOP)
    await vera.signs_up()
    await vera.posts(photo, alt="Boats", caption="Boats at noon")
    post = await newest_post(vera)
    await vera.sees_published(post)
    await acts(vera, "POST", f"/v1/posts/{post}/comments", {"text": "Mine."})
    await acts(vera, "PUT", f"/v1/posts/{post}/like")
    entry = vera.page.get_by_role("main").get_by_role("listitem")
    heading = vera.page.get_by_role("heading", name=words("activity.title"))
    # The list is kept behind the log.
    await vera.opens_until("/settings/activity", entry.filter(has_text="Mine.").is_visible, heading)
    assert await vera.problems_for_everyone() == []
    await vera.page.get_by_role("link", name=words("activity.like"), exact=True).click()
    await expect(entry.filter(has_text=words("activity.did_like", name="vera_n"))).to_be_visible()
    await expect(entry.filter(has_text="Mine.")).to_have_count(0)


async def test_a_push_is_shown_by_the_service_worker(newcomer: Newcomer, site: LiveSite) -> None:
    walt = await newcomer("walt_n", **DESKTOP)
    await walt.page.context.grant_permissions(["notifications"], origin=site.url)
    await walt.signs_up()
    await walt.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    told = {"title": "ben commented on your post", "body": "Lovely", "path": "/p/1", "tag": "2-1-1"}
    deliver = await delivering(walt.page, site.url, json.dumps(told))
    shown = """async () => {
      const all = await (await navigator.serviceWorker.ready).getNotifications()
      return all.map(one => [one.title, one.body, one.tag, one.data.path])
    }"""

    async def is_shown() -> bool:
        # What comes this way is lost while the worker is starting; of one tag only the last is shown.
        await deliver()
        return await walt.page.evaluate(f"({shown})().then(all => all.length > 0)")

    await until(is_shown, "it is shown", again_s=1)
    assert await walt.page.evaluate(shown) == [["ben commented on your post", "Lovely", "2-1-1", "/p/1"]]


async def delivering(page: Page, origin: str, data: str) -> Callable[[], Awaitable[object]]:
    """Brings what the browser's push service would."""
    client = await page.context.new_cdp_session(page)
    found: list[str] = []
    client.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    await client.send("ServiceWorker.enable")

    async def is_found() -> bool:
        return bool(found)

    await until(is_found, "the service worker is registered")
    message = {"origin": origin, "registrationId": found[-1], "data": data}
    return partial(client.send, "ServiceWorker.deliverPushMessage", message)
