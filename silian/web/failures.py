"""Failures as pages: what happened, whether it was saved, what to do, a number to quote."""

import errno
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from silian import labels
from silian.domain.kernel.errors import Kind, SilianError
from silian.labels import Words
from silian.web.actor import actor_of_request

logger = logging.getLogger("silian.web")

STATUS = {
    Kind.NOT_FOUND: 404,
    Kind.FORBIDDEN: 403,
    Kind.CONFLICT: 409,
    Kind.INVALID: 422,
    Kind.UNAVAILABLE: 503,
}
STORAGE_FULL = 507
TOO_LARGE = 413
TOO_MANY = 429
FULL_WORDS = ("disk is full", "no space left", "disk full")
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}

USUAL: dict[int, tuple[Words, Words, Words]] = {
    400: (
        _lazy("The request cannot be read"),
        _lazy("The address or the form holds something that the server cannot read."),
        _lazy("Go back, reload the page and fill it in again."),
    ),
    403: (
        _lazy("Your office may not do this"),
        _lazy("What you asked for belongs to another office."),
        _lazy("Change the office at the top right, or ask a colleague who holds that office."),
    ),
    404: (
        _lazy("There is nothing here for you"),
        _lazy("No page stands at this address, or it is not for your office."),
        _lazy("Check the address, search, or change the office at the top right."),
    ),
    409: (
        _lazy("Someone else was here first"),
        _lazy("The thing has changed since you opened it."),
        _lazy("Open it again, look at what changed, and decide anew."),
    ),
    413: (
        _lazy("The file is too large"),
        _lazy("A file may have at most 100 MB."),
        _lazy("Split the document, or save it again without its pictures."),
    ),
    422: (
        _lazy("Something in it does not fit"),
        _lazy("A value is not what it has to be."),
        _lazy("Go back, correct the value and send it again."),
    ),
    429: (
        _lazy("Too many requests"),
        _lazy("Too many requests came from here in a short time."),
        _lazy("Wait a minute and try again."),
    ),
    503: (
        _lazy("The server is busy"),
        _lazy("Another task holds the database, and it took too long."),
        _lazy("Try again in a moment; nothing will be done twice."),
    ),
    507: (
        _lazy("The storage is full"),
        _lazy("The server has no room left. Reading goes on, writing does not."),
        _lazy("Tell the system administrator, then send it again."),
    ),
}
"""For each status: the title, what happened, what to do."""

BROKEN: tuple[Words, Words, Words] = (
    _lazy("Something broke here"),
    _lazy("The program met a case that it does not know. It is noted in the server's log."),
    _lazy("Try again; if it happens again, tell the system administrator the number."),
)


@dataclass(frozen=True, slots=True)
class Failure:
    """What a page of failure says."""

    status: int
    title: str
    what: str
    saved: str
    todo: str
    number: str
    is_stale: bool = False


class FailureMiddleware:
    """Turn an anticipated failure of a view into its page, or into a notice for htmx."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for failures that we know; the others go on and become a 500."""
        if request.path.startswith("/api/"):
            return None
        if isinstance(error, SilianError):
            if error.kind is Kind.FORBIDDEN and _should_log_in(request):
                onward = urlencode({"next": request.get_full_path()})
                return redirect(f"{resolve_url(settings.LOGIN_URL)}?{onward}")
            status = STORAGE_FULL if error.code.endswith("storage_full") else STATUS[error.kind]
            if error.code.endswith("too_large"):
                status = TOO_LARGE
            return answer(request, status, what=_reason(error))
        if is_storage_full(error):
            return answer(request, STORAGE_FULL)
        if isinstance(error, OperationalError) and "locked" in str(error):
            return answer(request, STATUS[Kind.UNAVAILABLE])
        return None


def _reason(error: SilianError) -> str:
    """The sentence of the reason where the error has one, else of the error itself."""
    reason = str(error.values.get("reason") or "")
    return labels.words(reason if labels.has_label(reason) else error.code, error.values)


def _should_log_in(request: HttpRequest) -> bool:
    """Whether nobody is logged in and a whole page is asked for: the door is the answer."""
    is_page = request.method == "GET" and "HX-Request" not in request.headers
    return is_page and actor_of_request(request).is_anonymous


def is_storage_full(error: BaseException) -> bool:
    """Whether the failure, or one behind it, says that there is no room left."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return True
    if isinstance(error, OperationalError) and any(w in str(error).lower() for w in FULL_WORDS):
        return True
    return error.__cause__ is not None and is_storage_full(error.__cause__)


def answer(
    request: HttpRequest, status: int, *, what: str = "", is_stale: bool = False
) -> HttpResponse:
    """The page of a failure; for htmx a fragment that lands in the notices."""
    number = secrets.token_hex(4).upper()
    failure = _failure(status, number=number, what=what, request=request, is_stale=is_stale)
    logger.log(
        logging.ERROR if status >= 500 else logging.INFO,
        "failure %s: %s %s answered %s",
        number,
        request.method,
        request.path,
        status,
    )
    is_fragment = "HX-Request" in request.headers
    template = "_failure.html" if is_fragment else "failure.html"
    response = render(request, template, {"failure": failure}, status=status)
    response["Cache-Control"] = "no-store"
    if is_fragment:
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML"
    return response


def _failure(
    status: int, *, number: str, what: str, request: HttpRequest, is_stale: bool
) -> Failure:
    title, usual_what, todo = (str(words) for words in USUAL.get(status, BROKEN))
    if request.method in UNSAFE:
        saved = _("Nothing was saved.")
    else:
        saved = _("Nothing was to be saved: this page only shows.")
    return Failure(status, title, what or usual_what, saved, todo, number, is_stale)


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return answer(request, 400)


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return answer(request, 403)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: the same for what is absent and what is hidden."""
    return answer(request, 404)


def handler500(request: HttpRequest) -> HttpResponse:
    """Answer 500, even where the page itself cannot be drawn."""
    try:
        return answer(request, 500)
    except Exception:
        logger.exception("the page of a failure failed")
        return HttpResponse(
            "500 · 程序出错，没有存上。 Something broke here, nothing was saved.", status=500
        )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is old: the text stays with the browser, a reload helps."""
    what = _("This page was opened before you logged in anew, so its form no longer counts.")
    return answer(request, 403, what=what, is_stale=True)
