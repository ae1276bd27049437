"""Why a profile was proposed, in sentences of the case's language; the words are ``matching.toml``."""

from __future__ import annotations

from collections.abc import Mapping

from casekit.lang import Language
from casekit.match.profile import Profile

#: from this probability on a theme or format is said to be there
LIKELY = 0.5


def reasons(
    profile: Profile, themes: Mapping[str, float], formats: Mapping[str, float], language: Language
) -> tuple[str, ...]:
    """Sentences on the themes that met, the format, the language and the places, in that order."""
    words = language.table("matching")
    said = (
        _themes(profile, themes, words),
        _format(profile, formats, words),
        _language(profile, language, words),
        _places(profile, words),
    )
    return tuple(sentence for sentence in said if sentence)


def _themes(profile: Profile, themes: Mapping[str, float], words: Mapping[str, Mapping[str, str]]) -> str:
    if profile.themes is None or not themes:
        return ""
    met = [name for name, value in themes.items() if value >= LIKELY and name in profile.themes]
    if not met:
        return words["reasons"]["no_theme"]
    return words["reasons"]["themes"].format(themes=", ".join(words["themes"][name] for name in met))


def _format(profile: Profile, formats: Mapping[str, float], words: Mapping[str, Mapping[str, str]]) -> str:
    if profile.format is None or not formats:
        return ""
    likeliest = max(formats, key=lambda name: formats[name])
    key = "format_fits" if likeliest == profile.format else "format_other"
    name, wanted = words["formats"][profile.format], words["formats"][likeliest]
    return words["reasons"][key].format(format=name, wanted=wanted)


def _language(profile: Profile, language: Language, words: Mapping[str, Mapping[str, str]]) -> str:
    names = ", ".join(words["languages"].get(code, code) for code in profile.languages)
    key = "same_language" if language.code in profile.languages else "other_language"
    return words["reasons"][key].format(languages=names)


def _places(profile: Profile, words: Mapping[str, Mapping[str, str]]) -> str:
    if profile.open is False:
        return words["reasons"]["closed"]
    return words["reasons"]["full"] if profile.full else ""
