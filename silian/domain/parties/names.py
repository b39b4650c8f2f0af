"""Names of organizations and persons, as they are compared and sorted; never as they are shown."""

import re
import unicodedata

from silian.domain.kernel.errors import SilianError

LONGEST_NAME = 200
_BRACKETS = str.maketrans("（）〔〕【】［］{}｛｝<>〈〉《》", "()()()()()()()()()")
_NOISE = re.compile(r"[\s\u200b\ufeff,，。.、;；:：'\"“”‘’·•・\-—_]+")
_LIMITED = re.compile(r"有限责任公司")
_FORMS = re.compile(
    r"(?:股份有限公司|集团有限公司|有限公司|有限合伙|合伙企业|普通合伙|集团公司|总公司|分公司|公司|集团|"
    r"\((?:有限合伙|普通合伙|特殊普通合伙|集团|股份)\))"
)
_REGION = re.compile(r"^[\u4e00-\u9fff]{2,6}?(?:自治区|自治州|省|市|区|县)(?=.{3,})")
_BRACKETED = re.compile(r"\([^()]*\)")
_DOTS = re.compile(r"[.．・•∙‧･]")
_SORTED_CHARACTERS = 15
BLOCK = 3
"""Characters of a core at its beginning and end by which near names are looked for."""


class BadName(SilianError):
    """A name is empty or too long. Values: found, allowed."""

    code = "parties.bad_name"


def check_name(text: str) -> str:
    """The name as it is kept: as it was written, without spaces around it.

    Raises:
        BadName: if nothing is left, or more than 200 characters.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or len(name) > LONGEST_NAME or not any(c.isalnum() for c in name):
        raise BadName(f"{len(name)} characters", found=len(name), allowed=LONGEST_NAME)
    return name


def normal_organization(name: str) -> str:
    """An organization's name for comparison: width, brackets, spaces and 有限责任公司 made one."""
    wide = name.translate(_BRACKETS)
    plain = unicodedata.normalize("NFKC", wide).translate(_BRACKETS).upper()
    return _LIMITED.sub("有限公司", _NOISE.sub("", plain))


def core_of(normal: str) -> str:
    """What is a name's own: without region before it, legal form and what stands in brackets.

    青石区云帆智能装备（集团）有限公司 → 云帆智能装备. A name that would vanish stays whole.
    """
    core = _BRACKETED.sub("", _FORMS.sub("", normal))
    while (shorter := _REGION.sub("", core)) != core:
        core = shorter
    return core if len(core) >= 2 else normal


def blocks_of(core: str) -> tuple[str, str]:
    """Beginning and end of a core; names one slip apart share one of the two, if long enough."""
    return core[:BLOCK], core[-BLOCK:]


def normal_person(name: str) -> str:
    """A person's name for comparison: no spaces, one middle dot, wide letters made narrow."""
    plain = unicodedata.normalize("NFKC", name)
    return _DOTS.sub("·", re.sub(r"\s+", "", plain)).upper()


def sort_key(name: str) -> str:
    """Text of hexadecimal digits that sorts names alike in every database.

    It is the GB 18030 code: common characters come in the order of their pinyin, rare ones
    after them by stroke, and Latin letters before both.
    """
    letters = unicodedata.normalize("NFKC", name).upper()[:_SORTED_CHARACTERS]
    return letters.encode("gb18030", "replace").hex()


def edits_between(one: str, other: str, most: int) -> int:
    """How many characters to change, add or take away; ``most`` + 1 means: more than that."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, opposite in enumerate(other, 1):
            change = before[column - 1] + (letter != opposite)
            line.append(min(change, before[column] + 1, line[-1] + 1))
        if min(line) > most:
            return most + 1
        before = line
    return min(before[-1], most + 1)
