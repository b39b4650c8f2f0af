"""Columns of a spreadsheet of parties: what each head means, and what a row then says."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from silian.domain.kernel.errors import SilianError
from silian.domain.kernel.regions import is_region
from silian.domain.parties.identifiers import Scheme, check_code
from silian.domain.parties.industries import BadIndustry, Industries
from silian.domain.parties.names import check_name
from silian.domain.parties.party import (
    Attribute,
    AttributeName,
    Content,
    Identifier,
    Industry,
    Name,
    NameKind,
    Nature,
    PartyKind,
    Place,
    RegistrationType,
    Size,
)

HEAD_ROWS = 10
_EXCEL_ZERO = date(1899, 12, 30)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_LONGEST_ADDRESS = 300
_LONGEST_ROLE = 100


class Field(StrEnum):
    """What a column can mean."""

    NAME = "name"
    USCC = "uscc"
    NUMBER = "number"
    REGION = "region"
    ADDRESS = "address"
    INDUSTRY = "industry"
    FOUNDED_ON = "founded_on"
    NATURE = "nature"
    REGISTRATION_TYPE = "registration_type"
    SIZE = "size"
    SHORT_NAME = "short_name"
    ENGLISH_NAME = "english_name"
    EMPLOYER = "employer"
    ROLE = "role"


PERSON_FIELDS = frozenset({Field.NAME, Field.NUMBER, Field.EMPLOYER, Field.ROLE})
ORGANIZATION_FIELDS = frozenset(Field) - {Field.NUMBER, Field.EMPLOYER, Field.ROLE}


class NoNameColumn(SilianError):
    """No column means the name. Values: heads."""

    code = "parties.no_name_column"


class TwoColumns(SilianError):
    """Two columns mean the same. Values: party_field, heads."""

    code = "parties.two_columns"


class WrongColumn(SilianError):
    """A column means what parties of this kind do not have. Values: party_field, known."""

    code = "parties.wrong_column"


class MissingCell(SilianError):
    """A cell that is needed is empty. Values: party_field."""

    code = "parties.cell_missing"


class BadDay(SilianError):
    """A cell holds no day. Values: party_field, value."""

    code = "parties.cell_no_day"


class UnknownRegion(SilianError):
    """No region has this name or code, or several have. Values: party_field, value, count."""

    code = "parties.cell_region"


class UnknownWord(SilianError):
    """A cell holds a word that the list does not know. Values: party_field, value, known."""

    code = "parties.cell_word"


# Heads of the lists that bureaus keep, most telling first; the whole head, or its beginning.
_HEADS: tuple[tuple[Field, str], ...] = (
    (Field.USCC, r"统一社会信用代码|社会信用代码|信用代码|统一代码|uscc|机构代码|单位代码"),
    (Field.SHORT_NAME, r"简称|企业简称|单位简称|shortname"),
    (Field.ENGLISH_NAME, r"英文名称?|englishname"),
    (Field.EMPLOYER, r"(?:工作|所在|任职|依托)单位(?:名称)?|employer"),
    (
        Field.NAME,
        r"(?:企业|单位|机构|主体|公司|法人|组织|平台|团队|联合体)?(?:名称|全称)|企业|单位|公司|姓名|name",
    ),
    (Field.NUMBER, r"(?:内部|人员|专家)?编号|工号|number"),
    (
        Field.REGION,
        r"(?:注册地?|所属|所在)?(?:区县|县区|行政区划?|区域|辖区)(?:代码|名称)?|(?:注册|所在|所属)地区?|region",
    ),
    (Field.ADDRESS, r"(?:注册|详细|通讯|经营|办公|单位)?(?:地址|住所)|address"),
    (Field.INDUSTRY, r"(?:所属|国民经济)?行业(?:代码|类别|分类|名称)?(?:代码)?|industry"),
    (Field.FOUNDED_ON, r"(?:成立|注册|设立|登记)(?:日期|时间)|foundedon|founded"),
    (Field.NATURE, r"(?:机构|单位|法人)(?:类别|类型|性质)|nature"),
    (Field.REGISTRATION_TYPE, r"(?:登记)?注册类型|registrationtype"),
    (Field.SIZE, r"(?:企业|单位)?规模|size"),
    (Field.ROLE, r"职务|岗位|职位|role"),
)
_GUESSES = tuple((field, re.compile(pattern, re.IGNORECASE)) for field, pattern in _HEADS)

_WORDS: Mapping[Field, Mapping[str, str]] = {
    Field.NATURE: {
        "机关": Nature.GOVERNMENT, "政府机关": Nature.GOVERNMENT,
        "事业单位": Nature.PUBLIC_INSTITUTION, "社会团体": Nature.SOCIAL_GROUP,
        "民办非企业单位": Nature.PRIVATE_NONPROFIT, "社会服务机构": Nature.PRIVATE_NONPROFIT,
        "基金会": Nature.FOUNDATION, "企业": Nature.ENTERPRISE,
        "个体工商户": Nature.INDIVIDUAL_BUSINESS, "农民专业合作社": Nature.FARMER_COOPERATIVE,
        "其他": Nature.OTHER,
    },
    Field.REGISTRATION_TYPE: {
        "内资": RegistrationType.DOMESTIC, "内资企业": RegistrationType.DOMESTIC,
        "港澳台": RegistrationType.HMT, "港澳台商投资企业": RegistrationType.HMT,
        "港澳台投资企业": RegistrationType.HMT, "外资": RegistrationType.FOREIGN,
        "外商投资企业": RegistrationType.FOREIGN,
    },
    Field.SIZE: {
        "大型": Size.LARGE, "中型": Size.MEDIUM, "小型": Size.SMALL, "微型": Size.MICRO,
        "大": Size.LARGE, "中": Size.MEDIUM, "小": Size.SMALL, "微": Size.MICRO,
    },
}  # fmt: skip
_ATTRIBUTES = {
    Field.NATURE: AttributeName.NATURE,
    Field.REGISTRATION_TYPE: AttributeName.REGISTRATION_TYPE,
    Field.SIZE: AttributeName.SIZE,
}
_NATURE_BY_CODE = {
    "11": Nature.GOVERNMENT, "12": Nature.PUBLIC_INSTITUTION, "51": Nature.SOCIAL_GROUP,
    "52": Nature.PRIVATE_NONPROFIT, "53": Nature.FOUNDATION, "91": Nature.ENTERPRISE,
    "92": Nature.INDIVIDUAL_BUSINESS, "93": Nature.FARMER_COOPERATIVE,
}  # fmt: skip


Regions = Callable[[str], tuple[str, ...]]
"""Answers which codes a region's name may mean, none for an unknown name."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell: the code of an error, its values, and the column."""

    code: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What a row says: the code by which the party is known, and facts."""

    key: Identifier | None
    name: str
    contents: tuple[Content, ...]
    employer: str = ""
    role: str = ""


def find_heads(rows: Sequence[tuple[int, Sequence[str]]]) -> int:
    """The place in ``rows`` of the row of heads: the one with most heads that are known.

    A title above it and notes are passed over. The first row with two cells, if none is known.
    """
    known = [sum(1 for cell in cells if guess(cell)) for _, cells in rows[:HEAD_ROWS]]
    if known and max(known) > 0:
        return known.index(max(known))
    filled = (place for place, (_, cells) in enumerate(rows) if sum(map(bool, cells)) > 1)
    return next(filled, 0)


def guess(head: str) -> Field | None:
    """What a head seems to mean, or None."""
    plain = re.sub(r"[\s*＊:：]|[(（].*?[)）]", "", unicodedata.normalize("NFKC", head))
    for field, pattern in _GUESSES:
        if pattern.fullmatch(plain):
            return field
    return None


def guess_columns(heads: Sequence[str], kind: PartyKind) -> tuple[str, ...]:
    """A field or "" for each head; a field is given once, to the first head that means it."""
    allowed = fields_of(kind)
    given: set[Field] = set()
    columns = []
    for head in heads:
        field = guess(head)
        is_new = field is not None and field in allowed and field not in given
        columns.append(field.value if field is not None and is_new else "")
        if field is not None and is_new:
            given.add(field)
    return tuple(columns)


def fields_of(kind: PartyKind) -> frozenset[Field]:
    """What columns can mean for parties of a kind."""
    return PERSON_FIELDS if kind is PartyKind.PERSON else ORGANIZATION_FIELDS


def check_columns(
    heads: Sequence[str], columns: Sequence[str], kind: PartyKind
) -> dict[Field, int]:
    """The place of each field, if the columns can be taken in.

    Raises:
        NoNameColumn, TwoColumns, WrongColumn: otherwise.
    """
    places: dict[Field, int] = {}
    allowed = fields_of(kind)
    for place, column in enumerate(columns[: len(heads)]):
        if not column:
            continue
        if column not in allowed:
            known = tuple(sorted(allowed))
            raise WrongColumn(f"{column} for {kind}", party_field=column, known=known)
        field = Field(column)
        if field in places:
            both = (heads[places[field]], heads[place])
            raise TwoColumns(f"{column} twice", party_field=column, heads=both)
        places[field] = place
    if Field.NAME not in places:
        raise NoNameColumn("no column means the name", heads=tuple(heads))
    return places


def read_row(
    cells: Mapping[Field, str],
    kind: PartyKind,
    industries: Industries,
    regions: Regions,
    home: str,
) -> tuple[RowFacts, tuple[Problem, ...]]:
    """What the cells of a row say, and everything that is wrong with them.

    Args:
        cells: the text of every column that means something; "" is an empty cell.
        home: the region where the parties of a sheet without a column of regions are.
    """
    reader = _RowReader(cells, industries, regions, home)
    name = reader.name()
    key = reader.code(Field.NUMBER if kind is PartyKind.PERSON else Field.USCC)
    contents: list[Content] = []
    if name:
        contents.append(Name(name))
    if key:
        contents.append(key)
    if kind is not PartyKind.PERSON:
        contents.extend(reader.organization(key))
    row = RowFacts(
        key, name, tuple(contents),
        cells.get(Field.EMPLOYER, ""), cells.get(Field.ROLE, "")[:_LONGEST_ROLE],
    )  # fmt: skip
    return row, tuple(reader.problems)


def day_of(text: str) -> date | None:
    """The day that a cell means: 2026-03-01, 2026年3月1日, 20260301 or a serial number of Excel."""
    plain = text.strip()
    found = _DAY.fullmatch(plain) or _COMPACT_DAY.fullmatch(plain)
    if found:
        year, month, day = (int(part) for part in found.groups())
        try:
            return date(year, month, day)
        except ValueError:
            return None
    if plain.isascii() and plain.isdigit() and 366 < int(plain) < 73_051:  # 1901 to 2099
        return _EXCEL_ZERO + timedelta(days=int(plain))
    return None


class _RowReader:
    """Reads the cells of one row and gathers what is wrong."""

    def __init__(
        self,
        cells: Mapping[Field, str],
        industries: Industries,
        regions: Regions,
        home: str,
    ) -> None:
        self.problems: list[Problem] = []
        self._cells = cells
        self._industries = industries
        self._regions = regions
        self._home = home

    def name(self) -> str:
        return self._named(Field.NAME) if self._needed(Field.NAME) else ""

    def code(self, field: Field) -> Identifier | None:
        text = self._cells.get(field, "")
        if not text:
            return None
        scheme = Scheme.INTERNAL_NUMBER if field is Field.NUMBER else Scheme.USCC
        try:
            return Identifier(scheme, check_code(scheme, text))
        except SilianError as error:
            self._wrong(error)
            return None

    def organization(self, key: Identifier | None) -> list[Content]:
        found: list[Content] = []
        for field, kind in (
            (Field.SHORT_NAME, NameKind.SHORT),
            (Field.ENGLISH_NAME, NameKind.ENGLISH),
        ):
            if self._cells.get(field) and (name := self._named(field)):
                found.append(Name(name, kind))
        if region := self._region():
            found.append(Place(region, self._cells.get(Field.ADDRESS, "")[:_LONGEST_ADDRESS]))
        if text := self._cells.get(Field.INDUSTRY):
            try:
                found.append(Industry(self._industries.code_of(text)))
            except BadIndustry as error:
                self._wrong(error)
        if day := self._day():
            found.append(Attribute(AttributeName.FOUNDED_ON, day))
        found.extend(self._words(key))
        return found

    def _words(self, key: Identifier | None) -> list[Content]:
        found: list[Content] = []
        for field, words in _WORDS.items():
            text = self._cells.get(field, "")
            value = words.get(text, text if text in words.values() else "")
            if text and not value:
                known = tuple(words)
                self._wrong(UnknownWord(text, party_field=field.value, value=text, known=known))
            elif field is Field.NATURE and not value and key:
                value = _NATURE_BY_CODE.get(key.value[:2], "")
            if value:
                found.append(Attribute(_ATTRIBUTES[field], str(value)))
        return found

    def _region(self) -> str:
        text = self._cells.get(Field.REGION, self._home)
        if not text and self._cells.get(Field.ADDRESS):
            self._needed(Field.REGION)
        if not text or is_region(text):
            return text
        codes = self._regions(text)
        if len(codes) == 1:
            return codes[0]
        self._wrong(
            UnknownRegion(text, party_field=Field.REGION.value, value=text, count=len(codes))
        )
        return ""

    def _day(self) -> str:
        text = self._cells.get(Field.FOUNDED_ON, "")
        day = day_of(text)
        if text and day is None:
            self._wrong(BadDay(text, party_field=Field.FOUNDED_ON.value, value=text))
        return day.isoformat() if day else ""

    def _needed(self, field: Field) -> bool:
        if self._cells.get(field):
            return True
        self._wrong(MissingCell(field.value, party_field=field.value))
        return False

    def _named(self, field: Field) -> str:
        try:
            return check_name(self._cells[field])
        except SilianError as error:
            self._wrong(error)
            return ""

    def _wrong(self, error: SilianError) -> None:
        self.problems.append(Problem(error.code, dict(error.values)))
