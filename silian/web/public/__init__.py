"""What anybody may see without a log-in: published lists, open calls, notices."""
