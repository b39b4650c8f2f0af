"""The tables of bookings: what can be booked, who holds it when, and how long it was used."""

from django.apps import AppConfig


class BookingsConfig(AppConfig):
    """Bookings (预约)."""

    name = "silian.store.bookings"
    label = "bookings"
    default_auto_field = "django.db.models.BigAutoField"
