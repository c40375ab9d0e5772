"""Posts by people whom one does not follow: pools made every few hours, sessions made when they are opened."""

from tintype.explore.building import Building
from tintype.explore.routes import ExploreRoutes
from tintype.explore.tasting import authors_liked
from tintype.explore.uses import ExploreUses

__all__ = ["Building", "ExploreRoutes", "ExploreUses", "authors_liked"]
