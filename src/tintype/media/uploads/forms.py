"""Multipart forms as they stream in: part after part, never whole in memory."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, cast

from multipart import (  # pyright: ignore[reportMissingTypeStubs]
    MultipartError,
    MultipartSegment,
    ParserLimitReached,
    PushMultipartParser,
    parse_options_header,  # pyright: ignore[reportUnknownVariableType]
)

from tintype.kernel.access import Receive
from tintype.kernel.problems import Malformed, TooLarge

PARTS_MAX: Final = 64  # 20 photos with their alt texts, and the fields of a post
BOUNDARY_CHARACTERS_MAX: Final = 200  # browsers use 40, RFC 2046 allows 70
TEXT_BYTES_MAX: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a form; its bytes come once, and only until the next part is asked for."""

    name: str
    filename: str | None
    body: AsyncIterator[bytes]

    @property
    def is_file(self) -> bool:
        return self.filename is not None

    async def text(self) -> str:
        """The value of a field. Raises TooLarge, and Malformed for what is not UTF-8."""
        value = b""
        async for chunk in self.body:
            value += chunk
            if len(value) > TEXT_BYTES_MAX:
                raise TooLarge(f"The field {self.name[:40]} is too long.")
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise Malformed("Send text as UTF-8.", code="form_malformed") from None


async def read_form(content_type: str, receive: Receive) -> AsyncIterator[Part]:
    """The parts of a request's body, in order. A body that is left over is read past.

    Raises Malformed for a form that is broken or breaks off, TooLarge for one of too many parts.
    """
    events = _events(_parser(content_type), receive)
    async for event in events:
        if not isinstance(event, MultipartSegment):
            continue
        body = _body(events)
        yield Part(event.name or "", event.filename, body)
        async for _ in body:
            pass


def _parser(content_type: str) -> PushMultipartParser:
    try:
        kind, options = cast("tuple[str, dict[str, str]]", parse_options_header(content_type))
        boundary = options.get("boundary", "")
        if kind == "multipart/form-data" and 1 <= len(boundary) <= BOUNDARY_CHARACTERS_MAX:
            return PushMultipartParser(boundary, max_segment_count=PARTS_MAX, strict=True)
    except (MultipartError, UnicodeError):
        pass
    raise Malformed("Send this as multipart/form-data with a boundary.", code="form_malformed")


async def _events(
    parser: PushMultipartParser, receive: Receive
) -> AsyncIterator[MultipartSegment | bytes | None]:
    try:
        has_more = True
        while has_more and not parser.closed:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Malformed("The upload broke off.", code="upload_broken")
            has_more = message.get("more_body", False)
            if chunk := message.get("body", b""):
                for event in parser.parse(chunk):
                    yield bytes(event) if isinstance(event, (bytes, bytearray)) else event
        parser.close()
    except ParserLimitReached as error:
        raise TooLarge("The form has too many or too long parts.") from error
    except (MultipartError, UnicodeError) as error:
        raise Malformed("The form could not be read.", code="form_malformed") from error


async def _body(
    events: AsyncIterator[MultipartSegment | bytes | None],
) -> AsyncIterator[bytes]:
    """The bytes of the part that has begun, up to the event that ends it."""
    async for event in events:
        if event is None:
            return
        assert isinstance(event, bytes)
        yield event
