"""Erasing an account: nothing of it remains, wherever it was."""

from tintype.erasure.erasing import Deeds, Erasing
from tintype.erasure.ledger import FILE as LEDGER
from tintype.erasure.ledger import Ledger
from tintype.erasure.replaying import Replayed, Replaying

__all__ = ["LEDGER", "Deeds", "Erasing", "Ledger", "Replayed", "Replaying"]
