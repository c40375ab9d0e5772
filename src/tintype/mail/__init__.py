"""Letters: what they say, how they look, how they leave. Who they are for and why is other subjects' business."""

from tintype.mail.drafts import Compose, Draft, Item, draft_of
from tintype.mail.sending import SEND, Recipient, Sender, letter

__all__ = ["SEND", "Compose", "Draft", "Item", "Recipient", "Sender", "draft_of", "letter"]
