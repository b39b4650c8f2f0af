"""Addresses of resources and bookings."""

from django.urls import path

from silian.web.bookings import changing, views

app_name = "bookings"

RESOURCE = "resources/<str:resource_id>/"
BOOKING = "<str:booking_id>/"

urlpatterns = [
    path("", views.index, name="index"),
    path(RESOURCE, views.week, name="week"),
    path(f"{RESOURCE}book/", changing.book, name="book"),
    path(f"{RESOURCE}ical/", views.ical, name="ical"),
    path(BOOKING, views.booking, name="booking"),
    path(f"{BOOKING}move/", changing.move, name="move"),
    path(f"{BOOKING}cancel/", changing.cancel, name="cancel"),
    path(f"{BOOKING}usage/", changing.usage, name="usage"),
]
