"""The API's description as one page of plain HTML: no scripts, nothing fetched."""

import json
from html import escape
from importlib import resources
from typing import Any

Document = dict[str, Any]
METHODS = frozenset({"get", "post", "put", "patch", "delete"})


def docs_page(document: Document) -> bytes:
    """The page for an OpenAPI document, operations by tag, then the shapes."""
    by_tag: dict[str, list[str]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                tag = str((operation.get("tags") or ["other"])[0])
                by_tag.setdefault(tag, []).append(_operation(method, path, operation))
    shapes = document.get("components", {}).get("schemas", {})
    template = resources.files(__package__ or "").joinpath("docs.html").read_text(encoding="utf-8")
    contents = " ".join(f'<a href="#{escape(tag)}">{escape(tag)}</a>' for tag in by_tag)
    sections = "".join(
        f'<section id="{escape(tag)}"><h2>{escape(tag)}</h2>{"".join(entries)}</section>'
        for tag, entries in by_tag.items()
    )
    listed = "".join(_shape(name, shape) for name, shape in sorted(shapes.items()))
    page = template.replace("{{contents}}", contents).replace("{{operations}}", sections)
    return (
        page.replace("{{shapes}}", listed)
        .replace("{{version}}", escape(document["info"]["version"]))
        .encode()
    )


def _operation(method: str, path: str, operation: Document) -> str:
    facts = [
        f"for {escape(str(operation.get('x-access', '')))}",
        f"scope {escape(str(operation.get('x-scope', '')))}",
    ]
    parts = [
        f"<details><summary><b>{escape(method.upper())}</b> <code>{escape(path)}</code>",
        f" <span>{escape(str(operation.get('summary', '')))}</span></summary>",
        f"<p>{escape(str(operation.get('description', '')))} <i>{' · '.join(facts)}</i></p>",
    ]
    parameters = operation.get("parameters", [])
    if parameters:
        rows = "".join(_parameter(parameter) for parameter in parameters)
        parts.append(f"<table><tr><th>parameter</th><th>in</th><th>type</th></tr>{rows}</table>")
    body = operation.get("requestBody")
    if body:
        parts.append(f"<p>Body: {_contents(body.get('content', {}))}</p>")
    for status, answer in operation.get("responses", {}).items():
        parts.append(f"<p>{escape(str(status))}: {_contents(answer.get('content', {})) or 'no content'}</p>")
    return "".join([*parts, "</details>"])


def _parameter(parameter: Document) -> str:
    must = "" if not parameter.get("required") else " *"
    return (
        f"<tr><td><code>{escape(parameter['name'])}</code>{must}</td>"
        f"<td>{escape(parameter['in'])}</td><td>{_type(parameter.get('schema', {}))}</td></tr>"
    )


def _contents(content: Document) -> str:
    return ", ".join(f"{escape(media)} {_type(entry.get('schema', {}))}" for media, entry in content.items())


def _shape(name: str, shape: Document) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(field)}</code>{' *' if field in shape.get('required', []) else ''}</td>"
        f"<td>{_type(schema)}</td></tr>"
        for field, schema in shape.get("properties", {}).items()
    )
    about = escape(str(shape.get("description", "")))
    title = f'<details id="shape-{escape(name)}"><summary><code>{escape(name)}</code></summary>'
    return f"{title}<p>{about}</p><table>{rows}</table></details>"


def _type(schema: Document) -> str:
    if "$ref" in schema:
        name = escape(str(schema["$ref"]).rpartition("/")[2])
        return f'<a href="#shape-{name}">{name}</a>'
    for word in ("oneOf", "anyOf"):
        if word in schema:
            return " or ".join(_type(one) for one in schema[word])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    if "enum" in schema:
        return escape(" or ".join(json.dumps(value) for value in schema["enum"]))
    return escape(str(schema.get("type", "anything")))
