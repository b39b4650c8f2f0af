"""The report of a check (规划体检报告) as a Word file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from silian.adapters.writers.docx import write_blocks
from silian.adapters.writers.pages import Paragraph, Square, Style, Table
from silian.domain.parties.offices import Actor
from silian.domain.parties.permissions import Verb
from silian.services import events
from silian.services.plans.access import Opened, open_version
from silian.services.plans.beside import plans_beside
from silian.services.plans.checking import STATUSES, WEIGHTS, Findings, counts_of, with_answers
from silian.services.plans.exports import file_name
from silian.services.plans.linted import list_rules
from silian.services.plans.paging import pick
from silian.services.plans.values import CheckFinding, CheckInput, Export

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGES = ("zh", "en")
DEMO = "示例数据"
BUREAU_TIME = ZoneInfo("Asia/Shanghai")
Block = Paragraph | Table
# The words for a code, filled with values.
Words = Callable[[str, Mapping[str, object]], str]


@transaction.atomic
def lint_report(
    *, version_id: str, lang: str = "zh", words: Words, by: Actor, at: datetime
) -> Export:
    """The findings of a version with their places, numbers, formulas and answers.

    Args:
        lang: zh or en; of the rules' words. ``words`` answers in the same language.
        words: the sentence for a code of ``report.*``, ``weight.*``, ``check_status.*``,
            ``verdict.*`` or ``plan_state.*``.

    The same findings and answers at the same moment give the same bytes. It is an event.
    """
    pick("lang", lang, dict.fromkeys(LANGUAGES))
    opened = open_version(version_id=version_id, verb=Verb.PLANS_EXPORT, by=by, at=at)
    beside = plans_beside(opened, by=by, at=at)
    found = with_answers(opened, beside, by=by, at=at)
    content = write_blocks(_blocks(opened, found, lang, words, by=by, at=at))
    _record(opened, lang, len(found), by=by, at=at)
    name = file_name(opened, words("report.title", {}), "docx")
    return Export(name, MEDIA_TYPE, content, len(found))


def _record(opened: Opened, lang: str, rows: int, *, by: Actor, at: datetime) -> None:
    events.append(
        stream=f"plan:{opened.version.plan_id}",
        verb="plans.export",
        kind="plan_version",
        object_id=opened.version.id,
        region=opened.version.region,
        payload={"view": "check", "format": "docx", "lang": lang, "rows": rows},
        by=by,
        at=at,
    )


def _blocks(
    opened: Opened, found: Findings, lang: str, words: Words, *, by: Actor, at: datetime
) -> Iterator[Block]:
    yield Paragraph(words("report.title", {}), Style.TITLE)
    yield Paragraph(opened.version.title, Style.CENTERED)
    if opened.version.plan.is_demo:
        yield Paragraph(f"【{DEMO}】", Style.CENTERED)
    yield Paragraph(words("report.checked", {}), Style.HEADING)
    yield _table(_about(opened, words, by=by, at=at))
    yield Paragraph(words("report.counts", {}), Style.HEADING)
    yield _table(_counts(found, words))
    yield Paragraph(words("report.findings", {}), Style.HEADING)
    if not found:
        yield Paragraph(words("report.nothing", {}), Style.BODY)
    for number, finding in enumerate(found, 1):
        yield from _finding(number, finding, lang, words)
    yield Paragraph(words("report.how", {}), Style.BODY)


def _table(rows: Sequence[Sequence[str]]) -> Table:
    squares = (
        Square(row, column, 1, 1, text)
        for row, cells in enumerate(rows)
        for column, text in enumerate(cells)
    )
    return Table(len(rows), len(rows[0]), tuple(squares))


def _about(opened: Opened, words: Words, *, by: Actor, at: datetime) -> list[tuple[str, str]]:
    version, reading = opened.version, opened.reading
    state = words(f"plan_state.{version.state}", {})
    told = {
        "plan": version.title,
        "version": words("report.version_is", {"number": version.number, "standing": state}),
        "file": version.document.name,
        "hash": version.document.sha256,
        "reader": reading.reader_version,
        "chars": f"{opened.text.chars:,}",
        "rules": str(len(list_rules())),
        "as_of": f"{at.astimezone(BUREAU_TIME):%Y-%m-%d %H:%M}",
        "by": f"{by.office.body_name} {by.name}" if by.office else by.name,
    }
    if version.plan.is_demo:
        told["demo"] = DEMO
    return [(words(f"report.{name}", {}), said) for name, said in told.items()]


def _counts(found: Findings, words: Words) -> list[list[str]]:
    counts = counts_of(found)
    open_ones = counts_of(one for one in found if one.answer is None)
    heads = [words("report.weight", {})]
    heads += [words(f"check_status.{status}", {}) for status in STATUSES]
    rows = [[*heads, words("report.unanswered", {})]]
    for weight in WEIGHTS:
        tally, unanswered = counts.by[weight], sum(open_ones.by[weight].values())
        numbers = [str(tally[status]) for status in STATUSES]
        rows.append([words(f"weight.{weight}", {}), *numbers, str(unanswered)])
    return rows


def _finding(number: int, finding: CheckFinding, lang: str, words: Words) -> Iterator[Block]:
    head = (
        f"{number}. {finding.rule} {finding.name.said(lang)} · "
        f"{words(f'weight.{finding.severity}', {})} · "
        f"{words(f'check_status.{finding.status}', {})}"
    )
    yield Paragraph(head, Style.SUBHEADING)
    yield Paragraph(finding.message.said(lang), Style.BODY)
    for one in finding.inputs:
        yield Paragraph(_input(one, words), Style.BODY)
    if finding.formula:
        yield Paragraph(words("report.formula", {"formula": finding.formula}), Style.BODY)
    if finding.settles:
        ways = words("report.or", {}).join(way.said(lang) for way in finding.settles)
        yield Paragraph(words("report.settles", {"ways": ways}), Style.BODY)
    yield Paragraph(_answer(finding, words), Style.BODY)


def _input(one: CheckInput, words: Words) -> str:
    quote = " ".join(one.quote.split())
    place = [one.document, one.section_title]
    if one.place_kind == "page":
        place.append(words("report.page", {"name": one.place_name}))
    elif one.place_name:
        place.append(one.place_name)
    place.append(words("report.characters", {"start": one.start, "end": one.end}))
    number = f"{one.symbol} = {one.value}{one.unit}" if one.is_number else one.symbol
    if one.interval:
        number += f" [{one.interval}]"
    if one.year:
        number += f", {one.year}"
    said = {"number": number, "quote": quote, "place": ", ".join(part for part in place if part)}
    return words("report.input", said)


def _answer(finding: CheckFinding, words: Words) -> str:
    answer = finding.answer
    if answer is None:
        return words("report.no_answer", {})
    return words(
        "report.answer",
        {
            "verdict": words(f"verdict.{answer.verdict}", {}),
            "reason": answer.reason,
            "name": answer.by_name,
            "day": answer.at.astimezone(BUREAU_TIME).date().isoformat(),
            "number": answer.version_number,
        },
    )
