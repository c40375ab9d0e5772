"""Learned models of one site: trained on its own log, judged, kept, promoted, asked for each page."""

from tintype.ranker.history import CLASSES, NAMES, rows_of
from tintype.ranker.judging import judged
from tintype.ranker.models import Judged, Models, Needs
from tintype.ranker.registry import Entry, Evaluation, NotBetter, State
from tintype.ranker.serving import Ranker

__all__ = [
    "CLASSES",
    "NAMES",
    "Entry",
    "Evaluation",
    "Judged",
    "Models",
    "Needs",
    "NotBetter",
    "Ranker",
    "State",
    "judged",
    "rows_of",
]
