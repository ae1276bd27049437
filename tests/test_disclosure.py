"""What risk remains: every rule raises the level, every coarser step lowers the risk, every reason has words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter
from unittest import mock

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from casekit.case import AnonymisedCase, EntityType, Mention, Span
from casekit.cli import disclosure as command
from casekit.cli.cases import Read
from casekit.detect import Detector
from casekit.disclosure import LEVELS, RULES, Disclosure, DisclosureWords, FileFacts, Reason, assess
from casekit.disclosure.ages import share_of, years_of
from casekit.disclosure.geography import find_place, population
from casekit.disclosure.jobs import group_of
from casekit.disclosure.phrases import phrases
from casekit.disclosure.report import FEW, FEWEST
from casekit.lang import SUPPORTED, get_language

GOLDEN = Path(__file__).parent / "golden"
#: ``{TYPE|original|what stands in its place}``; ``=`` keeps the original
_MARK = re.compile(r"\{(\w+)\|([^|}]*)\|([^}]*)\}")


def made(markup: str, code: str) -> tuple[str, AnonymisedCase]:
    """An original text and its anonymised case."""
    text, output, mentions, at = "", "", [], 0
    for number, match in enumerate(_MARK.finditer(markup)):
        text += markup[at : match.start()]
        output += markup[at : match.start()]
        replacement = None if match[3] == "=" else match[3]
        mentions.append(
            Mention(
                len(text),
                len(text) + len(match[2]),
                EntityType(match[1]),
                f"e-{number}",
                "test",
                replacement=replacement,
            )
        )
        text += match[2]
        output += match[2] if replacement is None else replacement
        at = match.end()
    text, output = text + markup[at:], output + markup[at:]
    case = AnonymisedCase(output, code, tuple(mentions), "test", len(text), len(text), {})
    return text, case


def found(markup: str, code: str, file: FileFacts | None = None, weak: tuple[Span, ...] = ()) -> Disclosure:
    text, case = made(markup, code)
    return assess(text, case, candidates=weak, file=file)


def keys(markup: str, code: str, file: FileFacts | None = None) -> set[str]:
    return {reason.key for reason in found(markup, code, file).reasons}


def expected(markup: str, code: str) -> float:
    estimate = found(markup, code).estimate
    assert estimate is not None
    return estimate.expected


def golden(code: str) -> list[tuple[str, str]]:
    lines = (GOLDEN / f"disclosure.{code}.tsv").read_text("utf-8").splitlines()
    return [(key, sentence) for key, sentence in (line.split("\t") for line in lines)]


@pytest.mark.parametrize("code", SUPPORTED)
def test_golden_sentences_raise_their_rule_and_near_misses_none(code: str) -> None:
    language, wrong = get_language(code), []
    for key, sentence in golden(code):
        raised = {phrase.key for phrase in phrases(sentence, language)}
        if raised if key == "-" else key not in raised:
            wrong.append((key, sentence, raised))
    assert not wrong


@pytest.mark.parametrize("code", SUPPORTED)
def test_golden_sentences_cover_every_kind(code: str) -> None:
    rows = golden(code)
    kinds = {f"rare_{k}" for k in get_language(code).table("rare_facts")}
    kinds |= {f"hint_{k}" for k in get_language(code).table("hints")}
    assert len(rows) >= 100
    assert {key for key, _ in rows} - {"-"} == kinds
    assert kinds <= set(RULES)
    assert sum(key == "-" for key, _ in rows) >= 40


@pytest.mark.parametrize("code", SUPPORTED)
def test_golden_sentences_raise_the_level(code: str) -> None:
    for key, sentence in golden(code):
        level = found(sentence, code).level
        if key == "-":
            assert level == "low", sentence
        else:
            assert LEVELS.index(level) >= LEVELS.index(RULES[key]), sentence


@pytest.mark.parametrize("table", ["rare_facts", "hints"])
@pytest.mark.parametrize("code", SUPPORTED)
def test_phrase_tables_are_long_enough_and_compile(code: str, table: str) -> None:
    patterns = [p for kind in get_language(code).table(table).values() for p in kind]
    assert len(patterns) >= 40
    assert all(re.compile(p) and not re.search(p, "") for p in patterns)


@pytest.mark.parametrize("table", ["rare_facts", "hints", "shares", "signatures", "disclosure"])
def test_every_language_has_the_same_keys(table: str) -> None:
    sets = [set(get_language(code).table(table)) for code in SUPPORTED]
    assert sets[0] == sets[1] == sets[2]
    for section in sets[0]:
        inner = [get_language(code).table(table)[section] for code in SUPPORTED]
        if all(isinstance(one, dict) for one in inner):
            assert set(inner[0]) == set(inner[1]) == set(inner[2]), section


@pytest.mark.parametrize("code", SUPPORTED)
def test_every_reason_level_and_trait_has_words(code: str) -> None:
    table = get_language(code).table("disclosure")
    assert set(table["reasons"]) == set(RULES)
    assert set(table["levels"]) == set(LEVELS)
    assert {"family_" + form for form in get_language(code).table("shares")["family"]} < set(table["traits"])
    words = DisclosureWords(code)
    for key in RULES:
        params = {"people": "0.4"} if key in ("few_people", "not_many_people") else {"count": "3"}
        assert words.reason(Reason(key, params=params))
    everything = " ".join(text for section in table.values() for text in section.values())
    assert not re.search(r"anonym|анонимн", everything, re.IGNORECASE)


def test_sentences_have_the_same_places_to_fill_in() -> None:
    def places(code: str) -> dict[tuple[str, str], set[str]]:
        table = get_language(code).table("disclosure")
        return {
            (section, key): {name for _, name, _, _ in Formatter().parse(text) if name}
            for section, texts in table.items()
            for key, text in texts.items()
        }

    assert places("en") == places("ru") == places("sv")


def test_a_reason_needs_a_rule() -> None:
    with pytest.raises(ValueError, match="no rule"):
        Reason("weather")


def test_the_text_must_be_that_of_the_case() -> None:
    text, case = made("{PERSON|Anna|[Person 1]} came.", "en")
    with pytest.raises(ValueError, match="another text"):
        assess(text + "!", case)


def test_nothing_of_the_text_is_in_a_repr() -> None:
    weak = (Span(0, 4, EntityType.PERSON, "names", 0.2),)
    report = found("Zbig came. {PERSON|Xerxes|=} is the mayor.", "en", FileFacts(name="Zbig.txt"), weak)
    assert report.reasons and report.unsure
    shown = repr(report)
    assert not re.search(r"Zbig|Xerxes|mayor|came", shown)


# what was left


def test_a_direct_identifier_that_is_left_means_do_not_share() -> None:
    report = found("{PERSON|Anna Lind|=} came.", "en")
    assert report.level == "do_not_share"
    first = report.reasons[0]
    assert (first.key, first.excerpt) == ("direct_left", "Anna Lind")
    assert found("{PERSON|Anna Lind|[Person 1]} came.", "en").level == "low"


def test_places_of_reasons_are_those_of_the_output() -> None:
    text, case = made("{PERSON|Anna Lind|[Person 1]} is a local celebrity.", "en")
    [reason] = [r for r in assess(text, case).reasons if r.key == "rare_known"]
    assert case.text[reason.start : reason.end] == reason.excerpt == "a local celebrity"


def test_counts_say_what_was_replaced_and_what_was_kept() -> None:
    report = found("{PERSON|Anna|[Person 1]}, {AGE|34|=}, {PERSON|Bo|[Person 2]}", "en")
    assert dict(report.replaced) == {"PERSON": 2}
    assert dict(report.kept) == {"AGE": 1}


def test_candidates_come_in_order_with_context_and_the_reason() -> None:
    text, case = made("Perhaps Rose came to Vale, or the smith did, 4711.", "en")
    weak = (
        Span(text.index("smith"), text.index("smith") + 5, EntityType.OCCUPATION, "occupations", 0.4),
        Span(text.index("Rose"), text.index("Rose") + 4, EntityType.PERSON, "ner", 0.18),
        Span(text.index("4711"), text.index("4711") + 4, EntityType.ID_NUMBER, "id_numbers", 0.3),
    )
    report = assess(text, case, candidates=weak)
    assert [(c.surface, c.why) for c in report.unsure] == [
        ("4711", "shape"),
        ("Rose", "model"),
        ("smith", "list"),
    ]
    assert report.unsure[1].before == "Perhaps " and report.unsure[1].after.startswith(" came")
    assert report.level == "look_again"
    assert assess(text, case, candidates=weak[:1]).level == "low"


def test_a_candidate_that_was_replaced_after_all_is_none() -> None:
    text, case = made("{PERSON|Anna|[Person 1]} came.", "en")
    assert not assess(text, case, candidates=(Span(0, 4, EntityType.PERSON, "ner", 0.2),)).unsure


def test_the_detector_tells_what_it_was_not_sure_of() -> None:
    detector = Detector(languages=("en",))
    text = "Dear all, the client, Anna Lindqvist, works for the Harrow Lane group. She met Mr Stone."
    sure = detector.detect(text, [(0, len(text), "en")])
    none = dict.fromkeys(EntityType, 1.0)
    strict = detector.detect(text, [(0, len(text), "en")], thresholds=none)
    assert len(strict.unsure) > len(sure.unsure)
    for detection in (sure, strict):
        for one in detection.unsure:
            assert 0.15 <= one.confidence < 1
            assert all(s.end <= one.start or one.end <= s.start for s in detection.spans)
        pairs = zip(detection.unsure, detection.unsure[1:], strict=False)
        assert all(a.end <= b.start for a, b in pairs)


# singling out

LADDERS = {
    "AGE": {
        "en": ("34", "30–34", "30–39", "adult", "[Age 1]"),
        "ru": ("34 года", "30–34 года", "30–39 лет", "взрослый возраст", "[Возраст 1]"),
        "sv": ("34 år", "30–34 år", "30–39 år", "vuxen", "[Ålder 1]"),
    },
    "LOCATION": {
        "en": ("Whitby", "a small town in the north of England", "a small town", "[Place 1]"),
        "ru": ("в Галиче", "небольшой город в центральной России", "небольшой город", "[Место 1]"),
        "sv": ("Vetlanda", "en mindre stad i Småland", "en mindre stad", "[Ort 1]"),
    },
    "ORGANIZATION": {
        "en": ("Harrow Lane Primary", "a school", "an educational institution", "[Organisation 1]"),
        "ru": ("школа № 57", "школа", "образовательное учреждение", "[Организация 1]"),
        "sv": ("Lombolo skola", "en skola", "en utbildningsverksamhet", "[Organisation 1]"),
    },
    "OCCUPATION": {
        "en": (
            "welder",
            "a person in metal and machine trades",
            "a person in a skilled trade",
            "[Occupation 1]",
        ),
        "ru": ("сварщик", "рабочий по металлу и механизмам", "квалифицированный рабочий", "[Профессия 1]"),
        "sv": (
            "svetsare",
            "en person inom metall och maskiner",
            "en person med yrkesutbildning inom praktiskt arbete",
            "[Yrke 1]",
        ),
    },
    "NRP": {
        "en": ("Kurdish", "of a certain origin", "[Belonging 1]"),
        "ru": ("курд", "человек определённого происхождения", "[Принадлежность 1]"),
        "sv": ("kurdisk", "av viss härkomst", "[Tillhörighet 1]"),
    },
}


@pytest.mark.parametrize("type_", LADDERS)
@pytest.mark.parametrize("code", SUPPORTED)
def test_each_coarser_step_lowers_the_risk(type_: str, code: str) -> None:
    label = get_language(code).table("placeholders")[type_]
    original, *values = LADDERS[type_][code]
    values[-1] = f"[{label} 1]"
    counts = [expected(f"{{{type_}|{original}|{value}}}.", code) for value in ("=", *values)]
    assert counts == sorted(counts)
    assert len(set(counts)) == len(counts), counts
    bracketed = [expected(f"{{{type_}|{original}|[{value}]}}.", code) for value in values[:-1]]
    assert bracketed == counts[1:-1]


@pytest.mark.parametrize("code", SUPPORTED)
def test_every_group_and_level_of_work_is_read_back(code: str) -> None:
    language = get_language(code)
    table = language.table("occupation_groups")
    stems = [key for key in table["texts"] if key in language.table("shares")["occupation"]["groups"]]
    assert stems == list(table["texts"])
    for job in language.lines("occupations")[::25]:
        key = group_of(job, language)
        if key is None:
            continue
        level = table["levels"][key[0]]
        mark = f"{{OCCUPATION|{job}|%s}}."
        exact, group, wider, any_ = (
            expected(mark % value, code)
            for value in ("=", table["texts"][key], level, table["unknown"]["none"])
        )
        assert exact < group <= wider <= any_, job


@pytest.mark.parametrize("code", SUPPORTED)
def test_a_country_holds_more_people_than_its_places(code: str) -> None:
    language = get_language(code)
    name = {"en": "the United Kingdom", "ru": "Россия", "sv": "Sverige"}[code]
    place = LADDERS["LOCATION"][code]
    sized = expected(f"{{LOCATION|{place[0]}|{place[2]}}}.", code)
    whole = expected(f"{{LOCATION|{place[0]}|{name}}}.", code)
    assert sized < whole <= expected("Nothing.", code)
    assert population()["countries"][language.table("shares")["country"]] == whole


@pytest.mark.parametrize("code", SUPPORTED)
@given(years=st.tuples(st.integers(0, 99), st.integers(0, 60)))
def test_a_wider_band_of_age_holds_more_people(code: str, years: tuple[int, int]) -> None:
    low, width = years
    language = get_language(code)
    high = min(low + width, 99)
    assert share_of((low, low), language) <= share_of((low, high), language) <= 1.01


@pytest.mark.parametrize(
    ("code", "value", "years"),
    [
        ("en", "30–34-year-old", (30, 34)),
        ("en", "90+", (90, 99)),
        ("en", "8 months", (0, 0)),
        ("en", "a child", (3, 12)),
        ("en", "primary school age", (5, 10)),
        ("en", "fifties", (50, 59)),
        ("en", "sometime", None),
        ("ru", "13–15-летний", (13, 15)),
        ("ru", "в дошкольном возрасте", (3, 6)),
        ("ru", "за сорок", (40, 49)),
        ("sv", "7–9-åring", (7, 9)),
        ("sv", "40-årsåldern", (40, 49)),
        ("sv", "i förskoleåldern", (3, 6)),
    ],
)
def test_ages_are_read_from_what_the_output_says(
    code: str, value: str, years: tuple[int, int] | None
) -> None:
    assert years_of(value, get_language(code)) == years


@pytest.mark.parametrize("code", SUPPORTED)
def test_shares_are_shares(code: str) -> None:
    shares = get_language(code).table("shares")
    assert sum(shares["age"]["bands"]) == pytest.approx(100, abs=2)
    assert sum(shares["occupation"]["groups"].values()) == pytest.approx(100, abs=3)
    assert sum(shares["sizes"]) == pytest.approx(1, abs=0.01)
    assert all(0 < form["share"] < 0.1 for form in shares["family"].values())


FAMILIES = {
    "en": ("She is a single mother.", "She has a mother."),
    "ru": ("Она одна воспитывает сына.", "Она воспитывает сына."),
    "sv": ("Hon är ensamstående mamma.", "Hon är mamma."),
}


@pytest.mark.parametrize("code", SUPPORTED)
def test_a_family_form_and_the_gender_make_fewer(code: str) -> None:
    with_form, without = (expected(text, code) for text in FAMILIES[code])
    assert with_form < without < expected("...", code)


TELLING = {
    "en": "{LOCATION|Ewyas Harold|%s}, {AGE|43|=}, {OCCUPATION|farrier|%s}.",
    "ru": "{LOCATION|Кара-Кульджа|%s}, {AGE|43 года|=}, {OCCUPATION|пчеловод|%s}.",
    "sv": "{LOCATION|Jukkasjärvi|%s}, {AGE|43 år|=}, {OCCUPATION|renskötare|%s}.",
}


@pytest.mark.parametrize("code", SUPPORTED)
def test_few_people_stop_and_not_many_ask_for_a_second_look(code: str) -> None:
    report = found(TELLING[code] % ("=", "="), code)
    assert report.estimate is not None and report.estimate.expected < FEWEST
    assert "few_people" in {r.key for r in report.reasons} and report.level == "do_not_share"


def test_the_middle_level_lies_between_its_bounds() -> None:
    report = found("{LOCATION|Otley|=}. She is a single mother of {AGE|34|=}.", "en")
    assert report.estimate is not None and report.estimate.expected < FEWEST
    wider = found("{LOCATION|Otley|=}. She is a single mother of {AGE|34|30–39}.", "en")
    assert wider.estimate is not None and FEWEST <= wider.estimate.expected < FEW
    assert "not_many_people" in {r.key for r in wider.reasons} and "few_people" not in {
        r.key for r in wider.reasons
    }


SMALL = {"en": "Otley", "ru": "Галиче", "sv": "Jokkmokk"}
LARGE = {"en": "Leeds", "ru": "Казани", "sv": "Malmö"}
SCHOOL = {"en": "Prince Henry School", "ru": "школа № 57", "sv": "Lombolo skola"}
REGION = {
    "en": "a small town in the north of England",
    "ru": "небольшой город в центральной России",
    "sv": "en mindre ort i norra Norrland",
}
SIZE = {"en": "a small town", "ru": "небольшой город", "sv": "en mindre ort"}


@pytest.mark.parametrize("code", SUPPORTED)
def test_the_rule_of_the_small_place(code: str) -> None:
    small, large, school = SMALL[code], LARGE[code], SCHOOL[code]
    assert find_place(small, get_language(code)).small and not find_place(large, get_language(code)).small
    assert "small_place" in keys(f"{{LOCATION|{small}|=}}.", code)
    assert not {"small_place", "small_place_and_more"} & keys(f"{{LOCATION|{large}|=}}.", code)
    org = f"{{ORGANIZATION|{school}|=}}"
    assert "small_place_and_more" in keys(f"{{LOCATION|{small}|=}}, {org}.", code)
    assert "small_place_near" in keys(f"{{LOCATION|{small}|{REGION[code]}}}, {org}.", code)
    assert "small_place_near" not in keys(f"{{LOCATION|{small}|{REGION[code]}}}.", code)
    assert "small_place_near" not in keys(f"{{LOCATION|{small}|{SIZE[code]}}}, {org}.", code)
    assert "small_place_near" not in keys(f"{{LOCATION|{large}|{REGION[code]}}}, {org}.", code)


RARE = {
    "en": ("He has cystic fibrosis.", "His father was convicted.", "She won a gold medal."),
    "ru": ("У него муковисцидоз.", "Отца осудили.", "Она чемпионка Европы."),
    "sv": ("Han har cystisk fibros.", "Fadern dömdes till fängelse.", "Hon vann en guldmedalj."),
}


@pytest.mark.parametrize("code", SUPPORTED)
def test_three_kinds_of_rare_facts_are_too_many_together(code: str) -> None:
    assert found(" ".join(RARE[code][:2]), code).level == "look_again"
    report = found(" ".join(RARE[code]), code)
    assert report.level == "do_not_share"
    assert dict(report.reasons[0].params) == {"count": "3"}


# what points to the author or to what was removed

SIGNED = {
    "en": ("It is late.\n\nKind regards,\n%s", "Wilhelmina", "[Person 1]"),
    "ru": ("Уже поздно.\n\nС уважением,\n%s", "Загребельный", "[Человек 1]"),
    "sv": ("Det är sent.\n\nVänliga hälsningar\n%s", "Wivi-Ann", "[Person 1]"),
}


@pytest.mark.parametrize("code", SUPPORTED)
def test_a_name_in_a_signature(code: str) -> None:
    letter, name, placeholder = SIGNED[code]
    assert "signature_name" in keys(letter % name, code)
    assert "signature_name" not in keys(letter % f"{{PERSON|{name}|{placeholder}}}", code)
    assert "signature_name" not in keys(f"{name} — {letter.split(chr(10))[0]}", code)


@pytest.mark.parametrize("code", SUPPORTED)
def test_a_workplace_in_a_signature_or_at_the_head(code: str) -> None:
    letter = SIGNED[code][0]
    school = f"{{ORGANIZATION|{SCHOOL[code]}|%s}}"
    assert "signature_workplace" in keys(letter % (school % "="), code)
    assert "signature_workplace" not in keys(letter % (school % "[X 1]"), code)
    opening = {"en": "I work at ", "ru": "Я работаю в ", "sv": "Jag arbetar på "}[code]
    assert "signature_workplace" in keys(opening + school % "=" + ".", code)


FILES = {
    "en": (
        "{PERSON|Anna Lindqvist|[Person 1]} in {LOCATION|Otley|[Place 1]}.",
        "Lindqvist_notes.txt",
        "otley.txt",
    ),
    "ru": (
        "{PERSON|Анне Петровой|[Человек 1]} в {LOCATION|Урюпинске|[Место 1]}.",
        "petrova-3.txt",
        "Урюпинск.txt",
    ),
    "sv": (
        "{PERSON|Annas Lindqvist|[Person 1]} i {LOCATION|Jokkmokk|[Ort 1]}.",
        "Lindqvist 3.txt",
        "jokkmokk.txt",
    ),
}


@pytest.mark.parametrize("code", SUPPORTED)
def test_the_name_of_the_file(code: str) -> None:
    markup, named, placed = FILES[code]
    assert "file_name" in keys(markup, code, FileFacts(name=named))
    assert "file_place" in keys(markup, code, FileFacts(name=placed))
    assert not keys(markup, code, FileFacts(name="case-12.txt"))
    assert "file_title" in keys(markup, code, FileFacts(title=named))


def test_a_number_in_the_name_of_the_file() -> None:
    markup = "{ID_NUMBER|19800101-1234|[Number 1]} and {DATE_TIME|12.03.2021|[Date 1]}."
    assert "file_name" in keys(markup, "sv", FileFacts(name="198001011234.txt"))
    assert "file_place" in keys(markup, "sv", FileFacts(name="12-03-2021.txt"))
    assert not keys(markup, "sv", FileFacts(name="2021.txt"))


@pytest.mark.parametrize("code", SUPPORTED)
def test_the_properties_of_the_file(code: str) -> None:
    assert keys(".", code, FileFacts(author="W. Holm")) == {"file_author"}
    assert keys(".", code, FileFacts(company="Harrow Lane")) == {"file_company"}
    nobody = {"en": "User", "ru": "Пользователь", "sv": "Användare"}[code]
    assert not keys(".", code, FileFacts(author=nobody, company="Microsoft"))
    assert not keys(".", code, FileFacts(author="python-docx", title="", company=" "))


def test_a_hint_at_what_was_replaced_counts_no_more() -> None:
    assert "hint_transport" in keys("She takes bus no 14.", "en")
    assert "hint_transport" not in keys("She takes bus no {ID_NUMBER|77|14}.", "en")


def test_the_most_harmful_comes_first() -> None:
    report = found("Her name day is near. {PERSON|Anna|=} is a local celebrity and has twins at home.", "en")
    severities = [LEVELS.index(reason.severity) for reason in report.reasons]
    assert severities == sorted(severities, reverse=True)


@pytest.mark.parametrize("code", SUPPORTED)
def test_the_estimate_is_told_with_its_assumptions(code: str) -> None:
    report = found(TELLING[code] % ("=", "="), code)
    assert report.estimate is not None
    lines = DisclosureWords(code).estimate(report.estimate)
    assert len(lines) == 3 + len(report.estimate.factors)
    assert all(lines)


# the command


def run(
    monkeypatch: pytest.MonkeyPatch, markup: str, *options: str, file: str = "case.txt"
) -> tuple[int, str]:
    """Exit code and output of ``casekit risk`` on a case made by hand."""
    monkeypatch.setattr(
        command, "read_case", lambda *_, **__: Read(*made(markup, "en"), mock.Mock(), mock.Mock())
    )
    app = typer.Typer()
    app.command()(command.risk)
    outcome = CliRunner().invoke(app, [file, *options], env={"COLUMNS": "200"})
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit)
    return outcome.exit_code, outcome.output


HARMLESS = "{PERSON|Anna|[Person 1]} came and said nothing."
HARMFUL = "{PERSON|Anna|[Person 1]} [sic] is a local celebrity."


@pytest.mark.parametrize(
    ("markup", "code", "level"),
    [(HARMLESS, 0, "low"), (HARMLESS + " She has twins.", 0, "look_again"), (HARMFUL, 5, "do_not_share")],
)
def test_the_command_tells_the_level_by_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, markup: str, code: int, level: str
) -> None:
    assert run(monkeypatch, markup)[0] == code
    status, output = run(monkeypatch, markup, "--json")
    told = json.loads(output)
    assert (status, told["level"]) == (code, level)
    assert told["estimate"]["sentences"] and told["advice"]
    assert all(reason["sentence"] for reason in told["reasons"])


def test_the_command_shows_the_stretch_in_its_context(monkeypatch: pytest.MonkeyPatch) -> None:
    output = run(monkeypatch, HARMFUL)[1]
    assert "a local celebrity" in output and "[sic]" in output
    assert "personal data" in output
    assert "Rename the file" in run(monkeypatch, HARMFUL, file="anna.txt")[1]


def test_anonymise_stops_at_the_highest_level_unless_the_risk_is_accepted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text, case = made(HARMFUL, "en")
    with pytest.raises(typer.Exit) as stop:
        command.stop_at_high_risk(text, case, name="case.txt", accepted=False)
    assert stop.value.exit_code == command.EXIT_RISK
    assert "--accept-risk" in capsys.readouterr().err
    assert command.stop_at_high_risk(text, case, name="case.txt", accepted=True).level == "do_not_share"
    text, case = made(HARMLESS, "en")
    assert command.stop_at_high_risk(text, case, name="case.txt", accepted=False).level == "low"
    assert capsys.readouterr() == ("", "")


def test_the_context_of_a_candidate_shows_nothing_that_was_replaced() -> None:
    text, case = made("{PERSON|Anna Lindqvist|[Person 1]} and Rose met {PERSON|Bo|[Person 2]}.", "en")
    weak = (Span(text.index("Rose"), text.index("Rose") + 4, EntityType.PERSON, "ner", 0.18),)
    [one] = assess(text, case, candidates=weak).unsure
    assert (one.before, one.surface, one.after) == ("[Person 1] and ", "Rose", " met [Person 2].")
    assert text[one.start : one.end] == "Rose"
