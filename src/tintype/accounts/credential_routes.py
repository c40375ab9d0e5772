"""Passkeys, the authenticator app, proofs, and leaving, over HTTP. Coming in by passkey answers with a profile, so that
route is in profiles.
"""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from litestar.response import Response
from msgspec import UNSET

from tintype.accounts import credential_shapes as shapes
from tintype.accounts.authenticators import Party
from tintype.accounts.cookies import Cookies
from tintype.accounts.leaving import Leaving
from tintype.accounts.passkey_sessions import PasskeySessions
from tintype.accounts.passkeys import Passkeys
from tintype.accounts.second_factor import SecondFactor
from tintype.accounts.signing_in import SigningIn
from tintype.kernel.access import Access, Rate, Route, for_oneself, writing
from tintype.kernel.clock import Clock, rfc3339
from tintype.kernel.ids import PasskeyId, parse_id
from tintype.kernel.viewer import Scope, Viewer

_NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class CredentialRoutes:
    """What people do about how they are known here, and about not being here."""

    passkeys: Passkeys
    passkey_sessions: PasskeySessions
    factor: SecondFactor
    leaving: Leaving
    cookies: Cookies

    @classmethod
    def over(cls, signing_in: SigningIn, cookies: Cookies, clock: Clock, origin: str, grace_us: int) -> Self:
        """Over what signs people in. `origin` is the site's own, by whose name passkeys are bound."""
        records, sessions, tries = signing_in.records, signing_in.sessions, signing_in.tries
        party = Party(urlsplit(origin).hostname or "localhost", origin)
        passkeys = Passkeys(records, clock, sessions.seals, party)
        return cls(
            passkeys,
            PasskeySessions(records, sessions, passkeys, signing_in.passwords, tries),
            SecondFactor(records, sessions.seals, tries),
            Leaving(records, sessions, grace_us),
            cookies,
        )

    async def challenge(self, viewer: Viewer) -> Response[shapes.PasskeyChallenge]:
        body = shapes.challenge_shape(self.passkeys.challenge(viewer), self.passkeys.party)
        return Response(body, headers=_NO_STORE)

    async def prove(self, viewer: Viewer, data: shapes.Proof) -> None:
        if data.passkey is not UNSET:
            return await self.passkey_sessions.prove(viewer, shapes.assertion_of(data.passkey))
        await self.passkey_sessions.prove_by_password(viewer, data.password, data.totp)

    async def offer_passkey(self, viewer: Viewer) -> Response[shapes.PasskeyOffer]:
        return Response(shapes.offer_shape(await self.passkeys.offer(viewer)), headers=_NO_STORE)

    async def list_passkeys(self, viewer: Viewer) -> shapes.PasskeyList:
        rows = await self.passkeys.all(viewer)
        has_password = await self.passkey_sessions.has_password(viewer)
        return shapes.PasskeyList([shapes.passkey_shape(row) for row in rows], has_password)

    async def add_passkey(self, viewer: Viewer, data: shapes.NewPasskey) -> shapes.Passkey:
        row = await self.passkeys.add(viewer, shapes.attestation_of(data), data.name)
        return shapes.passkey_shape(row)

    async def rename_passkey(self, viewer: Viewer, passkey_id: str, data: shapes.PasskeyName) -> None:
        await self.passkeys.rename(viewer, PasskeyId(parse_id(passkey_id)), data.name)

    async def remove_passkey(self, viewer: Viewer, passkey_id: str) -> None:
        await self.passkeys.remove(viewer, PasskeyId(parse_id(passkey_id)))

    async def remove_password(self, viewer: Viewer) -> None:
        await self.passkey_sessions.remove_password(viewer)

    async def factor_state(self, viewer: Viewer) -> shapes.FactorState:
        state = await self.factor.state(viewer)
        return shapes.FactorState("on" if state.is_on else "off", state.codes_left)

    async def begin_factor(self, viewer: Viewer) -> Response[shapes.BegunFactor]:
        return Response(
            shapes.begun_shape(await self.factor.begin(viewer)), status_code=201, headers=_NO_STORE
        )

    async def turn_factor_on(self, viewer: Viewer, data: shapes.Code) -> Response[shapes.RecoveryCodes]:
        codes = await self.factor.turn_on(viewer, data.code)
        return Response(shapes.RecoveryCodes(codes), headers=_NO_STORE)

    async def turn_factor_off(self, viewer: Viewer) -> None:
        await self.factor.turn_off(viewer)

    async def new_recovery_codes(self, viewer: Viewer) -> Response[shapes.RecoveryCodes]:
        codes = await self.factor.new_codes(viewer)
        return Response(shapes.RecoveryCodes(codes), status_code=201, headers=_NO_STORE)

    async def rest(self, viewer: Viewer) -> Response[None]:
        await self.leaving.rest(viewer)
        return Response(None, status_code=204, cookies=self.cookies.signed_out())

    async def leave(self, viewer: Viewer) -> Response[shapes.Leave]:
        gone_us = await self.leaving.leave(viewer)
        return Response(shapes.Leave(rfc3339(gone_us)), cookies=self.cookies.signed_out())

    def routes(self) -> list[Route]:
        member, read, write, tries = Access.MEMBER, Scope.READ, Scope.WRITE, Rate.SIGN_IN
        return for_oneself([
            Route("POST", "/v1/passkeys/challenge", self.challenge, Access.PUBLIC, Scope.NONE, tries,
                  summary="A challenge for a passkey, to sign in or to prove a session", tag="passkeys", csrf=False),
            Route("PUT", "/v1/session/proof", self.prove, member, write, tries, status=204,
                  summary="Show again whose this session is; good for a quarter of an hour", tag="sessions"),
            Route("GET", "/v1/passkeys", self.list_passkeys, member, read, Rate.READ,
                  summary="One's own passkeys", tag="passkeys"),
            Route("POST", "/v1/passkeys/offer", self.offer_passkey, member, write, tries,
                  summary="What a new passkey is made of", tag="passkeys"),
            Route("POST", "/v1/passkeys", self.add_passkey, member, write, tries, status=201,
                  summary="Add a passkey", tag="passkeys"),
            writing("PATCH", "/v1/passkeys/{passkey_id}", self.rename_passkey, "Rename a passkey", tag="passkeys"),
            writing("DELETE", "/v1/passkeys/{passkey_id}", self.remove_passkey, "Remove a passkey", tag="passkeys"),
            writing("DELETE", "/v1/me/password", self.remove_password, "Do without a password", tag="me"),
            Route("GET", "/v1/totp", self.factor_state, member, read, Rate.READ,
                  summary="Whether an authenticator app is asked for", tag="totp"),
            Route("POST", "/v1/totp", self.begin_factor, member, write, tries, status=201,
                  summary="Begin to set up an authenticator app", tag="totp"),
            Route("PUT", "/v1/totp", self.turn_factor_on, member, write, tries,
                  summary="Ask for the app's codes from now on", tag="totp"),
            writing("DELETE", "/v1/totp", self.turn_factor_off, "Ask for no codes any more", tag="totp"),
            Route("POST", "/v1/totp/recovery-codes", self.new_recovery_codes, member, write, tries, status=201,
                  summary="Ten new recovery codes in place of the old", tag="totp"),
            writing("POST", "/v1/me/rest", self.rest, "Hide one's account until one signs in again", tag="me"),
            writing("DELETE", "/v1/me", self.leave, "Delete one's account, with days of grace", tag="me", status=200),
        ])  # fmt: skip
