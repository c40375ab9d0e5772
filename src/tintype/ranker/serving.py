"""The model that orders feeds, in one process: looked for twice a minute, and never in the way of a page."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

import structlog

from tintype.kernel.problems import Problem
from tintype.kernel.tally import Tally
from tintype.ports.blob_store import BlobStore
from tintype.ports.records import Records
from tintype.ranker import registry
from tintype.ranker.models import file_of
from tintype.ranking import FEATURES, Candidates, Numbers, Reader, learned, matrix, probabilities, ties_of

LOOK_EVERY_S: Final = 30.0
log = structlog.get_logger("tintype.ranker")


@dataclass(slots=True)
class Ranker:
    """Rates by the promoted model. `tally` counts pages by whether a model ordered them."""

    records: Records
    blobs: BlobStore
    tally: Tally = field(default_factory=Tally)
    _model_id: int = 0
    _scorer: learned.Scorer | None = None
    _given_up: int = 0
    """The model that was promoted and cannot be used: said once."""

    @property
    def model_id(self) -> int:
        """The model that orders feeds in this process, 0 for the formula."""
        return self._model_id

    @property
    def has_model(self) -> bool:
        """Whether a model orders feeds in this process."""
        return self._scorer is not None

    def rates(self, posts: Candidates, reader: Reader, now_us: int) -> Numbers | None:
        """(n, 8) for `ranking.score`; None where no model is promoted or it fails, which is for the formula."""
        scorer = self._scorer
        if scorer is None or not len(posts):
            self.tally.add(0, 1)
            return None
        try:
            ties = ties_of(posts, reader)
            found = learned.predicted(scorer, matrix(posts, reader, ties, now_us), probabilities(posts, ties))
        except (ArithmeticError, LookupError, TypeError, ValueError, MemoryError) as error:
            self._give_up(self._model_id, error)
            self.tally.add(0, 1)
            return None
        self.tally.add(1, 0)
        return found

    async def follow(self) -> None:
        """Look for another promotion again and again, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """Take up the promoted model, or let go of one that is no more. What cannot be used leaves the formula."""
        try:
            entry = await self.records.look(registry.promoted)
        except Problem as error:
            log.warning("ranker_not_looked", error=repr(error))
            return
        if entry is None:
            self._model_id, self._scorer = 0, None
        elif entry.id not in {self._model_id, self._given_up}:
            try:
                self._scorer = learned.Scorer(learned.decode(await file_of(self.blobs, entry)), FEATURES)
                self._model_id = entry.id
                log.info("ranker_took_up", model=entry.id, kind=entry.kind, overruled=entry.overruled)
            except (learned.Unusable, Problem, OSError) as error:
                self._give_up(entry.id, error)

    def _give_up(self, model_id: int, error: Exception) -> None:
        if not isinstance(error, Problem | OSError):
            # A store that does not answer may do so in half a minute; a damaged model stays one.
            self._given_up = model_id
        self._model_id, self._scorer = 0, None
        log.error("ranker_failed", model=model_id, error=repr(error), instead="the formula")
