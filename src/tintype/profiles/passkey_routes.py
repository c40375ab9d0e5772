"""Signing in with a passkey over HTTP: the answer is the profile of who has come."""

from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.response import Response

from tintype.accounts import PasskeyAnswer, PasskeySessions, assertion_of
from tintype.kernel.access import Access, Rate, Route
from tintype.kernel.viewer import Scope, Viewer
from tintype.profiles.session_routes import SessionRoutes
from tintype.profiles.shapes import SignedIn


@dataclass(frozen=True, slots=True)
class PasskeyRoutes:
    """How a browser gets its session without a password."""

    entrance: SessionRoutes
    passkey_sessions: PasskeySessions

    async def sign_in(
        self, viewer: Viewer, request: Request[Any, Any, Any], data: PasskeyAnswer
    ) -> Response[SignedIn]:
        caller = self.entrance.cookies.caller(request, zone=data.time_zone)
        return await self.entrance.welcome(
            await self.passkey_sessions.sign_in(viewer, assertion_of(data), caller)
        )

    def routes(self) -> list[Route]:
        return [
            Route("POST", "/v1/session/passkey", self.sign_in, Access.PUBLIC, Scope.NONE, Rate.SIGN_IN, status=201,
                  summary="Sign in with a passkey", tag="sessions", csrf=False),
        ]  # fmt: skip
