"""The store loses nothing it has acknowledged, keeps nothing it has erased, and says what is wrong with a file."""

from __future__ import annotations

import hashlib
import logging
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

import casekit
from casekit_service.storage import (
    SCOPES,
    Answer,
    KeyReused,
    Principal,
    StorageBusy,
    StorageDamaged,
    StorageError,
    StorageFull,
    StorageReadOnly,
    Store,
    backup,
    idempotency,
    restore,
    schema,
)

MARKER = "Zq7MarkerÅЖ"
WRITER = Path(__file__).with_name("service_storage_writer.py")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "casekit.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened


def row(identifier: str, **more: Any) -> dict[str, Any]:
    return {"id": identifier, "title": "Balint", **more}


def ids(store: Store, tenant: str = "a") -> list[str]:
    return [one["id"] for one in store.rows(tenant)]


def refused(action: Callable[[], object]) -> str:
    with pytest.raises(casekit.InputError) as caught:
        action()
    return caught.value.key


def open_and_close(path: Path) -> None:
    Store.open(path).close()


def traces(folder: Path, *markers: str) -> list[str]:
    """What of the markers stands in any file of a folder, in any of its spellings."""
    found = []
    for file in sorted(folder.rglob("*")):
        content = file.read_bytes() if file.is_file() else b""
        found += [file.name for one in markers for text in spellings(one) if text in content]
    return found


def spellings(marker: str) -> set[bytes]:
    escaped = marker.encode("ascii", "backslashreplace")
    return {marker.encode("utf-8"), escaped, quote(marker).encode("ascii"), marker.encode("utf-16-le")}


# The file


def test_a_new_file_is_for_its_owner_alone_and_set_up_for_safety(path: Path) -> None:
    with Store.open(path) as store:
        store.put_profiles("a", [row("1")])
        pragmas = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "busy_timeout")
        assert [store.all(f"PRAGMA {name}")[0][0] for name in pragmas] == ["wal", 2, 1, 1, 5000]
        assert store.one("PRAGMA application_id") == (schema.APPLICATION_ID,)
        modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert {"casekit.db", "casekit.db-wal"} <= set(modes)
        assert set(modes.values()) == {0o600}
    assert sorted(file.name for file in path.parent.iterdir()) == ["casekit.db", "casekit.db.use"]


def test_a_file_readable_by_others_is_closed_to_them(path: Path) -> None:
    open_and_close(path)
    path.chmod(0o644)
    open_and_close(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_names_that_mean_something_in_a_url_are_names(tmp_path: Path) -> None:
    path = tmp_path / "å b?mode=memory#%41.db"
    with Store.open(path) as store:
        store.put_profiles("a", [row("1")])
    assert path.exists()
    with Store.open(path) as store:
        assert ids(store) == ["1"]


def garbage(path: Path) -> None:
    path.write_bytes(random.Random(5).randbytes(9000))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def truncated_inside_a_page(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1000)


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 12] = bytes(byte ^ 0xFF for byte in content[start : start + 12])
    path.write_bytes(content)


def without_secret(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DELETE FROM meta")
        raw.commit()


DAMAGES = (garbage, emptied, truncated, truncated_inside_a_page, flipped, without_secret)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_and_left_as_it_is(path: Path, damage: Callable[[Path], None]) -> None:
    with Store.open(path) as store:
        store.put_profiles("a", [row(f"{number}", text="x" * 900) for number in range(100)])
    damage(path)
    before = path.read_bytes()
    with pytest.raises(casekit.FileProblem, match="casekit database restore BACKUP") as caught:
        Store.open(path)
    assert caught.value.key == "database_damaged"
    assert path.read_bytes() == before


def test_a_log_without_its_database_is_damage_and_not_a_new_database(path: Path) -> None:
    open_and_close(path)
    path.rename(path.with_name("casekit.db-wal"))
    assert refused(lambda: Store.open(path)) == "database_damaged"
    assert not path.exists()


def test_a_flipped_letter_of_a_profile_is_found_when_it_is_read(path: Path) -> None:
    with Store.open(path) as store:
        store.put_profiles("a", [row("1", text="unchanged")])
    path.write_bytes(path.read_bytes().replace(b"unchanged", b"unchangeD"))
    with Store.open(path) as store:
        for read in (lambda: store.profile("a", "1"), lambda: store.rows("a")):
            with pytest.raises(StorageDamaged, match="^the database is damaged$"):
                read()
        assert refused(store.verify) == "database_damaged"
        assert store.erase_profile("a", "1") is not None
        store.verify()


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE songs (title)")
    before = path.read_bytes()
    assert refused(lambda: Store.open(path)) == "database_foreign"
    assert refused(lambda: backup(path, path.with_name("copy"))) == "database_foreign"
    assert path.read_bytes() == before


def test_a_database_of_a_newer_casekit_is_left_alone(path: Path) -> None:
    open_and_close(path)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA user_version = {schema.NEWEST + 1}")
    assert refused(lambda: Store.open(path)) == "database_newer"


def make_version(path: Path, version: int) -> None:
    """A database as an earlier casekit wrote it, with a key, a profile and an erasure."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        for script in schema.MIGRATIONS[:version]:
            for statement in script:
                raw.execute(statement)
        raw.execute(f"PRAGMA user_version = {version}")
        raw.execute("INSERT INTO meta VALUES (1, ?, 2, 0, 'first')", (b"s" * 32,))
        raw.execute("INSERT INTO tenants VALUES ('a', 2)")
        keyed = hashlib.blake2b(OLD_ROW.encode(), digest_size=16, key=b"s" * 32, person=b"etag")
        etag = f'"{keyed.hexdigest()}"'
        raw.execute("INSERT INTO profiles VALUES (1, 'a', 'old', ?, ?, 1)", (OLD_ROW, etag))
        raw.execute("INSERT INTO erasures VALUES ('r', 'a', 'd', 1000.0, 2)")
        secret = hashlib.sha256(b"S" * 43).digest()
        raw.execute("INSERT INTO keys VALUES ('0123456789ab', 'k', 'a', 'match', ?, 1000.0, NULL)", (secret,))


OLD_ROW = '{"id":"old","title":"Balint"}'


@pytest.mark.parametrize("version", range(1, schema.NEWEST + 1))
def test_every_earlier_version_is_brought_up_to_date_with_what_it_holds(path: Path, version: int) -> None:
    make_version(path, version)
    with Store.open(path) as store:
        assert store.one("PRAGMA user_version") == (schema.NEWEST,)
        assert store.rows("a") == (row("old"),)
        assert store.index_version("a") == 2
        assert store.principal(f"ck_0123456789ab_{'S' * 43}") == Principal(
            "0123456789ab", "a", frozenset({"match"})
        )
        assert store.job("a", store.create_job("a")) is not None
        assert store.put_profiles("a", [row("old")])[0].created is False
        store.remember("a", "key", "digest", Answer(200, {}, None))
        migrated = store.all("SELECT sql FROM sqlite_master ORDER BY name")
    with Store.open(path.with_name("new.db")) as fresh:
        assert fresh.all("SELECT sql FROM sqlite_master ORDER BY name") == migrated


def test_a_migration_that_fails_leaves_the_earlier_version(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_version(path, 1)
    with monkeypatch.context() as patch:
        patch.setattr(
            schema, "MIGRATIONS", (schema.MIGRATIONS[0], (*schema.MIGRATIONS[1], "CREATE nonsense"))
        )
        assert refused(lambda: Store.open(path)) == "database_damaged"
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (1,)
        assert not raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'jobs'").fetchall()
    open_and_close(path)


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A small file system in memory; skips where it cannot be mounted."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("only root can mount a small file system here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True, capture_output=True)


def test_a_read_only_disk_is_refused(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "size=2m") as disk:
        open_and_close(disk / "casekit.db")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True, capture_output=True)
        assert refused(lambda: Store.open(disk / "casekit.db")) == "database_unwritable"
        assert refused(lambda: Store.open(disk / "new.db")) == "database_unwritable"
        assert refused(lambda: Store.open(disk / "folder" / "new.db")) == "database_unwritable"
        assert refused(lambda: backup(disk / "casekit.db", tmp_path / "copy")) == "database_unwritable"


def test_a_read_only_file_is_refused(path: Path) -> None:
    open_and_close(path)
    path.chmod(0o400)
    if os.access(path, os.W_OK):
        pytest.skip("root may write files that are read-only")
    assert refused(lambda: Store.open(path)) == "database_unwritable"


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refused(lambda: Store.open(tmp_path / "file" / "casekit.db")) == "database_unwritable"
    (tmp_path / "folder").mkdir()
    assert refused(lambda: Store.open(tmp_path / "folder")) == "database_unwritable"


def test_there_is_one_service_and_commands_beside_it(path: Path) -> None:
    with Store.open(path, exclusive=True) as service:
        assert refused(lambda: Store.open(path, exclusive=True)) == "database_busy"
        with Store.open(path) as command:
            text = command.create_key("k", tenant="a", scopes=["match"])
        assert service.principal(text) is not None
    Store.open(path, exclusive=True).close()


# Transactions and faults


def test_a_transaction_is_all_or_nothing_and_joins_the_outer_one(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction():
        store.put_profiles("a", [row("1")])
        store.create_key("k", tenant="a", scopes=["match"])
        raise ZeroDivisionError
    assert (ids(store), store.keys(), store.index_version("a")) == ([], (), 0)
    with store.transaction():
        store.put_profiles("a", [row("1")])
        assert store.index_version("a") == 1
        store.put_profiles("a", [row("2")])
        with pytest.raises(ZeroDivisionError), store.transaction():
            store.put_profiles("b", [row("3")])
            raise ZeroDivisionError
    assert (ids(store), store.index_version("a")) == (["1", "2"], 1)
    assert (ids(store, "b"), store.index_version("b")) == ([], 0)


def test_after_sqlite_has_undone_a_transaction_nothing_more_of_it_is_written(store: Store) -> None:
    with pytest.raises(StorageError), store.transaction():
        store.put_profiles("a", [row("1")])
        store._connection.execute("ROLLBACK")
        with pytest.raises(StorageError):
            store.put_profiles("a", [row("2")])
    assert ids(store) == []
    store.put_profiles("a", [row("3")])
    assert ids(store) == ["3"]


def test_threads_take_turns(store: Store) -> None:
    def work(name: str) -> None:
        for number in range(20):
            with store.transaction():
                store.put_profiles("a", [row(f"{name}{number}x")])
                store.put_profiles("a", [row(f"{name}{number}y")])
            assert len(store.rows("a")) % 2 == 0

    threads = [threading.Thread(target=work, args=(name,)) for name in "pqr"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids(store)) == 120
    assert store.index_version("a") == 60


def fill(store: Store) -> None:
    for number in range(1000):
        store.put_profiles("a", [row(f"big-{number}", text="x" * 20_000)])


def assert_nothing_half_written(store: Store) -> None:
    found, version = ids(store), store.index_version("a")
    assert len(found) == version
    assert store.one("PRAGMA quick_check") == ("ok",)


def test_a_full_database_is_an_error_and_works_again_with_room(store: Store) -> None:
    store.run("PRAGMA max_page_count = 60")
    with pytest.raises(StorageFull, match="^the disk of the database is full$"):
        fill(store)
    assert_nothing_half_written(store)
    before = len(ids(store))
    store.run("PRAGMA max_page_count = 100000")
    store.put_profiles("a", [row("after", text="x" * 20_000)])
    assert len(ids(store)) == before + 1


def test_a_full_disk_is_an_error_and_works_again_with_room(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "size=1m") as disk:
        ballast = disk / "ballast"
        ballast.write_bytes(b"x" * 300_000)
        with Store.open(disk / "casekit.db") as store:
            with pytest.raises(StorageFull):
                fill(store)
            assert_nothing_half_written(store)
            ballast.unlink()
            store.put_profiles("a", [row("after", text="x" * 20_000)])
        with Store.open(disk / "casekit.db") as store:
            assert "after" in ids(store)
            assert_nothing_half_written(store)


def test_a_full_disk_is_refused_when_opening_and_when_copying(tmp_path: Path, path: Path) -> None:
    with Store.open(path) as store:
        store.put_profiles("a", [row("1", text="x" * 900_000)])
    with mounted(tmp_path / "disk", "size=1m") as disk:
        (disk / "ballast").write_bytes(b"x" * 500_000)
        assert refused(lambda: backup(path, disk / "copy")) == "file_unwritable"
        assert refused(lambda: restore(path, disk / "restored.db")) == "file_unwritable"
        assert sorted(file.name for file in disk.iterdir()) == [
            "ballast",
            "restored.db.lock",
            "restored.db.use",
        ]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 does not tell which I/O error it was")
def test_a_limit_of_file_sizes_counts_as_full(store: Store) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, hard))
    try:
        with pytest.raises(StorageFull):
            fill(store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert_nothing_half_written(store)
    store.put_profiles("a", [row("after", text="x" * 20_000)])


def test_a_database_that_became_read_only_can_be_read(store: Store) -> None:
    store.put_profiles("a", [row("1")])
    store.run("PRAGMA query_only = ON")
    with pytest.raises(StorageReadOnly, match="^the database is read-only$"):
        store.put_profiles("a", [row("2")])
    assert ids(store) == ["1"]


def test_a_database_that_somebody_holds_is_busy(store: Store) -> None:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store.run("PRAGMA busy_timeout = 20")
        with pytest.raises(StorageBusy, match="^the database is busy$"):
            store.put_profiles("a", [row("1")])
    store.put_profiles("a", [row("1")])


def test_a_closed_store_says_so_in_its_own_words(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(StorageError, match="^the database could not be used$"):
        store.put_profiles("a", [row("1")])


def test_killed_at_any_moment_it_has_everything_it_acknowledged(path: Path) -> None:
    chance = random.Random(3)
    for attempt in range(15):
        command = [sys.executable, str(WRITER), str(path), str(attempt)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            said = [writer.stdout.readline()]
            time.sleep(chance.uniform(0, 0.12))
            writer.kill()
            said += writer.stdout.readlines()
        with Store.open(path) as store:
            found = {one for one in ids(store, "t") if one.startswith(f"{attempt}-")}
            assert store.one("PRAGMA quick_check") == ("ok",)
            store.verify()
        whole = [line.strip() for line in said if line.endswith("\n")]
        erased = {f"{attempt}-{line.split()[1]}-a" for line in whole if line.startswith("erased")}
        stored = {f"{attempt}-{line}-{half}" for line in whole if line.isdecimal() for half in "ab"}
        missing = stored - found
        assert erased <= missing
        assert len(missing - erased) <= 1, "no more than the erasure that was going on"
        halves = {one[:-2] for one in found}
        assert all({f"{one}-b"} <= found for one in halves), "half of a pair was written"


# Keys


def test_a_key_tells_whose_it_is_until_it_is_revoked(path: Path, store: Store) -> None:
    text = store.create_key("front", tenant="clinic-1", scopes=["match", "anonymise"])
    assert len(text) == 59
    principal = store.principal(text)
    assert principal == Principal(text[3:15], "clinic-1", frozenset({"anonymise", "match"}))
    (record,) = store.keys()
    assert (record.name, record.tenant, record.revoked) == ("front", "clinic-1", None)
    assert record.scopes == ("anonymise", "match")
    assert record.created.endswith("Z")
    with Store.open(path) as command:
        assert command.revoke_key("front") is True
        assert command.revoke_key("front") is False
    assert store.principal(text) is None
    assert store.keys()[0].revoked is not None
    again = store.create_key("front", tenant="clinic-2", scopes=SCOPES)
    assert store.principal(again) is not None
    records = store.keys()
    assert [record.name for record in records] == ["front", "front"]


def test_of_a_key_only_a_hash_is_stored(path: Path, store: Store) -> None:
    text = store.create_key("front", tenant="a", scopes=["admin"])
    store.scrub()
    assert traces(path.parent, text, text[16:]) == []
    assert traces(path.parent, text[3:15]) != []
    assert text[16:] not in repr((store, store.keys(), store.principal(text)))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: text[:-1],
        lambda text: text + "A",
        lambda text: text + "\n",
        lambda text: " " + text,
        lambda text: text.upper(),
        lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
        lambda text: "ck_" + "0" * 12 + text[15:],
        lambda text: text[:16] + "é" * 43,
        lambda text: text[:16] + "\ud800" * 43,
        lambda text: "ck_" + "٠" * 12 + text[15:],
        lambda text: text.replace("_", "\0"),
    ],
)
def test_any_other_text_is_nobodys_key(store: Store, change: Callable[[str], str]) -> None:
    text = store.create_key("front", tenant="a", scopes=["match"])
    assert store.principal(change(text)) is None


def test_an_unknown_key_is_compared_like_a_known_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    text = store.create_key("front", tenant="a", scopes=["match"])
    compared: list[tuple[int, int]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return one == other

    monkeypatch.setattr("hmac.compare_digest", compare)
    for one in (text, text[:16] + "A" * 43, "ck_" + "0" * 12 + text[15:]):
        store.principal(one)
    assert compared == [(32, 32)] * 3


def test_names_scopes_and_a_name_in_use_are_checked(store: Store) -> None:
    store.create_key("k", tenant="a", scopes=["match"])
    assert refused(lambda: store.create_key("k", tenant="b", scopes=["match"])) == "key_name_taken"
    for bad in ("", "-k", "a b", "k\n", "é", "k" * 65, MARKER):
        assert refused(lambda bad=bad: store.create_key(bad, tenant="a", scopes=["match"])) == "key_name_bad"
        assert refused(lambda bad=bad: store.create_key("n", tenant=bad, scopes=["match"])) == "key_name_bad"
    for scopes in ([], ["match", MARKER]):
        assert (
            refused(lambda given=scopes: store.create_key("n", tenant="a", scopes=given)) == "scope_unknown"
        )
    assert len(store.keys()) == 1


# Profiles


def test_profiles_are_put_read_and_paged_in_the_order_of_code_points(store: Store) -> None:
    names = ["я", "B", "a", "Å", "10", "9", "b", "😀"]
    puts = store.put_profiles("a", [row(name) for name in names])
    assert [put.created for put in puts] == [True] * len(names)
    assert ids(store) == sorted(names)
    first = store.profiles("a", limit=3)
    rest = store.profiles("a", after=first[-1].row["id"], limit=99)
    assert [one.row["id"] for one in (*first, *rest)] == sorted(names)
    assert store.tenants() == ("a",)


def test_what_has_not_changed_keeps_its_etag_and_versions(store: Store) -> None:
    (put,) = store.put_profiles("a", [{"id": "1", "title": "T", "size_max": 8}])
    assert len(put.etag) == 34
    assert put.etag[0] == put.etag[-1] == '"'
    before = store.profile("a", "1"), store.index_version("a")
    (same,) = store.put_profiles("a", [{"size_max": 8, "title": "T", "id": "1"}])
    assert (same.created, same.etag) == (False, put.etag)
    assert (store.profile("a", "1"), store.index_version("a")) == before
    (other,) = store.put_profiles("a", [{"id": "1", "title": "T", "size_max": 9}])
    assert other.created is False
    assert other.etag != put.etag
    assert store.index_version("a") == 2


def test_tenants_see_nothing_of_each_other(store: Store) -> None:
    store.put_profiles("a", [row("1", text="of a")])
    store.put_profiles("b", [row("1", text="of b"), row("2")])
    job = store.create_job("a")
    store.remember("a", "key", "d", Answer(200, {}, None))
    assert [one["text"] for name in "ab" for one in store.rows(name)[:1]] == ["of a", "of b"]
    assert store.profile("a", "2") is None
    assert store.erase_profile("a", "2") is None
    assert store.profile("c", "1") is None
    assert store.index_version("a") == store.index_version("b") == 1
    assert store.job("b", job) is None
    assert store.set_job("b", job, "done") is False
    assert store.recall("b", "key", "other") is None
    assert store.erase_profile("b", "1") is not None
    assert ids(store, "a") == ["1"]


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"id": ""},
        {"id": 5},
        {"id": MARKER, "x": float("nan")},
        {"id": "\ud800"},
        {"id": "1", "x": {1, 2}},
    ],
)
def test_what_cannot_be_stored_is_refused_whole_and_without_its_words(
    store: Store, bad: dict[str, Any]
) -> None:
    with pytest.raises(casekit.InputError) as caught:
        store.put_profiles("a", [row("1"), bad])
    assert caught.value.key == "profile_unstorable"
    assert MARKER not in str(caught.value)
    assert ids(store) == []


def test_an_id_that_cannot_be_stored_is_not_found(store: Store) -> None:
    for odd in ("\ud800", "\0", "x" * 100_000, "'; DROP TABLE profiles; --"):
        assert store.profile("a", odd) is None
        assert store.erase_profile("a", odd) is None
        assert store.job("a", odd) is None
        assert store.revoke_key(odd) is False
        assert store.recall("a", odd, "d") is None
        store.remember("a", odd, "d", Answer(204, {}, None))
    assert store.profiles("a", after="\ud800", limit=5) == ()


class ProfilesAgainstADict(RuleBasedStateMachine):
    """Profiles behave as a dict for each tenant does; a version counts what changed it."""

    tenants = st.sampled_from(["a", "b"])
    names = st.sampled_from(["1", "10", "9", "a", "B", "å", "я", "/", "%2F"])
    titles = st.text(st.characters(codec="utf-8"), max_size=4)

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "casekit.db"
        self.store = Store.open(self.path)
        self.model: dict[str, dict[str, dict[str, Any]]] = {"a": {}, "b": {}}
        self.versions = {"a": 0, "b": 0}

    @rule(tenant=tenants, rows=st.lists(st.tuples(names, titles), max_size=4))
    def put(self, tenant: str, rows: list[tuple[str, str]]) -> None:
        model, changed = self.model[tenant], False
        puts = self.store.put_profiles(tenant, [{"id": name, "title": title} for name, title in rows])
        for (name, title), put in zip(rows, puts, strict=True):
            new = {"id": name, "title": title}
            assert (put.id, put.created) == (name, name not in model)
            changed |= model.get(name) != new
            model[name] = new
        self.versions[tenant] += changed

    @rule(tenant=tenants, name=names)
    def erase(self, tenant: str, name: str) -> None:
        gone = self.model[tenant].pop(name, None)
        assert (self.store.erase_profile(tenant, name) is None) == (gone is None)
        self.versions[tenant] += gone is not None

    @rule()
    def scrub(self) -> None:
        assert self.store.scrub()

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = Store.open(self.path)

    @rule(tenant=tenants, name=names)
    def one(self, tenant: str, name: str) -> None:
        found = self.store.profile(tenant, name)
        assert (found and found.row) == self.model[tenant].get(name)

    @rule(tenant=tenants, after=st.none() | names, limit=st.integers(1, 3))
    def page(self, tenant: str, after: str | None, limit: int) -> None:
        expected = [name for name in sorted(self.model[tenant]) if after is None or name > after]
        page = self.store.profiles(tenant, after=after, limit=limit)
        assert [one.row["id"] for one in page] == expected[:limit]

    @invariant()
    def the_same(self) -> None:
        for tenant, model in self.model.items():
            assert self.store.rows(tenant) == tuple(model[name] for name in sorted(model))
            assert self.store.count(tenant) == len(model)
            assert self.store.index_version(tenant) == self.versions[tenant]
        assert self.store.tenants() == tuple(name for name in "ab" if self.model[name])

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


TestProfilesAgainstADict = ProfilesAgainstADict.TestCase
TestProfilesAgainstADict.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


# Erasure


def test_an_erased_profile_leaves_no_trace_in_any_file(
    path: Path, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    store.put_profiles("a", [row(f"other-{number}", text="x" * number * 9) for number in range(200)])
    for size in (1, 900, 30_000):
        store.put_profiles("a", [row(MARKER, text=f"{MARKER}{size}" * size)])
    job = store.create_job("a")
    store.set_job("a", job, "done", result={"pairs": [["case-1", MARKER]]})
    kept = store.create_job("a")
    store.set_job("a", kept, "done", result={"pairs": [["case-1", f"{MARKER}-2"[-4:]]]})
    store.remember("a", "k1", "d", Answer(201, {"Location": f"/v1/profiles/{quote(MARKER)}"}, None))
    store.remember("a", "k2", "d", Answer(200, {}, {"id": MARKER}))
    store.remember("a", MARKER, "d", Answer(200, {}, {"id": "other-1"}))
    erasure = store.erase_profile("a", MARKER)
    assert erasure is not None
    assert (len(erasure.receipt), erasure.removed, erasure.erased_at[-1]) == (32, 1, "Z")
    assert store.scrub() is True
    assert traces(path.parent, MARKER) == []
    store.close()
    assert traces(path.parent, MARKER) == []
    assert MARKER not in caplog.text + repr(erasure)
    with Store.open(path) as again:
        gone = again.job("a", job)
        assert gone is not None
        assert (gone.state, gone.result, gone.reason) == ("done", None, "erased")
        assert again.job("a", kept).result is not None  # type: ignore[union-attr]
        assert (again.recall("a", "k1", "d"), again.recall("a", "k2", "d")) == (None, None)
        assert again.recall("a", MARKER, "d") == Answer(200, {}, {"id": "other-1"})
        assert len(ids(again)) == 200


@pytest.mark.parametrize("seed", range(4))
def test_no_copy_hides_in_the_gaps_of_pages(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    living: dict[str, str] = {}
    dead: set[str] = set()
    with Store.open(tmp_path / "casekit.db") as store:
        with store.transaction():
            for _ in range(2000):
                name = chance.choice([*living, ""]) if chance.random() < 0.5 else ""
                if name and chance.random() < 0.5:
                    store.erase_profile("a", name)
                    dead |= {name, living.pop(name)}
                    continue
                dead |= {living[name]} if name else set()
                name, mark = name or f"id-{chance.getrandbits(48):012x}", f"{chance.getrandbits(64):016x}"
                size = chance.choice((10, 200, 900, 2000, 3000))
                store.put_profiles("a", [{"id": name, "text": mark + "x" * size}])
                living[name] = mark
        assert store.scrub() is True
        left = (tmp_path / "casekit.db").read_bytes()
        assert not [mark for mark in dead if mark.encode("ascii") in left]
        assert all(mark.encode("ascii") in left for mark in living.values())


def test_a_reader_elsewhere_puts_the_scrub_off(path: Path, store: Store) -> None:
    store.put_profiles("a", [row("1", text=MARKER)])
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM profiles").fetchone() == (1,)
        store.erase_profile("a", "1")
        assert store.scrub() is False
        other.execute("COMMIT")
    with store.transaction():
        assert store.scrub() is False
    assert store.scrub() is True
    assert traces(path.parent, MARKER) == []


def test_the_next_start_scrubs_what_a_kill_left(path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from casekit_service.storage import Store;"
        "store = Store.open(Path(sys.argv[1]), exclusive=True);"
        "store.put_profiles('a', [{'id': sys.argv[2]}]); store.erase_profile('a', sys.argv[2]);"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(path), MARKER], check=False)
    assert traces(path.parent, MARKER) != []
    with Store.open(path, exclusive=True):
        assert traces(path.parent, MARKER) == []


def test_a_job_that_ends_after_an_erasure_does_not_bring_the_id_back(path: Path, store: Store) -> None:
    store.put_profiles("a", [row(MARKER), row("2")])
    job = store.create_job("a")
    store.erase_profile("a", MARKER)
    later = store.create_job("a")
    assert store.set_job("a", job, "done", result={"best": {MARKER: ["case-1"]}}) is True
    assert store.set_job("a", later, "done", result={"best": {"2": ["case-1"]}}) is True
    ended, other = store.job("a", job), store.job("a", later)
    assert ended is not None
    assert (ended.result, ended.reason) == (None, "erased")
    assert other is not None
    assert other.result == {"best": {"2": ["case-1"]}}
    store.scrub()
    assert traces(path.parent, MARKER) == []


# Jobs and remembered answers


def test_a_job_moves_on_and_stays_ended(store: Store) -> None:
    job = store.create_job("a")
    assert store.job("a", job).state == "queued"  # type: ignore[union-attr]
    assert store.set_job("a", job, "running") is True
    assert store.job("a", job).finished is None  # type: ignore[union-attr]
    assert store.set_job("a", job, "cancelled", reason="asked") is True
    assert store.set_job("a", job, "done", result={"x": 1}) is False
    ended = store.job("a", job)
    assert ended is not None
    assert (ended.state, ended.result, ended.reason) == ("cancelled", None, "asked")
    assert ended.finished is not None
    with pytest.raises(ValueError, match="no such state"):
        store.set_job("a", job, MARKER)


def test_what_ran_when_the_service_stopped_is_interrupted(store: Store) -> None:
    jobs = [store.create_job("a") for _ in range(3)]
    store.set_job("a", jobs[1], "running")
    store.set_job("a", jobs[2], "done", result={})
    assert store.interrupt_jobs() == 2
    assert [store.job("a", job).state for job in jobs] == [  # type: ignore[union-attr]
        "interrupted",
        "interrupted",
        "done",
    ]


def test_an_answer_is_remembered_and_a_key_is_not_used_twice(path: Path, store: Store) -> None:
    digest, other = store.digest(b"body"), store.digest(b"other")
    assert digest != other
    assert store.recall("a", MARKER, digest) is None
    answer = Answer(201, {"ETag": '"x"'}, {"id": "1"})
    store.remember("a", MARKER, digest, answer)
    store.remember("a", MARKER, digest, Answer(500, {}, None))
    assert store.recall("a", MARKER, digest) == answer
    for again in (
        lambda: store.recall("a", MARKER, other),
        lambda: store.remember("a", MARKER, other, answer),
    ):
        with pytest.raises(KeyReused, match="^the idempotency key was used with another request$"):
            again()
    store.scrub()
    assert traces(path.parent, MARKER) == []


def test_the_oldest_answers_of_a_tenant_go(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "MOST_ANSWERS", 3)
    store.remember("b", "0", "d", Answer(200, {}, None))
    for number in range(5):
        store.remember("a", f"{number}", "d", Answer(200, {}, None))
    assert [store.recall("a", f"{number}", "d") is not None for number in range(5)] == [False] * 2 + [
        True
    ] * 3
    assert store.recall("b", "0", "d") is not None


@pytest.mark.parametrize("jump", [-(10**9), -3600, 0, 3600, 10**9])
def test_a_clock_that_jumps_does_no_harm(
    path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, jump: float
) -> None:
    start = 1_800_000_000.0
    monkeypatch.setattr(time, "time", lambda: start)
    text = store.create_key("k", tenant="a", scopes=["match"])
    store.put_profiles("a", [row("1"), row("2")])
    monkeypatch.setattr(time, "time", lambda: start + jump)
    job = store.create_job("a")
    store.set_job("a", job, "done", result={})
    store.remember("a", "key", "d", Answer(200, {}, None))
    store.put_profiles("a", [row("1", text="new")])
    assert store.erase_profile("a", "2") is not None
    monkeypatch.setattr(time, "time", lambda: start)
    store.prune(start)
    kept = abs(jump) <= 24 * 3600
    assert (store.job("a", job) is not None, store.recall("a", "key", "d") is not None) == (kept, kept)
    assert store.principal(text) is not None
    assert ids(store) == ["1"]
    store.close()
    with Store.open(path) as again:
        assert ids(again) == ["1"]


def test_prune_drops_what_ended_more_than_a_day_ago_and_nothing_else(store: Store) -> None:
    ended, running = store.create_job("a"), store.create_job("a")
    store.set_job("a", ended, "failed", reason="error")
    store.remember("a", "key", "d", Answer(200, {}, None))
    store.prune(time.time() + 23 * 3600)
    assert store.job("a", ended) is not None
    store.prune(time.time() + 25 * 3600)
    assert (store.job("a", ended), store.recall("a", "key", "d")) == (None, None)
    assert store.job("a", running) is not None


# Backup and restore


def test_a_backup_is_whole_while_the_service_writes(path: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    with Store.open(path, exclusive=True) as store:
        store.put_profiles("a", [row("x"), row("y")])

        def write() -> None:
            for number in range(100_000):
                if stop.is_set():
                    return
                store.put_profiles("a", [row("x", n=number), row("y", n=number)])

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for number in range(5):
                backup(path, tmp_path / f"copy-{number}")
        finally:
            stop.set()
            writer.join()
    for number in range(5):
        copy = tmp_path / f"copy-{number}"
        assert copy.stat().st_mode & 0o777 == 0o600
        assert copy.read_bytes()[18:20] == b"\1\1", "one file, readable on a read-only disk"
        with Store.open(copy) as store:
            one, other = store.rows("a")
            assert one.get("n") == other.get("n")
    assert not list(tmp_path.glob(".*"))


def test_a_backup_hides_nothing_that_was_erased(path: Path, store: Store, tmp_path: Path) -> None:
    store.put_profiles("a", [row("1", text=MARKER), row("2")])
    store.erase_profile("a", "1")
    (tmp_path / "out").mkdir()
    backup(path, tmp_path / "out" / "copy")
    assert traces(tmp_path / "out", MARKER) == []


def test_a_backup_is_refused_where_it_cannot_be(path: Path, store: Store, tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"x")
    assert refused(lambda: backup(path, tmp_path / "there")) == "backup_exists"
    assert refused(lambda: backup(tmp_path / "missing", tmp_path / "copy")) == "file_missing"
    assert refused(lambda: backup(path, tmp_path / "no" / "folder")) == "file_unwritable"
    assert (tmp_path / "there").read_bytes() == b"x"
    assert not (tmp_path / "missing").exists()


@pytest.mark.parametrize("damage", DAMAGES[:5])
def test_a_damaged_database_is_not_backed_up(
    path: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    with Store.open(path) as store:
        store.put_profiles("a", [row(f"{number}", text="x" * 900) for number in range(100)])
    damage(path)
    assert refused(lambda: backup(path, tmp_path / "copy")) == "database_damaged"
    assert not (tmp_path / "copy").exists()


def test_a_restore_keeps_erasures_and_revocations_made_since(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with Store.open(path) as store:
        store.put_profiles("a", [row("gone", text=MARKER), row("again", text="old"), row("kept", text="old")])
        store.put_profiles("b", [row("gone")])
        job = store.create_job("a")
        store.set_job("a", job, "done", result={"best": ["gone"]})
        revoked = store.create_key("revoked", tenant="a", scopes=["match"])
        used = store.create_key("used", tenant="a", scopes=["match"])
        instance = store.instance()
        store.erase_profile("a", "again")
        store.put_profiles("a", [row("again", text="put again before the backup")])
    backup(path, copy)
    with Store.open(path) as store:
        receipt = store.erase_profile("a", "gone")
        store.put_profiles("a", [row("kept", text="new")])
        store.revoke_key("revoked")
        version = store.index_version("a")
    assert refused(lambda: restore(copy, path)) == "database_exists"
    done = restore(copy, path, force=True)
    assert (done.carried, done.erased, done.revoked) == (True, 1, 1)
    assert path.stat().st_mode & 0o777 == 0o600
    assert traces(path.parent, MARKER) == []
    with Store.open(path) as store:
        assert [one["text"] for one in store.rows("a")] == ["put again before the backup", "old"]
        assert ids(store, "b") == ["gone"]
        assert store.job("a", job).result is None  # type: ignore[union-attr]
        assert (store.principal(revoked), store.principal(used) is None) == (None, False)
        assert receipt is not None
        assert store.one("SELECT 1 FROM erasures WHERE receipt = ?", receipt.receipt) is not None
        assert store.index_version("a") > version
        assert store.instance() != instance


def test_an_erasure_outlives_restores_of_older_and_older_backups(path: Path, tmp_path: Path) -> None:
    with Store.open(path) as store:
        store.put_profiles("a", [row("1")])
    backup(path, tmp_path / "first")
    with Store.open(path) as store:
        store.put_profiles("a", [row(f"{number}") for number in range(9)])
        store.put_profiles("a", [row("1", text="later")])
    backup(path, tmp_path / "second")
    path.unlink()
    assert restore(tmp_path / "first", path).carried is False
    with Store.open(path) as store:
        store.erase_profile("a", "1")
    for name in ("second", "first", "second"):
        assert restore(tmp_path / name, path, force=True).erased == 1
        with Store.open(path) as store:
            assert "1" not in ids(store)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database_is_replaced_and_a_damaged_backup_is_not_used(
    path: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    copy = tmp_path / "copy"
    with Store.open(path) as store:
        store.put_profiles("a", [row(f"{number}", text="x" * 900) for number in range(100)])
    backup(path, copy)
    damage(copy)
    whole = path.read_bytes()
    assert refused(lambda: restore(copy, path, force=True)) == "database_damaged"
    assert path.read_bytes() == whole
    shutil.copyfile(path, copy)
    damage(path)
    Path(f"{path}-wal").write_bytes(b"stale")
    assert restore(copy, path, force=True).carried is False
    with Store.open(path) as store:
        assert len(ids(store)) == 100
    assert not list(path.parent.glob(".*"))


def test_a_backup_with_a_changed_letter_is_not_used(path: Path, store: Store, tmp_path: Path) -> None:
    store.put_profiles("a", [row("1", text="unchanged")])
    store.close()
    backup(path, tmp_path / "copy")
    changed = (tmp_path / "copy").read_bytes().replace(b"unchanged", b"unchangeD")
    (tmp_path / "copy").write_bytes(changed)
    assert refused(lambda: restore(tmp_path / "copy", path, force=True)) == "database_damaged"


def test_nothing_is_restored_under_a_service_or_a_command(path: Path, tmp_path: Path) -> None:
    open_and_close(path)
    backup(path, tmp_path / "copy")
    for exclusive in (True, False):
        with Store.open(path, exclusive=exclusive):
            assert refused(lambda: restore(tmp_path / "copy", path, force=True)) == "database_busy"
    assert restore(tmp_path / "copy", path, force=True).carried is True


def test_an_earlier_version_is_restored_and_others_are_refused(path: Path, tmp_path: Path) -> None:
    make_version(tmp_path / "old" / "copy", 1)
    assert restore(tmp_path / "old" / "copy", path).carried is False
    with Store.open(path) as store:
        assert ids(store) == ["old"]
    with closing(sqlite3.connect(tmp_path / "newer")) as raw:
        raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        raw.execute(f"PRAGMA user_version = {schema.NEWEST + 1}")
    with closing(sqlite3.connect(tmp_path / "foreign")) as raw:
        raw.execute("CREATE TABLE songs (title)")
    for name in ("newer", "foreign"):
        key = refused(lambda name=name: restore(tmp_path / name, path, force=True))
        assert key == f"database_{name}"
    assert refused(lambda: restore(tmp_path / "missing", path, force=True)) == "file_missing"
    assert refused(lambda: restore(path, tmp_path / "foreign", force=True)) == "database_foreign"


# Speed


def test_a_key_is_known_in_a_tenth_of_a_millisecond_and_a_put_takes_a_few(store: Store) -> None:
    text = store.create_key("k", tenant="a", scopes=["match"])
    store.put_profiles("a", [row(f"{number}", text="x" * 3000) for number in range(500)])

    def quickest(action: Callable[[int], object]) -> float:
        return min(timed(action, number) for number in range(200))

    assert quickest(lambda _: store.principal(text)) < 0.0001
    assert quickest(lambda number: store.put_profiles("a", [row("1", n=number)])) < 0.02


def timed(action: Callable[[int], object], number: int) -> float:
    start = time.perf_counter()
    action(number)
    return time.perf_counter() - start
