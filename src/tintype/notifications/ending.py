"""What the last line of a letter leads to: a page with one button, and what mail programs send by themselves.

Without signing in, and without a script: RFC 8058.
"""

from dataclasses import dataclass
from typing import Final

from tintype.kernel.access import Access, Message, Rate, Receive, Route, Send
from tintype.kernel.viewer import Scope
from tintype.notifications.choosing import Choosing
from tintype.notifications.digest import Digests

_ACCEPTED: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_POLICY: Final = b"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Letters from Tintype</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem }}
button {{ font: inherit; font-weight: 600; padding: .75rem 1.25rem }}
</style>
<main>
<h1>{title}</h1>
{body}
</main>
</html>
"""
_ASK: Final = _PAGE.format(
    title="No more letters?",
    body='<form method="post"><p>You will get no more letters about what you have missed. '
    "Your notifications stay where they are.</p><button>End the letters</button></form>",
)
_DONE: Final = _PAGE.format(
    title="You will get no more of these letters",
    body='<p>You can ask for them again in your <a href="/settings/notifications">settings</a>.</p>',
)


@dataclass(frozen=True, slots=True)
class EndingRoutes:
    """Ends the letters of whoever's ticket it is, and nothing else."""

    choosing: Choosing
    digests: Digests

    async def ask(self, ticket: str) -> str:
        """A page that asks."""
        return _ASK

    async def end(self, ticket: str) -> str:
        """Ends the letters, and says so."""
        return _DONE

    def routes(self) -> list[Route]:
        path = "/v1/unsubscribe/{ticket}"
        # Without the session's token: a mail program has no session, and a ticket allows nothing else.
        return [
            Route(
                "GET",
                path,
                self.ask,
                Access.PUBLIC,
                Scope.NONE,
                Rate.SIGN_IN,
                raw=self._ask,
                in_openapi=False,
            ),
            Route(
                "POST",
                path,
                self.end,
                Access.PUBLIC,
                Scope.NONE,
                Rate.SIGN_IN,
                accepts=_ACCEPTED,
                csrf=False,
                raw=self._end,
                in_openapi=False,
            ),
        ]

    async def _ask(self, scope: Message, receive: Receive, send: Send) -> None:
        self.digests.owner_of(scope["path_params"]["ticket"])
        await _answer(send, _ASK)

    async def _end(self, scope: Message, receive: Receive, send: Send) -> None:
        owner_id = self.digests.owner_of(scope["path_params"]["ticket"])
        while (await receive()).get("more_body"):
            pass
        await self.choosing.end_digest(owner_id)
        await _answer(send, _DONE)


async def _answer(send: Send, page: str) -> None:
    body = page.encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"content-security-policy", _POLICY),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
