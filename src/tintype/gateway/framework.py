"""The declared routes as the framework sees them: reading bodies, checking types, describing the API."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, cast, get_type_hints

import msgspec
from litestar import Litestar, Request
from litestar.config.response_cache import ResponseCacheConfig
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.response import Response

from tintype import __version__
from tintype.gateway.problems import body_of, headers_of, problem_of, status_of
from tintype.kernel.access import Access, Asgi, Route
from tintype.kernel.problems import Problem
from tintype.kernel.viewer import Viewer


class ProblemDocument(msgspec.Struct, rename={"kind": "type"}):
    """RFC 9457: what went wrong, where, what to do."""

    kind: str
    title: str
    status: int
    code: str
    request_id: str
    detail: str | msgspec.UnsetType = msgspec.UNSET
    fields: dict[str, list[str]] | msgspec.UnsetType = msgspec.UNSET


async def viewer_in(request: Request[Any, Any, Any]) -> Viewer:
    """The viewer the gateway has put into the request."""
    return cast("Viewer", request.scope["state"]["viewer"])


def framework(routes: Iterable[Route]) -> Litestar:
    """The framework's application over the declared routes. Raw routes are described by it and answered without it."""
    return Litestar(
        route_handlers=[_handler(route) for route in routes if not route.is_socket],
        dependencies={"viewer": Provide(viewer_in)},
        exception_handlers={
            Problem: _refuse,
            HTTPException: _refuse,
            RecursionError: _refuse,
            Exception: _rise,
        },
        openapi_config=None,
        response_cache_config=ResponseCacheConfig(),
        logging_config=None,
        request_max_body_size=None,
    )


def document(routes: Iterable[Route]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of all routes."""
    described = [route for route in routes if route.in_openapi and not route.is_socket]
    app = Litestar(
        route_handlers=[_handler(route) for route in described],
        dependencies={"viewer": Provide(viewer_in)},
        logging_config=None,
        openapi_config=OpenAPIConfig(
            title="Tintype",
            version=__version__,
            description="A photo-sharing social network. Ids are strings; times are RFC 3339 in UTC.",
            components=Components(
                security_schemes={
                    "bearer": SecurityScheme(type="http", scheme="bearer"),
                    "cookie": SecurityScheme(type="apiKey", name="tintype", security_scheme_in="cookie"),
                }
            ),
        ),
    )
    found = app.openapi_schema.to_schema()
    by_operation = {operation_id(route): route for route in described}
    problem = _problem_schema(found)
    for item in found["paths"].values():
        for operation in item.values():
            if "operationId" in operation:
                _finish(operation, by_operation[operation["operationId"]], problem)
    return found


def operation_id(route: Route) -> str:
    """`GraphRoutes.follow` → `graph_follow`: stable names for generated clients."""
    owner, _, name = route.handler.__qualname__.rpartition(".")
    return f"{owner.removesuffix('Routes').lower()}_{name}"


def _handler(route: Route) -> HTTPRouteHandler:
    return HTTPRouteHandler(
        _with_types(route.path),
        http_method=cast("Any", route.method),
        status_code=route.status,
        operation_id=operation_id(route),
        summary=route.summary or None,
        tags=[route.tag or operation_id(route).partition("_")[0]],
        before_request=_strictly(route),
    )(route.handler)


def _strictly(route: Route) -> Callable[[Request[Any, Any, Any]], Awaitable[None]] | None:
    """Refuses JSON of other types than a body is described to have: the framework takes 0 for false and "1" for 1."""
    shape = get_type_hints(route.handler).get("data")
    if not (isinstance(shape, type) and issubclass(shape, msgspec.Struct)):
        return None
    decoder = msgspec.json.Decoder(shape)

    async def check(request: Request[Any, Any, Any]) -> None:
        if request.content_type[0] != "application/json":
            return
        try:
            decoder.decode(await request.body())
        except msgspec.ValidationError as error:
            raise problem_of(error) from None
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass  # The framework says what is wrong with it.

    return check


def _with_types(path: str) -> str:
    return "/".join(f"{part[:-1]}:str}}" if part.startswith("{") else part for part in path.split("/"))


def _problem_schema(found: dict[str, Any]) -> dict[str, str]:
    schema, components = msgspec.json.schema_components(
        [ProblemDocument], ref_template="#/components/schemas/{name}"
    )
    components["Problem"] = components.pop("ProblemDocument")
    components["Problem"]["title"] = "Problem"
    found.setdefault("components", {}).setdefault("schemas", {}).update(components)
    assert schema
    return {"$ref": "#/components/schemas/Problem"}


def _finish(operation: dict[str, Any], route: Route, problem: dict[str, str]) -> None:
    """Add what the framework does not know: problems, security, the declared access."""
    answers = {status: answer for status, answer in operation["responses"].items() if int(status) < 400}
    answers.get("204", {}).pop("content", None)  # A handler may answer with cookies and still have no body.
    content = {"application/problem+json": {"schema": problem}}
    answers["default"] = {"description": "A problem (RFC 9457).", "content": content}
    operation["responses"] = answers
    operation["x-access"] = route.access.name.lower()
    operation["x-scope"] = str(route.scope.name).lower()
    optional: list[dict[str, list[str]]] = [{}] if route.access is Access.PUBLIC else []
    operation["security"] = [*optional, {"bearer": []}, {"cookie": []}]


def _refuse(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    problem = problem_of(error)
    body = body_of(problem, request.scope["state"]["request_id"])
    headers = {name.decode(): value.decode() for name, value in headers_of(problem, body)}
    media_type = headers.pop("content-type")
    headers.pop("content-length")
    return Response(body, status_code=status_of(problem), headers=headers, media_type=media_type)


def _rise(_request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Bugs rise to the gateway, which logs them and says nothing."""
    raise error


def as_asgi(app: Litestar) -> Asgi:
    """The framework behind the gateway's own type."""
    return cast("Asgi", app)
