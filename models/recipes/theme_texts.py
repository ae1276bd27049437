"""The labelled texts that ``themes.py`` and ``ranking.py`` learn from: cases, sentences, profiles, announcements."""

from __future__ import annotations

import csv
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casekit.match.themes import OTHERS, REACTION, THEMES

#: what each of the two readings of a write-up counts
READING_WEIGHT = 0.25
CORPUS = Path(__file__).parents[1] / "corpus"
LANGUAGES = ("en", "ru", "sv")
#: what a topic of our sentences is about, in main themes, other themes and "reaction"; not named: left out
TOPICS = {
    "adolescent_selfharm": "child_family distress",
    "addiction": "addiction",
    "adoption": "child_family",
    "anger_aggression_client": "",
    "autism_adhd_family": "child_family neurodevelopmental",
    "beginner_first_cases": "",
    "boundaries_gifts_money": "ethics",
    "bullying": "child_family",
    "burnout_of_professional": "distress burnout reaction",
    "career_identity": "career",
    "child_anxiety_school": "child_family distress",
    "chronic_illness_child": "child_family illness",
    "colleague_misconduct": "ethics",
    "competence_limits": "ethics",
    "confidentiality_limits": "ethics",
    "consent_of_minor": "child_family ethics",
    "countertransference_feelings": "reaction",
    "couple_relationship": "couple",
    "crisis_line": "distress",
    "dementia_carer": "elderly illness",
    "depression": "distress",
    "difficult_client_avoidance": "reaction",
    "disability_and_dependence": "",
    "divorce_custody": "child_family",
    "domestic_violence": "violence",
    "dual_relationship": "ethics",
    "duty_to_report": "ethics",
    "eating_disorder": "eating",
    "elderly_care": "elderly",
    "ending_and_dropout": "",
    "erotic_transference": "ethics",
    "faith_and_spirituality": "faith",
    "foster_care": "child_family",
    "gambling_gaming": "addiction",
    "grief_loss": "distress grief",
    "group_therapy_process": "",
    "infant_perinatal": "child_family",
    "infertility_pregnancy_loss": "grief",
    "interpreter_in_the_room": "migration",
    "loneliness_and_isolation": "loneliness",
    "migration_identity_and_language": "migration",
    "motivational_interviewing_skill": "",
    "neglect_abuse_reporting": "child_family ethics",
    "note_keeping_and_recording": "ethics",
    "obsessive_compulsive": "distress",
    "online_therapy_frame": "",
    "panic_anxiety": "distress",
    "parent_child_conflict": "child_family",
    "prison_forensic": "",
    "psychosis_first_episode": "psychosis distress",
    "psychosomatic_pain": "psychosomatic",
    "record_access_court": "ethics",
    "refugee_trauma": "distress trauma migration",
    "retirement_and_ageing": "elderly career",
    "serious_illness": "illness",
    "sexuality_gender": "sexuality",
    "sibling_family_dynamics": "child_family",
    "sleep_exhaustion": "distress",
    "social_media_contact": "ethics",
    "sport_and_performance": "career",
    "stepfamily": "child_family",
    "student_perfectionism": "",
    "suicidality": "distress",
    "team_conflict_handledning": "team",
    "trauma_ptsd": "distress trauma",
    "workplace_conflict_of_client": "career",
}
#: beginnings of words by which authors named other themes, in their own words
_OTHER_WORDS = {
    "couple": "couple marriage partner relationship parförh separation",
    "addiction": "addict alcohol gambling gaming drug substance drink",
    "grief": "grief bereav loss mourn death dying",
    "trauma": "trauma ptsd war torture",
    "career": "career work vocation job motivation retire sport performance",
    "burnout": "burnout exhaust moral injury fatigue rescuer",
    "psychosomatic": "psychosom somatic pain tics dyspepsia functional headache",
    "illness": "illness cancer oncolog hospital disease palliative medical diabetes",
    "elderly": "elder dementia ageing aging old age grandparent geriat",
    "migration": "migra refugee asylum emigra intercult cultur language exile bilingual interpreter",
    "violence": "violence abuse assault honour threat",
    "psychosis": "psychosis psychotic schizo bipolar",
    "eating": "eating anorex bulim",
    "sexuality": "sexual gender lgbt trans coming orientation",
    "neurodevelopmental": "autis adhd neurodev learning dyslex tics intellectual",
    "team": "team colleague workplace group process staff",
    "faith": "faith relig church spiritual belief",
    "loneliness": "lonel isolation",
}
_MARK = re.compile(r"\[\[([A-Z]+)\|[^|\]]*\|([^\]]*)\]\]|\{\{KEEP\|([^}]*)\}\}")
_BRACKETED = re.compile(r"\[[^\[\]\n]{1,80}\]")


@dataclass(frozen=True, slots=True)
class Text:
    """One labelled text as it is embedded. ``labels`` are main and other themes together."""

    id: str
    language: str
    text: str
    labels: frozenset[str]
    format: str | None
    split: str
    kind: str
    #: what it counts beside others when something is fitted
    weight: float = 1.0

    @property
    def themes(self) -> tuple[int, ...]:
        """Zero or one for each main theme."""
        return tuple(int(theme in self.labels) for theme in THEMES)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)


def others(names: Iterable[str]) -> set[str]:
    """The fixed other themes that an author's own words name."""
    said = [name.lower().replace("_", " ") for name in names]
    return {
        theme
        for theme, words in _OTHER_WORDS.items()
        if any(name == theme or any(word in name for word in words.split()) for name in said)
    }


def _labels(row: dict[str, Any]) -> frozenset[str]:
    return frozenset({t for t in THEMES if row["themes"].get(t)} | others(row.get("other_themes", ())))


def cases() -> list[Text]:
    """Annotated write-ups without their identifiers, and short write-ups with labels alone.

    Two readers differ on the themes and formats of the annotated write-ups (the author and a blind second
    one). For training each stands there twice, with the labels of either, and counts a quarter each time;
    for tests once, with those of the second.
    """
    found = []
    second = {row["id"]: row for row in rows(CORPUS / "second" / "themes.jsonl")}
    for code in LANGUAGES:
        for row in rows(CORPUS / f"{code}.jsonl"):
            text = _MARK.sub(lambda m: m[3] or " ", row["markup"])
            readings = (row, second[row["id"]]) if row["split"] == "train" else (second[row["id"]],)
            for told in readings:
                labels, weight = _labels(told), READING_WEIGHT if len(readings) > 1 else 1.0
                found.append(
                    Text(row["id"], code, text, labels, told["format"], row["split"], "case", weight)
                )
        for row in rows(CORPUS / "themes" / f"{code}.jsonl"):
            text = _BRACKETED.sub(" ", row["text"])
            found.append(Text(row["id"], code, text, _labels(row), row["format"], row["split"], "case"))
    return found


def profiles() -> list[Text]:
    """Profiles as they stand in a directory."""
    found = []
    for code in LANGUAGES:
        for row in rows(CORPUS / "groups" / f"{code}.jsonl"):
            text = "\n".join((row["title"], row["description"], ", ".join(row["populations"])))
            found.append(Text(row["id"], code, text, _labels(row), row["format"], row["split"], "profile"))
    return found


def announcements() -> list[Text]:
    """Announcements as they are posted."""
    found = []
    for code in LANGUAGES:
        for row in rows(CORPUS / "announcements" / f"{code}.jsonl"):
            gold = row["gold"]
            found.append(
                Text(row["id"], code, row["text"], _labels(gold), gold["format"], row["split"], "profile")
            )
    return found


def left_out(text: Text) -> bool:
    """Whether the embedder and the heads must not see the labels of this text: a sixth, the same in every run.

    On these, probabilities are calibrated and the ranking is learned. Texts of one number, which may be alike
    in three languages, go together.
    """
    group = "-".join(text.id.split("-")[-2:])
    return zlib.crc32(group.encode()) % 6 == 0


def sentences() -> list[Text]:
    """Our sentences with the labels of their topic (those off their topic have none that is sure), and descriptions."""
    found = []
    with (CORPUS / "parallel" / "sentences.tsv").open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["topic"] in TOPICS and row["near_miss"] == "0":
                labels = frozenset(TOPICS[row["topic"]].split())
                assert labels <= {*THEMES, *OTHERS, REACTION}
                found += [Text(row["id"], c, row[c], labels, None, "train", row["topic"]) for c in LANGUAGES]
    return found + descriptions()


def descriptions() -> list[Text]:
    """One sentence a theme and language that says what it is."""
    found = []
    with (CORPUS / "themes" / "descriptions.tsv").open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
            themes = frozenset({row["theme"]})
            found += [Text(row["theme"], c, row[c], themes, None, "train", "description") for c in LANGUAGES]
    return found
