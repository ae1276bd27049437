"""The words of the interface in the language of the person at the screen."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from casekit.errors import CasekitError
from casekit.lang import SUPPORTED, get_language

#: environment variables that tell the language, the first that is set wins
_VARIABLES = ("CASEKIT_INTERFACE", "LC_ALL", "LC_MESSAGES", "LANG")


class Words:
    """The messages of one language."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._table = get_language(code).table("messages")

    def __call__(self, key: str, /, **params: object) -> str:
        """The message ``section.name`` with its places filled in."""
        section, name = key.split(".")
        return str(self._table[section][name]).format(**params)

    def error(self, error: CasekitError) -> str:
        """What an error says to a person."""
        return self.problem(error.key, {"detail": str(error), **error.params})

    def problem(self, key: str, params: Mapping[str, object]) -> str:
        """What the error of that key says; ``params`` have its ``detail``, for a key without words."""
        errors: Any = self._table["errors"]
        told = {"types": ", ".join(self._kinds(str(params["types"])))} if "types" in params else {}
        return str(errors.get(key, errors["error"])).format(**{"detail": key, **params, **told})

    def _kinds(self, names: str) -> list[str]:
        """The words of types, as an error lists them."""
        types, others = self._table["types"], self._table["words"]
        return [str(types.get(name) or others.get(f"leak_{name}", name)) for name in names.split(", ")]


@cache
def words() -> Words:
    """The words of the language that the environment asks for, English when it asks for none of ours."""
    for variable in _VARIABLES:
        code = os.environ.get(variable, "").lower()[:2]
        if code in SUPPORTED:
            return Words(code)
        if code:
            break
    return Words("en")
