"""Forms of the review: what can be typed for each sort of item."""

import re
from collections.abc import Iterable, Mapping
from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from silian.domain.kernel.errors import SilianError
from silian.domain.plans.review import COMPARATORS, EDITABLE, LONGEST_FIELD, InvalidFields, ItemKind
from silian.services.plans.values import FieldView, NameQuestion
from silian.web.plans import words

ADDABLE = ("target", "baseline", "task", "entity")
ROW_VALUE = "values."
MEANING = "key"
WIDE = frozenset({"indicator", "key", "object", "definition", "title", "name", "canonical", "note"})
LONG = frozenset({"object", "definition"})
NARROW = frozenset({"value", "value_max", "unit", "attribute"})
REQUIRED = frozenset({"indicator", "value", "name", "action", "object", "term", "title"})
ENTITY_TYPES = (
    "division",
    "organization",
    "enterprise",
    "platform",
    "park",
    "programme",
    "document",
    "meeting",
    "industry",
)
CHOICES = {"comparator": COMPARATORS, "type": ENTITY_TYPES}
TABLE_OF = {"comparator": "comparator", "type": "entity"}
YEAR_PRINTED = re.compile(r"((?:19|20)\d\d)年")
NUMBER_PRINTED = re.compile(
    r"(?<!\d)(\d+(?:[.,]\d+)*)(%|个百分点|[万亿]?[^\W\d_]{0,2})(以上|以内|左右)?"
)
COMPARATOR_PRINTED = {"以上": ">=", "以内": "<=", "左右": "~", None: "="}


def label_of(name: str) -> str:
    """The label of a field; the columns of a table row are named by their year."""
    if name.startswith(ROW_VALUE):
        return words.year_heading(name.removeprefix(ROW_VALUE))
    return words.word("field", name)


def choices_of(name: str) -> list[tuple[str, str]]:
    """What can be chosen for a field, with words."""
    return [(code, words.word(TABLE_OF[name], code)) for code in CHOICES[name]]


def _field(name: str) -> forms.Field:
    """The form field for one field of an item."""
    if name in CHOICES:
        return forms.ChoiceField(label=label_of(name), choices=choices_of(name), required=False)
    attrs: dict[str, object] = {"autocomplete": "off"}
    if name in {"year", "deadline"} or name.startswith(ROW_VALUE):
        attrs["inputmode"] = "decimal"
    widget = forms.Textarea(attrs | {"rows": 3}) if name in LONG else forms.TextInput(attrs)
    label = label_of(name)
    return forms.CharField(
        label=label, required=name in REQUIRED, max_length=LONGEST_FIELD, widget=widget
    )


def _meaning(question: NameQuestion) -> forms.Field:
    """Which indicator the name means: its candidates, none of them, or not said yet."""
    lang = words.language()
    named = [(one.key, one.name.said(lang)) for one in question.choices]
    choices = [("", _("Not said yet")), *named, ("none", _("None of these"))]
    return forms.ChoiceField(label=label_of(MEANING), choices=choices, required=False)


class ItemForm(forms.Form):
    """The fields of one item. Its own checks are few: what a value may be the domain says."""

    note = forms.CharField(label=_("Note"), required=False, max_length=LONGEST_FIELD)

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        kind: str,
        extra: Iterable[str] = (),
        initial: Mapping[str, str] | None = None,
        question: NameQuestion | None = None,
    ) -> None:
        """Make the form for items of ``kind``; ``extra`` are the years of a table row.

        ``question``: what the name may mean, where it may mean several indicators.
        """
        super().__init__(data, initial=dict(initial or {}), label_suffix="")
        self.kind = kind
        years = [name for name in (*extra, *(data or ())) if name.startswith(ROW_VALUE)]
        names = list(dict.fromkeys((*EDITABLE[ItemKind(kind)], *years)))
        names = [name for name in names if name != MEANING or question]
        for name in names:
            self.fields[name] = _field(name)
        if question:
            self.fields[MEANING] = _meaning(question)
        self.order_fields([*names, "note"])

    @property
    def widths(self) -> list[tuple[forms.BoundField, str]]:
        """The fields with their widths in the six columns of the form."""
        return [(self[name], _width(name)) for name in self.fields]

    def typed(self) -> dict[str, str]:
        """What was typed, without the note."""
        return {name: str(value) for name, value in self.cleaned_data.items() if name != "note"}

    def refuse(self, error: SilianError) -> bool:
        """Put the objections to the fields they are about; whether the error was of that sort."""
        if error.code != InvalidFields.code:
            return False
        # What InvalidFields documents: a code for each field.
        objections = cast("Mapping[str, str]", error.values.get("fields", {}))
        for name, code in objections.items():
            self.add_error(name if name in self.fields else None, words.objection(code))
        return True


def _width(name: str) -> str:
    if name in WIDE:
        return "w6"
    return "w2" if name in NARROW or name.startswith(ROW_VALUE) else ""


def initial_of(views: Iterable[FieldView]) -> dict[str, str]:
    """The form's first values: what the item says now."""
    return {view.name: view.value for view in views}


def guess(kind: str, quote: str) -> dict[str, str]:
    """First values for an item that is being added: the plainest reading of the marked text."""
    if kind == "task":
        return {"action": "", "object": quote[:LONGEST_FIELD]}
    if kind == "entity":
        return {"name": quote}
    year = YEAR_PRINTED.search(quote)
    rest = YEAR_PRINTED.sub(lambda found: " " * len(found[0]), quote)
    number = NUMBER_PRINTED.search(rest)
    if number is None:
        return {"indicator": quote[:LONGEST_FIELD], "year": year[1] if year else ""}
    return {
        "indicator": rest[: number.start()].strip(" ，、由到的达为至提高增加"),
        "value": number[1].replace(",", ""),
        "unit": number[2],
        "comparator": COMPARATOR_PRINTED[number[3]],
        "year": year[1] if year else "",
    }
