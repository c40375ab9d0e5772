"""Bringing archives over HTTP: sent like any upload in parts, looked at, begun by a word, told of thing by thing."""

from dataclasses import dataclass

from tintype.kernel.access import Access, Rate, Route
from tintype.kernel.ids import UploadId, parse_id
from tintype.kernel.pages import LIMIT_DEFAULT, TOP, Cursors, Place, limit_of
from tintype.kernel.viewer import Scope, Viewer
from tintype.portability.imports import Imports
from tintype.portability.model import ImportId
from tintype.portability.shapes import (
    Import,
    ImportList,
    ImportReport,
    ImportStart,
    NewImport,
    import_shape,
    item_shape,
)
from tintype.posts import AUDIENCES


@dataclass(frozen=True, slots=True)
class ImportRoutes:
    """HTTP for imports."""

    imports: Imports
    cursors: Cursors

    async def receive(self, viewer: Viewer, data: NewImport) -> Import:
        row = await self.imports.receive(viewer, UploadId(parse_id(data.upload_id)))
        return import_shape(row, {})

    async def newest(self, viewer: Viewer) -> ImportList:
        return ImportList([import_shape(row, counts) for row, counts in await self.imports.newest(viewer)])

    async def one(self, viewer: Viewer, import_id: str) -> Import:
        return import_shape(*await self.imports.one(viewer, ImportId(parse_id(import_id))))

    async def start(self, viewer: Viewer, import_id: str, data: ImportStart) -> Import:
        id = ImportId(parse_id(import_id))
        audience = None if data.audience is None else AUDIENCES[data.audience]
        await self.imports.start(
            viewer, id, audience=audience, follows=data.follows, takes_profile=data.profile
        )
        return import_shape(*await self.imports.one(viewer, id))

    async def give_up(self, viewer: Viewer, import_id: str) -> None:
        await self.imports.give_up(viewer, ImportId(parse_id(import_id)))

    async def report(
        self,
        viewer: Viewer,
        import_id: str,
        limit: int = LIMIT_DEFAULT,
        cursor: str | None = None,
        left_out: bool = False,  # noqa: FBT001, FBT002 — a parameter of the address
    ) -> ImportReport:
        """With `left_out` only what could not be brought."""
        kind = f"import:{import_id}:{left_out}"
        place, most = self.cursors.decode(kind, cursor), limit_of(limit)
        after = 0 if place == TOP else place.at
        id = ImportId(parse_id(import_id))
        items = await self.imports.report(viewer, id, after, most + 1, left_only=left_out)
        page = items[:most]
        following = self.cursors.encode(kind, Place(page[-1].position)) if len(items) > most else None
        return ImportReport([item_shape(item) for item in page], following)

    def routes(self) -> list[Route]:
        one, read = "/v1/me/imports/{import_id}", (Access.MEMBER, Scope.READ, Rate.READ)
        write = (Access.MEMBER, Scope.WRITE, Rate.WRITE)
        return [
            Route(
                "POST", "/v1/me/imports", self.receive, *write, 202, summary="Look at an uploaded archive", tag="me",
                is_repeatable=True,
            ),
            Route("GET", "/v1/me/imports", self.newest, *read, summary="The viewer's imports", tag="me"),
            Route("GET", one, self.one, *read, summary="How far an import is", tag="me"),
            Route("PATCH", one, self.start, *write, summary="Bring what was looked at", tag="me"),
            Route("DELETE", one, self.give_up, *write, 204, summary="Give an import up", tag="me"),
            Route(
                "GET", f"{one}/report", self.report, *read, summary="What has become of each thing", tag="me"
            ),
        ]  # fmt: skip
