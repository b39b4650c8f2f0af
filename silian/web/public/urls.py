"""Addresses for the public."""

from django.urls import path

from silian.web.public import views

app_name = "public"

LIST = "<str:region>/<str:group>/<str:system>/"

urlpatterns = [
    path("", views.index, name="index"),
    path("<str:region>/", views.district, name="district"),
    path(LIST, views.listed, name="list"),
    path(f"{LIST}download/", views.download, name="download"),
]
