"""Addresses of all pages, subject by subject."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("silian.web.work.urls")),
    path("", include("silian.web.accounts.urls")),
    path("", include("silian.web.search.urls")),
    path("", include("silian.web.help.urls")),
    path("plans/", include("silian.web.plans.urls")),
    path("cases/", include("silian.web.cases.urls")),
    path("parties/", include("silian.web.parties.urls")),
    path("registers/", include("silian.web.registers.urls")),
    path("money/", include("silian.web.money.urls")),
    path("bookings/", include("silian.web.bookings.urls")),
    path("public/", include("silian.web.public.urls")),
    path("manage/systems/", include("silian.web.systems.urls")),
    path("manage/", include("silian.web.manage.urls")),
    path("manage/log/", include("silian.web.events.urls")),
    path("manage/jobs/", include("silian.web.jobs.urls")),
    path("language/", set_language, name="set_language"),
]
