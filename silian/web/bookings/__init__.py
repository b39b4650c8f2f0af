"""Bookings as pages: resources, the week of one, a booking, its actual hours."""
