"""The interface for programs at ``/api/v1``: the same services, the same permissions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.errors import HttpError as NinjaHttpError

from silian import __version__
from silian.api import cases, checking, comparing, documents, plans, public
from silian.api.access import Session
from silian.domain.kernel.errors import Kind, SilianError

STATUS = {
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.INVALID: 422,
    Kind.FORBIDDEN: 403,
    Kind.UNAVAILABLE: 503,
}
# Failures whose kind is too coarse for the status that a program expects.
STATUS_OF_CODE = {"documents.storage_full": 507, "documents.too_large": 413}

api = NinjaAPI(
    title="silian",
    version=__version__,
    description="Plans as data, every number with its place. See docs/guide/zh/api.md.",
    auth=Session(),
    urls_namespace="api",
    docs_url=None,
)


def _answer(
    request: HttpRequest, status: int, code: str, detail: str, values: object
) -> HttpResponse:
    return api.create_response(
        request, {"code": code, "detail": detail, "values": values}, status=status
    )


@api.exception_handler(SilianError)
def explain(request: HttpRequest, error: SilianError) -> HttpResponse:
    """Answer with the stable code; the client shows its own words."""
    status = STATUS_OF_CODE.get(error.code, STATUS[error.kind])
    return _answer(request, status, error.code, str(error), plain(error.values))


@api.exception_handler(AuthenticationError)
def ask_to_log_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Nobody is logged in."""
    return _answer(request, 401, "accounts.not_logged_in", "log in first", {})


@api.exception_handler(ValidationError)
def explain_fields(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The request does not fit the schema; unknown fields do not either."""
    errors = [
        {"place": ".".join(str(step) for step in one["loc"]), "problem": one["msg"]}
        for one in error.errors
    ]
    return _answer(request, 422, "api.invalid_request", "see values.errors", {"errors": errors})


@api.exception_handler(NinjaHttpError)
def explain_refusal(request: HttpRequest, error: NinjaHttpError) -> HttpResponse:
    """The request could not be read (broken JSON) or has no valid CSRF token."""
    code = "api.refused" if error.status_code == 403 else "api.unreadable"
    return _answer(request, error.status_code, code, str(error), {})


# Any: error values are whatever a domain error carries.
def plain(value: Any) -> Any:
    """A value as JSON can carry it."""
    if isinstance(value, dict):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(part) for part in value]
    return value if isinstance(value, str | int | bool | None) else str(value)


api.add_router("", documents.router)
api.add_router("", plans.router)
api.add_router("", checking.router)
api.add_router("", comparing.router)
api.add_router("", cases.router)
api.add_router("", public.router)
