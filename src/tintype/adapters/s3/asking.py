"""How long we wait for the bucket, how often we ask again, and what its failures mean to callers."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta

from obstore.exceptions import BaseError
from obstore.store import S3Store

from tintype.adapters.s3.location import Location
from tintype.kernel.problems import NotFound, Unavailable

# A request moves 5 MiB at most and a copy stays inside the store; a healthy bucket needs milliseconds.
REQUEST_S_MAX = 5.0
CONNECT_S_MAX = 3.0
# Three tries within ten seconds: a store that moves over to another node is back by then.
TRIES_MORE = 2
TRYING_S_MAX = 10


def bucket_at(location: Location) -> S3Store:
    """A client of the bucket with time limits; the defaults would try ten times over three minutes."""
    return S3Store(
        location.bucket,
        endpoint=location.endpoint,
        region=location.credentials.region,
        access_key_id=location.credentials.access_key,
        secret_access_key=location.credentials.secret_key,
        virtual_hosted_style_request=not location.is_path_style,
        # Deleting many in one request is what several servers lack or want signed otherwise.
        disable_bulk_delete=True,
        client_options={
            "allow_http": location.base.startswith("http://"),
            "timeout": timedelta(seconds=REQUEST_S_MAX),
            "connect_timeout": timedelta(seconds=CONNECT_S_MAX),
        },
        retry_config={
            "max_retries": TRIES_MORE,
            "retry_timeout": timedelta(seconds=TRYING_S_MAX),
            "backoff": {
                "init_backoff": timedelta(milliseconds=100),
                "max_backoff": timedelta(seconds=2),
                "base": 3,
            },
        },
    )


@contextmanager
def asking() -> Generator[None]:
    """Turns what the client raises into NotFound and Unavailable."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound from error
    except BaseError as error:
        raise Unavailable("The store of photos does not answer at the moment.") from error
