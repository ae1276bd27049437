"""What goes over the wire. Requests refuse unknown fields; answers never hold an original text or a vector."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Language = Literal["en", "ru", "sv"]
PolicyName = Literal["minimal", "share", "strict"]
Style = Literal["placeholder", "role", "surrogate"]
Format = Literal["balint", "intervision", "supervision"]
Mode = Literal["online", "offline", "hybrid"]
Level = Literal["beginner", "intermediate", "experienced"]
JobState = Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]


def _whole_characters(text: str) -> str:
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("half a character, which no answer can hold")
    return text


def _whole_number(value: object) -> object:
    """To JSON 3.0 is a whole number as well; a text or a truth value is none."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Text = Annotated[str, AfterValidator(_whole_characters)]
#: part of an address, so no character that an address needs for itself
ProfileId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$")]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Mark = Annotated[str, Field(pattern=r"^m1:[0-9a-f]{32}$")]
Whole = BeforeValidator(_whole_number)
Size = Annotated[int, Field(ge=0, le=1_000_000), Whole]
Short = Annotated[Text, Field(max_length=500)]


class _Request(BaseModel):
    # pydantic would keep short texts for the next time
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True, cache_strings="none")


class AnonymiseRequest(_Request):
    """A write-up; without ``language`` it is told paragraph by paragraph.

    With the same secret ``seed`` the same person has the same invented name in every text; it is used for the
    request and kept nowhere. With ``assess`` the answer has a report on what risk of recognition remains.
    """

    text: Text
    language: Language | None = None
    policy: PolicyName = "share"
    style: Style = "placeholder"
    seed: Annotated[Text, Field(min_length=16, max_length=256)] | None = None
    assess: bool = False


class CaseIn(_Request):
    """A case as ``/v1/anonymise`` gave it back, perhaps edited since. It is anonymised again, in case a name
    was missed or came back; placeholders stay as they are."""

    text: Text
    language: Language | None = None
    conflict_marks: list[Mark] = Field(default_factory=list, max_length=10_000)


_EITHER_OR: dict[str, Any] = {
    "oneOf": [
        {
            "required": ["text"],
            "properties": {"text": {"type": "string"}, "case": {"type": "null"}},
        },
        {
            "required": ["case"],
            "properties": {
                "case": {"type": "object"},
                "text": {"type": "null"},
                "language": {"type": "null"},
            },
        },
    ]
}


class _ToRead(_Request):
    """Either a raw ``text``, which is anonymised first and never stored, or an anonymised ``case``."""

    model_config = ConfigDict(json_schema_extra=_EITHER_OR)

    text: Text | None = None
    language: Language | None = None
    case: CaseIn | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> _ToRead:
        if (self.text is None) == (self.case is None):
            raise ValueError("either text or case is needed, not both")
        if self.case is not None and self.language is not None:
            raise ValueError("the language of a case stands inside it")
        return self

    @property
    def read(self) -> CaseIn:
        """What is to be anonymised and read."""
        return self.case or CaseIn(text=self.text or "", language=self.language)


class ThemesRequest(_ToRead):
    """What is this about?"""


class MatchRequest(_ToRead):
    """Where does this fit? ``approaches``, ``populations`` and ``place`` are wishes, the others conditions.

    With ``k`` as large as the number of profiles all are ranked. ``reader`` is the language of the reasons.
    """

    k: Annotated[int, Field(ge=1, le=10_000), Whole] = 3
    languages: list[LanguageCode] | None = Field(default=None, max_length=50)
    format: Format | None = None
    mode: Mode | None = None
    level: Level | None = None
    available: bool = False
    approaches: list[Short] = Field(default_factory=list, max_length=50)
    populations: list[Short] = Field(default_factory=list, max_length=50)
    place: Short | None = None
    supervised: bool = False
    reader: Language | None = None


class Constraint(_Request):
    """``case`` is a place in the list of cases, from 0; ``must``: it goes to that profile, else never."""

    case: Annotated[int, Field(ge=0), Whole]
    profile: ProfileId
    must: bool


class AssignRequest(_Request):
    """Many cases at once; a group without a stated size takes ``capacity`` of them."""

    cases: list[ThemesRequest] = Field(min_length=1)
    capacity: Annotated[int, Field(ge=1, le=1_000), Whole] = 3
    constraints: list[Constraint] = Field(default_factory=list, max_length=100_000)


class ProfileIn(_Request):
    """What a group or peer states of itself; what is not stated is left out or null."""

    id: ProfileId | None = None
    title: Annotated[Text, Field(max_length=1_000)]
    description: Annotated[Text, Field(max_length=50_000)]
    languages: list[LanguageCode] = Field(min_length=1, max_length=50)
    kind: Literal["group", "peer"] = "group"
    format: Format | None = None
    themes: list[Short] | None = Field(default=None, max_length=100)
    populations: list[Short] | None = Field(default=None, max_length=100)
    approach: Short | None = None
    level: Short | None = None
    mode: Mode | None = None
    place: Short | None = None
    time_zone: Short | None = None
    open: bool | None = None
    intake: Short | None = None
    size_now: Size | None = None
    size_min: Size | None = None
    size_max: Size | None = None
    frequency: Literal["weekly", "fortnightly", "monthly", "other"] | None = None
    fee: Short | None = None
    leader: Short | None = None
    accreditation: Short | None = None
    conflicts: list[Mark] | None = Field(default=None, max_length=10_000)
    texts: list[Annotated[Text, Field(max_length=50_000)]] | None = Field(default=None, max_length=20)


class MentionOut(BaseModel):
    """Offsets are code points of the text that was sent, ``end`` excluded; ``confidence`` is 0..1."""

    start: int
    end: int
    type: str
    subtype: str | None
    entity_id: str
    replacement: str | None
    recognizer: str
    confidence: float


class WhoOut(BaseModel):
    """What the text tells of a person; never a name. ``family`` is several people under one surname."""

    gender: Literal["m", "f"] | None
    family: bool
    role: str | None


class NoteOut(BaseModel):
    """What could not be done as asked, what was done instead, and why."""

    start: int
    end: int
    type: str
    entity_id: str
    asked: str
    done: str
    reason: str


class Summary(BaseModel):
    """Counts by type and what was done; ``coverage`` is the share of characters that were looked at."""

    language: str
    policy: str
    characters: int
    coverage: float
    replaced_characters: int
    entities: dict[str, int]
    mentions: dict[str, int]
    operators: dict[str, str]


class RiskReport(BaseModel):
    """``reasons`` are sentences for the author in the language of Accept-Language, most harmful first.

    ``expected_people`` is how many people the quasi-identifiers that are left may fit, a cautious estimate.
    """

    level: Literal["low", "look_again", "do_not_share"]
    reasons: list[str]
    expected_people: float | None


class AnonymiseResponse(BaseModel):
    """``conflict_marks`` are keyed marks of what was replaced, to be sent on with the case; empty without a key."""

    text: str
    language: str
    style: Style
    mentions: list[MentionOut]
    who: dict[str, WhoOut]
    notes: list[NoteOut]
    conflict_marks: list[str]
    summary: Summary
    risk: RiskReport | None


class BatchLine(BaseModel):
    """One line of the answer: ``line`` is that of the request, from 1, with a result or an error."""

    line: int
    result: AnonymiseResponse | None = None
    error: Problem | None = None


class RiskOut(BaseModel):
    """A sign of danger and the first sentence of the anonymised case that speaks of it."""

    kind: str
    sentence: str


class ThemesResponse(BaseModel):
    """Probabilities; those of ``formats`` sum to one."""

    language: str
    themes: dict[str, float]
    other_themes: dict[str, float]
    formats: dict[str, float]
    risks: list[RiskOut]


class MatchOut(BaseModel):
    """``rank_score`` (0..1) orders the list; ``similarity`` is a cosine, higher is closer.

    ``barriers`` keep the profile from being proposed now; ``reasons`` are for a person and quote the
    anonymised case only.
    """

    id: str
    title: str
    languages: list[str]
    format: str | None
    rank_score: float
    similarity: float
    theme_overlap: float | None
    format_fit: float | None
    suitable: bool
    barriers: list[str]
    reasons: list[str]


class MatchResponse(ThemesResponse):
    """The matches, best first; ``nearest`` is the best profile even where none is suitable."""

    matches: list[MatchOut]
    no_suitable_group: bool
    nearest: MatchOut | None
    hints: list[str]


class ProfilePage(BaseModel):
    """Profiles in the order of their ids; ``next`` is the cursor of the next page, null on the last."""

    items: list[ProfileIn]
    next: str | None


class ProfileWritten(BaseModel):
    """``index_version`` counts the changes of the tenant's profiles."""

    created: bool
    index_version: int


class ImportResponse(BaseModel):
    """How many profiles were new, changed, and the same as before; the lines refused with ``partial``."""

    created: int
    changed: int
    unchanged: int
    refused: list[FieldError]
    index_version: int


class Receipt(BaseModel):
    """Of an erasure: the profile is in neither the database nor the index any more.

    ``scrubbed``: its bytes are overwritten too; false while another process reads the database, such as a
    backup; they are overwritten within the hour then.
    """

    receipt: str
    erased_at: str
    index_version: int
    scrubbed: bool = False


class Alternate(BaseModel):
    """Where else a case could go, and why it did not: lower, full or closed."""

    profile: str
    rank_score: float
    reason: str


class Placed(BaseModel):
    """Where a case goes (``profile`` null: nowhere, ``reason`` says why: conflict, no_group_fits or full)."""

    case: int
    profile: str | None
    rank_score: float | None
    reason: str | None
    alternates: list[Alternate]


class AssignResult(BaseModel):
    """``closed`` are the groups that get no case because their minimum was not reached."""

    assignments: list[Placed]
    closed: list[str]


class JobOut(BaseModel):
    """``progress`` is the share of the cases that were read, 0..1; times are UTC in ISO 8601."""

    id: str
    state: JobState
    progress: float
    created: str
    finished: str | None
    error: Problem | None = None


class Status(BaseModel):
    """Whether the process lives, or is ready."""

    status: Literal["alive", "ready"]


class Meta(BaseModel):
    """What is installed; ``models`` and ``rules`` change when a file of theirs does."""

    version: str
    models: str
    rules: str
    index_version: int
    embedder: str
    languages: list[str]
    types: list[str]
    policies: list[str]
    styles: list[str]
    scopes: list[str]
    max_characters: int


class FieldError(BaseModel):
    """A field or line that is wrong and how; never its value."""

    field: str | None = None
    line: int | None = None
    detail: str


class Problem(BaseModel):
    """Problem details (RFC 9457); never holds anything that was sent."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = None
    request_id: str | None = None


for _model in (BatchLine, ImportResponse, JobOut):
    _model.model_rebuild()

#: names of fields that an error may tell; any other name came from outside
FIELDS: frozenset[str] = frozenset(
    name
    for model in (AnonymiseRequest, MatchRequest, AssignRequest, CaseIn, Constraint, ProfileIn)
    for name in model.model_fields
) | {"body", "query", "path", "header", "file", "limit", "cursor", "partial"}


def plain(model: BaseModel) -> dict[str, Any]:
    """A model as the JSON that is sent, without what is not stated."""
    return model.model_dump(mode="json", exclude_none=True)
