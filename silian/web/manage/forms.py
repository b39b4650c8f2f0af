"""Forms of bodies, people and offices."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from silian import labels
from silian.domain.parties.offices import Role
from silian.services.accounts import BodyView
from silian.web.forms import SheetForm


def _day(label: Any, *, required: bool, hint: Any = "") -> forms.DateField:
    """A field for a day; both 2024-03-29 and 20240329 count."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        input_formats=["%Y-%m-%d", "%Y%m%d"],
        widget=forms.DateInput(attrs={"type": "date", "class": "w-s"}, format="%Y-%m-%d"),
    )


class BodyForm(SheetForm):
    """A new body."""

    name = forms.CharField(label=_("Name of the body"), max_length=100)
    region = forms.RegexField(
        r"^[0-9]{6}$",
        label=_("Region code"),
        help_text=_("Six digits (GB/T 2260). The body sees what belongs to this region."),
        error_messages={"invalid": _("Six digits, as 500110.")},
        widget=forms.TextInput(attrs={"class": "w-s", "inputmode": "numeric", "maxlength": "6"}),
    )


class OfficeForm(SheetForm):
    """An office: a role in a body, from a day to a day."""

    body_id = forms.ChoiceField(label=_("Body"))
    role = forms.ChoiceField(label=_("Role"))
    starts_on = _day(_("From"), required=True)
    ends_on = _day(
        _("Until"), required=False, hint=_("The first day without the office; empty: open.")
    )
    ground = forms.CharField(
        label=_("Ground"),
        required=False,
        max_length=200,
        help_text=_("The paper that gives the office, as 青科发〔2024〕3号."),
    )

    def __init__(self, *args: Any, bodies: Iterable[BodyView], today: date, **kwargs: Any) -> None:
        """Offer the bodies within reach. ``Any`` because Django's own signature is that wide."""
        super().__init__(*args, **kwargs)
        choices = [(body.id, f"{body.name}（{body.region}）") for body in bodies]
        self._field("body_id").choices = choices
        self._field("role").choices = [
            (role.value, labels.label(f"role.{role.value}")) for role in Role
        ]
        self.fields["starts_on"].initial = today

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(name)
        return field

    def clean_role(self) -> Role:
        """The role as a value of the domain."""
        return Role(self.cleaned_data["role"])


class PersonForm(OfficeForm):
    """A new person with a first office."""

    name = forms.CharField(label=_("Name"), max_length=100)
    username = forms.RegexField(
        r"^[A-Za-z0-9._@-]{2,64}$",
        label=_("User name"),
        help_text=_("Letters, digits and . _ @ -; it does not change later."),
        error_messages={"invalid": _("Only letters, digits and . _ @ -, at least two.")},
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    field_order = ("name", "username", "body_id", "role", "starts_on", "ends_on", "ground")


class EndForm(SheetForm):
    """The day on which an office ends."""

    ends_on = _day(_("Ends on"), required=True, hint=_("The first day without the office."))
