"""The two cookies: the session, and the mark by which a browser's owner is known again."""

import re
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie

from tintype.accounts.sessions import Sessions
from tintype.accounts.signing_in import Caller
from tintype.kernel import text
from tintype.kernel.clock import DAY_US, SECOND_US
from tintype.kernel.ids import AccountId
from tintype.kernel.problems import Invalid

SESSION_LASTS_S = (
    400 * DAY_US // SECOND_US
)  # As long as browsers keep one; the row decides, and lasts 60 days.
DEVICE_LASTS_S = SESSION_LASTS_S
AGENT_CHARACTERS_MAX = 200
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,31}(/[A-Za-z0-9_+-]{1,32}){0,2}")


@dataclass(frozen=True, slots=True)
class Cookies:
    """`__Host-` binds a cookie to this host and https; browsers refuse the prefix on plain http."""

    is_https: bool

    @property
    def session(self) -> str:
        return "__Host-tintype" if self.is_https else "tintype"

    @property
    def device(self) -> str:
        return f"{self.session}-device"

    def signed_in(self, token: str, sessions: Sessions, account_id: AccountId) -> list[Cookie]:
        """The cookies of a browser that has just signed in."""
        device = sessions.seals.device_of(account_id)
        return [
            self._cookie(self.session, token, SESSION_LASTS_S),
            self._cookie(self.device, device, DEVICE_LASTS_S),
        ]

    def signed_out(self) -> list[Cookie]:
        """Takes the session away; the mark stays."""
        return [self._cookie(self.session, "", 0)]

    def caller(self, request: Request[Any, Any, Any], *, zone: str = "") -> Caller:
        """Where a request comes from. `zone` is what the browser says of its clock; nonsense counts as nothing."""
        client = request.client
        return Caller(
            address=client.host if client else "unknown",
            agent=_agent(request.headers.get("user-agent", "")),
            device=request.cookies.get(self.device, ""),
            zone=zone if _ZONE.fullmatch(zone) else "",
        )

    def _cookie(self, key: str, value: str, max_age_s: int) -> Cookie:
        # Lax: a link from elsewhere opens the site signed in; what changes something needs the token as well.
        return Cookie(
            key,
            value=value,
            max_age=max_age_s,
            path="/",
            secure=self.is_https,
            httponly=True,
            samesite="lax",
        )


def _agent(header: str) -> str:
    """What a browser calls itself, to be shown in a list of sessions."""
    try:
        return text.clean(header[:AGENT_CHARACTERS_MAX], text.PLACE_NAME, "agent")
    except Invalid:
        return text.clean(header.encode("ascii", "ignore").decode()[:100], text.PLACE_NAME, "agent")
