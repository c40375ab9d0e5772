"""The one link of a profile: where a click leads is what is shown."""

import regex

from tintype.kernel.problems import Invalid

CHARACTERS_MAX = 2048
_LINK = regex.compile(
    r"https?://"
    r"(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+[\p{L}][\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}]"
    r"(?::\d{1,5})?"
    r"(?:[/?#][^\s\p{C}\p{Z}\\<>\"`]*)?",
    regex.IGNORECASE,
)


def link(written: str, field: str = "link") -> str:
    """An http or https address of a named host, without user names in it; empty stays empty. Raises Invalid.

    `javascript:`, `data:`, backslashes, controls and direction marks never become part of a link.
    """
    written = written.strip(" ")
    if not written:
        return ""
    if len(written) > CHARACTERS_MAX:
        raise Invalid("This link is too long.", fields={field: ["too_long"]})
    if "://" not in written and not written.lower().startswith(
        ("javascript:", "data:", "vbscript:", "mailto:")
    ):
        written = f"https://{written}"
    if not _LINK.fullmatch(written):
        raise Invalid("A link starts with http:// or https:// and names a site.", fields={field: ["link"]})
    return written
