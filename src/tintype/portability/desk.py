"""The desk where archives are asked for and handed in: its parts, put together."""

from collections.abc import Mapping
from dataclasses import dataclass

from tintype.flow import Consumer, JobHandler
from tintype.kernel.access import Route
from tintype.kernel.clock import Clock
from tintype.kernel.pages import Cursors
from tintype.media import Captions, MediaFailed, MediaReady, Uploads
from tintype.portability.at_hand import AtHand
from tintype.portability.bringing_posts import BringingPosts
from tintype.portability.bringing_profile import BringingPicture
from tintype.portability.export_routes import ExportRoutes
from tintype.portability.exports import Exports
from tintype.portability.import_routes import ImportRoutes
from tintype.portability.imports import LOOK, Imports
from tintype.portability.looking import Looking
from tintype.portability.packing import FORGET, MAKE, Packing
from tintype.portability.placing import Placing
from tintype.portability.turns import ITEM, LET_GO
from tintype.ports.blob_store import BlobStore
from tintype.ports.records import Records


@dataclass(frozen=True, slots=True)
class Desk:
    """`site` is what archives say they are from: the site's own origin."""

    records: Records
    blobs: BlobStore
    uploads: Uploads
    clock: Clock
    cursors: Cursors
    site: str

    @property
    def exports(self) -> Exports:
        return Exports(self.records, self.blobs, self.clock)

    @property
    def imports(self) -> Imports:
        return Imports(self.records, self.blobs, self.uploads)

    def routes(self) -> list[Route]:
        return [
            *ExportRoutes(self.exports, self.blobs, self.clock).routes(),
            *ImportRoutes(self.imports, self.cursors).routes(),
        ]

    def handlers(self) -> Mapping[str, JobHandler]:
        """What the worker does, by kind of job."""
        at_hand = AtHand(self.blobs)
        packing = Packing(self.records, self.blobs, self.clock, self.site)
        looking = Looking(self.records, self.blobs, at_hand)
        return {
            MAKE: packing.make,
            FORGET: packing.forget,
            LOOK: looking.look,
            LET_GO: looking.let_go,
            ITEM: self._placing(at_hand).bring,
        }

    def consumer(self) -> Consumer:
        """Its place in the log: what is brought waits for its files to be made."""
        kinds = frozenset({MediaReady.kind, MediaFailed.kind})
        return Consumer("imports", kinds, self._placing(AtHand(self.blobs)).on_media)

    def _placing(self, at_hand: AtHand) -> Placing:
        captions = Captions(self.records, self.blobs)
        posts = BringingPosts(self.records, self.uploads, captions, at_hand, self.site)
        picture = BringingPicture(self.records, self.uploads, at_hand)
        return Placing(self.records, posts, picture, self.site)
