"""The jobs that bring the things of an archive, one each: done twice is done once."""

from dataclasses import dataclass
from functools import partial
from typing import Final

import structlog

from tintype.kernel.events import Recorded
from tintype.kernel.ids import MediaId, SessionId
from tintype.kernel.problems import NotFound, Problem, Unavailable
from tintype.kernel.viewer import Viewer
from tintype.media import MediaFailed, MediaReady, discard
from tintype.portability import import_store, turns
from tintype.portability.bringing_posts import BringingPosts
from tintype.portability.bringing_profile import BringingPicture, bring_field_item
from tintype.portability.bringing_ties import bring_comment_item, bring_follow_item, bring_save_item
from tintype.portability.model import ImportId, ItemKind, ItemRow, ItemState
from tintype.ports.jobs import TakenJob
from tintype.ports.records import Records, Transaction

ATTEMPTS_MAX: Final = 5
log = structlog.get_logger("tintype.portability")

_SMALL: Final = {
    ItemKind.COMMENT: bring_comment_item,
    ItemKind.SAVE: bring_save_item,
    ItemKind.FOLLOW: bring_follow_item,
    ItemKind.PROFILE: bring_field_item,
}


@dataclass(frozen=True, slots=True)
class Placing:
    """Brings one thing after another. Whatever cannot be brought is left out with its reason, and stops nothing."""

    records: Records
    posts: BringingPosts
    picture: BringingPicture
    site: str

    async def bring(self, job: TakenJob) -> None:
        """Bring one thing, or as much of it as can be done now."""
        import_id, position = ImportId(int(job.args["import_id"])), int(job.args["position"])
        found = await self.records.look(lambda reading: turns.at_it(reading, import_id, position))
        if found is None:
            return
        row, item = found
        viewer = Viewer(row.owner_id, SessionId(0))
        try:
            if job.attempt > ATTEMPTS_MAX:
                raise NotFound("This has failed several times.", code="failed")
            if item.kind is ItemKind.POST:
                await self.posts.bring(viewer, row, item)
            elif item.kind is ItemKind.PICTURE:
                await self.picture.bring(viewer, row, item)
            else:
                await self._bring_small(viewer, item)
        except Unavailable:
            raise
        except Problem as problem:
            log.info("import_left", id=import_id, position=position, code=problem.code)
            await self.records.transact(partial(_leave, import_id, position, problem))

    async def on_media(self, recorded: Recorded) -> None:
        """Go on with what has waited for a photo or a film. Safe to run twice."""
        match recorded.event:
            case MediaReady(media_id=media_id) | MediaFailed(media_id=media_id):
                if await self.records.look(lambda reading: import_store.awaited_by(reading, media_id)):
                    await self.records.transact(partial(_wake, media_id))
            case _:
                pass

    async def _bring_small(self, viewer: Viewer, item: ItemRow) -> None:
        how = _SMALL[item.kind]

        async def body(tx: Transaction) -> None:
            found = await turns.held(tx, item.import_id, item.position)
            if found is not None:
                row, thing = found
                state, target_id = await how(tx, viewer, thing, self.site)
                await turns.end(tx, row, thing, state, target_id=target_id)

        await self.records.transact(body)


async def _leave(import_id: ImportId, position: int, problem: Problem, tx: Transaction) -> None:
    """Leave a thing out, and let go of what was uploaded for it."""
    found = await turns.held(tx, import_id, position)
    if found is None:
        return
    row, item = found
    media_ids = [MediaId(id) for id in item.media if id > 0]
    if media_ids:
        await import_store.forget_awaited(tx, media_ids)
        await discard(tx, row.owner_id, media_ids)
    fields = ", ".join(f"{name}: {' '.join(codes)}" for name, codes in problem.fields.items())
    detail = problem.detail or fields or problem.title
    await turns.end(tx, row, item, ItemState.LEFT, code=problem.code, detail=detail[:500])


async def _wake(media_id: MediaId, tx: Transaction) -> None:
    found = await import_store.awaited_by(tx, media_id)
    item = None if found is None else await import_store.item_of(tx, *found)
    if found is not None and item is not None and item.state is ItemState.AT_IT:
        await turns.wake(tx, *found)
