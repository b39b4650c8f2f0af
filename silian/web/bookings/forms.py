"""Forms of bookings: a day with two times of it, in the bureau's time."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from silian import labels
from silian.domain.bookings.intervals import Interval
from silian.domain.bookings.series import Frequency
from silian.domain.bookings.utilization import ServedFor, UsageSource
from silian.services.bookings import Terms
from silian.web.forms import SheetForm
from silian.web.templatetags.silian import BUREAU_TIME

TIME_FORMATS = ["%H:%M", "%H%M", "%H"]
MIDNIGHT = time(0)


def _day(label: Any) -> forms.DateField:  # Any: lazy words
    return forms.DateField(
        label=label, input_formats=["%Y-%m-%d", "%Y%m%d"],
        widget=forms.DateInput(attrs={"type": "date", "class": "w-s"}, format="%Y-%m-%d"),
    )  # fmt: skip


def _time(label: Any) -> forms.TimeField:  # Any: lazy words
    return forms.TimeField(
        label=label, input_formats=TIME_FORMATS,
        widget=forms.TimeInput(attrs={"type": "time", "class": "w-s"}, format="%H:%M"),
    )  # fmt: skip


def moment(day: date, at: time) -> datetime:
    """A time of a day in the bureau's time."""
    return datetime.combine(day, at, tzinfo=BUREAU_TIME)


class SpanForm(SheetForm):
    """A stretch of time. An end at or before the beginning is on the next day."""

    day = _day(_("Day"))
    begins = _time(_("From"))
    ends = _time(_("To"))

    def span(self) -> tuple[datetime, datetime]:
        """Beginning and end."""
        found = self.cleaned_data
        start, end = moment(found["day"], found["begins"]), moment(found["day"], found["ends"])
        return start, end if end > start else end + timedelta(days=1)

    @staticmethod
    def initial_of(interval: Interval) -> dict[str, object]:
        """The first values for a stretch."""
        start = interval.starts_at.astimezone(BUREAU_TIME)
        end = interval.ends_at.astimezone(BUREAU_TIME)
        return {"day": start.date(), "begins": start.time(), "ends": end.time()}


class BookForm(SpanForm):
    """A new booking: when, for whom, what for."""

    party = forms.CharField(
        label=_("For whom"), max_length=64,
        help_text=_("Credit code or number of the party, or its id from the address of its page."),
    )  # fmt: skip
    purpose = forms.CharField(label=_("What for"), max_length=500)
    served = forms.ChoiceField(label=_("Kind of use"))
    agreement_ref = forms.CharField(label=_("Agreement"), max_length=200, required=False)
    gate_ref = forms.CharField(label=_("Proof of membership"), max_length=200, required=False)
    every = forms.ChoiceField(label=_("Again"), required=False)
    times = forms.IntegerField(
        label=_("How many times in all"), min_value=1, max_value=100, initial=1, required=False,
        widget=forms.NumberInput(attrs={"class": "w-s"}),
    )  # fmt: skip

    def __init__(self, *args: Any, gate: str = "", **kwargs: Any) -> None:
        """Ask for a proof only where the resource does. ``Any`` as Django's signature is so."""
        super().__init__(*args, **kwargs)
        _offer(self.fields["served"], [(s.value, labels.label(f"served.{s}")) for s in ServedFor])
        again = [(f.value, labels.label(f"frequency.{f}")) for f in Frequency]
        _offer(self.fields["every"], [("", _("only once")), *again])
        if gate:
            self.fields["gate_ref"].help_text = gate
            self.fields["gate_ref"].required = True
        else:
            del self.fields["gate_ref"]

    def terms(self, party_id: str) -> Terms:
        """For whom and what for, for the party that was found."""
        found = self.cleaned_data
        return Terms(
            party_id, found["purpose"], ServedFor(found["served"]), found["agreement_ref"],
            found.get("gate_ref", ""),
        )  # fmt: skip


class MoveForm(SpanForm):
    """Another time for a booking."""

    prefix = "move"

    @classmethod
    def at(cls, interval: Interval) -> "MoveForm":
        """With the time that it has."""
        return cls(initial=cls.initial_of(interval))


class CancelForm(SheetForm):
    """Why a booking is given up."""

    prefix = "cancel"
    reason = forms.CharField(label=_("Reason"), max_length=500)


class UsageForm(SpanForm):
    """The actual hours and where they stand written."""

    prefix = "usage"
    source = forms.ChoiceField(label=_("Source"))
    source_ref = forms.CharField(
        label=_("Place in the source"), max_length=300,
        help_text=_("As the number of the sheet or the line of the log."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the sources. ``Any`` as Django's own signature is that wide."""
        super().__init__(*args, **kwargs)
        words = [(s.value, labels.label(f"usage_source.{s}")) for s in UsageSource]
        _offer(self.fields["source"], words)

    @classmethod
    def at(cls, interval: Interval) -> "UsageForm":
        """With the time that was booked."""
        return cls(initial=cls.initial_of(interval))


def _offer(field: forms.Field, choices: list[tuple[Any, Any]]) -> None:  # Any: lazy words
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(type(field))
    field.choices = choices
