"""What stands in the brackets for a person whose role is known: "Client's mother", "Мать клиентки"."""

from __future__ import annotations

from collections.abc import Mapping

from casekit.case import Who
from casekit.lang import Language

_OF_CLIENT = "client."


def label(role: str, who: Who, client: Who | None, language: Language) -> str | None:
    """The words for a role with a capital at their beginning; ``None`` for a role that is not known.

    ``who`` is the person, whose gender chooses the word, ``client`` the one they belong to.
    """
    labels: Mapping[str, Mapping[str, str]] = language.table("roles")["labels"]
    key = role.removeprefix(_OF_CLIENT)
    words = labels.get(key)
    if words is None or key == "of_client":
        return None
    of = client.gender if client else None
    if role == key:
        said = words.get(who.gender or "any") or words.get("bare") or words["any"]
    else:
        told = words.get(f"of_{of}") if of else None
        said = told or words.get(who.gender or "any") or words["any"]
        pattern = labels["of_client"]
        said = (pattern.get(of or "any") or pattern["any"]).format(said)
    return said[0].upper() + said[1:]
