"""Taking everything along, and bringing it somewhere else."""

from tintype.portability.desk import Desk
from tintype.portability.exports import Exports
from tintype.portability.gathering import Gathering
from tintype.portability.imports import Counts, Imports, fresh_blob
from tintype.portability.looking import planned
from tintype.portability.model import ARCHIVE_BYTES_MAX, ExportState, ImportState, ItemState
from tintype.portability.parcel import Parcel
from tintype.portability.unpacking import Archive

__all__ = [
    "ARCHIVE_BYTES_MAX",
    "Archive",
    "Counts",
    "Desk",
    "ExportState",
    "Exports",
    "Gathering",
    "ImportState",
    "Imports",
    "ItemState",
    "Parcel",
    "fresh_blob",
    "planned",
]
