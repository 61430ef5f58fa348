"""A page for trying the API in a browser: an operation, its variables, its answer. No script from elsewhere."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from schema.root import schema

STATIC = Path(__file__).parent / "static"
CSP = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"


def explorer_routes() -> list[BaseRoute]:
    """The page at GET ``/graphql``, its files, and the printed schema at ``/graphql/schema.graphql``."""
    return [
        Route("/graphql", explorer, methods=["GET"]),
        Route("/graphql/schema.graphql", printed_schema, methods=["GET"]),
        Mount("/graphql/explorer", app=StaticFiles(directory=STATIC)),
    ]


async def explorer(request: Request) -> Response:
    """The page itself, for a browser; a program is told how to ask."""
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"errors": [{"message": "Send operations by POST."}]}, 405, {"Allow": "POST"})
    return FileResponse(STATIC / "explorer.html", headers={"Content-Security-Policy": CSP})


async def printed_schema(_: Request) -> Response:
    """Every type and field with its description."""
    return PlainTextResponse(schema.as_str())
