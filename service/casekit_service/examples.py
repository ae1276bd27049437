"""Examples of the description of the interface, in three languages; all people in them are invented."""

from __future__ import annotations

import json
from typing import Any

from casekit_service.lines import LINES

_TEXTS = {
    "en": "My client Callum Doyle, 34, drives a bus in Leeds. He has not slept since his mother died.",
    "ru": "Клиентка Анна Соколова, 34 года, бухгалтер из Казани. Она не спит с тех пор, как умерла мать.",
    "sv": "Klienten Maja Lindqvist, 34, är tandsköterska i Hultsfred. Hon har inte sovit sedan modern dog.",
}
_GROUPS: dict[str, dict[str, Any]] = {
    "en": {
        "title": "Tuesday circle",
        "description": "Intervision for school counsellors: bullying, divorce, self-harm, reports to child protection.",
        "languages": ["en"],
        "format": "intervision",
        "themes": ["child_family", "distress"],
        "size_now": 5,
        "size_max": 8,
    },
    "ru": {
        "title": "Балинт по средам",
        "description": "Балинтовская группа для врачей и психологов: отношения с пациентом, вина, злость, бессилие.",
        "languages": ["ru"],
        "format": "balint",
        "themes": ["distress"],
    },
    "sv": {
        "title": "Gränslandet",
        "description": "Handledning i yrkesetik: sekretess, anmälningsplikt, dubbla relationer, gåvor och samtycke.",
        "languages": ["sv"],
        "format": "supervision",
        "themes": ["ethics"],
    },
}
_NAMES = {"en": "English", "ru": "Русский", "sv": "Svenska"}


def _each(made: dict[str, Any]) -> dict[str, Any]:
    return {code: {"summary": _NAMES[code], "value": value} for code, value in made.items()}


def _body(kind: str, examples: dict[str, Any], schema: str | None = None) -> dict[str, Any]:
    content: dict[str, Any] = {"examples": examples}
    if schema is not None:
        content["schema"] = {"$ref": f"#/components/schemas/{schema}"}
    return {"requestBody": {"required": True, "content": {kind: content}}}


_FORM = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["file"],
            "additionalProperties": False,
            "properties": {
                "file": {"type": "string", "format": "binary", "description": "a .txt or .md file"},
                "language": {"type": "string", "enum": ["en", "ru", "sv"]},
                "policy": {"type": "string", "enum": ["minimal", "share", "strict"]},
                "style": {"type": "string", "enum": ["placeholder", "role", "surrogate"]},
                "seed": {"type": "string", "minLength": 16, "maxLength": 256},
                "assess": {"type": "boolean"},
            },
        }
    }
}
ANONYMISE = _body(
    "application/json",
    _each({code: {"text": text, "language": code, "policy": "share"} for code, text in _TEXTS.items()}),
    "AnonymiseRequest",
)
ANONYMISE["requestBody"]["content"].update(_FORM)
BATCH = _body(
    LINES,
    _each(
        {
            code: f'{{"text": "{text}"}}\n{{"text": "{text}", "policy": "minimal"}}\n'
            for code, text in _TEXTS.items()
        }
    ),
)
BATCH["requestBody"]["content"][LINES]["schema"] = {
    "type": "string",
    "description": "an AnonymiseRequest a line",
}
THEMES = _body("application/json", _each({code: {"text": text} for code, text in _TEXTS.items()}))
MATCH = _body(
    "application/json",
    _each({code: {"text": text, "k": 3, "languages": [code]} for code, text in _TEXTS.items()}),
)
ASSIGN = _body(
    "application/json",
    _each(
        {code: {"cases": [{"text": text}], "capacity": 3, "constraints": []} for code, text in _TEXTS.items()}
    ),
)
PROFILE = _body("application/json", _each(_GROUPS))
IMPORT = _body(
    LINES,
    _each(
        {
            code: json.dumps({"id": f"{code}-1", **group}, ensure_ascii=False) + "\n"
            for code, group in _GROUPS.items()
        }
    ),
)
IMPORT["requestBody"]["content"][LINES]["schema"] = {
    "type": "string",
    "description": "a ProfileIn with an id a line",
}
