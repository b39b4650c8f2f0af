"""The words of tasks as patterns: verbs, the clauses before them, sections, owners and results."""

import re
from collections.abc import Mapping
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from silian.domain.plans.alternatives import either
from silian.domain.plans.owners import BARE_ANCHORS, BRACKET_ANCHORS, OwnerRules

YEARLY = "每年"
_BACKWARD = re.compile(r"(?:情况|成效|进展|问题|回顾|基础|形势|目标|原则|思路|要求|机遇|挑战)$")
_ACTOR = (
    r"(?P<actor>(?:[区市县省]|各)[一-龥、()]{1,16}?"
    r"(?:局|委|办|厅|政府|部门|单位|镇街|街道|管委会|办公室|组织部)"
    r"(?:要|应当?|负责|牵头)?(?:会同[^,。;\n]{2,24},?)?)"
)
_OUTLINE_FIRSTS = r"一二三四五六七八九十—(\d①-⑳●◆■▪★►"
_OUTLINE = r"[一二三四五六七八九十]{1,2}是|—{1,2}|\(\d{1,2}\)|\d{1,2}\s?[.、](?!\d)|[①-⑳]|[●◆■▪★►]"


class TaskRules:
    """The verbs, the sections and the labels of tasks, compiled once."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        adverbs, verbs = either(data["adverbs"]), either(data["verbs"])
        action = rf"(?P<action>(?:{adverbs}){{0,3}}{verbs}(?:好|了)?)"
        self.action = re.compile(rf"(?:{_OUTLINE})?{action}(?P<object>.*)")
        leads = rf"(?:{either(data['leads'])}[^,。;:\n!?]{{1,90}},){{0,3}}"
        words = [*data["adverbs"], *data["verbs"], *data["leads"]]
        firsts = "".join(sorted({word[0] for word in words} | set("区市县省各每")))
        self.sentence = re.compile(
            rf"[。\n!?](?=[ \t“{firsts}{_OUTLINE_FIRSTS}])[ \t“]*(?:(?:{_OUTLINE})\s*)?"
            rf"(?:{_ACTOR}(?=[{firsts}]))?{leads}(?:每年)?{action}"
            rf"(?P<object>[^,。;:\n!?]{{2,80}})(?P<rest>[^。\n]*)"
        )
        self.opening = re.compile(rf"\s*{leads}{action}")
        self.verbal_noun = re.compile(
            rf"(?P<object>.{{2,}}?)(?P<action>{either(data['verbal_nouns'])})$"
        )
        self.no_tasks = re.compile(either(data["no_tasks"]))
        self.tasks = re.compile(either(data["tasks"]))
        self.no_task_documents = frozenset(data["no_task_documents"])
        self.owners = OwnerRules.from_data(data["owner_labels"])
        self.deadline_labels = frozenset(data["deadline_labels"])
        self.qualitative = frozenset(data["qualitative"])
        self.owner_anchors = frozenset([*self.owners.anchors, *BRACKET_ANCHORS, *BARE_ANCHORS])
        anchors = self.owner_anchors | self.deadline_labels | self.qualitative | {YEARLY}
        self.anchor_words = sorted(anchors)
        self.anchors = AhoCorasick(self.anchor_words, matchkind=MatchKind.LeftmostLongest)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "TaskRules":
        """The rules of ``reading/tasks.yaml``."""
        return cls(data)

    def has_tasks(self, title: str, parent_has: bool) -> bool:  # noqa: FBT001 — a fact passed on
        """Whether a section holds tasks, by its title and by the section above it."""
        if self.tasks.search(title):
            return True
        if not parent_has or _BACKWARD.search(title):
            return False
        return self.action.match(title) is not None or self.no_tasks.search(title) is None
