"""Whether something stored as JSON names a profile."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, unquote


def spellings(identifier: str) -> tuple[str, str, str]:
    """How an id may stand in JSON text, plain or in a URL: one of these is part of whatever mentions it."""
    return json.dumps(identifier)[1:-1], quote(identifier), quote(identifier, safe="")


def mentions(value: Any, identifier: str) -> bool:
    """Whether a text or a name in the value is the id, or a URL that ends with it."""
    if isinstance(value, str):
        return value == identifier or unquote(value).endswith(f"/{identifier}")
    if isinstance(value, dict):
        return any(mentions(one, identifier) for pair in value.items() for one in pair)
    if isinstance(value, list):
        return any(mentions(one, identifier) for one in value)
    return False


def texts(value: Any) -> set[str]:
    """Every text and name in the value."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        value = [one for pair in value.items() for one in pair]
    return {text for one in value for text in texts(one)} if isinstance(value, list) else set()
