"""Everything about who is here, put together over one process's stores."""

import random
from dataclasses import dataclass

from tintype.accounts.addresses import Addresses
from tintype.accounts.arrivals import Arrivals
from tintype.accounts.arriving_routes import ArrivingRoutes
from tintype.accounts.arriving_shapes import Site
from tintype.accounts.cookies import Cookies
from tintype.accounts.credential_routes import CredentialRoutes
from tintype.accounts.editing import Editing
from tintype.accounts.events import AccountHidden, RoleChanged, SessionEnded
from tintype.accounts.invites import Invites
from tintype.accounts.letters import AccountLetters
from tintype.accounts.mail_links import LinkSeals
from tintype.accounts.passwords import Passwords
from tintype.accounts.resets import Resets
from tintype.accounts.roles import Roles
from tintype.accounts.routes import AccountRoutes
from tintype.accounts.sessions import Sessions
from tintype.accounts.signing_in import SigningIn
from tintype.accounts.signing_up import Door, SigningUp
from tintype.accounts.tries import Tries
from tintype.flow import LogTail
from tintype.kernel.clock import DAY_US, Clock
from tintype.kernel.events import Recorded
from tintype.kernel.pages import Cursors
from tintype.ports.limits import Limits
from tintype.ports.records import Records
from tintype.settings import Settings


@dataclass(frozen=True, slots=True)
class AccountUses:
    """What can be done, and its routes. `limits_unconfirmed`: those who have not confirmed their address read only."""

    sessions: Sessions
    signing_up: SigningUp
    signing_in: SigningIn
    editing: Editing
    roles: Roles
    cookies: Cookies
    passwords: Passwords
    addresses: Addresses
    resets: Resets
    letters: AccountLetters
    routes: AccountRoutes
    arriving: ArrivingRoutes
    credentials: CredentialRoutes
    has_mail: bool
    limits_unconfirmed: bool

    def listen(self, tail: LogTail) -> None:
        """Let this process remember no session that has ended, nor what an account might do before."""
        sessions = self.sessions

        def forget(recorded: Recorded) -> None:
            match recorded.event:
                case SessionEnded(session_id=session_id):
                    sessions.forget(session_id)
                case RoleChanged(account_id=account_id) | AccountHidden(account_id=account_id):
                    sessions.forget_account(account_id)
                case _:
                    pass

        kinds = [SessionEnded.kind, RoleChanged.kind, AccountHidden.kind]
        tail.subscribe(kinds, forget, sessions.forget_all)


@dataclass(frozen=True, slots=True)
class AccountNeeds:
    """What accounts stand on."""

    records: Records
    limits: Limits
    clock: Clock
    cursors: Cursors
    secret: bytes
    settings: Settings


def account_uses(needs: AccountNeeds, passwords: Passwords) -> AccountUses:
    """The use cases of accounts."""
    records, chosen = needs.records, needs.settings.accounts
    has_mail = bool(needs.settings.mail.url)
    is_limited = has_mail and chosen.unconfirmed == "read"
    sessions = Sessions(records, needs.clock, needs.secret, random.Random(), limits_unconfirmed=is_limited)
    tries = Tries(needs.limits)
    links = LinkSeals(needs.secret)
    invites = Invites(records, LinkSeals(needs.secret, b"invite"), chosen.invites)
    addresses = Addresses(records, passwords, tries, links, has_mail)
    resets = Resets(records, sessions, passwords, tries, links, has_mail)
    signing_in = SigningIn(records, sessions, passwords, tries)
    cookies = Cookies(needs.settings.is_https)
    origin = needs.settings.origin
    return AccountUses(
        sessions=sessions,
        signing_up=SigningUp(records, sessions, passwords, tries, Door(invites, chosen.sign_up, has_mail)),
        signing_in=signing_in,
        editing=Editing(records, tries),
        roles=Roles(records),
        cookies=cookies,
        passwords=passwords,
        addresses=addresses,
        resets=resets,
        letters=AccountLetters(links),
        routes=AccountRoutes(sessions, signing_in, cookies, needs.cursors),
        arriving=ArrivingRoutes(
            addresses,
            resets,
            invites,
            Arrivals(records),
            cookies,
            needs.cursors,
            needs.clock,
            origin,
            Site(chosen.sign_up, has_mail),
        ),
        credentials=CredentialRoutes.over(
            signing_in, cookies, needs.clock, origin, chosen.grace_days * DAY_US
        ),
        has_mail=has_mail,
        limits_unconfirmed=is_limited,
    )
