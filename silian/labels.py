"""The words that people read for every code of the domain, in the language of the screen.

A code of a closed set is keyed by the set and its value ("role.planner"); an error by its own
code ("documents.too_large"). Errors are sentences with named places for their values.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

Words = str | Promise

PARTIES: dict[str, Words] = {
    "role.planner": _("Planner"),
    "role.desk_officer": _("Desk officer"),
    "role.bureau_head": _("Bureau head"),
    "role.municipal_officer": _("Municipal officer"),
    "role.system_admin": _("System administrator"),
    "role.security_admin": _("Security administrator"),
    "role.audit_admin": _("Audit administrator"),
    "verb.plans.read": _("read plans"),
    "verb.plans.upload": _("upload plans"),
    "verb.plans.review": _("review plans"),
    "verb.plans.publish": _("publish plans"),
    "verb.plans.export": _("export plans"),
    "verb.events.read": _("read the log"),
    "verb.events.export": _("export the log"),
    "verb.events.verify": _("check the log's chain"),
    "verb.events.seal": _("seal the log"),
    "verb.jobs.read": _("see background jobs"),
    "verb.jobs.cancel": _("stop background jobs"),
    "verb.jobs.retry": _("run background jobs again"),
    "verb.accounts.read": _("see accounts"),
    "verb.accounts.manage": _("manage bodies, people and offices"),
    "parties.forbidden": _("Your office may not do this."),
    "parties.not_found": _("There is nothing at this address, or it is not for your office."),
    "parties.not_logged_in": _("Nobody is logged in."),
    "parties.no_office": _("You hold no office today. The security administrator gives offices."),
    "parties.office_not_in_force": _("Your office at %(body)s is not in force today."),
    "parties.role_may_not": _("As %(role)s you may not %(verb)s. Those who may: %(could)s."),
    "parties.other_region": _("There is nothing at this address, or it is not for your office."),
    "parties.not_reported_upward": _(
        "There is nothing at this address, or it is not for your office."
    ),
    "parties.only_own_region": _("In districts below your own you may read, but not %(verb)s."),
    "parties.system_may_not": _("The system itself may not %(verb)s; a person has to."),
}

PLANS: dict[str, Words] = {
    "item_kind.target": _("Target"),
    "item_kind.baseline": _("Baseline"),
    "item_kind.row": _("Table row"),
    "item_kind.task": _("Task"),
    "item_kind.box": _("Box"),
    "item_kind.entity": _("Name"),
    "item_kind.term": _("Term"),
    "item_kind.flag": _("Finding"),
    "item_state.open": _("Not yet reviewed"),
    "item_state.confirmed": _("Confirmed"),
    "item_state.corrected": _("Corrected"),
    "item_state.rejected": _("Rejected"),
    "item_state.added": _("Added by hand"),
    "action.confirm": _("Confirm"),
    "action.correct": _("Correct"),
    "action.reject": _("Reject"),
    "action.add": _("Add"),
    "action.undo": _("Undo"),
    "plan_state.draft": _("Draft"),
    "plan_state.reviewed": _("Reviewed"),
    "plan_state.published": _("Published"),
    "reading_state.waiting": _("Waiting to be read"),
    "reading_state.reading": _("Being read"),
    "reading_state.read": _("Read"),
    "reading_state.failed": _("Not read"),
    "group.doubt": _("For you to judge"),
    "group.confident": _("Read with confidence"),
    "group.reviewed": _("Reviewed"),
    "change.added": _("Added"),
    "change.removed": _("Removed"),
    "change.changed": _("Changed"),
    "subject.indicator": _("Indicator"),
    "subject.target": _("Target"),
    "subject.task": _("Task"),
    "comparator.=": _("equal to"),
    "comparator.>=": _("at least"),
    "comparator.>": _("more than"),
    "comparator.<=": _("at most"),
    "comparator.<": _("less than"),
    "comparator.~": _("about"),
    "comparator.range": _("between"),
    "band.A": _("Printed in a table"),
    "band.B": _("Printed in the same sentence"),
    "band.C": _("Year or unit taken from nearby"),
    "band.D": _("The source is damaged here"),
    "statement_kind.level": _("level"),
    "statement_kind.share": _("share"),
    "statement_kind.annual_growth": _("growth a year"),
    "statement_kind.growth_yoy": _("growth on the year before"),
    "statement_kind.growth_total": _("growth over the period"),
    "statement_kind.count_new": _("new ones"),
    "statement_kind.change": _("change"),
    "statement_kind.ratio": _("ratio"),
    "statement_kind.pp_change": _("change in percentage points"),
    "statement_kind.rank": _("rank"),
    "statement_kind.project": _("project or act"),
    "year_basis.clause": _("printed in the clause"),
    "year_basis.sentence": _("taken from the sentence"),
    "year_basis.paragraph": _("taken from the head of the paragraph"),
    "year_basis.list": _("taken from the head of the list"),
    "year_basis.section": _("taken from the section"),
    "year_basis.document": _("taken from the document's period"),
    "year_basis.none": _("no year is printed"),
    "column.seq": _("No."),
    "column.name": _("Indicator"),
    "column.unit": _("Unit"),
    "column.attribute": _("Attribute"),
    "column.value": _("Value"),
    "column.owner": _("Owner"),
    "column.note": _("Note"),
    "severity.high": _("important"),
    "severity.medium": _("worth a look"),
    "severity.low": _("for the record"),
    "plans.not_found": _("There is nothing at this address, or it is not for your office."),
    "plans.not_read": _("The document is not read yet."),
    "plans.not_a_draft": _("This version is no longer a draft, so it does not change."),
    "plans.nothing_to_undo": _("Nobody has decided anything about this item yet."),
    "plans.invalid_fields": _("Some of the fields do not fit."),
    "kernel.ungrounded_span": _("The quote does not stand at its place in the text."),
}

FLAGS: dict[str, Words] = {
    "flag.year_mark_missing": _("年 is lost: is it a year?"),
    "flag.dash_missing": _("The dash between two years is lost"),
    "flag.unit_missing": _("The unit is lost in the source"),
    "flag.separator_missing": _("A punctuation mark is lost between two items"),
    "flag.quote_unbalanced": _("A quotation mark has no partner"),
    "flag.caption_damaged": _("The head of the caption is lost"),
    "flag.title_damaged": _("The title is damaged"),
    "flag.compat_characters": _("The file holds look-alike characters"),
    "flag.subject_ambiguous": _("It is not clear which indicator this belongs to"),
    "flag.distribution_failed": _("Names and numbers after 分别 do not match in count"),
    "flag.owner_missing": _("No unit in charge is printed"),
    "flag.deadline_missing": _("No deadline is printed"),
    "flag.residual_digits": _("A number that the reading does not explain"),
}

DOCUMENTS: dict[str, Words] = {
    "documents.storage_full": _("The server has no room left."),
    "documents.too_large": _(
        "The file has %(size_bytes)s bytes; at most %(limit_bytes)s are read."
    ),
    "documents.empty": _("The file is empty: it has 0 bytes."),
    "documents.key_reused": _(
        "This form was sent before with other files; the first answer stands."
    ),
    "documents.file_missing": _("The original file is no longer in the store."),
    "readers.failed": _("“%(name)s” could not be read."),
    "readers.empty": _("“%(name)s” is empty: there is nothing in it to read."),
    "readers.truncated": _(
        "“%(name)s” ends too early: the copy or download broke off. Fetch it again."
    ),
    "readers.damaged": _(
        "“%(name)s” is damaged inside. Open it in the program that made it and save it again."
    ),
    "readers.encrypted": _(
        "“%(name)s” is locked with a password. Take the password off and upload it again."
    ),
    "readers.mislabelled": _(
        "“%(name)s” is not what its name says: inside it is %(found)s. Give it the right ending "
        "and upload it again."
    ),
    "readers.unsupported": _(
        "“%(name)s” is %(found)s; it is not read. Save it as docx, pdf with text, html or txt."
    ),
    "readers.undecodable": _(
        "The characters of “%(name)s” cannot be told. Save it as UTF-8 or GB18030."
    ),
    "readers.too_large": _(
        "“%(name)s” passes a limit (%(limit)s): %(found)s, allowed are %(allowed)s."
    ),
    "readers.bomb": _(
        "“%(name)s” unpacks to far more than it shows (%(reason)s). It was not opened."
    ),
    "readers.no_text_layer": _(
        "“%(name)s” holds pictures of pages and no text. Upload the Word file, or install the "
        "extra for recognition."
    ),
    "readers.timeout": _(
        "Reading “%(name)s” took longer than it may. Split it and upload the parts."
    ),
    "readers.crashed": _(
        "The reader stopped at “%(name)s”. The file is kept; tell the system administrator."
    ),
}

KERNEL: dict[str, Words] = {
    "silian.error": _("This cannot be done."),
    "kind.not_found": _("not found"),
    "kind.conflict": _("conflict"),
    "kind.invalid": _("does not fit"),
    "kind.forbidden": _("not allowed"),
    "kind.unavailable": _("not available"),
    "events.not_canonical": _("A value cannot be written into the log."),
}

# Words of the plan pages: fields of an item, relations, steps of a history, sorts of names.
PLAN_PAGES: dict[str, Words] = {
    "field.indicator": _("Indicator"),
    "field.name": _("Name"),
    "field.value": _("Value"),
    "field.value_max": _("Upper value"),
    "field.unit": _("Unit"),
    "field.comparator": _("Comparator"),
    "field.year": _("Year"),
    "field.kind": _("Sort of value"),
    "field.per": _("Each"),
    "field.attribute": _("Attribute"),
    "field.cumulative": _("Cumulative"),
    "field.scope": _("Scope"),
    "field.action": _("Action"),
    "field.object": _("What is to be done"),
    "field.owner": _("Owner"),
    "field.deadline": _("Deadline"),
    "field.qualitative": _("Goal without a number"),
    "field.term": _("Term"),
    "field.definition": _("Definition"),
    "field.title": _("Title"),
    "field.type": _("Sort"),
    "field.canonical": _("Full name"),
    "field.code": _("Code"),
    "field.number": _("Number"),
    "field.note": _("Note"),
    "field.doc_type": _("Sort of document"),
    "field.doc_number": _("Document number"),
    "field.issuer": _("Issuer"),
    "field.region": _("Region"),
    "field.period": _("Period"),
    "field.issued_on": _("Issued on"),
    "field.adopted_on": _("Adopted on"),
    "field.published_on": _("Published on"),
    "field.adopted_by": _("Adopted by"),
    "relation.row": _("Table row"),
    "relation.baseline": _("Baseline"),
    "relation.target": _("Target"),
    "relation.group": _("Same sentence"),
    "relation.same": _("Also printed"),
    "relation.text": _("In the text"),
    "relation.parent": _("Part of"),
    "relation.child": _("Of which"),
    "done.confirm": _("confirmed"),
    "done.correct": _("corrected"),
    "done.reject": _("rejected"),
    "done.add": _("added"),
    "done.undo": _("took the last step back"),
    "reason.band_c": _("year or unit from nearby"),
    "reason.band_d": _("source damaged"),
    "reason.unit_missing": _("unit lost"),
    "reason.year_mark_missing": _("“年” lost"),
    "reason.subject_ambiguous": _("whose number?"),
    "reason.distribution_failed": _("分别 does not match"),
    "reason.separator_missing": _("punctuation lost"),
    "reason.owner_missing": _("no lead unit printed"),
    "reason.deadline_missing": _("no deadline printed"),
    "entity.division": _("Region"),
    "entity.organization": _("Body or institute"),
    "entity.enterprise": _("Enterprise"),
    "entity.platform": _("Platform"),
    "entity.park": _("Park"),
    "entity.programme": _("Programme"),
    "entity.document": _("Document"),
    "entity.meeting": _("Meeting"),
    "entity.industry": _("Industry"),
    "basis.only_reading": _("the only reading that is possible"),
    "basis.possible_reading": _("one of several possible readings"),
    "basis.number_then_noun": _("a number, and the next name follows at once"),
    "basis.line_above_table": _("the line above the table"),
    "basis.line_above": _("the line above"),
    "basis.line_end": _("the line ends here"),
    "basis.caption": _("from the caption"),
    "basis.same_indicator": _("the same indicator elsewhere"),
    "basis.same_words_elsewhere": _("the same words elsewhere"),
    "basis.same_character": _("the ordinary form of the same character"),
    "basis.two_rising_years": _("two years, one after the other"),
    "basis.from_the_clause_start": _("from the beginning of the clause"),
    "basis.to_the_clause_end": _("to the end of the clause"),
    "filter.attribute": _("All attributes"),
    "filter.state": _("All states"),
    "filter.year": _("All years"),
    "filter.owner": _("All owners"),
    "filter.deadline": _("All deadlines"),
    "filter.section": _("All sections"),
    "filter.type": _("All sorts"),
    "filter.code": _("All findings"),
    "filter.severity": _("All weights"),
    "objection.required": _("This cannot be empty."),
    "objection.too_long": _("At most 500 characters."),
    "objection.not_a_number": _("Write digits, as 45, 1.25 or 1,600; the unit has its own field."),
    "objection.not_a_year": _("Write a year of four digits, as 2025."),
    "objection.not_a_comparator": _("Choose one from the list."),
    "objection.unknown_field": _("This sort of item has no such field."),
}

ACCOUNTS: dict[str, Words] = {
    "accounts.name_taken": _("“%(name)s” exists already."),
    "accounts.bad_region": _("The region code “%(region)s” is not six digits."),
    "accounts.wrong_password": _("This is not your present password."),
    "accounts.weak_password": _("The new password breaks a rule."),
    "accounts.password_same": _("The new password is the present one."),
    "accounts.password_short": _("The password is too short."),
    "accounts.password_long": _("The password is too long."),
    "accounts.password_familiar": _("The password is built from words that are easy to guess."),
    "accounts.password_kinds": _("The password needs three kinds of characters."),
    "accounts.own_office": _("Nobody gives an office to himself, ends it or switches himself off."),
    "accounts.administrators_apart": _(
        "The person holds another administrator's office in that time; one person holds one of "
        "the three."
    ),
    "accounts.office_not_held": _("You do not hold this office today."),
    "accounts.not_a_demo": _("Demo log-ins are made in a demo data folder only."),
    "accounts.busy": _("Many people are logging in at this moment. Try again in some seconds."),
    "event.accounts.created_body": _("added a body"),
    "event.accounts.created_person": _("added a person"),
    "event.accounts.gave_office": _("gave an office"),
    "event.accounts.ended_office": _("ended an office"),
    "event.accounts.switched_on": _("switched a log-in on"),
    "event.accounts.switched_off": _("switched a log-in off"),
    "event.accounts.reset_password": _("made a new first password"),
    "event.accounts.changed_password": _("changed the own password"),
    "event.accounts.switched_office": _("changed the office"),
    "event.accounts.logged_in": _("logged in"),
    "event.accounts.logged_out": _("logged out"),
    "object.person": _("person"),
    "object.body": _("body"),
    "object.office": _("office"),
    "object.job": _("job"),
    "object.plan": _("plan"),
    "object.version": _("version"),
    "object.document": _("document"),
    "object.item": _("item"),
    "object.event": _("log"),
}

JOBS: dict[str, Words] = {
    "job_state.waiting": _("Waiting"),
    "job_state.running": _("Running"),
    "job_state.done": _("Done"),
    "job_state.failed": _("Failed"),
    "job_state.parked": _("Resting"),
    "job_state.cancelled": _("Stopped"),
    "job_kind.plans.read": _("Read a document"),
    "jobs.cancelled": _("Somebody stopped it."),
    "jobs.lease_lost": _("Another run took it over."),
    "jobs.not_cancellable": _("It has ended already, so there is nothing to stop."),
    "jobs.not_retryable": _("It waits, runs or is done, so it need not run again."),
    "jobs.no_handler": _("The program does not know this kind of job; it may be an older version."),
    "jobs.asker_gone": _("Who asked for it no longer holds that office, so it was not done."),
    "event.jobs.asked": _("asked for a job"),
    "event.jobs.cancel_asked": _("asked a job to stop"),
    "event.jobs.retried": _("ran a job again"),
    "event.jobs.done": _("finished a job"),
    "event.jobs.parked": _("laid a job aside"),
    "event.jobs.put_back": _("put a job back into the queue"),
    "event.jobs.cancelled": _("stopped a job"),
    "jobs.unexpected": _("The program met a case that it does not know; the log has the details."),
    "jobs.worker_lost": _("The process that did it is gone; it is tried again."),
    "object.plan_item": _("item of a plan"),
    "object.plan_version": _("version of a plan"),
    "action.confirm_all": _("Confirm together"),
    "event.events.exported": _("exported the log"),
    "event.events.sealed": _("sealed the log"),
    "object.log": _("log"),
    "events.changed": _("The line was changed: its hash does not belong to its content."),
    "events.unlinked": _("The line before it is another one than it names."),
    "events.missing": _("A line is missing here."),
    "events.cut_off": _("The end of the stream is cut off."),
    "events.head_differs": _("The noted end of the stream is another one."),
    "events.seal_differs": _("A sealed line is another one than when it was sealed."),
    "events.seal_unknown": _("The seal that you kept is not in this log: it was rewritten."),
    "help.not_found": _("There is no help page of this name."),
}

EVENTS_AND_NOTES: dict[str, Words] = {
    "event.plans.upload": _("uploaded a document"),
    "event.plans.read": _("read a document"),
    "event.plans.read_failed": _("could not read a document"),
    "event.plans.reread": _("asked to read a document again"),
    "event.plans.review": _("decided about an item"),
    "event.plans.reviewed": _("marked a version as reviewed"),
    "event.plans.reopened": _("reopened a version"),
    "event.plans.publish": _("published a version"),
    "event.plans.export": _("exported a plan"),
    "plans.reading_file": _("opening “%(name)s”"),
    "plans.reading_plan": _("%(chars)s characters read, now looking for targets and tasks"),
    "plans.reading_text": _("%(items)s items found, now dividing the text"),
    "plans.reading_items": _("%(items)s items found, now saving them"),
    "plans.reading_crashed": _("The reader stopped. The file is kept; it can be read again."),
    "plans.cannot_add": _("Items of this kind come from the document, not from marked text."),
    "plans.conflict": _("%(by_name)s has decided about this item since you opened it."),
    "plans.doubts_open": _("%(count)s doubtful items are not decided yet."),
    "plans.not_reviewed": _("Only a reviewed version can be published or reopened."),
    "plans.already_published": _("This version is published and does not change."),
    "plans.nothing_before": _("This is the first version; there is nothing to compare with."),
    "plans.nothing_to_find": _("There is nothing in “%(words)s” to look for."),
    "plans.other_plan": _("Versions of two different plans are not compared."),
    "plans.outside_text": _("The place %(start)s–%(end)s lies outside the text."),
    "plans.unknown_choice": _("The list knows no “%(value)s”. It knows: %(known)s."),
    "plans.version_changed": _("The version has changed since you opened it."),
    "documents.too_many": _("At most %(allowed)s files per %(per)s."),
    "api.unknown_parameter": _("The address has a parameter that is not known: %(unknown)s."),
    "demo.not_read": _("“%(name)s” of the demo could not be read."),
    "engines.spark_missing": _("Spark is not installed: pip install silian[spark]."),
    "flag.date_damaged": _("The date is damaged"),
    "flag.date_impossible": _("There is no such date"),
    "flag.title_doubled": _("The title is printed twice"),
    "flag.line_broken": _("A line is broken inside a sentence"),
    "flag.sentence_end_missing": _("The end of a sentence is lost"),
    "flag.characters_lost": _("Characters are lost"),
    "flag.page_furniture": _("Page numbers or menus stand in the text"),
    "flag.bracket_unbalanced": _("A bracket has no partner"),
    "owner_role.lead": _("in charge"),
    "owner_role.support": _("supporting"),
}

# Other subjects put their own dictionaries above and name them here.
# What a reader of files noticed; shown beside the text.
NOTICES: dict[str, Words] = {
    "readers.read_as": _("It is named .%(extension)s and was read as %(kind)s."),
    "readers.charset_guessed": _("The charset was not stated; %(charset)s fits."),
    "readers.characters_lost": _("%(count)s characters could not be decoded."),
    "readers.cut_character": _("The last character was cut off."),
    "readers.scripts_left_out": _("The page has scripts; they were left out."),
    "readers.macro": _("The file has macros; none was run."),
    "readers.embedded_object": _("%(count)s embedded objects were left closed."),
    "readers.external_link": _("It links to other files; none was fetched."),
    "readers.remote_template": _("Its template lies elsewhere; it was not fetched."),
    "readers.dde_field": _("It has fields that call other programs; none was run."),
    "readers.tracked_changes": _(
        "It has tracked changes: insertions were read, deletions left out."
    ),
    "readers.hidden_text_left_out": _("Hidden text was left out."),
    "readers.hidden_sheet_left_out": _("The hidden sheet “%(name)s” was left out."),
    "readers.foreign_part_left_out": _("A part in another format was left out."),
    "readers.picture_left_out": _("%(count)s pictures were left out."),
    "readers.footnote": _("Footnote %(number)s stands at the end of the text."),
    "readers.endnote": _("Endnote %(number)s stands at the end of the text."),
    "readers.formula_without_value": _(
        "Sheet “%(sheet)s” has %(count)s formulas without a stored value."
    ),
    "readers.number_formats_lost": _("An old sheet: numbers stand as stored, not as printed."),
    "readers.page_numbers_left_out": _("%(count)s page numbers were left out."),
    "readers.running_line_left_out": _("The running line “%(text)s” was left out %(count)s times."),
    "readers.page_without_text": _("%(count)s pages are pictures without text: %(pages)s."),
    "readers.recognized": _(
        "The text of %(pages)s pages was recognized from pictures: compare it with them."
    ),
    "readers.characters_missing": _("%(count)s characters went missing in conversion: %(sample)s"),
    "readers.tables_flattened": _("Its tables could only be read as lines."),
    "readers.not_opened": _("“%(name)s” could not be opened."),
    "engines.spark_missing": _("Spark is not installed on this machine."),
}

# Heads of exported lists, and what the interface for programs answers.
EXPORTS: dict[str, Words] = {
    "value_source.table": _("Table"),
    "value_source.prose": _("Text"),
    "column.number": _("No."),
    "column.indicator": _("Indicator"),
    "column.role": _("Target or baseline"),
    "column.year": _("Year"),
    "column.value_text": _("Value as printed"),
    "column.value_max": _("Upper value"),
    "column.comparator": _("Comparator"),
    "column.cumulative": _("Cumulative"),
    "column.source": _("Table or prose"),
    "column.typed": _("Typed by hand"),
    "column.state": _("Review"),
    "column.quote": _("Source quote"),
    "column.document": _("Document"),
    "column.start": _("First character"),
    "column.end": _("After the last character"),
    "column.page": _("Page or sheet"),
    "column.baseline": _("Baseline"),
    "column.baseline_year": _("Baseline year"),
    "column.action": _("Action"),
    "column.object": _("Object"),
    "column.deadline": _("Deadline (year)"),
    "column.section": _("Section"),
    "column.band": _("Reading band"),
    "column.title": _("Title"),
    "column.items": _("Items"),
    "column.type": _("Type"),
    "column.canonical": _("Full name"),
    "column.code": _("Code"),
    "column.mentions": _("Mentions"),
    "column.term": _("Term"),
    "column.aliases": _("Also called"),
    "column.definition": _("Definition"),
    "column.severity": _("Severity"),
    "column.proposals": _("Proposals"),
    "column.about": _("About"),
    "column.kind": _("Kind"),
    "column.reason": _("Why asked"),
    "column.plan": _("Plan"),
    "column.version": _("Version"),
    "column.version_state": _("State of the version"),
    "column.view": _("List"),
    "column.filters": _("Filters"),
    "column.sort": _("Order"),
    "column.rows": _("Rows"),
    "column.as_of": _("As of"),
    "column.by": _("Exported by"),
    "column.demo": _("Invented data"),
    "column.field": _("Item"),
    "column.indicators": _("Indicators"),
    "column.targets": _("Targets by year"),
    "column.tasks": _("Tasks"),
    "column.boxes": _("Boxes"),
    "column.entities": _("Names"),
    "column.glossary": _("Glossary"),
    "column.findings": _("Findings"),
    "accounts.not_logged_in": _("Nobody is logged in. Log in first."),
    "api.invalid_request": _("The request does not fit the schema; see values.errors."),
    "api.refused": _("The request has no valid CSRF token."),
    "api.unreadable": _("The request cannot be read; is it valid JSON?"),
}

LABELS: dict[str, Words] = {
    **KERNEL,
    **PARTIES,
    **ACCOUNTS,
    **JOBS,
    **PLANS,
    **FLAGS,
    **DOCUMENTS,
    **NOTICES,
    **PLAN_PAGES,
    **EVENTS_AND_NOTES,
    **EXPORTS,
}

# Values of an error that are themselves codes, and the set that has their words.
CODED_VALUES = {"role": "role.", "verb": "verb.", "state": "plan_state.", "could": "role."}


class _Values(dict[str, object]):
    """Values for a sentence; a missing one shows as a dash and never breaks the page."""

    def __missing__(self, key: str) -> str:
        return "—"


def label(code: str) -> str:
    """The words of a code; a code without words shows as itself."""
    return str(LABELS.get(code, code))


def has_label(code: str) -> bool:
    """Whether a code has words."""
    return code in LABELS


def words(code: str, values: Mapping[str, object] | None = None) -> str:
    """The sentence of an error, filled with its values."""
    sentence = LABELS.get(code)
    if sentence is None:
        return f"{label('silian.error')} ({code})"
    return str(sentence) % _Values({k: _said(k, v) for k, v in (values or {}).items()})


def in_english(code: str, values: Mapping[str, object] | None = None) -> str:
    """The same sentence in English, for a program or a log."""
    with override("en"):
        return words(code, values)


def _said(name: str, value: object) -> object:
    """A value in words, where it is a code."""
    prefix = CODED_VALUES.get(name)
    if prefix is None:
        return value
    if isinstance(value, (tuple, list)):
        return "、".join(label(f"{prefix}{one}") for one in value)
    return label(f"{prefix}{value}")
