"""The routes: pages, and the programming interface. Only this module imports ``silian.api``."""

from django.urls import include, path

from silian.api.main import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("silian.web.urls")),
]

handler400 = "silian.web.failures.handler400"
handler403 = "silian.web.failures.handler403"
handler404 = "silian.web.failures.handler404"
handler500 = "silian.web.failures.handler500"
