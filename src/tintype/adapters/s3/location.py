"""Where the bucket is and whose key opens it, from one URL.

`s3://KEY:SECRET@host[:port]/bucket[/prefix]?region=…&scheme=https|http&style=path|virtual&public=https://…`
"""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from tintype.adapters.sigv4 import Credentials

_OPTIONS = frozenset({"region", "scheme", "style", "public"})


class BadLocation(ValueError):
    """An address that names no bucket we could use: what is wrong, in one line without the secret."""


@dataclass(frozen=True, slots=True)
class Location:
    """A bucket. `public` is how browsers reach it, where that differs from how we do."""

    base: str
    public: str
    bucket: str
    prefix: str
    is_path_style: bool
    credentials: Credentials = field(repr=False)

    def name_of(self, key: str) -> str:
        """The object behind a key."""
        return f"{self.prefix}{key}"

    @property
    def endpoint(self) -> str:
        """Scheme and host of requests to the bucket."""
        return self._host(self.base)

    @property
    def bucket_url(self) -> str:
        return f"{self.endpoint}/{self.bucket}" if self.is_path_style else f"{self.endpoint}/"

    @property
    def upload_origin(self) -> str:
        """Scheme and host of the tickets."""
        return self._host(self.public)

    def upload_url(self, key: str) -> str:
        """Where a browser puts the bytes of a key."""
        path = f"{self.bucket}/{self.name_of(key)}" if self.is_path_style else self.name_of(key)
        return f"{self.upload_origin}/{path}"

    def _host(self, base: str) -> str:
        if self.is_path_style:
            return base
        scheme, _, host = base.partition("://")
        return f"{scheme}://{self.bucket}.{host}"


def parse_location(url: str) -> Location:
    """The bucket that a URL names. Raises BadLocation."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    except ValueError as error:
        raise BadLocation("The address of the S3 bucket cannot be read.") from error
    options = dict(pairs)
    if unknown := set(options) - _OPTIONS:
        raise BadLocation(f"The address of the S3 bucket has no option {', '.join(sorted(unknown))}.")
    bucket, _, prefix = parts.path.strip("/").partition("/")
    if parts.scheme != "s3" or not host or not bucket or not parts.username or not parts.password:
        raise BadLocation("Write the S3 bucket as s3://KEY:SECRET@host/bucket?region=…")
    scheme, style = options.get("scheme", "https"), options.get("style", "path")
    if scheme not in {"http", "https"} or style not in {"path", "virtual"}:
        raise BadLocation(
            "In the address of the S3 bucket scheme is http or https, style is path or virtual."
        )
    base = f"{scheme}://{host}"
    public = options.get("public", base).rstrip("/")
    if not public.startswith(("http://", "https://")) or urlsplit(public).path:
        raise BadLocation("In the address of the S3 bucket public is an origin such as https://s3.example.")
    return Location(
        base=base,
        public=public,
        bucket=bucket,
        prefix=f"{prefix}/" if prefix else "",
        is_path_style=style == "path",
        credentials=Credentials(
            unquote(parts.username), unquote(parts.password), options.get("region", "us-east-1")
        ),
    )
