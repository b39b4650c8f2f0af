"""Words of clocks, working days and calendars."""

from django.utils.translation import gettext_lazy as _

from silian.labels.words import Words

CLOCKS: dict[str, Words] = {
    "clock_unit.working_days": _("working days"),
    "clock_unit.days": _("calendar days"),
    "clock_unit.months": _("months"),
    "clock_unit.years": _("years"),
    "clock_unit.until": _("until a day that is named"),
    "clock_unit.each": _("each year on a date"),
    "clock_expiry.fire": _("goes on by itself"),
    "clock_expiry.escalate": _("is handed upward"),
    "clock_expiry.remind": _("somebody is reminded"),
    "workdays.year_before": _("%(day)s lies before the calendar, which begins in %(first_year)s."),
    "workdays.bad_length": _("A period is a whole number from 1, not %(length)s."),
    "workdays.bad_date": _("“%(date)s” is not a month and a day such as 04-30."),
    "workdays.bad_calendar": _("The calendar names a day twice or leaves a year out."),
    "catalogs.no_calendar": _("There is no calendar “%(version)s”. There are: %(known)s."),
    "systems.bad_clock": _("The clock “%(clock)s” is not complete: %(problem)s."),
    "systems.no_parameter": _(
        "The clock “%(clock)s” needs the parameter “%(parameter)s”, which the district has to give."
    ),
    "systems.not_stoppable": _("The clock “%(clock)s” is a yearly date and does not stop."),
    "systems.bad_stops": _("The stops of the clock “%(clock)s” do not fit its time."),
}
