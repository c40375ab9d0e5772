"""Erasing an account: nothing of it remains, wherever it was."""

from tintype.erasure.erasing import Deeds, Erasing

__all__ = ["Deeds", "Erasing"]
