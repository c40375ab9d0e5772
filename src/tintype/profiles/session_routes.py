"""Signing up and in over HTTP: the answer is the profile of who has come."""

from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.response import Response

from tintype.accounts import Cookies, NewAccount, Sessions, SignIn, SigningIn, SigningUp, SignUp, Started
from tintype.kernel.access import Access, Rate, Route
from tintype.kernel.viewer import Scope, Viewer
from tintype.profiles.profiles import Profiles
from tintype.profiles.shapes import SignedIn, SignedUp, WhoAmI


@dataclass(frozen=True, slots=True)
class SessionRoutes:
    """How a browser gets its session."""

    signing_up: SigningUp
    signing_in: SigningIn
    sessions: Sessions
    profiles: Profiles
    cookies: Cookies

    async def sign_up(
        self, viewer: Viewer, request: Request[Any, Any, Any], data: SignUp
    ) -> Response[SignedUp]:
        caller = self.cookies.caller(request)
        wanted = NewAccount(
            data.username, data.email, data.password, data.name, invite=data.invite, words=data.words
        )
        started = await self.signing_up.sign_up(viewer, wanted, address=caller.address, agent=caller.agent)
        if started is None:
            return Response(
                SignedUp(None, None, "approval"),
                status_code=201,
                cookies=self.cookies.signed_out(),
                headers={"cache-control": "no-store"},
            )
        welcome = await self.welcome(started)
        return Response(
            SignedUp(welcome.content.user, welcome.content.csrf),
            status_code=201,
            cookies=welcome.cookies,
            headers={"cache-control": "no-store"},
        )

    async def sign_in(
        self, viewer: Viewer, request: Request[Any, Any, Any], data: SignIn
    ) -> Response[SignedIn]:
        caller = self.cookies.caller(request, zone=data.time_zone)
        return await self.welcome(
            await self.signing_in.sign_in(viewer, data.login, data.password, caller, code=data.totp)
        )

    async def who_am_i(self, viewer: Viewer) -> WhoAmI:
        if not viewer.is_known:
            return WhoAmI(None, None)
        me, _ = await self.profiles.me(viewer)
        return WhoAmI(me, self.sessions.csrf_of(viewer.session_id))

    async def welcome(self, started: Started) -> Response[SignedIn]:
        """The profile of whoever has just come in, with the cookies of their browser."""
        session = started.session
        me, _ = await self.profiles.me(Viewer(session.account_id, session.id))
        return Response(
            SignedIn(me, self.sessions.csrf_of(session.id)),
            status_code=201,
            cookies=self.cookies.signed_in(started.token, self.sessions, session.account_id),
            headers={"cache-control": "no-store"},
        )

    def routes(self) -> list[Route]:
        return [
            Route("POST", "/v1/accounts", self.sign_up, Access.PUBLIC, Scope.NONE, Rate.SIGN_IN, status=201,
                  summary="Sign up", tag="sessions", csrf=False),
            Route("POST", "/v1/session", self.sign_in, Access.PUBLIC, Scope.NONE, Rate.SIGN_IN, status=201,
                  summary="Sign in", tag="sessions", csrf=False),
            Route("GET", "/v1/session", self.who_am_i, Access.PUBLIC, Scope.READ, Rate.READ,
                  summary="Who is asking", tag="sessions"),
        ]  # fmt: skip
