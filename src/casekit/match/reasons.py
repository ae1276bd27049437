"""Why a profile was proposed or not, in sentences of the reader's language; the words are ``matching.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casekit.lang import Language
from casekit.match.profile import Profile

#: from this probability on a theme or format is said to be there
LIKELY = 0.5
#: characters of a quoted sentence that are shown
_QUOTED = 160


def reasons(
    profile: Profile,
    themes: Mapping[str, float],
    formats: Mapping[str, float],
    carried: str,
    case_language: str,
    passed: Sequence[str],
    reader: Language,
) -> tuple[str, ...]:
    """What speaks for the profile: themes that met, the sentence that carried it, format, language, conditions.

    ``carried`` is a sentence of the asker's own anonymised case; no text of another member is ever quoted.
    """
    words = reader.table("matching")
    said = (
        _themes(profile, themes, words),
        words["reasons"]["sentence"].format(sentence=_short(carried)) if carried else "",
        _format(profile, formats, words),
        _language(profile, case_language, words),
        words["reasons"]["passed"].format(filters=", ".join(words["filters"][p] for p in passed))
        if passed
        else "",
    )
    return tuple(sentence for sentence in said if sentence)


def against(found: Sequence[str], profile: Profile, *, weak: bool, reader: Language) -> tuple[str, ...]:
    """What keeps the profile from being proposed, and what would change that."""
    words = reader.table("matching")
    told = [words["barriers"][name].format(level=profile.level or "") for name in found]
    return (*told, words["barriers"]["weak"]) if weak else tuple(told)


def theme_name(label: str, reader: Language) -> str:
    """A theme in the reader's language; a theme of the user's own keeps its name."""
    return str(reader.table("matching")["themes"].get(label, label))


def _short(sentence: str) -> str:
    if len(sentence) <= _QUOTED:
        return sentence
    return sentence[:_QUOTED].rsplit(" ", 1)[0] + " …"


def _themes(profile: Profile, themes: Mapping[str, float], words: Mapping[str, Any]) -> str:
    if profile.themes is None or not themes:
        return ""
    met = [name for name, value in themes.items() if value >= LIKELY and name in profile.themes]
    if not met:
        return str(words["reasons"]["no_theme"])
    named = ", ".join(words["themes"].get(name, name) for name in met)
    return str(words["reasons"]["themes"].format(themes=named))


def _format(profile: Profile, formats: Mapping[str, float], words: Mapping[str, Any]) -> str:
    if profile.format is None or not formats:
        return ""
    likeliest = max(formats, key=lambda name: formats[name])
    key = "format_fits" if likeliest == profile.format else "format_other"
    name, wanted = words["formats"][profile.format], words["formats"][likeliest]
    return str(words["reasons"][key].format(format=name, wanted=wanted))


def _language(profile: Profile, case_language: str, words: Mapping[str, Any]) -> str:
    names = ", ".join(words["languages"].get(code, code) for code in profile.languages)
    key = "same_language" if case_language in profile.languages else "other_language"
    return str(words["reasons"][key].format(languages=names))
