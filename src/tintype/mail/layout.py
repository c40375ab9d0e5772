"""How letters look: one layout, as plain text and as HTML that mail programs of twenty years show alike.

Tables and inline styles, no pictures, nothing fetched: opening a letter tells nobody. Colours are those of the site.
"""

from html import escape
from textwrap import fill

from tintype.mail.drafts import Draft

_TEXT_COLUMNS = 72

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{subject}</title>
</head>
<body style="margin:0;padding:0;background:#fbfaf8;color:#1c1714">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#fbfaf8">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:480px;background:#fff;border:1px solid #e5e1dd;border-radius:12px">
<tr><td style="padding:28px 32px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;color:#1c1714">
<p style="margin:0 0 20px;font-weight:700;font-size:18px">{site}</p>
{body}
</td></tr>
</table>
<p style="max-width:480px;margin:16px auto 0;font:13px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;color:#5f5852">{small}</p>
</td></tr>
</table>
</body>
</html>
"""  # noqa: E501 — what a mail program reads
_BUTTON = (
    '<p style="margin:24px 0"><a href="{url}" style="display:inline-block;padding:12px 20px;border-radius:8px;'
    'background:#a1491b;color:#fff;text-decoration:none;font-weight:600">{label}</a></p>'
)


def as_text(draft: Draft, site: str, origin: str) -> str:
    """The letter as plain text. `origin` is what paths are on, `site` what the site is called."""
    parts = [_filled(line) for line in draft.lines]
    if draft.items:
        parts.append("\n".join(_item_text(item.text, item.path, origin) for item in draft.items))
    if draft.action:
        # An address stands on a line of its own, unbroken, whatever its length.
        parts.append(f"{draft.action}:\n{origin}{draft.path}")
    parts.append("-- \n" + "\n".join(_filled(line) for line in _small(draft, site, origin)))
    return "\n\n".join(parts) + "\n"


def as_html(draft: Draft, site: str, origin: str) -> str:
    """The letter as HTML."""
    parts = [f'<p style="margin:0 0 16px">{escape(line)}</p>' for line in draft.lines]
    if draft.items:
        rows = "".join(_item_html(item.text, item.path, origin) for item in draft.items)
        parts.append(f'<ul style="margin:0 0 16px;padding:0 0 0 20px">{rows}</ul>')
    if draft.action:
        parts.append(_BUTTON.format(url=escape(origin + draft.path), label=escape(draft.action)))
    return _PAGE.format(
        subject=escape(draft.subject),
        site=escape(site),
        body="\n".join(parts),
        small="<br>".join(escape(line) for line in _small(draft, site, origin)),
    )


def _small(draft: Draft, site: str, origin: str) -> list[str]:
    lines = [draft.small] if draft.small else []
    if draft.unsubscribe:
        lines.append(f"No more letters of this kind: {origin}{draft.unsubscribe}")
    return [*lines, f"{site} · {origin}" if site not in origin else origin]


def _filled(line: str) -> str:
    return fill(line, _TEXT_COLUMNS, break_long_words=False, break_on_hyphens=False)


def _item_text(text: str, path: str, origin: str) -> str:
    return f"- {text}\n  {origin}{path}" if path else f"- {text}"


def _item_html(text: str, path: str, origin: str) -> str:
    inner = escape(text)
    if path:
        inner = f'<a href="{escape(origin + path)}" style="color:#a1491b">{inner}</a>'
    return f'<li style="margin:0 0 8px">{inner}</li>'
