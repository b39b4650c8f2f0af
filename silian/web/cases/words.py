"""Words of the data in the language of the screen: states, steps, fields, conditions, reasons."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from silian import labels
from silian.adapters.systems import common_words
from silian.domain.systems import expressions as tree
from silian.domain.systems.amounts import in_words
from silian.domain.systems.answers import Fault
from silian.domain.systems.conditions import Condition
from silian.domain.systems.fields import Field, FieldSet
from silian.domain.systems.manifest import Edge, Manifest
from silian.domain.systems.values import FaultCode
from silian.domain.systems.vocabulary import OPEN, POST, RELEASE, Guard
from silian.services.systems.registry import systems


class Said(Protocol):
    """Anything that says the same in Chinese and in English."""

    @property
    def zh(self) -> str:
        """The Chinese words."""

    @property
    def en(self) -> str:
        """The English words."""


def is_english() -> bool:
    """Whether the screen is English."""
    return (get_language() or "").startswith("en")


def said(words: Said) -> str:
    """Words of the data in the language of the screen; Chinese where there is no English."""
    return words.en if is_english() and words.en else words.zh


def word(manifest: Manifest | None, code: str) -> str:
    """What a manifest calls a state, step, role, record or need; the code where it says nothing."""
    found = (manifest.words if manifest else common_words()).get(code)
    if found is not None:
        return said(found)
    if manifest is not None and code in manifest.data.get("records", {}):
        title = manifest.data["records"][code].get("title")
        if title:
            return str(title["en"] if is_english() and title.get("en") else title["zh"])
    return str(NEEDS.get(code, code))


def system_of(system: str) -> Manifest | None:
    """The manifest in force, None for a system that is gone."""
    return systems().systems.get(system)


def system_title(system: str) -> str:
    """The title of a system; its id where it is gone."""
    manifest = system_of(system)
    return said(manifest.title) if manifest else system


def state_word(system: str, state: str) -> str:
    """What a state of a system is called."""
    return word(system_of(system), state)


def stage_word(system: str, stage: str) -> str:
    """What a stage of a register is called."""
    manifest = system_of(system)
    found = next((one for one in manifest.stages if one.id == stage), None) if manifest else None
    return said(found.words) if found else stage


# What a step asks for besides records, where the manifest has no words of its own.
NEEDS: dict[str, str | Promise] = {
    "reason": lazy("Reason"),
    "defects": lazy("What is to be mended"),
    "grounds": lazy("Grounds of the objection"),
    "ground": lazy("Ground"),
    "explanation": lazy("Explanation"),
    "panel": lazy("Reviewers"),
    "stage": lazy("Stage"),
    "closes_at": lazy("New end of the window"),
    "due_on": lazy("New day by which it is due"),
    "report": lazy("Report"),
}
EFFECTS: dict[str, str | Promise] = {
    "membership.begin": lazy("it stands in the register from then on"),
    "membership.end": lazy("it leaves the register"),
    "membership.stage": lazy("its stage in the register changes"),
    "membership.suspend": lazy("its membership rests"),
    "membership.resume": lazy("its membership goes on"),
    "agreement.begin": lazy("the agreement begins to run"),
    "agreement.end": lazy("the agreement ends"),
    "obligations.begin": lazy("the obligations begin, each with its day"),
    "obligations.cancel": lazy("open obligations are cancelled"),
    "panel.invite": lazy("the reviewers are invited"),
    "seals.open": lazy("sealed answers are opened, for all to see"),
    "resource.begin": lazy("it can be booked"),
    "resource.end": lazy("it can no longer be booked"),
}
GUARDS: dict[str, str | Promise] = {
    Guard.NOT_BLOCKED: lazy("No sanction in force"),
    Guard.REVIEWS_LOCKED: lazy("All reviews are in"),
    Guard.OBLIGATIONS_CLOSED: lazy("All obligations are settled"),
    Guard.CALL_OPEN: lazy("The call is open"),
    Guard.PARAMETERS: lazy("Terms and parameters are complete"),
}
INPUTS: dict[str, str | Promise] = {
    "reviews": lazy("reviews"),
    "open": lazy("still open"),
    "closes_at": lazy("Closes"),
    "sanction": lazy("sanction"),
    "stage": lazy("Stage"),
    "today": lazy("today"),
}


def effects_of(manifest: Manifest, edge: Edge) -> tuple[str, ...]:
    """What a step does besides moving the case, one sentence each."""
    return tuple(effect_word(manifest, effect) for effect in edge.effects)


def effect_word(manifest: Manifest, effect: str) -> str:
    """What an effect does, as a sentence."""
    if effect.startswith(POST):
        return _("“%(entry)s” is posted") % {"entry": _entry(manifest, effect.removeprefix(POST))}
    if effect.startswith(RELEASE):
        entry = _entry(manifest, effect.removeprefix(RELEASE))
        return _("“%(entry)s” is released") % {"entry": entry}
    if effect.startswith(OPEN):
        title = system_title(effect.removeprefix(OPEN))
        return _("a case “%(system)s” is opened") % {"system": labels.inner(title)}
    return str(EFFECTS.get(effect, effect))


def _entry(manifest: Manifest, name: str) -> str:
    data = manifest.entries.get(name, {})
    title = data.get("en" if is_english() else "zh") or data.get("zh")
    return labels.inner(str(title or word(manifest, name)))


def guard_word(manifest: Manifest, guard: str) -> str:
    """What a guard is called: a rule by its words, a condition in words."""
    if guard in GUARDS:
        return str(GUARDS[guard])
    rule, _dot, ending = guard.partition(".")
    use = manifest.rules.get(rule)
    if use is None:
        return condition_text(guard, manifest.fields)
    if ending == "unmet":
        return _("not: %(rule)s") % {"rule": said(use.words)}
    return said(use.words)


def input_line(manifest: Manifest, path: str, value: str) -> str:
    """A value that a guard read, with the title of its field."""
    field = field_at(manifest.fields, path)
    if field is None:
        title = str(INPUTS.get(path, path.removeprefix("call.")))
    else:
        title = said(field.title)
        value = _shown(field, value)
    return _("%(title)s: %(value)s") % {"title": title, "value": value_said(value)}


def value_said(value: str) -> str:
    """A value of a trace as people read it."""
    usual = {"None": _("not known"), "True": _("yes"), "False": _("no"), "": "—"}
    return usual.get(value, value)


def _shown(field: Field, value: str) -> str:
    if field.is_money and value.lstrip("-").isdigit():
        unit = field.shown or "元"
        return f"{in_words(int(value), unit)} {unit}"
    return choice_word(field, value) if field.word_list else value


def choice_word(field: Field, code: str) -> str:
    """The word of a list for a code."""
    words = field.word_list.words if field.word_list else ()
    found = next((one for one in words if one.code == code), None)
    return said(found.title) if found else code


def field_at(fields: FieldSet, path: str) -> Field | None:
    """The field at a dotted place, with or without numbers of rows."""
    names = [part for part in path.split(".") if not part.isdigit()]
    if not names:
        return None
    field = fields.find(names[0])
    for name in names[1:]:
        group = field.group if field else None
        field = next((one for one in group.fields if one.id == name), None) if group else None
    return field


def title_at(fields: FieldSet, path: str) -> str:
    """The title of a place, with the number of its row: 团队 第2行 姓名."""
    said_parts: list[str] = []
    walked: list[str] = []
    for part in path.split("."):
        if part.isdigit():
            said_parts.append(_("row %(n)d") % {"n": int(part) + 1})
            continue
        walked.append(part)
        field = field_at(fields, ".".join(walked))
        said_parts.append(said(field.title) if field else part)
    return " ".join(said_parts)


def fault_word(fields: FieldSet, fault: Fault) -> str:
    """What is wrong at a place, as a sentence."""
    values = dict(fault.values)
    if fault.code is FaultCode.CHECK:
        words = values.get("en") if is_english() else values.get("zh")
        return str(words or values.get("zh") or fault.code)
    if "when" in values:
        values["when"] = condition_text(str(values["when"] or ""), fields)
    field = field_at(fields, fault.path)
    if fault.code is FaultCode.WRONG_FORM and field is not None:
        return form_hint(field, str(values.get("given", "")))
    if field is not None and field.is_money:
        unit = field.shown or "元"
        for name in ("found", "allowed"):
            if str(values.get(name, "")).lstrip("-").isdigit():
                values[name] = f"{in_words(int(str(values[name])), unit)} {unit}"
    return labels.words(f"fault.{fault.code}", values)


FORMS: dict[str, str | Promise] = {
    "money": lazy("an amount such as %(example)s"),
    "count": lazy("a whole number"),
    "int": lazy("a whole number"),
    "year": lazy("a year such as 2024"),
    "decimal": lazy("a number such as 12.5"),
    "percent": lazy("a percentage such as 12.5"),
    "share": lazy("a share such as 1/3 or 30%"),
    "date": lazy("a day such as 20240329"),
    "month": lazy("a month such as 202403"),
    "datetime": lazy("a day and an hour such as 2024-03-29 17:30"),
    "uscc": lazy("a code of 18 letters and digits"),
    "org": lazy("a code of 18 letters and digits"),
    "phone": lazy("a number such as 023-55500102 or a mobile number"),
    "email": lazy("an address such as name@example.org"),
    "region": lazy("a code of six digits"),
    "industry": lazy("a letter and up to four digits, as C3962"),
    "discipline": lazy("a code of three, five or seven digits"),
    "person": lazy("a number such as P001"),
    "point": lazy("longitude and latitude such as 106.55,29.56"),
}


def form_hint(field: Field, given: str = "") -> str:
    """Which form a field has, beside what was typed."""
    wanted = str(FORMS.get(field.type.name, _("the form that the hint names")))
    wanted = wanted.replace("%(example)s", "18.6万")
    if given:
        return _("“%(given)s” cannot be read; it should be %(form)s.") % {
            "given": labels.inner(given), "form": wanted,
        }  # fmt: skip
    return _("It should be %(form)s.") % {"form": wanted}


def reason_words(manifest: Manifest, code: str, values: Mapping[str, object]) -> str:
    """Why a step may not be taken, with the words that the manifest has for roles and states."""
    known = ("role", "other", "do", "state", "source", "to")
    told = {
        name: word(manifest, str(value)) if name in known else value
        for name, value in values.items()
    }
    if not labels.has_label(code) and code in REASONS:
        return str(REASONS[code]) % _Given(told)
    return labels.words(code, told)


REASONS: dict[str, str | Promise] = {
    "cases.other_role": lazy("This is for: %(role)s."),
    "cases.separated": lazy("You did “%(do)s” as %(other)s, so somebody else has to do this."),
    "cases.not_on_panel": lazy("This is for the reviewers of this case."),
    "cases.other_party": lazy("This is for: %(role)s."),
    "cases.too_often": lazy("It was done as often as it may be: %(times)s."),
    "cases.no_role": lazy("Your office may not do this."),
}


class _Given(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "—"


# Conditions in words: not a program but a sentence that a person can follow.


def condition_text(text: str, fields: FieldSet) -> str:
    """A condition in words; as it was written, where it cannot be read."""
    try:
        root = tree.parse_expression(text)
    except tree.BadCondition:
        return text
    return _node(root, fields)


def condition_words(condition: Condition, fields: FieldSet) -> str:
    """A condition over a form's fields as a sentence."""
    return _node(condition.root, fields)


COMPARED = {"==": "＝", "!=": "≠", "<": "＜", "<=": "≤", ">": "＞", ">=": "≥"}


def _node(node: tree.Node, fields: FieldSet) -> str:
    match node:
        case tree.Name(path):
            field = field_at(fields, path)
            return said(field.title) if field else str(INPUTS.get(path, path))
        case tree.Literal(value):
            return str(value.numerator) if isinstance(value, Fraction) else str(value)
        case tree.Not(inner):
            return _("not (%(what)s)") % {"what": _node(inner, fields)}
        case tree.Junction(joins_all, parts):
            joint = _(" and ") if joins_all else _(" or ")
            return joint.join(_node(one, fields) for one in parts)
        case tree.Comparison(operator, left, right):
            return f"{_side(left, right, fields)}{COMPARED.get(operator, operator)}" + _side(
                right, left, fields
            )
        case tree.Membership(left, right, negated):
            among = _("is none of") if negated else _("is one of")
            return f"{_node(left, fields)} {among} {_side(right, left, fields)}"
        case tree.Items(parts):
            return "、".join(_node(one, fields) for one in parts)
        case tree.Call(name, arguments):
            return _call(name, [_node(one, fields) for one in arguments])
        case tree.Sum(terms):
            return "".join(
                f"{'−' if sign < 0 else '+' if n else ''}{_node(one, fields)}"
                for n, (sign, one) in enumerate(terms)
            )
        case tree.Product(factors):
            return "×".join(_node(one, fields) for one in factors)


def _side(node: tree.Node, other: tree.Node, fields: FieldSet) -> str:
    """One side of a comparison; a code of the other side's list is said in its words."""
    field = field_at(fields, other.path) if isinstance(other, tree.Name) else None
    if field is None:
        return _node(node, fields)
    if isinstance(node, tree.Items):
        return "、".join(_side(one, other, fields) for one in node.parts)
    if isinstance(node, tree.Literal):
        text = _node(node, fields)
        return _shown(field, text)
    return _node(node, fields)


def _call(name: str, arguments: list[str]) -> str:
    first = arguments[0] if arguments else ""
    if name == "has":
        return _("%(what)s is filled in") % {"what": first}
    usual = {
        "sum": _("sum of %(what)s"), "count": _("number of %(what)s"),
        "min": _("least of %(what)s"), "max": _("greatest of %(what)s"),
        "year": _("year of %(what)s"), "unique": _("%(what)s differ"),
        "ascending": _("%(what)s rise"),
    }  # fmt: skip
    if name in usual:
        return usual[name] % {"what": first}
    return f"{name}({', '.join(arguments)})"
