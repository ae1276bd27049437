"""Anonymised cases made by hand for the tests of the vault: placeholders, or invented names that are given."""

from __future__ import annotations

from collections.abc import Mapping

from casekit.case import AnonymisedCase, Mention
from casekit.lang import get_language
from conftest import ROOT, marked

#: an anonymised text, and its vault sealed with less work than usual so that it opens at once
PASSPHRASE = "three quiet green bicycles"
MARKUP = "[[PERSON|1|Anna Doyle]] rang.\nThen [[PERSON|2|Tom]] of [[LOCATION|1|Leeds]] told [[PERSON|1|Anna]] so.\n"
SEALED = (ROOT / "tests" / "golden" / "vault.age").read_bytes()


def made(markup: str, code: str, invented: Mapping[str, str] | None = None) -> tuple[str, AnonymisedCase]:
    """The original of a marked text and its anonymised case; what ``invented`` does not name gets a placeholder."""
    gold, labels = marked(markup), get_language(code).table("placeholders")
    numbers: dict[str, int] = {}
    given: dict[str, str] = {}
    out: list[str] = []
    mentions: list[Mention] = []
    at = 0
    for start, end, type_, entity in gold.mentions:
        id_, surface = f"{type_}-{entity}", gold.text[start:end]
        replacement = (invented or {}).get(surface)
        if replacement is None:
            if id_ not in given:
                numbers[str(type_)] = numbers.get(str(type_), 0) + 1
                given[id_] = f"[{labels[str(type_)]} {numbers[str(type_)]}]"
            replacement = given[id_]
        mentions.append(Mention(start, end, type_, id_, "test", replacement=replacement))
        out += [gold.text[at:start], replacement]
        at = end
    out.append(gold.text[at:])
    text, size = "".join(out), len(gold.text)
    return gold.text, AnonymisedCase(text, code, tuple(mentions), "share", size, size, {})
