"""Identifiers of rows: ULIDs, which sort by the time they were made and cannot be guessed."""

import secrets
import time

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> str:
    """A new ULID of 26 characters: 48 bits of milliseconds, 80 bits of chance.

    The time in it only makes indexes grow at their end. Nothing may read it back: moments
    come from the caller.
    """
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -5, -5))
