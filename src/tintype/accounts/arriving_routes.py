"""Coming and coming back over HTTP: addresses, resets, invites, and who is let in."""

from dataclasses import dataclass
from typing import Any, Final

from litestar import Request

from tintype.accounts import arriving_shapes as shapes
from tintype.accounts.addresses import Addresses
from tintype.accounts.arrivals import Arrivals
from tintype.accounts.cookies import Cookies
from tintype.accounts.invites import Invite, Invites
from tintype.accounts.resets import Resets
from tintype.kernel.access import Access, Rate, Route
from tintype.kernel.clock import Clock
from tintype.kernel.ids import AccountId, parse_id
from tintype.kernel.pages import LIMIT_DEFAULT, Cursors, Place, limit_of
from tintype.kernel.viewer import Scope, Viewer, known

_BOTTOM: Final = Place(0)  # The longest waiting come first: a list from there begins with them.


@dataclass(frozen=True, slots=True)
class ArrivingRoutes:
    """What people do before they are in, and what those do who let them in."""

    addresses: Addresses
    resets: Resets
    invites: Invites
    arrivals: Arrivals
    cookies: Cookies
    cursors: Cursors
    clock: Clock
    origin: str
    site: shapes.Site

    async def show_site(self) -> shapes.Site:
        return self.site

    async def ask_again(self, viewer: Viewer, request: Request[Any, Any, Any]) -> None:
        await self.addresses.ask(viewer, address=self._address(request))

    async def change_email(
        self, viewer: Viewer, request: Request[Any, Any, Any], data: shapes.EmailChange
    ) -> shapes.EmailChanged:
        is_changed = await self.addresses.change(
            viewer, data.email, data.password, address=self._address(request)
        )
        return shapes.EmailChanged("changed" if is_changed else "asked")

    async def confirm_email(self, data: shapes.LinkToken) -> None:
        await self.addresses.confirm(data.token)

    async def ask_reset(self, request: Request[Any, Any, Any], data: shapes.ResetAsked) -> None:
        await self.resets.ask(data.login, address=self._address(request))

    async def use_reset(self, data: shapes.ResetUsed) -> None:
        await self.resets.use(data.token, data.new_password)

    async def list_invites(
        self, viewer: Viewer, limit: int = LIMIT_DEFAULT, cursor: str | None = None
    ) -> shapes.InvitePage:
        kind = f"invites:{known(viewer)}"
        page = await self.invites.page(viewer, self.cursors.decode(kind, cursor), limit_of(limit))
        items = [self._invite(invite) for invite in page.items]
        return shapes.InvitePage(items, page.next and self.cursors.encode(kind, page.next))

    async def invite(self, viewer: Viewer, data: shapes.NewInvite) -> shapes.Invite:
        made = await self.invites.make(viewer, uses=data.uses, days=data.days, note=data.note)
        return self._invite(made)

    async def end_invite(self, viewer: Viewer, invite_id: str) -> None:
        await self.invites.end(viewer, parse_id(invite_id))

    async def list_arrivals(
        self, limit: int = LIMIT_DEFAULT, cursor: str | None = None
    ) -> shapes.ArrivalPage:
        place = self.cursors.decode("arrivals", cursor) if cursor else _BOTTOM
        page = await self.arrivals.page(place, limit_of(limit))
        items = [shapes.arrival_shape(arrival) for arrival in page.items]
        return shapes.ArrivalPage(items, page.next and self.cursors.encode("arrivals", page.next))

    async def let_in(self, user_id: str) -> None:
        await self.arrivals.let_in(AccountId(parse_id(user_id)))

    async def send_away(self, user_id: str) -> None:
        await self.arrivals.send_away(AccountId(parse_id(user_id)))

    def _invite(self, invite: Invite) -> shapes.Invite:
        code = self.invites.code_of(invite)
        return shapes.invite_shape(invite, code, origin=self.origin, now_us=self.clock.now_us())

    def _address(self, request: Request[Any, Any, Any]) -> str:
        return self.cookies.caller(request).address

    def routes(self) -> list[Route]:
        member, public, read, write = Access.MEMBER, Access.PUBLIC, Scope.READ, Scope.WRITE
        moderator, moderate = Access.MODERATOR, Scope.MODERATE
        resets, arrivals = "/v1/password-resets", "/v1/moderation/arrivals"
        return [
            Route("GET", "/v1/site", self.show_site, public, Scope.NONE, Rate.READ,
                  summary="How one becomes a member here", tag="sessions"),
            Route("POST", "/v1/me/email-confirmations", self.ask_again, member, write, Rate.SIGN_IN, status=202,
                  summary="Send the letter that asks for a confirmation again", tag="me", for_limited=True),
            Route("PUT", "/v1/me/email", self.change_email, member, write, Rate.SIGN_IN,
                  summary="Take another e-mail address", tag="me", for_limited=True),
            Route("PUT", "/v1/email-confirmations", self.confirm_email, public, Scope.NONE, Rate.SIGN_IN, status=204,
                  summary="Confirm an address by the link of a letter", tag="sessions", csrf=False),
            Route("POST", resets, self.ask_reset, public, Scope.NONE, Rate.SIGN_IN, status=202,
                  summary="Ask for a link to take another password", tag="sessions", csrf=False),
            Route("PUT", resets, self.use_reset, public, Scope.NONE, Rate.SIGN_IN, status=204,
                  summary="Take another password by the link of a letter", tag="sessions", csrf=False),
            Route("GET", "/v1/invites", self.list_invites, member, read, Rate.READ,
                  summary="The viewer's invites", tag="me"),
            Route("POST", "/v1/invites", self.invite, member, write, Rate.WRITE, status=201,
                  summary="Invite people to sign up", tag="me"),
            Route("DELETE", "/v1/invites/{invite_id}", self.end_invite, member, write, Rate.WRITE, status=204,
                  summary="Let nobody else come by an invite", tag="me"),
            Route("GET", arrivals, self.list_arrivals, moderator, moderate, Rate.READ,
                  summary="Who waits to be let in", tag="moderation"),
            Route("PUT", f"{arrivals}/{{user_id}}", self.let_in, moderator, moderate, Rate.WRITE, status=204,
                  summary="Let somebody in", tag="moderation"),
            Route("DELETE", f"{arrivals}/{{user_id}}", self.send_away, moderator, moderate, Rate.WRITE, status=204,
                  summary="Decline somebody; nothing of them stays", tag="moderation"),
        ]  # fmt: skip
