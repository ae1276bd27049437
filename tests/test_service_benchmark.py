"""The benchmark of the service: its arithmetic by hand, its texts, and its client against a small false server."""

from __future__ import annotations

import asyncio
import json
import math
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

import service_figures as figures
from gold import parse
from service_client import (
    NO_ANSWER,
    NOT_SENT,
    CasekitCaller,
    Connection,
    Outcome,
    PresidioCaller,
    Run,
    arrivals,
    closed_loop,
    encoded,
    open_loop,
    watch_health,
)
from service_idle import Crowd
from service_processes import memory
from service_texts import BYTES, LANGUAGES, Sample, packed, short_case

CORPUS = Path(__file__).parents[1] / "models" / "corpus"
Answer = Callable[[str, bytes, asyncio.StreamWriter], Awaitable[None]]
Use = Callable[[int], Coroutine[Any, Any, Any]]


def served(answer: Answer, use: Use) -> Any:
    """What ``use`` makes of the port of a server whose every request is answered by ``answer``."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = head.partition("Content-Length: ")[2].partition("\r\n")[0]
                await answer(head, await reader.readexactly(int(length or 0)), writer)
                await writer.drain()
        except (EOFError, OSError):
            pass
        finally:
            writer.close()

    async def both() -> Any:
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        async with server:
            made = await use(server.sockets[0].getsockname()[1])
        await asyncio.sleep(0)
        return made

    return asyncio.run(both())


def plain(status: int = 200, body: bytes = b"{}", extra: str = "") -> bytes:
    return f"HTTP/1.1 {status} X\r\ncontent-length: {len(body)}\r\n{extra}\r\n".encode() + body


async def well(head: str, body: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(plain(body=body or b"{}"))


def caller(port: int) -> CasekitCaller:
    return CasekitCaller(port, lambda number: encoded("POST", "/v1/anonymise", str(number).encode(), key="k"))


def test_percentiles_are_values_that_were_seen() -> None:
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [figures.percentile(values, share) for share in (0.5, 0.8, 0.81, 0.99, 1)] == [3, 4, 5, 5, 5]
    assert figures.percentile([7.0], 0.01) == 7
    assert math.isnan(figures.percentile([], 0.5))


def test_only_answered_calls_count_for_speed_and_all_for_errors() -> None:
    fast = Run((Outcome(200, 10), Outcome(200, 30), Outcome(429, 1), Outcome(NO_ANSWER, 9)), 0.5, 0.1)
    slow = Run((Outcome(200, 20),), 1.0, 0.05)
    found = figures.closed_figures(2, [fast, slow])
    assert found["rounds"] == [4, 1]
    assert found["cases_per_second"] == 2.5
    assert (found["p50_ms"], found["p99_ms"]) == (20, 30)
    assert found["statuses"] == {"no answer": 1, "200": 3, "429": 1}
    assert found["errors"] == 2
    assert found["client_share_of_a_core"] == 0.1


def test_the_ratio_is_taken_within_each_round() -> None:
    direct = {"one": [10.0, 40.0, 20.0], "many": [20.0, 30.0, 10.0]}
    assert figures.ratio([18, 20, 16], direct) == 0.8  # 0.9, 0.5 and 0.8 of 20, 40 and 20


def test_memory_is_compared_with_that_after_a_tenth() -> None:
    assert figures.checkpoints(20_000) == [1_000, *range(2_000, 20_001, 2_000)]
    assert figures.checkpoints(100) == list(range(10, 101, 10))
    readings = [
        {"requests": 1_000, "resident_mib": 50.0},
        {"requests": 2_000, "resident_mib": 100.0},
        {"requests": 4_000, "resident_mib": 94.0},
        {"requests": 6_000, "resident_mib": 103.0},
    ]
    assert figures.growth(readings, 20_000, "resident_mib") == -0.06
    assert figures.growth(readings[:2], 20_000, "resident_mib") is None


def test_arrivals_come_at_their_rate_and_the_same_each_time() -> None:
    due = arrivals(50, 100, seed=3)
    assert due == sorted(due) == arrivals(50, 100, seed=3) != arrivals(50, 100, seed=4)
    assert due[0] > 0 and due[-1] < 100
    assert 4_500 < len(due) < 5_500


def test_texts_are_of_2_kb_in_turn_of_language_without_marks() -> None:
    samples = packed(CORPUS)
    assert samples == packed(CORPUS) != packed(CORPUS, seed=2)
    sizes = [len(sample.text.encode()) for sample in samples]
    assert max(sizes) <= BYTES and min(sizes) > BYTES - 100
    counts = {language: sum(s.language == language for s in samples) for language in LANGUAGES}
    assert len(set(counts.values())) == 1 and counts["ru"] >= 20
    assert all(parse(sample.text)[0] == sample.text for sample in samples)


def test_no_two_short_cases_share_a_name() -> None:
    def words(number: int) -> set[str]:
        return {word.strip(",.;").lower() for word in short_case(number).text.split()}

    frame = set().union(*(words(number) & words(number + 3) for number in range(3)))
    seen: set[str] = set()
    for number in range(3_000):
        sample = short_case(number)
        assert sample.language == LANGUAGES[number % 3]
        assert 100 <= len(sample.text) <= 200
        made = {word for word in words(number) - frame if len(word) == 8}
        assert len(made) == 8 and not made & seen
        seen |= made
    assert short_case(7) == short_case(7)


def test_no_other_host_is_asked() -> None:
    with pytest.raises(ValueError, match="only this machine"):
        Connection(80, "192.0.2.1")
    with pytest.raises(ValueError):
        Connection(80, "example.org")


def test_every_case_is_asked_once_with_the_key() -> None:
    seen: list[tuple[str, bytes]] = []

    async def note(head: str, body: bytes, writer: asyncio.StreamWriter) -> None:
        seen.append((head, body))
        writer.write(plain(429 if body == b"3" else 200))

    run = served(note, lambda port: closed_loop(lambda: caller(port), range(10), 4))
    assert sorted(int(body) for _, body in seen) == list(range(10))
    assert all("Authorization: Bearer k\r\n" in head for head, _ in seen)
    assert figures.statuses(run.outcomes) == {"200": 9, "429": 1}


@pytest.mark.parametrize(
    "raw",
    [
        plain(body=b"abc"),
        plain(body=b"abc", extra="Connection: close\r\n"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n",
    ],
    ids=["kept", "closed", "chunked"],
)
def test_answers_of_every_shape_are_read_whole(raw: bytes) -> None:
    async def answer(head: str, body: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        if b"close" in raw:
            writer.close()

    async def twice(port: int) -> list[tuple[int, bytes]]:
        connection = Connection(port)
        found = [await connection.exchange(encoded("GET", "/")) for _ in range(2)]
        await connection.close()
        return found

    assert served(answer, twice) == [(200, b"abc")] * 2


def test_a_connection_that_was_closed_between_calls_is_opened_again() -> None:
    async def answer(head: str, body: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(plain())
        writer.close()  # without a word in the head

    run = served(answer, lambda port: closed_loop(lambda: caller(port), range(3), 1))
    assert figures.statuses(run.outcomes) == {"200": 3}


def test_half_an_answer_none_and_a_late_one_are_no_answers() -> None:
    async def answer(head: str, body: bytes, writer: asyncio.StreamWriter) -> None:
        if body == b"0":
            writer.write(plain(body=b"abc")[:-1])
            writer.close()
        elif body == b"1":
            writer.close()
        elif body == b"2":
            return
        else:
            writer.write(plain())

    run = served(answer, lambda port: closed_loop(lambda: caller(port), range(4), 1, patience=0.3))
    assert [one.status for one in run.outcomes] == [NO_ANSWER, NO_ANSWER, NO_ANSWER, 200]
    nobody = asyncio.run(closed_loop(lambda: caller(1), range(2), 1))
    assert figures.statuses(nobody.outcomes) == {"no answer": 2}


def test_a_closed_loop_ends_with_its_time() -> None:
    run = served(well, lambda port: closed_loop(lambda: caller(port), iter(int, 1), 2, seconds=0.1))
    assert run.outcomes and figures.statuses(run.outcomes).keys() == {"200"}


def test_arrivals_do_not_wait_for_answers_and_count_from_when_they_were_due() -> None:
    waiting: list[asyncio.StreamWriter] = []

    async def together(head: str, body: bytes, writer: asyncio.StreamWriter) -> None:
        waiting.append(writer)
        if len(waiting) == 5:  # nobody is answered before all have asked
            for one in waiting:
                one.write(plain())

    due = [-5.0, 0.0, 0.0, 0.0, 0.0]  # the first is late already
    run = served(together, lambda port: open_loop(lambda: caller(port), due, 2, patience=20))
    assert figures.statuses(run.outcomes) == {"200": 5}
    assert run.outcomes[0].milliseconds >= 5_000


def test_over_the_most_connections_nothing_is_sent() -> None:
    async def never(head: str, body: bytes, writer: asyncio.StreamWriter) -> None:
        return

    run = served(never, lambda port: open_loop(lambda: caller(port), [0, 0, 0], 1, patience=0.2, most=2))
    assert [one.status for one in run.outcomes] == [NO_ANSWER, NO_ANSWER, NOT_SENT]


@pytest.mark.parametrize("kept", [True, False])
def test_health_is_asked_until_told_to_stop(kept: bool) -> None:
    async def watch(port: int) -> tuple[Outcome, ...]:
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(0.1, stop.set)
        return await watch_health(port, stop, every=0.01, kept=kept)

    found = served(well, watch)
    assert found
    assert figures.health_figures(found)["errors"] == 0


def test_what_the_analyzer_finds_goes_to_the_anonymizer() -> None:
    seen: dict[str, Any] = {}

    async def presidio(head: str, body: bytes, writer: asyncio.StreamWriter) -> None:
        path = head.split()[1]
        seen[path] = json.loads(body)
        writer.write(plain(body=b'[{"start": 0, "end": 4}]' if path == "/analyze" else b"{}"))

    async def ask(port: int) -> int:
        one = PresidioCaller(port, port, [Sample("sv", 'Åsa sa: "ja"')])
        status = await one.call(0)
        await one.close()
        return status

    assert served(presidio, ask) == 200
    assert seen["/analyze"] == {"text": 'Åsa sa: "ja"', "language": "sv"}
    assert seen["/anonymize"] == {"text": 'Åsa sa: "ja"', "analyzer_results": [{"start": 0, "end": 4}]}


def test_an_analyzer_that_fails_is_an_error() -> None:
    async def failing(head: str, body: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(plain(500 if "/analyze" in head else 200))

    samples = [Sample("en", "text")]
    run = served(failing, lambda port: closed_loop(lambda: PresidioCaller(port, port, samples), [0], 1))
    assert figures.statuses(run.outcomes) == {"500": 1}


def test_a_crowd_knows_which_of_its_connections_are_open() -> None:
    async def crowded(port: int) -> tuple[dict[str, float], int]:
        crowd = Crowd()
        await crowd.gather(port, 6)
        reading = crowd.reading(0, os.getpid())
        for idle in crowd.silent + crowd.kept:
            assert idle.transport is not None
            idle.transport.close()
        await asyncio.sleep(0.05)
        return reading, sum(idle.open for idle in crowd.silent + crowd.kept)

    reading, left = served(well, crowded)
    assert (reading["silent_open"], reading["kept_open"], left) == (3, 3, 0)


def test_memory_is_that_of_a_process_and_ends_with_it() -> None:
    found = memory(os.getpid())
    assert found.resident >= found.unique > 1_000_000
    with pytest.raises(RuntimeError, match="has ended"):
        memory(2**22 + 1)


def test_the_table_shows_what_was_run(sections: dict[str, Any]) -> None:
    shown = figures.document(sections)
    assert "Best of the service against the better direct way: 0.9 (wanted: 0.85)." in shown
    assert "| casekit | 2 | 9.0 | 0.9 | 5.0 | 5.0 | 5.0 | 0 | 0.1 |" in shown
    assert "| 150 | 12 | 1.0 | 5 | 5 | 5 | 1 | 200 1, 429 1 |" in shown
    assert "resident +1.0%, unique not known" in shown
    assert "| 1,000 | 50.0 | 40.0 |" in shown
    assert "Opened: silent 1, not opened 0." in shown
    assert "## Memory" not in figures.document({"speed": sections["speed"]})


@pytest.fixture
def sections() -> Iterator[dict[str, Any]]:
    setup = {"date": "2000-01-01", "packages": {"casekit": "0"}}
    run = Run((Outcome(200, 5.0),) * 9, 1.0, 0.1)
    mixed = Run((Outcome(200, 5), Outcome(429, 1)), 1.0, 0.1)
    health = figures.health_figures(run.outcomes)
    yield {
        "speed": {
            "setup": setup,
            "direct": {"loop": {"cases_per_second": 10, "rounds": [10]}},
            "closed": {"casekit": [figures.closed_figures(2, [run]) | {"ratio_to_direct": 0.9}]},
            "open": [figures.open_figures(150, 12, mixed, run.outcomes)],
        },
        "memory": {
            "setup": setup,
            "readings": [{"requests": 1_000, "resident_mib": 50.0, "unique_mib": 40.0}],
            "growth": {"resident_mib": 0.01, "unique_mib": None},
            "statuses": {"200": 1_000},
            "cases_per_second": 80,
        },
        "idle": {
            "setup": setup,
            "opened": {"silent": 1, "not opened": 0},
            "readings": [{"second": 0, "silent_open": 1, "kept_open": 0, "resident_mib": 50.0}],
            "health": health,
            "anonymise": health,
            "memory_mib": {"before": 50.0, "after closing": 50.0},
        },
    }


def test_the_anonymizer_replaces_what_it_is_told() -> None:
    pytest.importorskip("flask")
    import presidio_services

    client = presidio_services.anonymizer().test_client()
    found = [{"start": 0, "end": 4, "entity_type": "PERSON", "score": 0.9}]
    answer = client.post("/anonymize", json={"text": "Anna rang.", "analyzer_results": found})
    assert answer.json["text"] == "<PERSON> rang."
    assert client.get("/health").status_code == 200
