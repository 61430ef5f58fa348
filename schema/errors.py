"""What goes into GraphQL ``errors``: malformed requests, missing rights, limits, and bugs behind a mask."""

import logging
from typing import Any
from uuid import uuid4

from graphql import GraphQLError

from schema.context import FALLBACK_LOCALE, Context
from schema.problems import message_of, text
from stores.kernel.errors import NotAllowed, Refusal

log = logging.getLogger("wharfside.graphql")

BAD_REQUEST = "BAD_REQUEST"
TOO_COMPLEX = "TOO_COMPLEX"
TIMED_OUT = "TIMED_OUT"
NOT_FOUND = "NOT_FOUND"


class RequestError(GraphQLError):
    """A request that cannot be served as it stands; the client reads why, and a code."""

    def __init__(self, code: str, message: str, **facts: object) -> None:
        super().__init__(message, extensions={"code": code, **facts})


def public_errors(errors: list[GraphQLError], context: Context | None) -> list[dict[str, Any]]:
    """Errors as the client may read them; what is a bug is logged under an id, and masked."""
    return [dict(public_error(error, context).formatted) for error in errors]


def public_error(error: GraphQLError, context: Context | None) -> GraphQLError:
    """One error, readable where the client can mend it, masked where it is our bug."""
    cause = _cause(error)
    locale = context.locale if context else FALLBACK_LOCALE
    match cause:
        case NotAllowed(signed_in=signed_in):
            code = "FORBIDDEN" if signed_in else "UNAUTHENTICATED"
            return _readable(error, text(code, locale), code)
        case Refusal():
            return _readable(error, message_of(cause, locale), type(cause).__name__)
        case GraphQLError():
            return _readable(error, cause.message, BAD_REQUEST, dict(cause.extensions or {}))
        case _ if error.path is None:  # variables that do not fit: nothing has run yet
            return _readable(error, error.message, BAD_REQUEST)
    return _masked(error, cause, locale)


def _cause(error: GraphQLError) -> Exception:
    cause: Exception = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _readable(error: GraphQLError, message: str, code: str, extensions: dict[str, Any] | None = None) -> GraphQLError:
    return GraphQLError(
        message, error.nodes, error.source, error.positions, error.path, extensions={"code": code, **(extensions or {})}
    )


def _masked(error: GraphQLError, cause: Exception, locale: str) -> GraphQLError:
    error_id = uuid4().hex
    log.error("bug %s at %s", error_id, error.path, exc_info=cause)
    message = text("INTERNAL", locale)
    return GraphQLError(
        message, error.nodes, error.source, error.positions, error.path, extensions={"code": "INTERNAL", "id": error_id}
    )
