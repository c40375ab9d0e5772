"""Letters as jobs: asked for in the transaction that makes them necessary, written and addressed when they leave.

So a letter goes to the address an account has by then, says what is true by then, and a mail server that is away
keeps nobody waiting. A letter that cannot leave is tried for three days, then lies where operators see it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tintype.flow import Permanent
from tintype.kernel.ids import AccountId, shard_of
from tintype.mail.drafts import Compose, Draft, draft_of
from tintype.mail.layout import as_html, as_text
from tintype.ports.jobs import TakenJob
from tintype.ports.mailer import Letter, Mailer, Undeliverable
from tintype.ports.records import Job, Lane, Reading, Records

SEND: Final = "mail.send"
SITE: Final = "Tintype"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where an account reads its mail, and what it is called.

    `is_proven`: it has shown that the address is its own; `is_asked`: it was asked to, and has not yet.
    """

    address: str
    username: str
    is_proven: bool
    is_asked: bool = False


AddressOf = Callable[[Reading, AccountId], Awaitable[Recipient | None]]
"""Whose mail goes where; None for who gets none."""


def letter(template: str, account_id: AccountId, *, due_us: int = 0, **values: int | str) -> Job:
    """The job of one letter to an account: `await tx.enqueue(letter("password_changed", account_id))`.

    `template` names a table of `words/en.toml` or a composer given to Sender; `values` fill in its words, `username`
    is there always. Nothing secret may be among them: jobs are rows.
    """
    args: dict[str, int | str] = {**values, "template": template, "account_id": account_id}
    return Job(SEND, Lane.MAIL, shard_of(account_id), args, due_us)


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends letters; does nothing where the site has no mail."""

    records: Records
    mailer: Mailer | None
    origin: str
    address_of: AddressOf
    composers: Mapping[str, Compose]

    async def handle(self, job: TakenJob) -> None:
        """Send one letter. Handles the jobs of `SEND`; raises Unavailable for another try.

        Safe to run twice: the second letter has the id of the first.
        """
        if self.mailer is None:
            return
        found = await self._written(job)
        if found is None:
            return
        recipient, draft = found
        sent = Letter(
            id=f"tintype-{job.id}",
            to=draft.to or recipient.address,
            subject=draft.subject,
            text=as_text(draft, SITE, self.origin),
            html=as_html(draft, SITE, self.origin),
            unsubscribe=self.origin + draft.unsubscribe if draft.unsubscribe else "",
        )
        try:
            await self.mailer.send(sent)
        except Undeliverable as error:
            raise Permanent(str(error)) from error

    async def _written(self, job: TakenJob) -> tuple[Recipient, Draft] | None:
        """Who a letter is for and what it says by now; None where there is nobody or nothing."""
        account_id, template = AccountId(int(job.args["account_id"])), str(job.args["template"])

        async def body(reading: Reading) -> tuple[Recipient, Draft] | None:
            recipient = await self.address_of(reading, account_id)
            if recipient is None:
                return None
            values = {**job.args, "username": recipient.username}
            compose = self.composers.get(template)
            draft = await compose(reading, account_id, values) if compose else _plain(template, values)
            if draft is None or not (recipient.is_proven or draft.to or draft.is_for_unproven):
                return None
            return recipient, draft

        return await self.records.look(body)


def _plain(template: str, values: Mapping[str, int | str]) -> Draft:
    try:
        return draft_of(template, values)
    except KeyError as error:
        raise Permanent(f"letter {template}: nobody says what {error} is") from error
