"""Which pages may upload to the bucket: its CORS rules, read and added to.

Source: "PutBucketCors", Amazon S3 API Reference.
"""

from xml.etree import ElementTree as ET

from tintype.ports.blob_store import CHECKSUM

# The answer is our own bucket's; expat bounds what entities expand to.
UPLOAD_HEADERS = ("content-type", CHECKSUM)
KEPT_S = 3600  # How long a browser remembers the leave.


def allows(rules: str, origin: str) -> bool:
    """Whether a rule lets pages of `origin` PUT with the headers of a ticket."""
    return any(
        origin in _texts(rule, "AllowedOrigin")
        and "PUT" in _texts(rule, "AllowedMethod")
        and _covers(_texts(rule, "AllowedHeader"))
        for rule in ET.fromstring(rules).iterfind("{*}CORSRule")  # noqa: S314 (see above)
    )


def with_rule(rules: str, origin: str) -> bytes:
    """The rules there are, and one for uploads from `origin`."""
    kept = list(ET.fromstring(rules).iterfind("{*}CORSRule")) if rules else []  # noqa: S314 (see above)
    whole = ET.Element("CORSConfiguration")
    for rule in kept:
        copy = ET.SubElement(whole, "CORSRule")
        for part in rule:
            _add(copy, part.tag.rpartition("}")[2], part.text or "")
    ours = ET.SubElement(whole, "CORSRule")
    _add(ours, "AllowedOrigin", origin)
    _add(ours, "AllowedMethod", "PUT")
    for header in UPLOAD_HEADERS:
        _add(ours, "AllowedHeader", header)
    _add(ours, "MaxAgeSeconds", str(KEPT_S))
    return ET.tostring(whole)


def _texts(rule: ET.Element, name: str) -> set[str]:
    return {part.text or "" for part in rule.iterfind(f"{{*}}{name}")}


def _covers(headers: set[str]) -> bool:
    return "*" in headers or {header.lower() for header in headers} >= set(UPLOAD_HEADERS)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text
