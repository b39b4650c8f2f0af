"""Two languages: the Chinese catalog is complete, msgids are English, every code has words."""

import ast
import importlib
import inspect
import pkgutil
import re
from enum import StrEnum
from pathlib import Path

import polib
import pytest

import silian
from silian import labels
from silian.adapters.readers.limits import Limits
from silian.domain.kernel.errors import SilianError

PACKAGE = Path(silian.__file__).parent
CATALOG = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Words of the genre that an English sentence names in Chinese characters.
QUOTED_CHINESE = {"年", "分别", "青科发〔2024〕3号"}
TRANSLATED = re.compile(r"\{%\s*translate\s+\"([^\"]*)\"")
GETTEXT = {"_", "_lazy", "lazy", "gettext", "gettext_lazy", "ngettext"}
PLACE = re.compile(r"%\((\w+)\)[sd]|%[sd]")
BETWEEN = re.compile(r"[\u4e00-\u9fff] +[A-Za-z0-9%]|[A-Za-z0-9)] +[\u4e00-\u9fff]")

PREFIXES = {
    "silian.domain.parties.offices.Role": "role.",
    "silian.domain.parties.permissions.Verb": "verb.",
    "silian.domain.plans.model.Role": "column.",
    "silian.domain.plans.model.Comparator": "comparator.",
    "silian.domain.plans.model.Band": "band.",
    "silian.domain.plans.model.StatementKind": "statement_kind.",
    "silian.domain.plans.model.YearBasis": "year_basis.",
    "silian.domain.plans.flags.Severity": "severity.",
    "silian.domain.plans.review.ItemKind": "item_kind.",
    "silian.domain.plans.review.ItemState": "item_state.",
    "silian.domain.plans.review.Action": "action.",
    "silian.domain.plans.review.PlanState": "plan_state.",
    "silian.domain.plans.review.Group": "group.",
    "silian.domain.plans.changes.Change": "change.",
    "silian.domain.plans.changes.Subject": "subject.",
    "silian.domain.plans.entities.EntityType": "entity.",
    "silian.domain.plans.owners.OwnerRole": "owner_role.",
    "silian.domain.kernel.errors.Kind": "kind.",
    "silian.domain.ledger.model.Unit": "unit.",
    "silian.domain.ledger.model.Side": "side.",
    "silian.domain.ledger.templates.Fault": "template_fault.",
    "silian.domain.plans.alignment.Link": "link.",
    "silian.domain.plans.comparing.Against": "against.",
    "silian.domain.plans.comparing.Likeness": "likeness.",
    "silian.domain.plans.comparing.WhyNot": "why_not.",
    "silian.domain.plans.alignment.PartState": "part_state.",
    "silian.domain.plans.checklist.Presence": "presence.",
    "silian.domain.plans.catalogue.How": "name_match.",
    "silian.domain.plans.catalogue.IndicatorKind": "indicator_kind.",
    "silian.domain.plans.catalogue.QuantityKind": "quantity_kind.",
    "silian.domain.plans.catalogue.Better": "better.",
    "silian.domain.systems.manifest.Kind": "system_kind.",
    "silian.domain.systems.vocabulary.Guard": "guard.",
    "silian.domain.systems.vocabulary.Effect": "effect.",
    "silian.domain.systems.vocabulary.Measure": "measure.",
    "silian.domain.systems.vocabulary.Binding": "binding.",
    "silian.domain.systems.conditions.Truth": "truth.",
    "silian.domain.systems.expressions.ConditionProblem": "condition_problem.",
    "silian.domain.systems.fields.FieldClass": "field_class.",
    "silian.domain.systems.shorthand.FieldProblem": "field_problem.",
    "silian.domain.systems.values.FaultCode": "fault.",
    "silian.domain.bookings.utilization.BookingState": "booking_state.",
    "silian.domain.bookings.utilization.ServedFor": "served.",
    "silian.domain.bookings.utilization.UsageSource": "usage_source.",
    "silian.domain.bookings.series.Frequency": "frequency.",
    "silian.domain.systems.clocks.ClockUnit": "clock_unit.",
    "silian.domain.systems.clocks.ExpiryKind": "clock_expiry.",
    "silian.domain.parties.party.PartyKind": "party_kind.",
    "silian.domain.parties.party.NameKind": "name_kind.",
    "silian.domain.parties.party.AttributeName": "attribute.",
    "silian.domain.parties.party.Nature": "nature.",
    "silian.domain.parties.party.RegistrationType": "registration_type.",
    "silian.domain.parties.party.Size": "size.",
    "silian.domain.parties.identifiers.Scheme": "scheme.",
    "silian.domain.parties.duplicates.Ground": "ground.",
    "silian.domain.parties.columns.Field": "party_field.",
}
# Sets that no person reads: they steer the reading itself.
SILENT = {
    "silian.domain.documents.outline.LineKind",
    "silian.domain.plans.lint.facts.Mode",
    "silian.domain.plans.lint.model.Status",  # its words are "check_status.", less "holds"
}


def catalog():
    return polib.pofile(str(CATALOG))


def modules_below(name):
    package = importlib.import_module(name)
    yield package
    for found in pkgutil.walk_packages(package.__path__, f"{name}."):
        yield importlib.import_module(found.name)


def enums():
    for module in modules_below("silian.domain"):
        for _, member in inspect.getmembers(module, inspect.isclass):
            if issubclass(member, StrEnum) and member.__module__ == module.__name__:
                yield f"{module.__name__}.{member.__name__}", member


def error_codes():
    """Every code of an error class, read from the source, so that nothing has to be imported."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "cli" in path.relative_to(PACKAGE).parts or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.ClassDef):
                continue
            for line in node.body:
                is_code = (
                    isinstance(line, ast.Assign)
                    and isinstance(line.targets[0], ast.Name)
                    and line.targets[0].id == "code"
                    and isinstance(line.value, ast.Constant)
                    and isinstance(line.value.value, str)
                )
                if is_code:
                    yield line.value.value


def test_the_chinese_catalog_is_complete():
    missing = [entry.msgid for entry in catalog() if not entry.translated()]

    assert not missing, f"run `make messages`, then translate: {missing[:10]}"


def test_no_translation_is_a_guess():
    assert not [entry.msgid for entry in catalog() if entry.fuzzy or entry.obsolete]


def test_msgids_are_english():
    for entry in catalog():
        text = entry.msgid
        for quoted in QUOTED_CHINESE:
            text = text.replace(quoted, "")
        assert not CHINESE.search(text), entry.msgid


def test_a_translation_has_the_places_of_its_msgid():
    for entry in catalog():
        wanted = set(PLACE.findall(entry.msgid_plural or entry.msgid))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert set(PLACE.findall(text)) == wanted, entry.msgid


def test_no_space_is_typed_between_chinese_and_latin():
    """`text-autospace` draws it (ui.md, section 5)."""
    for entry in catalog():
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            plain = text.replace("%(month)d月%(day)d日 %(weekday)s", "")
            assert not BETWEEN.search(plain), text


def test_the_catalog_knows_every_msgid_of_the_labels():
    known = {entry.msgid for entry in catalog()}

    for code, words in labels.LABELS.items():
        arguments = words.__reduce__()[1] if hasattr(words, "__reduce__") else ()
        assert arguments, code
        assert arguments[1][0] in known, f"run `make messages`: {code}"


def msgids_of_templates():
    for path in sorted((PACKAGE / "web" / "templates").rglob("*.html")):
        yield from TRANSLATED.findall(path.read_text("utf-8"))


def msgids_of_modules():
    """First arguments of gettext, under the short names that modules give it."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_gettext = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in GETTEXT
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            )
            if is_gettext:
                yield node.args[0].value


def test_the_catalog_knows_every_msgid_of_templates_and_modules():
    known = {entry.msgid for entry in catalog()}

    missing = {*msgids_of_templates(), *msgids_of_modules()} - known

    assert not missing, f"run `make messages`, then translate: {sorted(missing)[:10]}"


@pytest.mark.parametrize(("name", "members"), list(enums()), ids=lambda one: str(one)[-40:])
def test_every_member_of_a_closed_set_has_words(name, members):
    if name in SILENT:
        return
    assert name in PREFIXES, f"{name} needs a prefix here and words in silian.labels"

    missing = [one for one in members if not labels.has_label(f"{PREFIXES[name]}{one.value}")]

    assert not missing


def test_every_error_has_words():
    missing = sorted({code for code in error_codes() if not labels.has_label(code)})

    assert not missing


def test_an_error_is_filled_with_its_values():
    class Lost(SilianError):
        code = "documents.too_large"

    error = Lost(size_bytes=5)

    assert "5" in labels.words(error.code, error.values)
    assert "%(" not in labels.words(error.code, error.values)


def test_every_limit_has_words_in_both_languages():
    for name in [*Limits.__dataclass_fields__, "memory"]:
        values = {"name": "甲.docx", "limit": name, "found": 9, "allowed": 5}
        said, in_english = (
            labels.words("readers.too_large", values),
            labels.in_english("readers.too_large", values),
        )
        assert f"（{name}）" not in said
        assert CHINESE.search(said.replace("甲", "").partition("（")[2].partition("）：")[0])
        assert f"({name})" not in in_english
        assert labels.has_label(f"limit.{name}")


def test_every_reason_not_to_open_a_file_has_words():
    folder = PACKAGE / "adapters" / "readers"
    source = "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.py")))
    reasons = set(re.findall(r'(?:_bomb\(name, |reason=)"(\w+)"', source))

    assert {"depth", "ratio", "dtd"} <= reasons
    assert not [reason for reason in reasons if not labels.has_label(f"bomb.{reason}")]


def test_quotes_between_quotes_are_the_inner_ones():
    said = labels.words("readers.encrypted", {"name": "青石区“十四五”规划.docx"})

    assert said.startswith("“青石区‘十四五’规划.docx”")


def test_what_was_found_instead_is_said_in_words():
    said = labels.words("readers.unsupported", {"name": "甲.docx", "found": "word95"})

    assert "word95" not in said
    assert "Word97以前的文件" in said


def test_a_code_without_words_shows_itself_and_never_breaks_the_page():
    assert "nothing.known" in labels.words("nothing.known", {"a": 1})
    assert labels.label("nothing.known") == "nothing.known"
