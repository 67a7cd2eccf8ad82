"""Every error an answer can carry: its code, status and fixed sentence, and how exceptions become such answers."""

from collections.abc import Mapping
from typing import Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

log = structlog.get_logger(__name__)

ERRORS: Final[Mapping[str, tuple[int, str]]] = {
    "invalid_token": (401, "Sign in first: the session is missing, expired or signed out."),
    "wrong_user": (403, "This session belongs to another user."),
    "not_a_guest": (403, "Only a guest account can be removed this way."),
    "not_found": (404, "There is nothing at this address."),
    "task_not_found": (404, "There is no such task."),
    "conversation_not_found": (404, "There is no such conversation."),
    "method_not_allowed": (405, "This address does not answer that method."),
    "body_too_large": (413, "The request is larger than 64 KiB."),
    "not_json": (415, "Send the body as application/json."),
    "invalid_request": (422, "The request is not valid."),
    "too_many_messages": (429, "That was many messages in a short time; wait a moment."),
    "internal_error": (500, "Something went wrong on our side."),
    "database_unavailable": (503, "The database is away at the moment; try again shortly."),
}

DATABASE_AWAY: Final = (OperationalError, InterfaceError, PoolTimeout)

_HTTP_CODES: Final[Mapping[int, str]] = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}


class ApiError(Exception):
    """An error of the catalogue that ends the request."""

    def __init__(self, code: str, headers: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.status, self.detail = ERRORS[code]
        self.headers = headers
        super().__init__(self.detail)


def error_response(code: str, detail: str | None = None, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The JSON answer `{detail, code}` of an error of the catalogue."""
    status, sentence = ERRORS[code]
    return JSONResponse({"detail": detail or sentence, "code": code}, status, headers)


def install_error_handlers(app: FastAPI) -> None:
    """Make every failure of a route an answer of the catalogue."""
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_exception)
    for kind in DATABASE_AWAY:
        app.add_exception_handler(kind, _database_away)


async def _api_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)
    return error_response(error.code, headers=error.headers)


async def _invalid_request(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(part for part in first["loc"][1:] if isinstance(part, str))
    return error_response("invalid_request", f"The request is not valid: {place or 'body'}: {first['msg']}.")


async def _http_exception(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = _HTTP_CODES.get(error.status_code, "invalid_request")
    return error_response(code, headers=error.headers)


async def _database_away(_: Request, error: Exception) -> JSONResponse:
    log.error("database_unavailable", error=type(error).__name__)
    return error_response("database_unavailable", headers={"Retry-After": "5"})
