"""Who is the client, who is whose mother: only where a text says so, and in the words of each language."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.case import EntityType, Mention, Span, Who
from casekit.lang import SUPPORTED, get_language
from casekit.link import link
from casekit.link.kinship import ROLES
from casekit.link.roles import roles
from casekit.replace.roles import label
from conftest import ROOT, marked

GOLDEN = {
    code: [
        line.replace("\\n", "\n")
        for line in (ROOT / "tests" / "golden" / f"roles.{code}.txt").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    for code in SUPPORTED
}
CASES = [(code, line) for code, lines in GOLDEN.items() for line in lines]


def told(code: str, markup: str) -> tuple[dict[str, str], dict[str, str]]:
    """The roles that are found and those of the gold, by the gold's entities."""
    gold = marked(markup)
    language = get_language(code)
    spans = [Span(start, end, type_, "test") for start, end, type_, _ in gold.mentions]
    linked = link(gold.text, spans, language)
    wanted: dict[str, str] = {}
    mentions, who = [], {}
    for found, (start, end, type_, entity) in zip(linked.mentions, gold.mentions, strict=True):
        id_, _, role = entity.partition("=")
        if role:
            wanted[id_] = role
        mentions.append(Mention(start, end, type_, id_, "test"))
        if type_ is EntityType.PERSON:
            who.setdefault(id_, linked.who[found.entity_id])
    return dict(roles(gold.text, mentions, language, who)), wanted


@pytest.mark.parametrize(("code", "markup"), CASES)
def test_roles_are_told_where_the_text_tells_them(code: str, markup: str) -> None:
    found, wanted = told(code, markup)
    assert found == wanted


@pytest.mark.parametrize("code", SUPPORTED)
def test_there_are_sixty_texts_with_near_misses(code: str) -> None:
    assert len(GOLDEN[code]) >= 60
    assert sum("=" not in line for line in GOLDEN[code]) >= 10


@pytest.mark.parametrize("code", SUPPORTED)
@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_words_for_everybody(code: str, role: str) -> None:
    language = get_language(code)
    for gender in ("m", "f", None):
        for client in (Who("m"), Who("f"), Who(), None):
            words = label(role, Who(gender), client, language)
            assert words
            assert words[0].isupper()
            assert not set("[]{}|0123456789\n") & set(words)


@pytest.mark.parametrize(
    ("code", "role", "who", "client", "words"),
    [
        ("en", "client", Who("f"), None, "Client"),
        ("en", "client.mother", Who("f"), Who("m"), "Client's mother"),
        ("ru", "client", Who("f"), None, "Клиентка"),
        ("ru", "client", Who("m"), None, "Клиент"),
        ("ru", "client.mother", Who("f"), Who("f"), "Мать клиентки"),
        ("ru", "client.brother", Who("m"), Who("m"), "Брат клиента"),
        ("ru", "client.mother_in_law", Who("f"), Who("m"), "Тёща клиента"),
        ("ru", "teacher", Who("f"), None, "Учительница"),
        ("sv", "client.brother", Who("m"), Who("f"), "Klientens bror"),
        ("sv", "teacher", Who("f"), None, "Läraren"),
        ("sv", "client.teacher", Who("f"), None, "Klientens lärare"),
    ],
)
def test_labels_agree(code: str, role: str, who: Who, client: Who | None, words: str) -> None:
    assert label(role, who, client, get_language(code)) == words


def test_an_unknown_role_has_no_words() -> None:
    assert label("astronaut", Who(), None, get_language("en")) is None
    assert label("of_client", Who(), None, get_language("en")) is None


@pytest.mark.parametrize("code", SUPPORTED)
def test_all_words_lead_to_roles_that_exist(code: str) -> None:
    table = get_language(code).table("roles")
    known = {role.removeprefix("client.") for role in ROLES}
    assert set(table["words"]) | set(table["titles"]) <= known
    assert known | {"of_client"} == set(table["labels"])


def test_the_hash_seed_changes_nothing() -> None:
    code = (
        "from test_roles import CASES, told\n"
        "print([sorted(told(c, m)[0].items()) for c, m in CASES if len(m) > 90])"
    )
    paths = os.pathsep.join(str(ROOT / part) for part in ("src", "tests", "benchmarks"))
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "7")
    }
    assert len(outputs) == 1


def test_a_text_without_persons_has_no_roles() -> None:
    assert roles("The client came.", [], get_language("en"), {}) == {}


def test_linking_keeps_the_role_on_the_person() -> None:
    gold = marked("My client [[PERSON|a|Anna Reed]] came with her mother, [[PERSON|b|Karen]], and waited.")
    spans = [Span(start, end, type_, "test") for start, end, type_, _ in gold.mentions]
    told_of = link(gold.text, spans, get_language("en")).who
    assert [who.role for who in told_of.values()] == ["client", "client.mother"]


@pytest.mark.parametrize("phrase", ["my client Anna, her mother, ", "her mother Anna ", "mother's Anna "])
def test_long_texts_take_linear_time(phrase: str) -> None:
    def seconds(times: int) -> float:
        text = phrase * times
        places = [at.start() for at in re.finditer("Anna", text)]
        mentions = [Mention(at, at + 4, EntityType.PERSON, f"p-{at}", "test") for at in places]
        started = time.process_time()
        roles(text, mentions, get_language("en"), {})
        return time.process_time() - started

    seconds(10)
    assert seconds(4000) < 20 * max(seconds(500), 0.02)


PIECES = [
    "Anna ",
    "Anna's ",
    "her ",
    "mother ",
    ", ",
    "(",
    ") ",
    ": ",
    "is ",
    "the ",
    "of ",
    "my ",
    "client ",
    "client's ",
    "и ",
    "его ",
    "мать ",
    "клиента ",
    "у ",
    "него ",
    "Annas ",
    "hans ",
    "mor ",
    "klientens ",
    "till ",
    "bror ",
    "Dr. ",
    ". ",
    "\n",
    "= ",
    "– ",
    "12 ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from(SUPPORTED))
def test_no_text_breaks_it(pieces: list[str], code: str) -> None:
    text = "".join(pieces)
    places = [at.start() for at in re.finditer("Anna", text)]
    mentions = [Mention(at, at + 4, EntityType.PERSON, f"p-{n % 3}", "test") for n, at in enumerate(places)]
    assert set(roles(text, mentions, get_language(code), {}).values()) <= set(ROLES)
