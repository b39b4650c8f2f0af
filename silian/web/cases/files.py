"""Attachments go out under their own name, as attachments, never shown by the browser."""

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_GET

from silian.clock import now
from silian.services.calls.attaching import get_attachment
from silian.web.cases.frame import person


@require_GET
def download(request: HttpRequest, case_id: str, attachment_id: str) -> FileResponse:
    """The bytes of an attachment that the person may see."""
    found = get_attachment(
        case_id=case_id, attachment_id=attachment_id, by=person(request), at=now()
    )
    return FileResponse(
        found.path.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
        headers={
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
