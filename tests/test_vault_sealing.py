"""A sealed vault: opened by its passphrase only, and every change of it noticed."""

from __future__ import annotations

import json
import re
from dataclasses import replace as changed

import pytest

from casekit.errors import InputError
from casekit.vault import Vault, crypt, open_vault, restore, seal
from vault_cases import MARKUP, PASSPHRASE, SEALED, made


@pytest.fixture(scope="module")
def vault() -> Vault:
    return Vault.of(*made(MARKUP, "en"))


def test_a_sealed_vault_opens_and_tells_little(vault: Vault) -> None:
    sealed = seal(vault, PASSPHRASE)
    assert open_vault(sealed, PASSPHRASE) == vault
    assert crypt.content_size(sealed) == 4096
    for secret in ("Anna", "Doyle", "Leeds", PASSPHRASE):
        assert secret.encode() not in sealed and secret not in repr(vault)


def test_a_vault_of_the_first_version_opens_for_ever(vault: Vault) -> None:
    text, case = made(MARKUP, "en")
    assert restore(case.text, open_vault(SEALED, PASSPHRASE)).text == text
    assert open_vault(SEALED, PASSPHRASE) == vault


def test_its_size_grows_by_pages(monkeypatch: pytest.MonkeyPatch, vault: Vault) -> None:
    monkeypatch.setattr(crypt, "encrypt", lambda data, passphrase: data)
    for words in (0, 1, 900, 2000):
        size = len(seal(changed(vault, kept=(7,) * words + vault.kept), PASSPHRASE))
        assert size % 4096 == 0 and size > 4 * words


def test_a_wrong_passphrase_is_told() -> None:
    with pytest.raises(InputError) as caught:
        open_vault(SEALED, PASSPHRASE + "x")
    assert caught.value.key == "vault_passphrase" and caught.value.__cause__ is None


@pytest.mark.parametrize("passphrase", ["", "seven77", "        "])
def test_a_short_passphrase_is_refused(vault: Vault, passphrase: str) -> None:
    with pytest.raises(InputError) as caught:
        seal(vault, passphrase)
    assert caught.value.key == "passphrase_short"


def test_a_passphrase_is_the_same_however_it_is_typed(monkeypatch: pytest.MonkeyPatch, vault: Vault) -> None:
    seen: list[str] = []
    monkeypatch.setattr(crypt, "encrypt", lambda data, passphrase: seen.append(passphrase) or b"")
    seal(vault, "blåbär och mjölk")
    seal(vault, "bla\u030aba\u0308r och mjo\u0308lk")
    assert seen[0] == seen[1]


def test_what_is_cut_off_anywhere_is_no_vault() -> None:
    for size in (*range(0, len(SEALED), 64), len(SEALED) - 1):
        with pytest.raises(InputError) as caught:
            open_vault(SEALED[:size], PASSPHRASE)
        assert caught.value.key == "vault_damaged"


def test_a_changed_byte_is_noticed_in_every_region() -> None:
    header = SEALED.index(b"\n---")
    body = SEALED.index(b"\n", header + 1) + 1
    formal = {0: b"b", 24: b"x", header - 45: b"x"}
    keyed = (SEALED.index(b"scrypt ") + 8, header - 20, body - 10, body + 3, body + 40, len(SEALED) - 2)
    for at, byte in [*formal.items(), *((at, None) for at in keyed)]:
        other = byte or (b"A" if SEALED[at : at + 1] != b"A" else b"B")
        with pytest.raises(InputError) as caught:
            open_vault(SEALED[:at] + other + SEALED[at + 1 :], PASSPHRASE)
        # whether the passphrase is wrong or its stanza was changed cannot be told apart
        assert caught.value.key in ("vault_damaged", "vault_passphrase")
        assert at < body - 60 or caught.value.key == "vault_damaged"


def test_more_bytes_are_noticed() -> None:
    for more in (b"\n", bytes(64), SEALED):
        with pytest.raises(InputError) as caught:
            open_vault(SEALED + more, PASSPHRASE)
        assert caught.value.key == "vault_damaged"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b'{"vault":2}', "vault_newer"),
        (b'{"vault":1}', "vault_damaged"),
        (b'{"vault":0}', "vault_damaged"),
        (b"[]", "vault_damaged"),
        (b"[" * 5000, "vault_damaged"),
        (b"\xff", "vault_damaged"),
        (b'{"vault":1,"language":"xx","digest":"","replaced":[],"identities":[],"kept":""}', "vault_damaged"),
        (b'{"vault":1,"language":"en","digest":"","replaced":[],"identities":[],"kept":"AA=="}', "vault_damaged"),
        (b'{"vault":1,"language":"en","digest":"","replaced":[[0,1,2]],"identities":[],"kept":""}', "vault_damaged"),
    ],
)  # fmt: skip
def test_content_of_another_shape_is_told_without_it(
    monkeypatch: pytest.MonkeyPatch, content: bytes, key: str
) -> None:
    monkeypatch.setattr(crypt, "decrypt", lambda blob, passphrase: content)
    with pytest.raises(InputError) as caught:
        open_vault(SEALED, PASSPHRASE)
    assert caught.value.key == key
    assert caught.value.__cause__ is None and caught.value.__context__ is None


def test_a_file_that_asks_for_hours_of_work_is_refused_at_once() -> None:
    assert crypt.content_size(re.sub(rb"(scrypt \S+) \d+", rb"\1 40", SEALED, count=1)) is None


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (["Excessive work parameter"] * 3, ""),
        (["Excessive work parameter"] * 99, "vault_heavy"),
        (["Decryption failed"], "vault_passphrase"),
        (["failed to fill whole buffer"], "vault_damaged"),
    ],
)
def test_a_busy_moment_is_waited_out(
    monkeypatch: pytest.MonkeyPatch, vault: Vault, said: list[str], key: str
) -> None:
    from pyrage import DecryptError, passphrase

    def decrypt(blob: bytes, typed: str) -> bytes:
        if said:
            raise DecryptError(said.pop())
        return json.dumps(vault.as_dict()).encode()

    monkeypatch.setattr(passphrase, "decrypt", decrypt)
    if not key:
        assert open_vault(SEALED, PASSPHRASE) == vault
        return
    with pytest.raises(InputError) as caught:
        open_vault(SEALED, PASSPHRASE)
    assert caught.value.key == key
