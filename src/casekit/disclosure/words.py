"""The report in plain words, from ``lang/*/disclosure.toml``, for the author who is about to share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casekit.disclosure.report import Disclosure, Estimate, Factor, Reason
from casekit.lang import get_language


class DisclosureWords:
    """The sentences of one language."""

    def __init__(self, code: str) -> None:
        self._table: Mapping[str, Any] = get_language(code).table("disclosure")
        self._countries = {
            row[0]: row[1]
            for line in get_language(code).blob("countries.tsv").decode("utf-8").splitlines()
            for row in (line.split("\t"),)
        }

    def level(self, found: Disclosure) -> str:
        """What the level means and what to do."""
        return str(self._table["levels"][found.level])

    def reason(self, reason: Reason) -> str:
        """Why it matters, without any word of the text."""
        return str(self._table["reasons"][reason.key]).format(**self._params(reason))

    def why(self, key: str) -> str:
        """Why a candidate was not replaced."""
        return str(self._table["unsure"][key])

    def estimate(self, found: Estimate) -> list[str]:
        """The number, what it was made of, and what it assumes."""
        table = self._table["estimate"]
        place = self._table["basis"][found.basis].format(country=self._country(found.country))
        lines = [str(table["result"]).format(count=self._about(found.expected))]
        lines.append(str(table["people"]).format(count=self._number(found.people), place=place))
        lines += [
            str(table["factor"]).format(trait=self._trait(f), share=self._share(f)) for f in found.factors
        ]
        return [*lines, str(table["assumes"])]

    def word(self, key: str, /, **params: object) -> str:
        """A heading or label."""
        return str(self._table["words"][key]).format(**params)

    def _country(self, code: str) -> str:
        return self._countries.get(code, code)

    def _params(self, reason: Reason) -> dict[str, str]:
        """What fills the sentence; a number of people is never told more exactly than it is known."""
        if "people" in reason.params:
            return {"count": self._about(float(reason.params["people"]))}
        return dict(reason.params)

    def _trait(self, factor: Factor) -> str:
        name = str(self._table["traits"][factor.key])
        if not factor.excerpt:
            return name
        return str(self._table["estimate"]["trait"]).format(trait=name, excerpt=factor.excerpt)

    def _about(self, people: float) -> str:
        table = self._table["estimate"]
        return self._number(people) if people < 1 else str(table["about"]).format(count=self._number(people))

    def _number(self, value: float) -> str:
        """At most two figures: an estimate is not better than that."""
        if value < 1:
            return str(self._table["estimate"]["below_one"])
        digits = max(0, len(str(int(value))) - 2)
        return f"{round(value / 10**digits) * 10**digits:,}".replace(",", "\u202f")

    def _share(self, factor: Factor) -> str:
        """One in so many."""
        return str(self._table["estimate"]["share"]).format(count=self._number(1 / factor.share))
