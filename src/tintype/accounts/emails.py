"""E-mail addresses as people have them: plain ASCII, one `@`, a domain with a dot.

Quotes, comments, `%` and `!` routes and line breaks are legal somewhere in the standards and in nobody's address;
they only ever served to pass a rule about domains or to reach a header. International domains come as `xn--`.
"""

import re

from tintype.kernel.problems import Invalid
from tintype.kernel.text import EMAIL, folded

LOCAL_CHARACTERS_MAX = 64
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_LOCAL = r"[a-z0-9_+&'=~^{}|$*?/#-]+"
_ADDRESS = re.compile(rf"({_LOCAL}(?:\.{_LOCAL})*)@(?:{_LABEL}\.)+(?!\d+$){_LABEL}", re.ASCII)


def address(written: str, field: str = "email") -> str:
    """The address in lower case, which is how it is unique. Raises Invalid: required, too_long, email."""
    written = written.strip(" ")
    if not written:
        raise Invalid("Give an e-mail address.", fields={field: ["required"]})
    if len(written) > EMAIL.bytes:
        raise Invalid("This e-mail address is too long.", fields={field: ["too_long"]})
    found = _ADDRESS.fullmatch(folded(written)) if written.isascii() else None
    if found is None or len(found[1]) > LOCAL_CHARACTERS_MAX:
        raise Invalid("This does not look like an e-mail address.", fields={field: ["email"]})
    return found[0]


def mailbox(written: str) -> str:
    """Equal for spellings that many servers put into one mailbox: in any case, with dots, with `+something`.

    For counting alone: addresses themselves differ in all of these. A login that is no address is its own mailbox.
    """
    local, at, domain = folded(written.strip()).rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}{at}{domain}"
