"""Parties of the fictional city, and sheets of them, for tests."""

import io
from datetime import date

import xlsxwriter
from stdnum.cn import uscc as stdnum

from silian.domain.parties import party as domain
from silian.domain.parties.dates import Term
from silian.domain.parties.identifiers import Scheme
from silian.domain.parties.party import Add, PartyKind
from silian.services import parties

HEADS = (
    "企业名称",
    "统一社会信用代码",
    "所属区县",
    "注册地址",
    "国民经济行业代码",
    "成立日期",
    "企业规模",
)


def make_code(number: int, region: str = "990101", kind: str = "91") -> str:
    """A valid credit code of a region that exists nowhere."""
    body = f"{kind}{region}MA{number:07d}"
    return body + stdnum.calc_check_digit(body)


def code(value: str, since: date = date(2020, 1, 1), until: date | None = None) -> Add:
    return Add(domain.Identifier(Scheme.USCC, value), Term(since, until))


def place(region: str, since: date = date(2020, 1, 1), address: str = "") -> Add:
    return Add(domain.Place(region, address), Term(since))


def named(name: str, since: date) -> Add:
    return Add(domain.Name(name), Term(since))


def make_party(
    by, at, name="云帆智能装备有限公司", number=0, kind=PartyKind.ORGANIZATION, facts=()
):
    """An organization with a code, where a number is given."""
    more = [code(make_code(number)), place("990101")] if number else []
    return parties.create_party(kind=kind, name=name, facts=[*more, *facts], by=by, at=at)


def make_sheet(rows, heads=HEADS) -> io.BytesIO:
    """A workbook with a title above its heads."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("名单")
        page.write_string(0, 0, "青石区企业名单")
        for column, head in enumerate(heads):
            page.write_string(1, column, head)
        for number, row in enumerate(rows, 2):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(number, column, cell)
                elif cell is not None:
                    page.write_number(number, column, cell)
    out.seek(0)
    return out


def make_row(number: int, **changes):
    row = {
        "企业名称": f"青石第{number}装备有限公司",
        "统一社会信用代码": make_code(number),
        "所属区县": "青石区",
        "注册地址": f"科创路{number}号",
        "国民经济行业代码": "C3962",
        "成立日期": "2019-05-06",
        "企业规模": "小型",
    } | changes
    return [row[head] for head in HEADS]


def take_in(by, at, rows, *, dry=False, as_of=None, heads=HEADS, name="名单.xlsx", **more):
    """A sheet opened, started and run as its job would."""
    stream = make_sheet(rows, heads) if isinstance(rows, list) else rows
    kind = more.pop("kind", PartyKind.ORGANIZATION)
    opened, sheet = parties.open_sheet(name=name, stream=stream, kind=kind, by=by, at=at)
    columns = more.pop("columns", sheet.columns)
    parties.start_import(
        import_id=opened.id, columns=columns, as_of=as_of, is_dry=dry, by=by, at=at
    )
    return parties.run_import(
        import_id=opened.id, progress=lambda *args, **values: None, by=by, at=at, **more
    )
