"""Codes of parties: which there are, how each is written, and what exactly is wrong with one."""

import re
import unicodedata
from enum import StrEnum

from stdnum.cn import uscc as _stdnum

from silian.domain.kernel.errors import SilianError

USCC_LENGTH = 18
USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# Letters that GB 32100 leaves out, and what they are taken for.
_MISTAKEN = {"I": "1", "O": "0", "Z": "2", "S": "5", "V": "U"}
_SPACES = re.compile(r"[\s\-\u200b\ufeff·.]+")
_NUMBER = re.compile(r"P[0-9]{3,12}")
_ORGANIZATION_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_PLAIN = re.compile(r"[0-9A-Z()/_]{2,40}")


class Scheme(StrEnum):
    """Who gave a code: the credit code, our own number, the codes that the credit code replaced."""

    USCC = "uscc"
    INTERNAL_NUMBER = "internal_number"
    ORGANIZATION_CODE = "organization_code"
    REGISTRATION_NUMBER = "registration_number"
    OTHER = "other"


class BadUsccLength(SilianError):
    """A credit code has not 18 characters. Values: value, found."""

    code = "parties.uscc_length"


class BadUsccCharacter(SilianError):
    """A character cannot stand where it does. Values: value, position (from 1), found, allowed."""

    code = "parties.uscc_character"


class BadUsccCheck(SilianError):
    """The last character is not what the others ask for. Values: value, position, expected, found.

    Whether the last character or an earlier one is wrong, no arithmetic can tell.
    """

    code = "parties.uscc_check"


class BadCode(SilianError):
    """Another code is not written as its scheme asks. Values: scheme, value, wanted."""

    code = "parties.bad_code"


def compact(text: str) -> str:
    """A code as it is kept: plain wide letters made narrow, in capitals, without separators."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_code(scheme: Scheme, text: str) -> str:
    """The code as it is kept.

    Raises:
        BadUsccLength, BadUsccCharacter, BadUsccCheck: for a credit code.
        BadCode: for another one.
    """
    code = compact(text)
    match scheme:
        case Scheme.USCC:
            return _check_uscc(code)
        case Scheme.INTERNAL_NUMBER:
            return _matching(scheme, code, _NUMBER, "P001")
        case Scheme.ORGANIZATION_CODE:
            return _check_organization_code(code)
        case Scheme.REGISTRATION_NUMBER:
            return _matching(scheme, code, re.compile(r"[0-9]{13}|[0-9]{15}"), "110000000000123")
        case Scheme.OTHER:
            return _matching(scheme, code, _PLAIN, "A-Z 0-9")


def registered_as(uscc: str) -> str:
    """The first two characters of a credit code: who registered it, and as what."""
    return uscc[:2]


def _check_uscc(code: str) -> str:
    if len(code) != USCC_LENGTH:
        raise BadUsccLength(f"{code}: {len(code)} characters", value=code, found=len(code))
    for position, letter in enumerate(code, 1):
        is_region = 3 <= position <= 8
        if is_region and not ("0" <= letter <= "9"):
            allowed = _MISTAKEN.get(letter, "0–9")
        elif not is_region and letter not in USCC_CHARACTERS:
            allowed = _meant(code, letter)
        else:
            continue
        raise BadUsccCharacter(
            f"{code}: {letter} at {position}",
            value=code, position=position, found=letter, allowed=allowed,
        )  # fmt: skip
    expected = _stdnum.calc_check_digit(code[:-1])
    if code[-1] != expected:
        raise BadUsccCheck(
            f"{code}: position 18 should be {expected}, is {code[-1]}",
            value=code, position=USCC_LENGTH, expected=expected, found=code[-1],
        )  # fmt: skip
    return code


def _meant(code: str, letter: str) -> str:
    """The character that was meant, where with it the check character is right."""
    meant = _MISTAKEN.get(letter, "")
    mended = "".join(_MISTAKEN.get(one, one) for one in code)
    is_clear = meant and all(one in USCC_CHARACTERS for one in mended)
    if is_clear and _stdnum.calc_check_digit(mended[:-1]) == mended[-1]:
        return meant
    return "0–9 A–Y (I O S V Z ✗)"


def _check_organization_code(code: str) -> str:
    """Eight characters and a check character (GB 11714)."""
    _matching(Scheme.ORGANIZATION_CODE, code, _ORGANIZATION_CODE, "12345678X")
    total = sum(int(c, 36) * w for c, w in zip(code, _ORGANIZATION_WEIGHTS, strict=False))
    expected = "0123456789X0"[11 - total % 11]
    if code[-1] != expected:
        raise BadCode(
            f"{code}: check character should be {expected}",
            scheme=Scheme.ORGANIZATION_CODE.value, value=code, wanted=code[:-1] + expected,
        )  # fmt: skip
    return code


def _matching(scheme: Scheme, code: str, form: re.Pattern[str], example: str) -> str:
    if not form.fullmatch(code):
        raise BadCode(f"{scheme}: {code}", scheme=scheme.value, value=code, wanted=example)
    return code
