"""Records, their log and jobs in PostgreSQL. Loaded only where the settings name one."""

from tintype.adapters.postgres.schema import apply_migrations
from tintype.kernel.clock import SystemClock
from tintype.settings import Settings


async def migrate(settings: Settings) -> list[str]:
    """Bring the database to this program's schema; the names applied. Raises CannotStart."""
    return await apply_migrations(settings.storage.records, SystemClock().now_us())
