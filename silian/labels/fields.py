"""Words of fields, conditions and answers, and of what a policy file may not hold."""

from django.utils.translation import gettext_lazy as _

from silian.labels.words import Words

FIELDS: dict[str, Words] = {
    "truth.met": _("met"),
    "truth.unmet": _("not met"),
    "truth.unknown": _("unknown"),
    "field_class.public": _("public"),
    "field_class.parties": _("the parties"),
    "field_class.reviewers": _("reviewers"),
    "field_class.bureau": _("the bureau"),
    "field_class.sealed": _("sealed"),
    "condition_problem.too_long": _("longer than a condition may be"),
    "condition_problem.too_deep": _("too many brackets inside one another"),
    "condition_problem.too_many_digits": _("a number with too many digits"),
    "condition_problem.bad_word": _("no word of the language of conditions"),
    "condition_problem.expected_value": _("a value is missing here"),
    "condition_problem.expected_bracket": _("a closing bracket is missing"),
    "condition_problem.expected_list_end": _("the list is not closed"),
    "condition_problem.expected_in": _("“in” is missing after “not”"),
    "condition_problem.more_than_one": _("more than one condition"),
    "condition_problem.chained": _("comparisons in a row; join them with “and”"),
    "condition_problem.unknown_function": _("no such function"),
    "condition_problem.wrong_arguments": _("another number of arguments belongs here"),
    "condition_problem.unknown_name": _("no such field"),
    "condition_problem.unknown_list_word": _("no word of the field's list"),
    "condition_problem.not_yes_no": _("no yes or no"),
    "condition_problem.not_a_number": _("no number"),
    "condition_problem.not_comparable": _("two kinds that cannot be compared"),
    "condition_problem.no_order": _("values without an order"),
    "condition_problem.not_a_column": _("no column of a table and no list"),
    "condition_problem.not_one_value": _("many values where one belongs"),
    "condition_problem.wrong_kind": _("a kind of value that the function does not take"),
    "field_problem.not_a_mapping": _("no keys and values stand here"),
    "field_problem.unknown_key": _("a key or mark that the dictionary does not know"),
    "field_problem.missing_key": _("a key is missing"),
    "field_problem.not_a_text": _("no text"),
    "field_problem.not_a_flag": _("neither true nor false"),
    "field_problem.not_a_number": _("no number"),
    "field_problem.not_a_list": _("no list"),
    "field_problem.bad_id": _("an id is lower-case English words joined by _"),
    "field_problem.repeated_id": _("the same id twice"),
    "field_problem.unknown_type": _("no such type"),
    "field_problem.unknown_list": _("no such list"),
    "field_problem.unknown_group": _("no such group of fields"),
    "field_problem.unknown_form": _("no such form"),
    "field_problem.unknown_class": _("no such class"),
    "field_problem.unknown_rule": _("no such pack of rules"),
    "field_problem.unknown_source": _("no such source; write “source: what”"),
    "field_problem.misplaced_key": _("a key that this type of field does not take"),
    "field_problem.bad_suffix": _("the end of the id and the type disagree"),
    "field_problem.bad_limits": _("the least is above the most"),
    "field_problem.bad_pattern": _("no regular expression"),
    "field_problem.seal_without_stage": _("a sealed field names no stage that opens it"),
    "field_problem.stage_without_seal": _("a stage opens what is not sealed"),
    "field_problem.personal_without_reason": _(
        "personal data without the reason why less would not do"
    ),
    "field_problem.nested_group": _("a group inside a group"),
    "field_problem.bad_condition": _("a condition that cannot be asked"),
    "fault.required": _("Must be filled in."),
    "fault.not_asked": _("Not asked here: the condition “%(when)s” is not met."),
    "fault.unknown_field": _("The form has no such field."),
    "fault.held": _("Filled from what is held (%(source)s): correct it at its source."),
    "fault.wrong_kind": _("Another kind of value belongs here."),
    "fault.wrong_form": _("Not in the form that this field has."),
    "fault.empty": _("Empty: leave the field out instead."),
    "fault.too_long": _("%(found)s characters; at most %(allowed)s."),
    "fault.too_short": _("%(found)s characters; at least %(allowed)s."),
    "fault.too_large": _("%(found)s is above %(allowed)s."),
    "fault.too_small": _("%(found)s is below %(allowed)s."),
    "fault.too_many": _("%(found)s entries; at most %(allowed)s."),
    "fault.not_in_list": _("“%(given)s” is not in the list."),
    "fault.repeated": _("“%(given)s” is given twice."),
    "fault.check_digit": _("“%(given)s” has a wrong check digit."),
    "fault.wrong_target": _("Must refer to %(target)s."),
    "fault.check": _("A check between fields is not passed (%(check)s)."),
    "yaml.refused": _("%(name)s, line %(line)s: not a file that can be taken."),
    "yaml.syntax": _(
        "%(name)s, line %(line)s, column %(column)s: the file cannot be read (%(problem)s)."
    ),
    "yaml.duplicate_key": _("%(name)s, line %(line)s: “%(key)s” stands on line %(first)s already."),
    "yaml.bad_key": _("%(name)s, line %(line)s: a key must be one word."),
    "yaml.empty_value": _(
        "%(name)s, line %(line)s: a value is missing; an empty text is written as two quotes."
    ),
    "yaml.tag": _("%(name)s, line %(line)s: tags (%(tag)s) are not taken."),
    "yaml.bad_scalar": _(
        "%(name)s, line %(line)s: %(value)s is no day of the calendar, or too large a number; "
        "put it in quotes if it is a text."
    ),
    "yaml.alias": _(
        "%(name)s, line %(line)s: *%(anchor)s refers to nothing that stands before it."
    ),
    "yaml.too_large": _(
        "%(name)s, line %(line)s: beyond the limit (%(limit)s, at most %(allowed)s)."
    ),
    "systems.bad_condition": _(
        "No condition: %(condition_problem)s (character %(position)s, “%(found)s”)."
    ),
    "systems.condition_mismatch": _(
        "The condition compares or adds what cannot be compared or added."
    ),
    "systems.invalid_fields": _(
        "%(count)s problems with the fields; the first: %(path)s, %(field_problem)s (%(given)s)."
    ),
    "systems.bad_amount": _("“%(text)s” is no amount in whole fen."),
    "systems.unknown_unit": _("“%(unit)s” is no unit of money."),
    "limit.yaml_bytes": _("size in bytes"),
    "limit.yaml_depth": _("depth of nested values"),
    "limit.yaml_nodes": _("number of values"),
    "limit.yaml_aliases": _("number of references (*)"),
}
