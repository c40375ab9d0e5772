"""From a job to a mailbox: who gets a letter, what it says, and what becomes of one that cannot leave."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources

import pytest

from tests.ground import Ground
from tintype.accounts import recipient
from tintype.adapters.embedded.jobs import EmbeddedJobs
from tintype.flow import JobWorker, Permanent
from tintype.kernel.clock import HOUR_US
from tintype.kernel.ids import AccountId
from tintype.kernel.problems import Unavailable
from tintype.kernel.sql import Query
from tintype.kernel.viewer import Viewer
from tintype.mail import SEND, Compose, Draft, Item, Sender, letter
from tintype.mail.drafts import draft_of
from tintype.mail.layout import as_html, as_text
from tintype.ports.mailer import Letter, Undeliverable
from tintype.ports.records import Lane, Reading

ORIGIN = "https://photos.example.org"


@dataclass
class Box:
    """A mail server of the test's own that may be away."""

    letters: list[Letter] = field(default_factory=list[Letter])
    fails: list[Exception] = field(default_factory=list[Exception])

    async def send(self, letter: Letter) -> None:
        if self.fails:
            raise self.fails.pop(0)
        self.letters.append(letter)


def worker_on(ground: Ground, box: Box | None, composers: Mapping[str, Compose] | None = None) -> JobWorker:
    sender = Sender(ground.records, box, ORIGIN, recipient, composers or {})
    jobs = EmbeddedJobs(ground.records)  # type: ignore[arg-type]
    return JobWorker(jobs, Lane.MAIL, {SEND: sender.handle}, ground.clock)


async def confirmed(ground: Ground) -> Viewer:
    person = await ground.person()
    text = "UPDATE accounts SET confirmed_us = 1 WHERE id = :id"
    await ground.records.transact(lambda tx: tx.execute(Query("tests", text, text), id=person.account_id))
    return person


async def asked(ground: Ground, person: Viewer, template: str, **values: str) -> None:
    await ground.records.transact(lambda tx: tx.enqueue(letter(template, person.account_id, **values)))


async def test_a_letter_goes_to_the_address_an_account_has_by_then(ground: Ground) -> None:
    ana, box = await confirmed(ground), Box()
    await asked(ground, ana, "token_made", name="backup", address="192.0.2.7")
    text = "UPDATE accounts SET email = 'new@example.org' WHERE id = :id"
    await ground.records.transact(lambda tx: tx.execute(Query("tests", text, text), id=ana.account_id))
    assert await worker_on(ground, box).run_due() == 1
    (sent,) = box.letters
    assert sent.to == "new@example.org"
    assert "Hello person1," in sent.text
    assert "“backup”" in sent.text
    assert f"{ORIGIN}/settings/security" in sent.text
    assert f'href="{ORIGIN}/settings/security"' in sent.html


async def test_only_letters_that_ask_go_to_an_address_nobody_has_confirmed(ground: Ground) -> None:
    ana, box = await ground.person(), Box()
    await asked(ground, ana, "password_changed")
    await asked(ground, ana, "sign_up_approved")
    assert await worker_on(ground, box).run_due() == 2
    assert [sent.subject for sent in box.letters] == ["Welcome, person1"]


async def test_those_who_are_suspended_get_none(ground: Ground) -> None:
    ana, box = await confirmed(ground), Box()
    await ground.suspend(ana)
    await asked(ground, ana, "password_changed")
    await worker_on(ground, box).run_due()
    assert box.letters == []


async def test_a_letter_waits_for_a_server_that_is_away_and_arrives_once(ground: Ground) -> None:
    ana = await confirmed(ground)
    box = Box(fails=[Unavailable("away"), Unavailable("still away")])
    worker = worker_on(ground, box)
    await asked(ground, ana, "password_changed")
    for _ in range(4):
        await worker.run_due()
        ground.clock.advance(HOUR_US)
    assert len(box.letters) == 1
    assert await ground.rows("SELECT count(*) FROM jobs") == [(0,)]


async def test_what_cannot_be_delivered_lies_where_it_is_seen(ground: Ground) -> None:
    ana = await confirmed(ground)
    worker = worker_on(ground, Box(fails=[Undeliverable("550 no such mailbox")]))
    await asked(ground, ana, "password_changed")
    await asked(ground, ana, "nobody_wrote_this")
    await worker.run_due()
    found = await ground.rows("SELECT state, error FROM jobs ORDER BY id")
    assert [state for state, _ in found] == [1, 1]
    assert "550 no such mailbox" in found[0][1]
    assert "nobody_wrote_this" in found[1][1]


async def test_without_mail_letters_come_to_nothing(ground: Ground) -> None:
    ana = await confirmed(ground)
    await asked(ground, ana, "password_changed")
    assert await worker_on(ground, None).run_due() == 1
    assert await ground.rows("SELECT count(*) FROM jobs") == [(0,)]


async def test_a_composer_says_what_is_true_by_then_or_nothing(ground: Ground) -> None:
    ana, box = await confirmed(ground), Box()
    seen: list[AccountId] = []

    async def digest(
        reading: Reading, account_id: AccountId, values: Mapping[str, int | str]
    ) -> Draft | None:
        seen.append(account_id)
        if values["about"] == "nothing":
            return None
        return Draft("News", ("Hello.",), items=(Item("ben liked <it>", "/p/1"),), unsubscribe="/stop")

    worker = worker_on(ground, box, {"digest": digest})
    await asked(ground, ana, "digest", about="nothing")
    await asked(ground, ana, "digest", about="likes")
    assert await worker.run_due() == 2
    (sent,) = box.letters
    assert seen == [ana.account_id] * 2
    assert sent.unsubscribe == f"{ORIGIN}/stop"
    assert "- ben liked <it>\n  https://photos.example.org/p/1" in sent.text
    assert "ben liked &lt;it&gt;" in sent.html


def test_what_people_write_stays_text() -> None:  # AU-18
    values = {"username": "ana", "at": "now", "agent": '"><script>alert(1)</script>{at}', "address": "&"}
    draft = draft_of("signed_in", values)
    page = as_html(draft, "Tintype", ORIGIN)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{at}" in page
    assert '"><script>alert(1)</script>{at}' in as_text(draft, "Tintype", ORIGIN).replace("\n", " ")


WORDS = tomllib.loads(
    resources.files("tintype.mail").joinpath("words", "en.toml").read_text(encoding="utf-8")
)


class Anything(dict[str, str]):
    """A value for whatever a template leaves open."""

    def __missing__(self, key: str) -> str:
        return f"some-{key}"


@pytest.mark.parametrize("template", WORDS)
def test_every_template_makes_a_whole_letter(template: str) -> None:
    draft = draft_of(template, Anything())
    assert draft.subject
    assert draft.lines
    assert bool(draft.action) is bool(draft.path)
    for whole in (as_text(draft, "Tintype", ORIGIN), as_html(draft, "Tintype", ORIGIN)):
        assert "some-username" in whole or "{" not in "".join(WORDS[template]["lines"])
        assert not draft.path or ORIGIN + draft.path in whole


async def test_a_letter_without_its_values_is_not_tried_again(ground: Ground) -> None:
    ana = await confirmed(ground)
    sender = Sender(ground.records, Box(), ORIGIN, recipient, {})
    await asked(ground, ana, "signed_in")
    (job,) = await EmbeddedJobs(ground.records).take_due(Lane.MAIL, 1, 20)  # type: ignore[arg-type]
    with pytest.raises(Permanent, match="signed_in"):
        await sender.handle(job)
