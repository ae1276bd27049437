"""The whole service, as a process, when things go wrong: kills, damage, full disks, others on its database."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

import casekit
from casekit.match.folder import open_index, read_profiles
from casekit_service.storage import Store
from service_faults_tools import (
    CASE,
    PATIENCE_SECONDS,
    Answer,
    Make,
    Service,
    Writer,
    ids,
    lines,
    profile,
    services,
    traces,
    wait_for,
)

MARKER = "Zwiebelkuchen"
GROUPS = {
    "families": "Parents, children, custody and school: for those who work with families in conflict.",
    "ethics": "Confidentiality, gifts, dual relationships and the duty to report.",
    "crisis": "Suicidal clients, self-harm, panic and grief, and what they do to us.",
}


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    with services(tmp_path) as one:
        yield one


def kind_of(answer: Answer) -> str:
    assert answer.headers["content-type"] == "application/problem+json", answer.status
    return str(answer.json()["type"]).rpartition(":")[2]


# Kills


def test_killed_at_any_moment_it_has_everything_it_acknowledged(make: Make) -> None:
    service = make(FAULTS_QUIET=0.1)
    chance = random.Random(5)
    writers = [Writer(service, name, random.Random(name)) for name in ("one", "two", "three")]
    for _ in range(3):
        threads = [writer.run() for writer in writers]
        time.sleep(chance.uniform(0.4, 1.2))
        service.kill()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
        service.start()
        for writer in writers:
            writer.check()
    known = {id for writer in writers for id, title in writer.acknowledged.items() if title is not None}
    assert sum(writer.count for writer in writers) > 10 and known
    assert set(ids(service)) == known
    assert service.stop() == 0
    assert {one.id for one in read_profiles(service.index())} == known
    with Store.open(service.database) as store:
        store.verify()


def test_a_job_that_a_kill_cut_off_is_interrupted(make: Make) -> None:
    service = make()
    service.ask("PUT", "/v1/profiles/g", profile("Group"))
    begun = service.ask("POST", "/v1/assign", {"cases": [{"text": "wait 60"}]})
    assert begun.status == 202
    wait_for(lambda: service.ask("GET", begun.headers["location"]).json()["state"] == "running")
    service.kill()
    service.start()
    assert service.ask("GET", begun.headers["location"]).json()["state"] == "interrupted"


# The index


def _found(service: Service, key: str) -> Any:
    """What matches, to nine digits: the last ones depend on where in memory numbers lie."""
    answer = service.ask("POST", "/v1/match", CASE, key=key)
    return json.loads(answer.body, parse_float=lambda digits: round(float(digits), 9))


def _flip(file: Path, other: Path) -> None:
    blob = bytearray(file.read_bytes())
    at = blob.find(b'"blake2b": "') + 12 if file.name == "index.json" else len(blob) // 2
    blob[at] ^= 1
    file.write_bytes(blob)


def _cut_short(file: Path, other: Path) -> None:
    file.write_bytes(file.read_bytes()[:-9])


def _remove(file: Path, other: Path) -> None:
    file.unlink()


def _replace(file: Path, other: Path) -> None:
    (stranger,) = other.glob(file.name.partition("-")[0] + "*")
    shutil.copyfile(stranger, file)


DAMAGE = {
    f"{part}.{how.__name__.strip('_')}": (part, how)
    for part in ("index", "profiles", "readings", "vectors")
    for how in (_flip, _cut_short, _remove, _replace)
}


def test_a_damaged_index_is_made_again(make: Make) -> None:
    service = make(start=False)
    tenants = [*DAMAGE, "gone", "stranger", "whole"]
    keys = {tenant: service.make_key(tenant, tenant) for tenant in tenants}
    with Store.open(service.database) as store:
        for tenant in tenants:
            store.put_profiles(tenant, [profile(id, text, id=id) for id, text in GROUPS.items()])
        swapped = zip(GROUPS, reversed(GROUPS.values()), strict=True)
        store.put_profiles("other", [profile("Other", text, id=id) for id, text in swapped])
    service.start()
    before = _found(service, keys["whole"])
    assert before["matches"] or before["nearest"]
    assert service.stop() == 0 and service.events("index_rebuilt") == 0
    other = service.index("other")
    for tenant, (part, damage) in DAMAGE.items():
        (file,) = service.index(tenant).glob(f"{part}*")
        damage(file, other)
    shutil.rmtree(service.index("gone"))
    shutil.rmtree(service.index("stranger"))
    shutil.copytree(other, other.with_name("stranger"))
    shutil.copytree(other, other.parents[1] / "other-models" / "whole")
    service.start()
    assert service.events("index_rebuilt") == len(DAMAGE)
    assert [folder.name for folder in other.parents[1].iterdir()] == [casekit.about().models]
    for tenant in tenants:
        assert _found(service, keys[tenant]) == before, tenant
        stored = open_index(service.index(tenant))
        assert [one.description for one in stored.profiles] == [GROUPS[id] for id in sorted(GROUPS)]


# Erasure


def _vector(service: Service, id: str) -> bytes:
    """A stretch of the numbers that stand for a profile on disk."""
    stored = open_index(service.index())
    number = [one.id for one in stored.profiles].index(id)
    found = bytes(stored.index.vectors([number])[0].tobytes()[:64])
    assert traces(service.index(), found)
    return found


def _put_marked(service: Service, id: str = MARKER) -> None:
    text = f"{MARKER} and {MARKER}. " * 40
    answer = service.ask("PUT", f"/v1/profiles/{id}", profile(MARKER, text), Idempotency_Key=MARKER + id)
    assert answer.status in (200, 201)


def _in_the_index(service: Service, id: str = MARKER) -> bool:
    with suppress(casekit.FileProblem, ValueError):
        return id in [one.id for one in read_profiles(service.index())]
    return False


def _erase(service: Service, id: str = MARKER) -> None:
    answer = service.ask("DELETE", f"/v1/profiles/{id}")
    assert answer.status == 200 and MARKER not in repr(answer)


def test_an_erased_profile_leaves_no_trace_while_the_service_runs(make: Make) -> None:
    service = make(FAULTS_QUIET=0.3)
    rows = [profile(f"Group {n}", "We talk. " * n, id=f"g{n}") for n in range(40)]
    assert service.ask("POST", "/v1/profiles:import", lines(*rows)).status == 200
    _put_marked(service)
    _erase(service)  # right after, with the saving of the index still to come
    assert traces(service.folder, MARKER) == []
    _put_marked(service, MARKER + "-2")
    wait_for(lambda: _in_the_index(service, MARKER + "-2"))
    vector = _vector(service, MARKER + "-2")
    assert traces(service.folder, MARKER) != []
    _erase(service, MARKER + "-2")
    assert traces(service.folder, MARKER, vector) == []
    time.sleep(0.5)  # nothing that was put off brings it back
    assert service.ask("PUT", "/v1/profiles/g1", profile("Another")).status == 200
    time.sleep(0.5)
    assert traces(service.folder, MARKER, vector) == []
    assert service.stop() == 0
    assert traces(service.folder, MARKER, vector) == []
    assert MARKER not in service.log.read_text("utf-8")


def test_what_a_job_says_of_a_profile_is_erased_with_it(make: Make) -> None:
    service = make()
    assert service.ask("PUT", f"/v1/profiles/{MARKER}", profile(MARKER, GROUPS["families"])).status == 201
    begun = service.ask("POST", "/v1/assign", {"cases": [{"text": CASE["text"]}]})
    place = begun.headers["location"]
    wait_for(lambda: service.ask("GET", place).json()["state"] == "done")
    assert MARKER.encode() in service.ask("GET", f"{place}/result").body
    _erase(service)
    assert traces(service.folder, MARKER) == []
    assert service.ask("GET", f"{place}/result").status == 410


def test_a_kill_after_the_receipt_brings_nothing_back(make: Make) -> None:
    service = make(FAULTS_QUIET=0.1)
    _put_marked(service)
    wait_for(lambda: _in_the_index(service))
    vector = _vector(service, MARKER)
    _erase(service)
    service.kill()
    assert traces(service.folder, MARKER, vector) == []
    service.start()
    assert traces(service.folder, MARKER, vector) == []
    assert service.ask("GET", f"/v1/profiles/{MARKER}").status == 404


def test_a_kill_before_the_receipt_leaves_nothing_after_the_next_start(make: Make, tmp_path: Path) -> None:
    trigger = tmp_path / "kill"
    service = make(FAULTS_QUIET=0.1, FAULTS_KILL=trigger)
    _put_marked(service)
    wait_for(lambda: _in_the_index(service))
    trigger.touch()
    with pytest.raises(OSError):
        service.ask("DELETE", f"/v1/profiles/{MARKER}")
    assert service.process.wait(PATIENCE_SECONDS) == -9
    trigger.unlink()
    service.start()
    assert service.ask("GET", f"/v1/profiles/{MARKER}").status == 404
    assert traces(service.folder, MARKER) == []


def test_what_a_kill_left_of_a_half_written_index_is_removed(make: Make, tmp_path: Path) -> None:
    trigger = tmp_path / "kill"
    service = make(FAULTS_QUIET=0.1, FAULTS_KILL=trigger)
    trigger.touch()
    _put_marked(service)
    assert service.process.wait(PATIENCE_SECONDS) == -9
    assert any(name.endswith(".new") for name in traces(service.folder, MARKER))
    trigger.unlink()
    with Store.open(service.database) as store:  # so that the index to come has other names
        store.put_profiles("a", [profile("Group", id="g")])
    service.start()
    _erase(service)
    assert traces(service.folder, MARKER) == []


# The database and its disk


@pytest.mark.parametrize(
    ("interface", "word"), [("en", "Restore a backup"), ("ru", "Восстановите"), ("sv", "Återställ")]
)
def test_a_damaged_database_is_told_and_left_as_it_is(make: Make, interface: str, word: str) -> None:
    service = make(start=False)
    blob = bytearray(service.database.read_bytes())
    blob[4096:8192] = random.Random(1).randbytes(4096)
    service.database.write_bytes(blob)
    how = ("--port", "0") if interface == "en" else ("--check",)
    done = service.command("serve", *how, CASEKIT_INTERFACE=interface)
    assert done.returncode == 3
    assert word in done.stderr and "casekit database restore" in done.stderr
    assert "Traceback" not in done.stderr
    assert service.database.read_bytes() == bytes(blob)


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[Path]:
    """A small file system in memory; skips where it cannot be mounted."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root can mount a small file system here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True, capture_output=True)


def _fill(disk: Path) -> Path:
    ballast = disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as stream:
        while True:
            stream.write(bytes(4096))
    return ballast


def test_a_full_disk_is_told_and_nothing_is_lost(make: Make, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "2m") as disk:
        service = make(disk / "data", FAULTS_QUIET=0.1)
        _put_marked(service)
        ballast, stored, answer = _fill(disk), [MARKER], None
        for number in range(100):
            answer = service.ask("PUT", f"/v1/profiles/p{number}", profile("Group", "We talk. " * 500))
            if answer.status != 201:
                break
            stored.append(f"p{number}")
        assert answer is not None and (answer.status, kind_of(answer)) == (507, "storage-full")
        assert ids(service) == sorted(stored)
        assert service.ask("GET", "/healthz").status == 200
        assert service.ask("POST", "/v1/match", CASE).status == 200
        refused = service.ask("DELETE", f"/v1/profiles/{MARKER}", Idempotency_Key="again")
        assert refused.status in (200, 507)
        ballast.unlink()
        assert service.ask("DELETE", f"/v1/profiles/{MARKER}", Idempotency_Key="again").status == 200
        assert traces(disk, MARKER) == []
        assert service.ask("PUT", "/v1/profiles/after", profile("Group")).status == 201
        expected = sorted({*stored, "after"} - {MARKER})
        assert ids(service) == expected
        service.kill()
        service.start()
        assert ids(service) == expected
        assert service.stop() == 0


def test_a_database_that_becomes_read_only_can_still_be_read(make: Make) -> None:
    service = make()
    assert service.ask("PUT", "/v1/profiles/g", profile("Group")).status == 201
    service.process.send_signal(signal.SIGUSR1)
    wait_for(lambda: service.ask("PUT", "/v1/profiles/h", profile("Other")).status >= 500)
    stored = ids(service)
    for method, path, body in (
        ("PUT", "/v1/profiles/g", profile("Other")),
        ("DELETE", "/v1/profiles/g", None),
        ("POST", "/v1/profiles:import", lines(profile("Other", id="h"))),
        ("POST", "/v1/assign", {"cases": [{"text": "A case."}]}),
    ):
        answer = service.ask(method, path, body)
        assert (answer.status, kind_of(answer)) == (503, "storage")
    assert service.ask("GET", "/healthz").status == service.ask("GET", "/readyz").status == 200
    assert service.ask("POST", "/v1/match", CASE).status == 200
    found = service.ask("GET", "/v1/profiles/g")
    assert ids(service) == stored and found.json()["title"] == "Group"
    service.process.send_signal(signal.SIGUSR2)
    wait_for(
        lambda: (
            service.ask("PUT", "/v1/profiles/g", profile("New"), If_Match=found.headers["etag"]).status == 200
        )
    )
    assert service.stop() == 0


def test_a_read_only_disk_is_told(make: Make, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "2m") as disk:
        service = make(disk / "data", start=False)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True, capture_output=True)
        done = service.command("serve", "--port", "0")
        assert done.returncode == 3 and "cannot be written" in done.stderr


# Others on the same database


def test_there_is_one_service_on_a_database_and_commands_beside_it(make: Make, tmp_path: Path) -> None:
    service = make()
    service.ask("PUT", "/v1/profiles/g", profile("Group"))
    copy = tmp_path / "copy.sqlite3"
    assert service.command("database", "backup", str(copy)).returncode == 0
    for command in (("serve", "--port", "0"), ("database", "restore", str(copy), "--force")):
        done = service.command(*command)
        assert done.returncode == 3 and "is in use" in done.stderr
    made = service.command("keys", "create", "second", "--tenant", "a")
    assert made.returncode == 0
    key = made.stdout.split()[-1]
    assert service.ask("GET", "/v1/profiles/g", key=key).status == 200
    assert service.command("keys", "revoke", "second").returncode == 0
    assert service.ask("GET", "/v1/profiles/g", key=key).status == 401
    assert service.stop() == 0


def test_a_backup_under_writes_is_whole_and_erased_stays_erased(make: Make, tmp_path: Path) -> None:
    service = make()
    copy, revoked = tmp_path / "copy.sqlite3", service.make_key("revoked", "a")
    _put_marked(service)
    writers = [Writer(service, name, random.Random(name)) for name in ("one", "two")]
    kept: dict[str, Answer] = {}
    for number in range(20):
        kept[f"kept-{number}"] = service.ask("PUT", f"/v1/profiles/kept-{number}", profile(f"{number}"))
    threads = [writer.run() for writer in writers]
    assert service.command("database", "backup", str(copy)).returncode == 0
    _erase(service)
    assert service.command("keys", "revoke", "revoked").returncode == 0
    service.kill()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    done = service.command("database", "restore", str(copy), "--force")
    assert done.returncode == 0, done.stderr
    assert traces(service.folder, MARKER) == []
    service.start()
    assert service.ask("GET", "/v1/meta", key=revoked).status == 401
    assert service.ask("GET", f"/v1/profiles/{MARKER}").status == 404
    for id, put in kept.items():
        assert service.ask("GET", f"/v1/profiles/{id}").headers["etag"] == put.headers["etag"]
    assert traces(service.folder, MARKER) == []


def test_what_a_killed_restore_left_is_removed_at_the_next_start(make: Make) -> None:
    service = make(start=False)
    for ending in ("", "-wal", "-shm", "-journal"):
        (service.folder / f".casekit.sqlite3.abcd1234.new{ending}").write_text(MARKER)
    (service.folder / "casekit.sqlite3.mine").write_text("kept")
    service.start()
    assert traces(service.folder, MARKER) == []
    assert (service.folder / "casekit.sqlite3.mine").exists()
