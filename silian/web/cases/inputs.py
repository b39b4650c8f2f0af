"""A form as its template needs it: every field with its widget, words, value and faults."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from silian.domain.systems.amounts import BadAmount, fen_from_words, in_words
from silian.domain.systems.answers import Fault
from silian.domain.systems.fields import Field, FieldGroup, FieldSet
from silian.services.calls.values import AttachmentView
from silian.web.cases.answers import FIRST_ROWS, TOKEN, Tree, is_asked, is_list, is_table
from silian.web.cases.words import condition_words, fault_word, said, title_at

MOST_RADIOS = 5
LONG_TEXT = 60
NUMBERS = frozenset({"count", "int", "year", "money", "decimal", "percent", "share"})
DAYS = {"date": "date", "month": "month", "datetime": "datetime-local"}
SHORT = frozenset({"phone", "uscc", "org", "region", "industry", "discipline", "person", "point"})


@dataclass(frozen=True, slots=True)
class Option:
    """A word of a list."""

    code: str
    word: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Input:
    """A field on the page. ``widget`` is the part of the template that draws it."""

    id: str
    name: str
    widget: str
    title: str
    hint: str = ""
    unit: str = ""
    width: str = ""
    type: str = "text"
    mode: str = ""
    value: str = ""
    longest: int | None = None
    is_required: bool = False
    is_off: bool = False
    steers: bool = False
    when: str = ""
    echo: str = ""
    sealed: str = ""
    source: str = ""
    faults: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    files: tuple[AttachmentView, ...] = ()
    inputs: tuple["Input", ...] = ()
    rows: tuple["Row", ...] = ()
    blank: "Row | None" = None
    at_most: int = 0
    file_field: str = ""

    @property
    def described(self) -> str:
        """The ids of what describes the field, for those who hear the page."""
        parts = [f"{self.id}-h"] * bool(self.hint or self.when or self.sealed)
        parts += [f"{self.id}-e"] * bool(self.faults)
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number on the page, and its fields."""

    token: str
    number: int
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A fault in the summary, with the field that it leads to."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Questions that belong together, on the officer's sheet or on one page of an outsider."""

    key: str
    title: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form is drawn from."""

    tree: Tree
    faults: Sequence[Fault] = ()
    off: Collection[str] = ()
    sealed: Collection[str] = ()
    attachments: Sequence[AttachmentView] = ()
    prefix: str = ""
    file_prefix: str = ""
    steering: Collection[str] = field(default_factory=frozenset)


def steering_of(fields: FieldSet) -> frozenset[str]:
    """The fields that some condition reads: when they change, others may come or go."""
    return frozenset(
        path.rpartition(".")[2] for _name, one in fields.walk() if one.when
        for path in one.when.paths
    )  # fmt: skip


def inputs_of(fieldset: FieldSet, shown: Shown, names: Collection[str] | None = None) -> tuple[
    Input, ...
]:  # fmt: skip
    """The inputs of a form in its order; of ``names`` alone, where they are given."""
    drawing = _Drawing(fieldset, shown)
    chosen = [one for one in fieldset.fields if names is None or one.id in names]
    return drawing.inputs(chosen, shown.tree, "", "")


def fault_lines(fieldset: FieldSet, shown: Shown) -> tuple[FaultLine, ...]:
    """The summary of what is wrong, each with the id of its field on the page."""
    return tuple(
        FaultLine(
            id_of(shown.prefix + page_place(fieldset, shown.tree, one.path)),
            title_at(fieldset, one.path),
            fault_word(fieldset, one),
        )
        for one in shown.faults
    )


def id_of(name: str) -> str:
    """The id of a field on the page."""
    return "f-" + name.replace(".", "-").replace(TOKEN, "")


def page_place(fieldset: FieldSet, tree: Tree, path: str) -> str:
    """The place of a fault on the page: rows by their numbers there, lists as one field."""
    name, _dot, rest = path.partition(".")
    found = fieldset.find(name)
    if found is None or not rest:
        return name
    number, _dot, inner = rest.partition(".")
    rows = tree.get(name)
    if is_table(found) and number.isdigit() and isinstance(rows, list) and int(number) < len(rows):
        first = inner.partition(".")[0]
        return f"{name}.{rows[int(number)][TOKEN]}" + (f".{first}" if first else "")
    return name if is_list(found) else f"{name}.{rest.partition('.')[0]}"


class _Drawing:
    """Draws fields of one form."""

    def __init__(self, fieldset: FieldSet, shown: Shown) -> None:
        self._fieldset = fieldset
        self._shown = shown
        self._faults: dict[str, list[str]] = {}
        for one in shown.faults:
            place = page_place(fieldset, shown.tree, one.path)
            self._faults.setdefault(place, []).append(fault_word(fieldset, one))
        self._files: dict[str, list[AttachmentView]] = {}
        for file in shown.attachments:
            self._files.setdefault(file.name, []).append(file)

    def inputs(
        self, fields: Iterable[Field], tree: Mapping[str, Any], place: str, plain: str
    ) -> tuple[Input, ...]:
        """The inputs of one level; ``plain`` is its place without numbers of rows."""
        return tuple(self._input(one, tree, place, plain) for one in fields)

    def _input(self, one: Field, tree: Mapping[str, Any], place: str, plain: str) -> Input:
        path = f"{place}{one.id}"
        name = self._shown.prefix + path
        value = tree.get(one.id)
        usual: dict[str, Any] = {
            "id": id_of(name), "name": name, "title": said(one.title),
            "hint": said(one.note), "unit": _unit(one), "is_required": one.is_required,
            "is_off": path in self._shown.off and not value,
            "when": condition_words(one.when, self._fieldset) if one.when else "",
            "steers": one.id in self._shown.steering,
            "faults": tuple(self._faults.get(path, ())),
        }  # fmt: skip
        if not is_asked(one):
            return Input(widget="held", **usual | {"source": one.source, "is_required": False})
        if one.group is not None:
            return self._group(one, one.group, value, path, f"{plain}{one.id}.", usual)
        if path in self._shown.sealed:
            usual["sealed"] = _("Sealed: it is kept and nobody sees it. Type only to replace it.")
        return self._single(one, value, f"{plain}{one.id}", usual)

    def _group(
        self, one: Field, group: FieldGroup, value: Any, path: str, inside: str,
        usual: Mapping[str, Any],
    ) -> Input:  # fmt: skip
        if not is_table(one):
            inputs = self.inputs(group.fields, value or {}, f"{path}.", inside)
            return Input(widget="group", inputs=inputs, **usual)
        rows = value or [{TOKEN: str(n)} for n in range(FIRST_ROWS)]
        return Input(
            widget="rows",
            rows=tuple(
                Row(row[TOKEN], n, self.inputs(group.fields, row, f"{path}.{row[TOKEN]}.", inside))
                for n, row in enumerate(rows, 1)
            ),
            blank=Row("NEW", 0, self.inputs(group.fields, {}, f"{path}.NEW.", inside)),
            at_most=one.type.max_items or 0,
            **usual,
        )

    def _single(self, one: Field, value: Any, plain: str, usual: Mapping[str, Any]) -> Input:
        kind = one.type.name
        if kind == "bool":
            options = (("true", _("Yes")), ("false", _("No")))
            shown = tuple(Option(code, word, value == code) for code, word in options)
            return Input(widget="radio", options=shown, **usual)
        if one.word_list is not None:
            return _choice(one, value, usual)
        if kind == "file":
            names = value if isinstance(value, list) else [value] if value else []
            files = tuple(file for name in names for file in self._files.get(name, ()))
            field_name = self._shown.file_prefix + plain
            return Input(widget="file", files=files, file_field=field_name,
                         value="\n".join(names), **usual)  # fmt: skip
        if is_list(one):
            text = "\n".join(value) if isinstance(value, list) else value or ""
            return Input(widget="lines", value=text, **usual)
        text = str(value or "")
        longest = int(one.maximum) if one.maximum and kind in ("text", "note") else None
        longest = longest or one.type.max_length
        if kind == "note":
            return Input(widget="note", value=text, longest=longest, **usual)
        return Input(
            widget="text", value=text, type=_type(kind, text), mode=_mode(kind),
            width=_width(one, longest), longest=longest if kind == "text" else None,
            echo=echo_of(one, text), **usual,
        )  # fmt: skip


def _choice(one: Field, value: Any, usual: Mapping[str, Any]) -> Input:
    on = set(value) if isinstance(value, list) else {value}
    words = one.word_list.words if one.word_list else ()
    options = tuple(Option(word.code, said(word.title), word.code in on) for word in words)
    if is_list(one):
        return Input(widget="checks", options=options, **usual)
    widget = "radio" if len(options) <= MOST_RADIOS else "select"
    return Input(widget=widget, options=options, **usual)


def _unit(one: Field) -> str:
    if one.is_money:
        return one.shown or "元"
    return one.unit or one.type.unit


def _type(kind: str, text: str) -> str:
    """A picker of the browser, unless what was typed could not stand in it."""
    if kind not in DAYS:
        return {"email": "email", "phone": "tel"}.get(kind, "text")
    length = {"date": 10, "month": 7, "datetime": 16}[kind]
    is_plain = not text or (len(text) == length and text[4:5] == "-")
    return DAYS[kind] if is_plain else "text"


def _mode(kind: str) -> str:
    if kind in ("count", "year", "region", "discipline"):
        return "numeric"
    return "decimal" if kind in ("decimal", "percent") else ""


def _width(one: Field, longest: int | None) -> str:
    if one.type.name in NUMBERS or one.type.name in DAYS:
        return "w-s"
    if one.type.name in SHORT or (longest or LONG_TEXT + 1) <= LONG_TEXT:
        return "w-m"
    return ""


def echo_of(one: Field, text: str) -> str:
    """An amount as it is read, in 元; empty where it cannot be."""
    if not one.is_money or not text:
        return ""
    try:
        return f"{in_words(fen_from_words(text, one.shown or '元'), '元')} 元"
    except BadAmount:
        return ""
