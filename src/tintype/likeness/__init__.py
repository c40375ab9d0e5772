"""Which posts show things alike, as a model sees their pictures."""

from tintype.likeness.filling import Filled, Filling
from tintype.likeness.likeness import Likeness
from tintype.likeness.routes import LikenessRoutes
from tintype.likeness.uses import LikenessUses

__all__ = ["Filled", "Filling", "Likeness", "LikenessRoutes", "LikenessUses"]
