"""Models of what people do with what they are shown: trained on the site's own log, judged, and asked for each page."""

from tintype.ranking.learned.boosting import Growth, is_installed
from tintype.ranking.learned.gate import Verdict, objections, verdict
from tintype.ranking.learned.model import FILE_BYTES_MAX, Model, Scorer, Unusable, decode, encode
from tintype.ranking.learned.report import Figures, Report, Table, lines, table
from tintype.ranking.learned.rows import DWELL_MS, ENGAGED, HEADS, Parts, Rows, by_time
from tintype.ranking.learned.training import TooLittle, Trained, train

__all__ = [
    "DWELL_MS",
    "ENGAGED",
    "FILE_BYTES_MAX",
    "HEADS",
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
    "by_time",
    "decode",
    "encode",
    "is_installed",
    "lines",
    "objections",
    "table",
    "train",
    "verdict",
]
