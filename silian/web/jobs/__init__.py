"""Background jobs as a page."""
