"""Where does a case fit, and what is it about: text or case, conditions, conflicts, the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import casekit
from casekit.conflicts import ConflictKey
from conftest import ROOT
from service_app import Caller, Service, kind_of, profile, running

NAME = "Callum Doyle"
TEXT = (
    f"{NAME}, 9, from Leeds. Her mother and father fight over custody; the boy is afraid and stays away from "
    "school. What would you do?"
)
EXAMPLES = ROOT / "examples" / "groups.jsonl"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("service"), max_characters=5_000) as made:
        made.alpha.send_lines("/v1/profiles:import", EXAMPLES.read_bytes()).raise_for_status()
        yield made


def _matched(caller: Caller, **asked: Any) -> dict[str, Any]:
    answer = caller.post("/v1/match", json={"text": TEXT, **asked} if "case" not in asked else asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_text_is_anonymised_and_matched(service: Service) -> None:
    answer = service.alpha.post("/v1/match", json={"text": TEXT, "k": 4})
    body = answer.json()
    assert len(body["matches"]) == 4 and not body["no_suitable_group"]
    ranks = [one["rank_score"] for one in body["matches"]]
    assert ranks == sorted(ranks, reverse=True) and all(0 <= rank <= 1 for rank in ranks)
    assert all(one["suitable"] and one["reasons"] for one in body["matches"])
    assert body["language"] == "en" and max(body["themes"], key=body["themes"].get) == "child_family"
    assert body["nearest"] == body["matches"][0]
    assert "Doyle" not in answer.text and "vector" not in answer.text
    assert answer.headers["casekit-index"] == "1"


def test_the_answer_is_that_of_the_library(service: Service) -> None:
    case = casekit.Anonymiser().anonymise(TEXT)
    found = casekit.Matcher.open(EXAMPLES).match(case, k=5)
    told = _matched(service.alpha, k=5)["matches"]
    assert [one["id"] for one in told] == [one.profile.id for one in found]
    assert [one["rank_score"] for one in told] == pytest.approx([one.rank_score for one in found], abs=1e-6)
    assert [one["reasons"] for one in told] == [list(one.reasons) for one in found]


def test_an_anonymised_case_is_matched_like_its_text(service: Service) -> None:
    made = service.alpha.post("/v1/anonymise", json={"text": TEXT}).json()
    case = {"text": made["text"], "language": made["language"], "conflict_marks": made["conflict_marks"]}
    assert _matched(service.alpha, case=case, k=3) == _matched(service.alpha, k=3)


def test_a_case_is_anonymised_again(service: Service) -> None:
    """In case a name was missed or came back."""
    answer = service.alpha.post("/v1/match", json={"case": {"text": TEXT}})
    assert answer.status_code == 200 and "Doyle" not in answer.text


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"text": TEXT, "case": {"text": TEXT}},
        {"text": None},
        {"case": {"text": TEXT}, "language": "en"},
        {"case": {}},
        {"case": {"text": TEXT, "conflict_marks": [NAME]}},
        {"case": {"text": TEXT, "note": NAME}},
        {"text": TEXT, "k": 0},
        {"text": TEXT, "k": 10_001},
        {"text": TEXT, "format": NAME},
        {"text": TEXT, "languages": [NAME]},
        {"text": TEXT, "approaches": ["a" * 501]},
        {"text": TEXT, "reader": "de"},
    ],
)
def test_a_request_that_cannot_be(service: Service, asked: dict[str, Any]) -> None:
    answer = service.alpha.post("/v1/match", json=asked)
    assert kind_of(answer) == "invalid"
    assert answer.json()["errors"] and "Callum" not in answer.text


@pytest.mark.parametrize("path", ["/v1/match", "/v1/themes"])
def test_a_text_beyond_the_limit_or_in_another_language(service: Service, path: str) -> None:
    assert kind_of(service.alpha.post(path, json={"text": "a" * 5_001})) == "too_long"
    assert kind_of(service.alpha.post(path, json={"case": {"text": "a" * 5_001}})) == "too_long"
    german = "Der Patient kommt aus Hamburg und ist sehr traurig, weil seine Mutter gestorben ist."
    assert kind_of(service.alpha.post(path, json={"text": german})) == "language"


def test_conditions_are_kept(service: Service) -> None:
    both = _matched(service.alpha, k=30, languages=["sv", "ru"])["matches"]
    assert both and all({"sv", "ru"} & set(one["languages"]) for one in both if one["suitable"])
    supervised = _matched(service.alpha, k=30, format="supervision")["matches"]
    assert all(one["format"] == "supervision" for one in supervised if one["suitable"])
    nowhere = _matched(service.alpha, languages=["fi"])
    assert nowhere["no_suitable_group"] and not any(one["suitable"] for one in nowhere["matches"])


def test_every_condition_and_wish_is_taken(service: Service) -> None:
    asked = {
        "languages": ["en"], "format": "intervision", "mode": "online", "level": "beginner", "available": True,
        "approaches": ["CBT", " "], "populations": ["children"], "place": "Leeds", "supervised": True, "k": 10_000,
    }  # fmt: skip
    _matched(service.alpha, **asked)


@pytest.mark.parametrize("path", ["/v1/match", "/v1/themes"])
def test_the_reasons_are_in_the_language_of_the_reader(service: Service, path: str) -> None:
    assert service.alpha.post(path, json={"text": TEXT}).status_code == 200
    if path == "/v1/match":
        told = {
            code: str(_matched(service.alpha, reader=code)["matches"][0]["reasons"])
            for code in ("en", "ru", "sv")
        }
        assert len(set(told.values())) == 3
        assert any("а" <= letter <= "я" for letter in told["ru"])


def test_what_it_is_about(service: Service) -> None:
    body = service.alpha.post("/v1/themes", json={"text": TEXT}).json()
    assert set(body) == {"language", "themes", "other_themes", "formats", "risks"}
    assert sum(body["formats"].values()) == pytest.approx(1, abs=1e-3)
    assert all(0 <= share <= 1 for share in body["themes"].values())
    matched = _matched(service.alpha)
    assert body == {name: matched[name] for name in body}
    assert service.alpha.post("/v1/themes", json={"case": {"text": TEXT}}).json() == body


def test_danger_is_told_with_its_sentence(service: Service) -> None:
    text = f"{NAME} told me yesterday that he wants to kill himself. He has bought pills. I do not know what to do."
    body = service.alpha.post("/v1/themes", json={"text": text}).json()
    assert body["risks"] and "Callum" not in str(body)


def test_a_profile_is_matched_once_it_is_answered_and_never_after_its_erasure(service: Service) -> None:
    caller = service.caller("fresh")
    assert _matched(caller)["matches"] == [] and _matched(caller)["no_suitable_group"]
    caller.put(
        "/v1/profiles/a", json=profile("Custody", description="Parents who fight over custody of children.")
    )
    assert [one["title"] for one in _matched(caller)["matches"]] == ["Custody"]
    caller.put("/v1/profiles/a", json=profile("Another"))
    assert [one["title"] for one in _matched(caller)["matches"]] == ["Another"]
    caller.put("/v1/profiles/b", json=profile("Second"))
    assert {one["id"] for one in _matched(caller)["matches"]} == {"a", "b"}
    caller.delete("/v1/profiles/a")
    assert [one["id"] for one in _matched(caller)["matches"]] == ["b"]


def test_matches_are_the_same_after_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        service.alpha.send_lines("/v1/profiles:import", EXAMPLES.read_bytes())
        before = _matched(service.alpha, k=20)
    assert (tmp_path / "casekit.index").is_dir()
    with running(tmp_path) as service:
        assert _matched(service.alpha, k=20) == before


def test_marks_keep_a_group_from_a_case(tmp_path: Path) -> None:
    key = ConflictKey.create(tmp_path / "conflicts.key")
    del key
    with running(tmp_path, conflict_key=tmp_path / "conflicts.key") as service:
        anonymised = service.alpha.post("/v1/anonymise", json={"text": TEXT}).json()
        marks = anonymised["conflict_marks"]
        assert marks
        rows = [profile("Knows", id="knows", conflicts=marks), profile("Free", id="free")]
        service.alpha.send_lines("/v1/profiles:import", rows)
        case = {"text": anonymised["text"], "language": "en", "conflict_marks": marks}
        for asked in ({"text": TEXT}, {"case": case}):
            matches = service.alpha.post("/v1/match", json={**asked, "k": 2}).json()["matches"]
            assert "knows" not in [one["id"] for one in matches if one["suitable"]]
        unmarked = {"text": anonymised["text"], "language": "en"}
        matches = service.alpha.post("/v1/match", json={"case": unmarked, "k": 2}).json()["matches"]
        assert {one["id"] for one in matches} == {"knows", "free"}


def test_other_themes_of_the_operator_are_read_anew_at_the_start(tmp_path: Path) -> None:
    found = []
    for name in ("garden", "bees"):
        themes = tmp_path / f"{name}.toml"
        themes.write_text(f'[{name}]\nsentence = "A talk about {name}."\n', "utf-8")
        with running(tmp_path, themes=themes) as service:
            service.alpha.put("/v1/profiles/a", json=profile("Bees")).raise_for_status()
            (reading,) = service.parts.engines.held("alpha").matcher.readings
            found.append({"garden", "bees"} & set(reading.others))
    assert found == [{"garden"}, {"bees"}]
