"""What goes over the wire. Requests refuse unknown fields; responses never hold the original text."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Language = Literal["en", "ru", "sv"]
PolicyName = Literal["minimal", "share", "strict"]
Format = Literal["any", "balint", "intervision", "supervision"]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class AnonymiseRequest(_Request):
    """A write-up; without ``language`` it is told paragraph by paragraph."""

    text: str
    language: Language | None = None
    policy: PolicyName = "share"

    @field_validator("text")
    @classmethod
    def _whole_characters(cls, text: str) -> str:
        if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
            raise ValueError("half a character, which no answer can hold")
        return text


class MatchRequest(AnonymiseRequest):
    """A write-up to be anonymised and matched to the groups the service holds."""

    k: int = Field(default=3, ge=1, le=100)
    format: Format = "any"
    languages: list[Language] | None = None


class MentionOut(BaseModel):
    """Offsets are code points of the text that was sent."""

    start: int
    end: int
    type: str
    subtype: str | None
    entity_id: str
    replacement: str | None
    recognizer: str
    confidence: float


class AnonymiseResponse(BaseModel):
    text: str
    language: str
    mentions: list[MentionOut]
    summary: dict[str, object]


class MatchOut(BaseModel):
    """``rank_score`` (0..1) orders the list; ``similarity`` is a cosine, higher is closer."""

    id: str
    title: str
    languages: list[str]
    format: str | None
    rank_score: float
    similarity: float
    themes: dict[str, float]
    suitable: bool
    reasons: list[str]


class MatchResponse(BaseModel):
    language: str
    matches: list[MatchOut]


class Problem(BaseModel):
    """Problem details (RFC 9457); never holds anything that was sent."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
