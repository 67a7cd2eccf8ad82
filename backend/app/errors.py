"""Every error an answer can carry: its code, status and fixed sentence, and how exceptions become such answers."""

from collections.abc import Mapping
from typing import Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

log = structlog.get_logger(__name__)

ERRORS: Final[Mapping[str, tuple[int, str]]] = {
    "invalid_token": (401, "Sign in first: the session is missing, expired or signed out."),
    "invalid_credentials": (401, "The e-mail address or the password is not right."),
    "wrong_user": (403, "This session belongs to another user."),
    "not_a_guest": (403, "Only a guest account can be removed this way."),
    "not_found": (404, "There is nothing at this address."),
    "task_not_found": (404, "There is no such task."),
    "conversation_not_found": (404, "There is no such conversation."),
    "method_not_allowed": (405, "This address does not answer that method."),
    "email_taken": (409, "There is an account with this e-mail address already."),
    "request_running": (409, "The request with this idempotency key is still being answered."),
    "request_interrupted": (409, "The request with this idempotency key ended without an answer; see what it did."),
    "body_too_large": (413, "The request is larger than 64 KiB."),
    "not_json": (415, "Send the body as application/json."),
    "invalid_request": (422, "The request is not valid."),
    "idempotency_mismatch": (422, "This idempotency key was used for another request."),
    "too_many_messages": (429, "That was many messages in a short time; wait a moment."),
    "too_many_requests": (429, "That was many requests in a short time; wait a moment."),
    "too_many_sign_ins": (429, "That was many attempts to sign in; wait a moment."),
    "internal_error": (500, "Something went wrong on our side."),
    "assistant_auth": (502, "The AI model's provider does not accept our key."),
    "assistant_rate_limited": (502, "The AI model's provider has had too many requests or no credit left."),
    "assistant_timeout": (502, "The AI model took too long to answer."),
    "assistant_unreachable": (502, "The AI model's provider can not be reached."),
    "assistant_error": (502, "The AI model did not give a usable answer."),
    "database_unavailable": (503, "The database is away at the moment; try again shortly."),
    "identity_unavailable": (503, "The identity provider is away at the moment; try again shortly."),
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


def error_body(code: str, detail: str | None = None) -> dict[str, str]:
    """The JSON `{detail, code}` of an error of the catalogue."""
    return {"detail": detail or ERRORS[code][1], "code": code}


def error_response(code: str, detail: str | None = None, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer that an error of the catalogue is."""
    return JSONResponse(error_body(code, detail), ERRORS[code][0], headers)


def code_of(error: Exception) -> str | None:
    """The code of an exception that is an error of the catalogue or a database that is away; otherwise nothing."""
    if isinstance(error, ApiError):
        return error.code
    return "database_unavailable" if is_database_away(error) else None


def is_database_away(error: BaseException) -> bool:
    """Whether this failure means that the database is not there, as opposed to a mistake of ours."""
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return lost or isinstance(error, DATABASE_AWAY)


def install_error_handlers(app: FastAPI) -> None:
    """Make every failure of a route an answer of the catalogue."""
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_exception)
    for kind in (*DATABASE_AWAY, DBAPIError):
        app.add_exception_handler(kind, _database_error)


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


async def _database_error(_: Request, error: Exception) -> JSONResponse:
    if not is_database_away(error):
        raise error
    log.error("database_unavailable", error=type(error).__name__)
    return error_response("database_unavailable", headers={"Retry-After": "5"})
