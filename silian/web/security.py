"""Headers of every answer, and the address of who asks."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
MOST_BYTES_OF_STRANGERS = 1_000_000
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
Answer = Callable[[HttpRequest], HttpResponseBase]


class HeadersMiddleware:
    """Sets the content policy and its companions where a view did not set a stricter one."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer with its headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class StrangersMiddleware:
    """Refuses a large body of somebody who is not logged in, before any of it is read."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, or 413."""
        size = request.META.get("CONTENT_LENGTH") or "0"
        is_large = not size.isdecimal() or int(size[:19]) > MOST_BYTES_OF_STRANGERS
        if is_large and not request.user.is_authenticated:
            return HttpResponse(
                _("Log in before you send more than 1 MB."),
                status=413,
                content_type="text/plain; charset=utf-8",
            )
        return self.get_response(request)


def client_address(request: HttpRequest) -> str:
    """The address of who asks: what the one trusted proxy added last, else the socket's.

    Earlier entries of X-Forwarded-For come from the client, who may write anything.
    """
    if settings.SILIAN_BEHIND_PROXY:
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        if hops[-1].strip():
            return hops[-1].strip()[:45]
    return str(request.META.get("REMOTE_ADDR", ""))


def clear_site_data(response: HttpResponse) -> HttpResponse:
    """The answer to a log-out: the browser forgets what it kept of this site."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
