"""Words of attachments, keys and exports of cases, and of what the log says of them."""

from django.utils.translation import gettext_lazy as _

from silian.labels.words import Words

CASE_PAGES: dict[str, Words] = {
    "cases.bad_attachment": _(
        "“%(name)s” is not taken: its kind is none of these, or its bytes are another kind: "
        "%(allowed)s."
    ),
    "cases.empty_attachment": _("“%(name)s” is empty; nothing was kept."),
    "cases.too_many_attachments": _("The case has %(allowed)s files already; no more are taken."),
    "cases.no_file_field": _("The form has no field “%(field)s” for a file."),
    "cases.no_attachment": _("There is no such file, or it is not for your office."),
    "cases.key_taken": _("This form was used for another case already. Open the form anew."),
    "cases.unknown_party": _("The district keeps no such party. Choose one from the list."),
    "cases.unknown_format": _("Lists are not made as %(format)s; there are: %(known)s."),
    "calls.window_backwards": _("The call would close before it opens. Put the later day last."),
    "event.cases.attached": _("laid a file beside a case"),
    "event.cases.exported": _("exported a list of cases"),
}
