"""Every rule of the linter has its page, and the page says what the rule's data says."""

from scripts.lint_pages import FAMILIES, FOLDER, HEADS, pages
from silian.adapters.engines.linting import lint_rules
from silian.domain.plans.lint.linting import CHECKS


def test_the_pages_are_written_from_the_rules():
    kept = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}

    assert kept == pages(), "run: python scripts/lint_pages.py"


def test_every_rule_that_is_checked_has_data_and_every_data_a_check():
    assert {rule for rule, _ in CHECKS} == set(lint_rules())


def test_every_rule_says_all_that_its_page_needs():
    for rule in lint_rules().values():
        assert rule.family in FAMILIES, rule.id
        assert {part for part, _, _ in HEADS} == set(rule.page), rule.id
        for words in (rule.name, *rule.messages.values(), *rule.page.values()):
            assert words.zh.strip(), rule.id
            assert words.en.strip(), rule.id
