"""Clocks and scenarios of a manifest, told in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from silian import labels
from silian.domain.systems.clocks import Clock, ClockUnit, ExpiryKind, OpenClock
from silian.domain.systems.manifest import Manifest
from silian.domain.systems.showing import said


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock: its name, how long it runs, what happens at its end."""

    name: str
    length: str
    ending: str


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    """A line of a scenario in words; ``refused``: it is shown that it cannot be done."""

    text: str
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario as a list of sentences."""

    title: str
    day: str
    steps: tuple[ScenarioStep, ...]


def clocks_in_words(manifest: Manifest, lang: str) -> dict[str, ClockLine]:
    """The clocks of a manifest by name."""
    return {
        name: ClockLine(
            word(manifest, name, lang), length_of(clock), _ending(manifest, clock, lang)
        )
        for name, clock in manifest.clocks.items()
    }


def length_of(clock: Clock | OpenClock) -> str:
    """How long a clock runs, in words."""
    if isinstance(clock, OpenClock):
        return _("without a limit")
    length = clock.length
    if isinstance(length, str):
        if clock.unit is ClockUnit.EACH:
            return _("each year on %(day)s") % {"day": length}
        if clock.unit is ClockUnit.UNTIL:
            return _("until the day named “%(name)s”") % {"name": length}
        return _("as the district sets “%(name)s”") % {"name": length.partition(".")[2]}
    if clock.unit is ClockUnit.WORKING_DAYS:
        return ngettext("%(n)d working day", "%(n)d working days", length) % {"n": length}
    if clock.unit is ClockUnit.DAYS:
        return ngettext("%(n)d calendar day", "%(n)d calendar days", length) % {"n": length}
    if clock.unit is ClockUnit.MONTHS:
        return ngettext("%(n)d month", "%(n)d months", length) % {"n": length}
    return ngettext("%(n)d year", "%(n)d years", length) % {"n": length}


def _ending(manifest: Manifest, clock: Clock | OpenClock, lang: str) -> str:
    if isinstance(clock, OpenClock):
        return clock.reason if lang == "zh" else ""
    found = []
    for one in clock.expiry:
        target = word(manifest, one.target, lang)
        if one.kind is ExpiryKind.FIRE:
            found.append(_("then by itself: %(step)s") % {"step": target})
        elif one.kind is ExpiryKind.ESCALATE:
            found.append(_("then it goes up to %(role)s") % {"role": target})
        else:
            found.append(_("then %(role)s is reminded") % {"role": target})
    return ("；" if lang == "zh" else "; ").join(found)


def word(manifest: Manifest, code: str, lang: str) -> str:
    """The words of a state, step, role or clock; the code where nobody wrote any."""
    found = manifest.words.get(code)
    return said(found, lang) if found else code.replace("_", " ")


def scenario_in_words(
    manifest: Manifest, data: Mapping[str, Any] | None, lang: str
) -> Scenario | None:  # Any: parsed YAML
    """A scenario as sentences that an officer can read aloud; None where there is none."""
    if data is None:
        return None
    title = data.get("title", {})
    steps = tuple(_step(manifest, data, step, lang) for step in data.get("steps", ()))
    day = str(data.get("given", {}).get("day", ""))
    return Scenario(str(title.get(lang) or title.get("zh", "")), day, steps)


def _step(
    manifest: Manifest, data: Mapping[str, Any], step: Mapping[str, Any], lang: str
) -> ScenarioStep:
    text = _sentence(manifest, data, step, lang)
    refused = step.get("refused")
    if refused:
        reason = labels.label(refused) if labels.has_label(refused) else str(refused)
        text += _(" — refused: %(reason)s") % {"reason": _plain(reason)}
    elif "state" in step and "see" not in step:
        text += _(" → %(state)s") % {"state": word(manifest, str(step["state"]), lang)}
    return ScenarioStep(text, bool(refused))


def _plain(sentence: str) -> str:
    """A sentence without the places that only a real case could fill."""
    return sentence if "%(" not in sentence else sentence.partition("%(")[0].rstrip(" “")


def _sentence(
    manifest: Manifest, data: Mapping[str, Any], step: Mapping[str, Any], lang: str
) -> str:
    who = _who(data, step, lang)
    if "open" in step:
        return _("%(who)s begins a case") % {"who": who}
    if "save" in step:
        return _("%(who)s saves answers") % {"who": who}
    if "step" in step:
        return _("%(who)s: %(step)s") % {"who": who, "step": word(manifest, step["step"], lang)}
    if "days" in step:
        days = int(step["days"])
        return ngettext("%(n)d day passes", "%(n)d days pass", days) % {"n": days}
    if "until" in step:
        return _("time passes until %(day)s") % {"day": step["until"]}
    if "see" in step:
        return _seen(manifest, step, lang)
    if "members" in step:
        return _("%(n)s stand in the register") % {"n": step["members"]}
    if "feed" in step:
        feed = next((f for f in manifest.feeds if f.indicator == step["feed"]), None)
        name = said(feed.words, lang) if feed else str(step["feed"])
        return _("%(name)s is %(value)s") % {"name": name, "value": step["value"]}
    if "call" in step or "extend" in step:
        return _("%(who)s writes or extends a call") % {"who": who}
    if "review" in step:
        return _("%(who)s reviews") % {"who": who}
    return "；".join(f"{key}：{value}" for key, value in step.items())


def _who(data: Mapping[str, Any], step: Mapping[str, Any], lang: str) -> str:
    person = data.get("given", {}).get("people", {}).get(step.get("who", ""), {})
    code = f"role.{person.get('office', '')}"
    return labels.label(code) if labels.has_label(code) else str(step.get("who", ""))


def _seen(manifest: Manifest, step: Mapping[str, Any], lang: str) -> str:
    parts = []
    if "state" in step:
        parts.append(_("it is “%(state)s”") % {"state": word(manifest, step["state"], lang)})
    if "stage" in step:
        found = next((s for s in manifest.stages if s.id == step["stage"]), None)
        name = said(found.words, lang) if found else str(step["stage"])
        parts.append(_("on the rung “%(stage)s”") % {"stage": name})
    if "due" in step:
        parts.append(_("due on %(day)s") % {"day": step["due"]})
    return ("，" if lang == "zh" else ", ").join(parts) or _("it is looked at")
