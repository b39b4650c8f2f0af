"""Words of the screens: ``extract`` gathers them for translation, ``compile`` makes the .mo files.

Extraction needs GNU gettext and is for developers; compiling needs only polib.
"""

import os
import sys
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parent.parent / "silian"
LOCALE = PACKAGE / "locale"
LAZY_NAMES = ("_lazy", "lazy")
VOLATILE = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Report-Msgid-Bugs-To",
)


def extract() -> None:
    """Gather the msgids of Python and templates into each .po; drop those no longer used."""
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.core.management.commands.makemessages import Command

    class Extract(Command):
        """Knows the short names that modules give to ``gettext_lazy``."""

        xgettext_options = [  # noqa: RUF012  # as in the class above it
            *Command.xgettext_options,
            *map("--keyword={}".format, LAZY_NAMES),
        ]

    settings.configure(LOCALE_PATHS=[str(LOCALE)], USE_I18N=True, INSTALLED_APPS=[])
    django.setup()
    os.chdir(PACKAGE)
    call_command(
        Extract(),
        locale=[path.name for path in sorted(LOCALE.iterdir()) if path.is_dir()],
        extensions=["py", "html", "txt"],
        ignore_patterns=["static/*", "data/*"],
        no_obsolete=True,
        no_location=True,
        verbosity=0,
    )
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        catalog = polib.pofile(str(path), wrapwidth=100)
        catalog.header = "Words of the screens. msgids are English, as in the code."
        catalog.metadata_is_fuzzy = False
        catalog.metadata["Project-Id-Version"] = "silian"
        catalog.metadata["Language"] = path.parent.parent.name
        for name in VOLATILE:
            catalog.metadata.pop(name, None)
        for entry in catalog:
            if "fuzzy" in entry.flags:  # a guess of the tool is no translation
                entry.flags.remove("fuzzy")
                entry.msgstr = ""
                entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
                entry.previous_msgid = None
                entry.previous_msgid_plural = None
        catalog.save(str(path))
        missing = catalog.untranslated_entries()
        print(f"{path.relative_to(PACKAGE)}: {len(catalog)} messages, {len(missing)} without words")


def compile_all() -> None:
    """Write a .mo beside each .po."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


if __name__ == "__main__":
    commands = {"extract": extract, "compile": compile_all}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit("usage: python scripts/messages.py extract|compile")
    commands[sys.argv[1]]()
