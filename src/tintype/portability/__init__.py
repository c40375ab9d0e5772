"""Taking everything along, and bringing it somewhere else."""

from tintype.portability.desk import Desk
from tintype.portability.exports import Exports
from tintype.portability.imports import Imports, fresh_blob
from tintype.portability.model import ARCHIVE_BYTES_MAX, ExportState, ImportState, ItemState

__all__ = [
    "ARCHIVE_BYTES_MAX",
    "Desk",
    "ExportState",
    "Exports",
    "ImportState",
    "Imports",
    "ItemState",
    "fresh_blob",
]
