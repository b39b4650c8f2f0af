"""The log-in itself: name and password against the table of people."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from silian.store.accounts.models import User


class PersonBackend(ModelBackend):
    """Lets active people in; demo log-ins only where no other machine can reach the server."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        """Whether the person, whose password was right, may come in."""
        if not isinstance(user, User) or not user.is_active:
            return False
        if user.is_demo:
            return bool(settings.SILIAN_DEMO and settings.SILIAN_IS_LOOPBACK)
        return True
