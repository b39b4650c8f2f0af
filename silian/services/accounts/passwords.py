"""Passwords: how they are hashed, and which are refused."""

import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from silian.domain.kernel.errors import Kind, SilianError

SHORTEST = 12
LONGEST = 128
_AT_ONCE = threading.BoundedSemaphore(2)
_PATIENCE_SECONDS = 5
# Pinyin and English of what stands on the office's own door.
_FAMILIAR = ("silian", "keji", "kexue", "science", "bureau", "password", "mima", "guihua", "admin")
_YEARS = re.compile(r"(?:19|20)\d\d")


class Busy(SilianError):
    """Too many people are logging in at once; try again in some seconds."""

    code = "accounts.busy"
    kind = Kind.UNAVAILABLE


@contextmanager
def _turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=_PATIENCE_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _AT_ONCE.release()


class ModestArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, 2 rounds, 1 lane (OWASP), at most two at a time in a process."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """The hash of a password, when it is this caller's turn."""
        with _turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Whether the password belongs to the hash, when it is this caller's turn."""
        with _turn():
            return super().verify(password, encoded)


class LengthRule:
    """From 12 to 128 characters, of any kind."""

    def validate(self, password: str, user: object = None) -> None:
        """Refuse what is too short or too long."""
        if len(password) < SHORTEST:
            raise ValidationError(
                _("The password needs at least %(least)d characters; this one has %(length)d."),
                "accounts.password_short",
                {"least": SHORTEST, "length": len(password)},
            )
        if len(password) > LONGEST:
            raise ValidationError(
                _("The password may have at most %(most)d characters."),
                "accounts.password_long",
                {"most": LONGEST},
            )

    def get_help_text(self) -> str:
        """What the rule asks for."""
        return _("At least %(least)d characters. Any character may be used.") % {"least": SHORTEST}


class FamiliarWordsRule:
    """Nothing that a colleague would try first: names, the product, the place, a year."""

    def validate(self, password: str, user: object = None) -> None:
        """Refuse a password whose substance is a familiar word."""
        rest = password.casefold()
        names = [str(getattr(user, name, "") or "") for name in ("username", "name")]
        names += [str(name) for name in getattr(user, "familiar_words", ())]
        for word in sorted({*_FAMILIAR, *(name.casefold() for name in names)}, key=len)[::-1]:
            if len(word) >= 2:
                rest = rest.replace(word, "")
        if len(set(_without_runs(_YEARS.sub("", rest)))) < 6:
            raise ValidationError(
                _("Without names, years and repetitions too little is left of the password."),
                "accounts.password_familiar",
            )

    def get_help_text(self) -> str:
        """What the rule asks for."""
        return _("Not built from your name, the bureau's name, a year or one repeated character.")


def _without_runs(text: str) -> str:
    """The text without what only repeats or counts on, such as aaaa, 1234, cba."""
    steps = zip(" " + text, text, strict=False)
    return "".join(this for last, this in steps if abs(ord(this) - ord(last)) > 1)


class ProfileRule:
    """The profile ``djbh`` (等保): three of the four kinds of characters. ``asvs`` asks none."""

    def validate(self, password: str, user: object = None) -> None:
        """Refuse fewer than three kinds of characters where the profile asks for them."""
        if settings.SILIAN_PASSWORD_PROFILE != "djbh":  # noqa: S105  # a profile's name
            return
        kinds = [str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum()]
        if sum(any(map(kind, password)) for kind in kinds) < 3:
            raise ValidationError(
                _("Three of these are needed: small letters, capitals, digits, other characters."),
                "accounts.password_kinds",
            )

    def get_help_text(self) -> str:
        """What the rule asks for."""
        if settings.SILIAN_PASSWORD_PROFILE != "djbh":  # noqa: S105  # a profile's name
            return ""
        return _("Three of: small letters, capitals, digits, other characters.")


def first_password() -> str:
    """A password for the first log-in, four groups of four that can be read aloud (79 bits)."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def values_of(error: ValidationError) -> dict[str, object]:
    """The codes of the rules that a password broke, for a shell to put into words."""
    codes = tuple(str(one.code) for one in error.error_list)
    return {"codes": codes, "messages": tuple(error.messages)}
