"""Forms of parties: a new one, and a fact of each sort."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from silian import labels
from silian.domain.parties import party as domain
from silian.domain.parties.dates import EVER, Term
from silian.domain.parties.identifiers import Scheme
from silian.domain.parties.party import (
    Add,
    AttributeName,
    Content,
    NameKind,
    Nature,
    PartyKind,
    RegistrationType,
    Size,
)
from silian.services.accounts import region_names
from silian.web.forms import SheetForm

DAY_FORMATS = ["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d"]
CHOICES = {"nature": Nature, "registration_type": RegistrationType, "size": Size}
LONGEST_NAME, LONGEST_ADDRESS, LONGEST_ROLE = 200, 300, 100


def day_field(label: Any, hint: Any = "") -> forms.DateField:  # Any: lazy words
    """An optional field for a day."""
    return forms.DateField(
        label=label, required=False, help_text=hint, input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date", "class": "w-s"}, format="%Y-%m-%d"),
    )  # fmt: skip


def _text(label: Any, longest: int, hint: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, help_text=hint, required=required,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


def _code_hint(name: str) -> Any:  # Any: lazy words
    if name == "uscc":
        return _("18 characters, as on the business licence; spaces do not matter.")
    return ""


class PartyForm(SheetForm):
    """A new party with what is usually known of it."""

    kind = forms.ChoiceField(label=_("Kind"))
    name = _text(_("Name"), LONGEST_NAME)
    uscc = _text(_("Unified social credit code"), 40, _code_hint("uscc"), required=False)
    district = forms.ChoiceField(label=_("District"), required=False)
    address = _text(_("Address"), LONGEST_ADDRESS, required=False)
    industry = _text(_("Branch of industry"), 5, _("GB/T 4754, as C3962."), required=False)
    since = day_field(_("Known since"), _("Empty: nobody knows since when."))

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        """Offer the kinds and the districts. ``Any`` as Django's own signature is that wide."""
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, labels.label(f"party_kind.{kind.value}")) for kind in PartyKind]
        # An enterprise is what is taken in most often.
        kinds.sort(key=lambda one: one[0] != PartyKind.ORGANIZATION)
        _offer(self.fields["kind"], kinds)
        _offer(self.fields["district"], [("", "—"), *districts(region)])
        self.fields["district"].initial = region

    def facts(self) -> list[Add]:
        """What was typed, each for the term that was given."""
        found = self.cleaned_data
        term = Term(found["since"] or EVER)
        contents: list[Content] = []
        if found["uscc"]:
            contents.append(domain.Identifier(Scheme.USCC, found["uscc"]))
        is_person = found["kind"] == PartyKind.PERSON
        if found["district"] and not is_person:
            contents.append(domain.Place(found["district"], found["address"]))
        if found["industry"]:
            contents.append(domain.Industry(found["industry"].upper()))
        return [Add(one, term) for one in contents]


class FactForm(SheetForm):
    """A fact of one sort, and since and until when it holds."""

    def __init__(self, *args: Any, what: str, region: str, **kwargs: Any) -> None:
        """Make the fields of the sort. ``Any`` as Django's own signature is that wide."""
        super().__init__(*args, **kwargs)
        self.what = what
        self.fields |= _fields(what, region)
        self.fields["since"] = day_field(
            _("From"), _("The first day on which it is so; empty: nobody knows.")
        )
        self.fields["until"] = day_field(_("Until"), _("The first day without it; empty: open."))
        for field in self.fields.values():
            classes = f"sl-input {field.widget.attrs.get('class', '')}".strip()
            field.widget.attrs["class"] = classes

    def content(self) -> Content:
        """What was typed, as a fact of its sort."""
        found = self.cleaned_data
        value = str(found.get("value") or "")
        match self.what:
            case "official" | "short" | "english":
                return domain.Name(value, NameKind(self.what))
            case "place":
                return domain.Place(found["district"], found["address"])
            case "industry":
                return domain.Industry(value.upper())
            case "affiliation":
                return domain.Affiliation(found["organization"], found["role"])
            case "founded_on" | "nature" | "registration_type" | "size":
                return domain.Attribute(AttributeName(self.what), value)
            case _:
                return domain.Identifier(Scheme(self.what), value)

    def term(self) -> Term:
        """Since and until when."""
        since: date | None = self.cleaned_data["since"]
        return Term(since or EVER, self.cleaned_data["until"])


def _fields(what: str, region: str) -> dict[str, forms.Field]:
    if what == "place":
        district = forms.ChoiceField(label=_("District"), choices=districts(region))
        address = _text(_("Address"), LONGEST_ADDRESS, required=False)
        return {"district": district, "address": address}
    if what == "affiliation":
        hint = _("Its credit code, or its id from the address of its page.")
        return {
            "organization": _text(_("Organization"), 40, hint),
            "role": _text(_("Post"), LONGEST_ROLE, required=False),
        }
    if what in CHOICES:
        words = [(one.value, labels.label(f"{what}.{one.value}")) for one in CHOICES[what]]
        return {"value": forms.ChoiceField(label=_("What it says"), choices=words)}
    if what == "founded_on":
        field = day_field(_("What it says"))
        field.required = True
        return {"value": field}
    return {"value": _text(_("What it says"), LONGEST_NAME, _code_hint(what))}


def districts(region: str) -> list[tuple[str, str]]:
    """The regions of the own city, the own one first."""
    names = region_names()
    codes = sorted(
        (code for code in names if code[:4] == region[:4]), key=lambda code: (code != region, code)
    )
    return [(code, f"{names[code]}（{code}）") for code in codes] or [(region, region)]


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(type(field))
    field.choices = choices
