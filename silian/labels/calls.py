"""Words of calls, cases, agreements and registers: what is refused, and why."""

from django.utils.translation import gettext_lazy as _

from silian.labels.words import Words

CALLS: dict[str, Words] = {
    "cases.not_found": _("There is nothing at this address, or it is not for your office."),
    "cases.changed": _("Somebody changed this in between. Look at it again; nothing was saved."),
    "cases.wrong_answers": _("%(count)s answers have not the form that is asked for."),
    "cases.incomplete": _("%(count)s answers are missing or do not agree with each other."),
    "cases.not_editable": _("The answers cannot be changed now, or not by you."),
    "cases.call_not_open": _("This call takes no answers now."),
    "cases.no_such_step": _("This step cannot be taken from here."),
    "cases.guard_not_met": _("A condition of this step does not hold."),
    "cases.needs_more": _("This step needs something that was not given."),
    "cases.not_settled": _("An account still holds money of this case: “%(account)s”."),
    "cases.no_panel": _("Choose the experts who are to review."),
    "cases.reviewer_is_party": _("Nobody reviews an own case."),
    "cases.reviewer_twice": _("This expert is on the panel already."),
    "cases.no_review": _("There is no review for you to do here, or it is handed in already."),
    "cases.no_role": _("No role of yours takes this step."),
    "cases.only_clock": _("Only the clock takes this step."),
    "cases.not_the_system": _("A person has to take this step."),
    "cases.other_role": _("Another office takes this step."),
    "cases.not_on_panel": _("You are not on the panel of this case."),
    "cases.other_party": _("This step is for the party of the case."),
    "cases.separated": _(
        "You have already acted here in a role that must be somebody else's: who checks does not "
        "decide, who decides does not pay."
    ),
    "cases.wrong_state": _("This step cannot be taken from here."),
    "cases.too_often": _("This step may be taken %(times)s times at most."),
    "calls.window_shorter": _("The window of an open call may only become longer."),
    "calls.terms_frozen": _("The terms of a call do not change once it was handed over."),
    "registers.already_member": _("“%(name)s” stands in this register already."),
    "registers.not_member": _("“%(name)s” has no span in this register that runs."),
    "agreements.side_missing": _("The agreement names nobody in one of its roles."),
    "agreements.due_missing": _("An obligation of the agreement has no day by which it is due."),
    "event.cases.opened": _("opened a case"),
    "event.cases.saved": _("saved the answers of a case"),
    "event.cases.stepped": _("took a step in a case"),
    "event.cases.overdue": _("a clock of a case ran out"),
    "event.cases.declared": _("declared about a review"),
    "event.cases.reviewed": _("handed in a review"),
    "event.cases.proposed": _("a rule proposed a step"),
    "event.cases.proposal_ended": _("a rule took back a proposal"),
    "event.cases.migrated": _("moved a case to a new version of its system"),
    "event.calls.written": _("wrote a call"),
    "event.calls.changed": _("changed a call"),
    "event.calls.extended": _("lengthened the window of a call"),
}
