"""Models of what people do with what they are shown: trained on the site's own log, judged, and asked for each page."""

from tintype.ranking.learned.boosting import Growth, is_installed
from tintype.ranking.learned.gate import Verdict, objections, verdict
from tintype.ranking.learned.model import FILE_BYTES_MAX, Model, Scorer, Unusable, decode, encode
from tintype.ranking.learned.orders import formula_rates, ordered, predicted, rivals
from tintype.ranking.learned.report import (
    BASELINE,
    FORMULA,
    MODEL,
    Figures,
    Report,
    Table,
    by_class,
    lines,
    table,
)
from tintype.ranking.learned.rows import DWELL_MS, ENGAGED, HEADS, Parts, Rows, by_time
from tintype.ranking.learned.training import TooLittle, Trained, train

__all__ = [
    "BASELINE",
    "DWELL_MS",
    "ENGAGED",
    "FILE_BYTES_MAX",
    "FORMULA",
    "HEADS",
    "MODEL",
    "Figures",
    "Growth",
    "Model",
    "Parts",
    "Report",
    "Rows",
    "Scorer",
    "Table",
    "TooLittle",
    "Trained",
    "Unusable",
    "Verdict",
    "by_class",
    "by_time",
    "decode",
    "encode",
    "formula_rates",
    "is_installed",
    "lines",
    "objections",
    "ordered",
    "predicted",
    "rivals",
    "table",
    "train",
    "verdict",
]
