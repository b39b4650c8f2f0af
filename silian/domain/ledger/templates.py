"""Entry templates (分录模板): what an act posts, as data, read and checked before it is used."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from silian.domain.kernel.errors import SilianError
from silian.domain.ledger.model import Account, BadAmount, Posting, Side, Unit, merged
from silian.domain.ledger.splitting import share_of, split

_UNITS = {"分": Unit.FEN, "券": Unit.VOUCHER, "机时分钟": Unit.MACHINE_MINUTE}
_RATIO = re.compile(r"[0-9]+(?:/[0-9]*[1-9][0-9]*)?")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_WHOLE = re.compile(r"-?[0-9]+")
_ACCOUNT_KEYS = frozenset({"normal", "owner", "purpose", "floor", "at_most"})
_ENTRY_KEYS = frozenset({"amount", "debit", "credit", "debit_split", "credit_split", "reverses"})


class Fault(StrEnum):
    """What can be wrong with templates before anything is posted."""

    BAD_SHAPE = "bad_shape"
    UNKNOWN_ACCOUNT = "unknown_account"
    UNKNOWN_PARAMETER = "unknown_parameter"
    UNKNOWN_ENTRY = "unknown_entry"
    SHARES_NOT_ONE = "shares_not_one"
    ONE_ACCOUNT_A_SIDE = "one_account_a_side"
    BAD_AMOUNT = "bad_amount"
    COMMITMENT_SPLIT = "commitment_split"
    LEAVES_PURPOSE = "leaves_purpose"


class BadTemplates(SilianError):
    """Templates contradict themselves. Values: faults (place: what)."""

    code = "ledger.bad_templates"

    def __init__(self, faults: Sequence["Finding"]) -> None:
        said = tuple(f"{one.place}: {one.fault.value} {one.detail}".rstrip() for one in faults)
        super().__init__("; ".join(said), faults=said)
        self.findings = tuple(faults)


class ValueMissing(SilianError):
    """A value that a template needs was not given. Values: entry, missing."""

    code = "ledger.value_missing"


class UnknownTemplate(SilianError):
    """There is no such template. Values: template, known."""

    code = "ledger.unknown_template"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault and where it is: ``accounts.NAME``, ``entries.NAME`` or ``parameters.NAME``."""

    fault: Fault
    place: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """An account and its share of the amount: a ratio, or the name of a parameter."""

    account: str
    share: Fraction | str = Fraction(1)


@dataclass(frozen=True, slots=True)
class EntryTemplate:
    """One kind of entry.

    The amount is the share ``ratios`` (multiplied) of the whole number named ``variable``.
    ``reverses`` names the template whose commitment a payment takes back.
    """

    name: str
    ratios: tuple[Fraction | str, ...]
    variable: str
    debit: tuple[Leg, ...]
    credit: tuple[Leg, ...]
    reverses: str = ""


@dataclass(frozen=True, slots=True)
class Templates:
    """The accounts and entry templates of a system. A parameter without a value is None."""

    unit: Unit
    accounts: Mapping[str, Account]
    parameters: Mapping[str, Fraction | None]
    entries: Mapping[str, EntryTemplate]

    def commitments(self) -> frozenset[str]:
        """The templates that others take back: their entries hold money for a payment."""
        return frozenset(one.reverses for one in self.entries.values() if one.reverses)


@dataclass(frozen=True, slots=True)
class Expanded:
    """A template with its values: what it moves, and the postings without the release."""

    amount: int
    postings: tuple[Posting, ...]


def parse(mapping: Mapping[str, object]) -> Templates:
    """Templates from a manifest's mapping, whose scalars may be text or whole numbers.

    Keys that belong to other parts of a manifest are left alone.

    Raises:
        BadTemplates: with all faults of shape at once; ``checking.check`` looks for the rest.
    """
    faults: list[Finding] = []
    unit = _unit(mapping.get("unit"), faults)
    accounts = {
        name: account
        for name, fields in _named(mapping, "accounts", faults)
        if (account := _account(name, fields, unit, faults)) is not None
    }
    parameters = dict(_parameters(mapping, faults))
    entries = {
        name: entry
        for name, fields in _named(mapping, "entries", faults)
        if (entry := _entry(name, fields, parameters, faults)) is not None
    }
    if faults:
        raise BadTemplates(faults)
    return Templates(unit, accounts, parameters, entries)


def get_template(templates: Templates, name: str) -> EntryTemplate:
    """The template of this name.

    Raises:
        UnknownTemplate: if there is none.
    """
    try:
        return templates.entries[name]
    except KeyError:
        known = tuple(templates.entries)
        raise UnknownTemplate(f"no template {name}", template=name, known=known) from None


def expand(
    templates: Templates,
    name: str,
    values: Mapping[str, int],
    parameters: Mapping[str, Fraction] | None = None,
) -> Expanded:
    """The postings of a template; ``parameters`` stand before those of the templates.

    Raises:
        UnknownTemplate: if there is no such template.
        ValueMissing: if the variable or a parameter has no value.
        BadAmount: if nothing would be moved.
        BadShares: if parameters that were given do not sum to 1.
    """
    entry = get_template(templates, name)
    known = {**templates.parameters, **(parameters or {})}
    if entry.variable not in values:
        raise ValueMissing(f"{name} needs {entry.variable}", entry=name, missing=entry.variable)
    ratio = Fraction(1)
    for factor in entry.ratios:
        ratio *= _value_of(factor, known, name)
    amount = share_of(values[entry.variable], ratio)
    if amount <= 0:
        raise BadAmount(f"{name} moves {amount}", account=name, amount=amount)
    postings = [
        Posting(leg.account, side.sign * part)
        for side, legs in ((Side.DEBIT, entry.debit), (Side.CREDIT, entry.credit))
        for leg, part in zip(
            legs, split(amount, [_value_of(leg.share, known, name) for leg in legs]), strict=True
        )
    ]
    return Expanded(amount, merged(postings))


def _value_of(
    share: Fraction | str, known: Mapping[str, Fraction | None], entry: str
) -> Fraction:  # fmt: skip
    value = known.get(share) if isinstance(share, str) else share
    if value is None:
        raise ValueMissing(f"{entry} needs {share}", entry=entry, missing=share)
    return value


def _unit(given: object, faults: list[Finding]) -> Unit:
    found = _UNITS.get(str(given)) or next((one for one in Unit if one.value == given), None)
    if found is None:
        faults.append(Finding(Fault.BAD_SHAPE, "unit", str(given)))
    return found or Unit.FEN


def _named(
    mapping: Mapping[str, object], key: str, faults: list[Finding]
) -> list[tuple[str, Mapping[str, object]]]:
    found: list[tuple[str, Mapping[str, object]]] = []
    block = mapping.get(key, {})
    if not isinstance(block, Mapping):
        faults.append(Finding(Fault.BAD_SHAPE, key))
        return found
    for name, fields in block.items():
        if _NAME.fullmatch(str(name)) and isinstance(fields, Mapping):
            found.append((str(name), fields))
        else:
            faults.append(Finding(Fault.BAD_SHAPE, f"{key}.{name}"))
    return found


def _account(
    name: str, fields: Mapping[str, object], unit: Unit, faults: list[Finding]
) -> Account | None:
    place = f"accounts.{name}"
    floor = fields.get("floor")
    normal = next((side for side in Side if side.value == fields.get("normal")), None)
    wrong = sorted(set(fields) - _ACCOUNT_KEYS)
    if normal is None or wrong or (floor is not None and not _WHOLE.fullmatch(str(floor))):
        detail = ", ".join(wrong) or f"normal {fields.get('normal')}, floor {floor}"
        faults.append(Finding(Fault.BAD_SHAPE, place, detail))
        return None
    return Account(
        name, unit, normal, str(fields.get("owner", "")), str(fields.get("purpose", "")),
        None if floor is None else int(str(floor)), str(fields.get("at_most", "")),
    )  # fmt: skip


def _parameters(
    mapping: Mapping[str, object], faults: list[Finding]
) -> list[tuple[str, Fraction | None]]:
    """The ratios among a system's parameters; the others are for other parts of it."""
    found: list[tuple[str, Fraction | None]] = []
    for name, fields in _named(mapping, "parameters", faults):
        if fields.get("type") != "ratio":
            continue
        value = fields.get("value")
        ratio = None if value is None else _ratio(value)
        if value is not None and (ratio is None or ratio > 1):
            faults.append(Finding(Fault.BAD_SHAPE, f"parameters.{name}", str(value)))
        found.append((name, ratio))
    return found


def _ratio(value: object) -> Fraction | None:
    if isinstance(value, Fraction):
        return value if value >= 0 else None
    text = str(value).replace(" ", "")
    return Fraction(text) if _RATIO.fullmatch(text) else None


def _entry(
    name: str,
    fields: Mapping[str, object],
    parameters: Mapping[str, Fraction | None],
    faults: list[Finding],
) -> EntryTemplate | None:
    place = f"entries.{name}"
    wrong = sorted(set(fields) - _ENTRY_KEYS)
    if wrong:
        faults.append(Finding(Fault.BAD_SHAPE, place, ", ".join(wrong)))
        return None
    debit, credit = _legs(fields, "debit", place, faults), _legs(fields, "credit", place, faults)
    amount = _amount(str(fields.get("amount", "amount")), parameters)
    if amount is None:
        faults.append(Finding(Fault.BAD_AMOUNT, place, str(fields.get("amount"))))
        return None
    return EntryTemplate(name, *amount, debit, credit, str(fields.get("reverses", "")))


def _amount(
    text: str, parameters: Mapping[str, Fraction | None]
) -> tuple[tuple[Fraction | str, ...], str] | None:
    """The ratios and the one variable of a product such as ``compensated * principal``."""
    ratios: list[Fraction | str] = []
    variables: list[str] = []
    for factor in (part.strip() for part in text.split("*")):
        if factor in parameters:
            ratios.append(factor)
        elif (ratio := _ratio(factor)) is not None and ratio <= 1:
            ratios.append(ratio)
        elif _NAME.fullmatch(factor):
            variables.append(factor)
        else:
            return None
    return (tuple(ratios), variables[0]) if len(variables) == 1 else None


def _legs(
    fields: Mapping[str, object], side: str, place: str, faults: list[Finding]
) -> tuple[Leg, ...]:
    whole, parts = fields.get(side), fields.get(f"{side}_split")
    if isinstance(parts, Mapping) and parts and whole is None:
        return tuple(Leg(str(code), _share(share)) for code, share in parts.items())
    if isinstance(whole, list | tuple) and len(whole) == 1 and parts is None:
        return (Leg(str(whole[0])),)
    faults.append(Finding(Fault.ONE_ACCOUNT_A_SIDE, place, side))
    return ()


def _share(given: object) -> Fraction | str:
    ratio = _ratio(given)
    return str(given) if ratio is None else ratio
