"""Help pages from the guide, and the page about the product."""

import platform
from importlib.metadata import version

import django
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from silian.web.help.pages import FIRST, get_page, list_pages
from silian.web.help.parts import list_parts


def language_of_screen() -> str:
    """The folder of the guide that fits the screen."""
    return "en" if (get_language() or "").startswith("en") else "zh"


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Lead to the first help page, or say that there is none."""
    links = list_pages(language_of_screen())
    if links:
        return redirect("help:page", name=links[0].name)
    return render(request, "help/page.html", {"section": "help", "links": links, "page": None})


@require_GET
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One help page, with the list of all beside it."""
    language = language_of_screen()
    context = {
        "section": "help",
        "links": list_pages(language),
        "page": get_page(name, language),
        "is_first": name == FIRST,
    }
    return render(request, "help/page.html", context)


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """Version, what it runs on, and the licences of its parts."""
    context = {
        "section": "help",
        "version": version("silian"),
        "python": platform.python_version(),
        "django": django.get_version(),
        "parts": list_parts(),
    }
    return render(request, "help/about.html", context)
