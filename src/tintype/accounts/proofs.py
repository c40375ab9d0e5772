"""Who holds a session shows again whose it is, before what matters most is changed.

A browser that was left open, or a cookie that was stolen, cannot add a way in, take one away, or end the account.
"""

from typing import Final

from tintype.accounts import session_store
from tintype.kernel.clock import MINUTE_US
from tintype.kernel.problems import Forbidden
from tintype.kernel.viewer import Viewer, known
from tintype.ports.records import Reading

PROOF_LASTS_US: Final = 15 * MINUTE_US  # Long enough to set up a passkey and an app in one go.


class ProofNeeded(Forbidden):
    """Nobody has shown for a while that this session is theirs: `PUT /v1/session/proof`, then again."""

    code = "proof_needed"
    title = "Please confirm first that it is you."


async def require_proof(reading: Reading, viewer: Viewer) -> None:
    """Raises ProofNeeded unless the viewer's browser showed a password or a passkey in the last quarter of an hour.

    Raises Forbidden for programs: their tokens change nothing about how one signs in.
    """
    known(viewer)
    if not viewer.by_cookie:
        raise Forbidden("Do this in the browser.", code="browser_only")
    proven_us = await session_store.proven_us(reading, viewer.session_id)
    if reading.now_us - proven_us > PROOF_LASTS_US:
        raise ProofNeeded
