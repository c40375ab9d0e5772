"""Sessions, tokens and the password over HTTP. Signing up and in answer with a profile, so they are in profiles."""

from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.response import Response
from msgspec import UNSET

from tintype.accounts import shapes
from tintype.accounts.cookies import Cookies
from tintype.accounts.model import SessionKind
from tintype.accounts.sessions import Sessions, Started
from tintype.accounts.signing_in import SigningIn
from tintype.accounts.wanted_tokens import NewToken, names_of
from tintype.kernel.access import Access, Rate, Route, for_oneself
from tintype.kernel.ids import SessionId, parse_id
from tintype.kernel.pages import LIMIT_DEFAULT, Cursors, limit_of
from tintype.kernel.problems import SignInRequired
from tintype.kernel.viewer import Scope, Viewer, known


@dataclass(frozen=True, slots=True)
class AccountRoutes:
    """What people do about how they are signed in."""

    sessions: Sessions
    signing_in: SigningIn
    cookies: Cookies
    cursors: Cursors

    async def sign_out(self, viewer: Viewer) -> Response[None]:
        await self.signing_in.sign_out(viewer)
        headers = {"Clear-Site-Data": '"cache"'}
        return Response(None, status_code=204, headers=headers, cookies=self.cookies.signed_out())

    async def list_sessions(
        self, viewer: Viewer, limit: int = LIMIT_DEFAULT, cursor: str | None = None
    ) -> shapes.SessionPage:
        place = self.cursors.decode(f"sessions:{known(viewer)}", cursor)
        page = await self.sessions.page(viewer, SessionKind.BROWSER, place, limit_of(limit))
        items = [shapes.session_shape(row, viewer.session_id) for row in page.items]
        return shapes.SessionPage(
            items, self.cursors.encode(f"sessions:{viewer.account_id}", page.next) if page.next else None
        )

    async def end_session(self, viewer: Viewer, session_id: str) -> None:
        await self.sessions.end(viewer, SessionId(parse_id(session_id)), SessionKind.BROWSER)

    async def end_other_sessions(self, viewer: Viewer) -> None:
        await self.sessions.end_other_browsers(viewer)

    async def list_tokens(
        self, viewer: Viewer, limit: int = LIMIT_DEFAULT, cursor: str | None = None
    ) -> shapes.TokenPage:
        place = self.cursors.decode(f"tokens:{known(viewer)}", cursor)
        page = await self.sessions.page(viewer, SessionKind.PROGRAM, place, limit_of(limit))
        items = [shapes.token_shape(row) for row in page.items]
        return shapes.TokenPage(
            items, self.cursors.encode(f"tokens:{viewer.account_id}", page.next) if page.next else None
        )

    async def make_token(
        self, viewer: Viewer, request: Request[Any, Any, Any], data: shapes.NewTokenBody
    ) -> shapes.NewToken:
        started = await self._started(viewer, request, data)
        session = started.session
        return shapes.NewToken(str(session.id), session.name, names_of(session.scopes), started.token)

    async def revoke_token(self, viewer: Viewer, token_id: str) -> None:
        await self.sessions.end(viewer, SessionId(parse_id(token_id)), SessionKind.PROGRAM)

    async def change_password(self, viewer: Viewer, data: shapes.PasswordChange) -> Response[shapes.Csrf]:
        started = await self.signing_in.change_password(viewer, data.password, data.new_password)
        csrf = self.sessions.csrf_of(started.session.id)
        cookies = self.cookies.signed_in(started.token, self.sessions, started.session.account_id)
        return Response(shapes.Csrf(csrf), cookies=cookies, headers={"Cache-Control": "no-store"})

    async def _started(
        self, viewer: Viewer, request: Request[Any, Any, Any], data: shapes.NewTokenBody
    ) -> Started:
        wanted, caller = NewToken(data.name, data.scopes, data.days), self.cookies.caller(request)
        if data.login is not UNSET and data.password is not UNSET:
            return await self.signing_in.token_for_login(
                data.login, data.password, wanted, caller, code=data.totp
            )
        if not viewer.is_known:
            raise SignInRequired("Send login and password, or sign in first.")
        return await self.signing_in.token(viewer, wanted, caller)

    def routes(self) -> list[Route]:
        member, read, write = Access.MEMBER, Scope.READ, Scope.WRITE
        return for_oneself([
            Route("DELETE", "/v1/session", self.sign_out, member, Scope.NONE, Rate.WRITE, status=204,
                  summary="Sign out, or revoke the token that asks", tag="sessions"),
            Route("GET", "/v1/sessions", self.list_sessions, member, read, Rate.READ,
                  summary="The browsers that are signed in", tag="sessions"),
            Route("DELETE", "/v1/sessions", self.end_other_sessions, member, write, Rate.WRITE, status=204,
                  summary="Sign every other browser out", tag="sessions"),
            Route("DELETE", "/v1/sessions/{session_id}", self.end_session, member, write, Rate.WRITE, status=204,
                  summary="Sign another browser out", tag="sessions"),
            Route("GET", "/v1/tokens", self.list_tokens, member, read, Rate.READ,
                  summary="The programs that have a token", tag="sessions"),
            Route("POST", "/v1/tokens", self.make_token, Access.PUBLIC, Scope.NONE, Rate.SIGN_IN, status=201,
                  summary="Make a token for a program", tag="sessions"),
            Route("DELETE", "/v1/tokens/{token_id}", self.revoke_token, member, write, Rate.WRITE, status=204,
                  summary="Revoke a token", tag="sessions"),
            Route("PUT", "/v1/me/password", self.change_password, member, write, Rate.SIGN_IN,
                  summary="Take another password; every other session and token ends", tag="me"),
        ])  # fmt: skip
