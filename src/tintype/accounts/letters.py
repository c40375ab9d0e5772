"""Letters of accounts that need more than words: those with a link, and those about who signs in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tintype.accounts import mail_links
from tintype.accounts.mail_links import LinkGone, LinkSeals
from tintype.accounts.tries import network
from tintype.kernel.clock import rfc3339
from tintype.kernel.ids import AccountId
from tintype.mail import Compose, Draft, draft_of, letter
from tintype.ports.records import Job, Reading, Transaction


@dataclass(frozen=True, slots=True)
class AccountLetters:
    """Composers by template; a link's secret part is made here, when the letter leaves."""

    seals: LinkSeals

    def composers(self) -> dict[str, Compose]:
        return {"confirm": self._confirm, "reset": self._reset, "address_changed": self._changed}

    async def _confirm(
        self, reading: Reading, account_id: AccountId, values: Mapping[str, int | str]
    ) -> Draft | None:
        return await self._with_link(reading, "confirm", values)

    async def _reset(
        self, reading: Reading, account_id: AccountId, values: Mapping[str, int | str]
    ) -> Draft | None:
        return await self._with_link(reading, "reset", values)

    async def _with_link(
        self, reading: Reading, template: str, values: Mapping[str, int | str]
    ) -> Draft | None:
        """To the address that the link is about; nothing where it is worth nothing any more."""
        try:
            link = await mail_links.find(reading, int(values["link_id"]))
        except LinkGone:
            return None
        draft = draft_of(template, {**values, "token": self.seals.token_of(link.id)})
        return replace(draft, to=link.email)

    async def _changed(
        self, reading: Reading, account_id: AccountId, values: Mapping[str, int | str]
    ) -> Draft | None:
        """To the address that the account had."""
        return replace(draft_of("address_changed", values), to=str(values["to"]))


def token_made(account_id: AccountId, *, name: str, address: str) -> Job:
    """What an owner is told when a program gets a token."""
    return letter("token_made", account_id, name=name, address=network(address))


def signed_in(tx: Transaction, account_id: AccountId, *, agent: str, address: str) -> Job:
    """What an owner is told when somebody signs in with a browser that was never seen before."""
    return letter(
        "signed_in",
        account_id,
        at=rfc3339(tx.now_us)[:16].replace("T", " ") + " UTC",
        agent=agent or "unknown",
        address=network(address),
    )
