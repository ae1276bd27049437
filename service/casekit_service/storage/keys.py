"""API keys: shown once, stored as hashes, each for one tenant and some scopes."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass

import casekit
from casekit_service.storage.database import Database, iso

SCOPES = ("anonymise", "match", "admin", "metrics")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_KEY = re.compile(r"ck_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
#: what the secret of an unknown key is compared with, so that it takes as long as a known one
_NOBODY = hashlib.sha256(secrets.token_bytes(32)).digest()


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls: the key, whose it is, and what it may do."""

    key_id: str
    tenant: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """What may be shown of a key; times are ISO 8601 in UTC."""

    name: str
    tenant: str
    scopes: tuple[str, ...]
    created: str
    revoked: str | None


class Keys(Database):
    """The keys of all tenants."""

    def create_key(self, name: str, *, tenant: str, scopes: Iterable[str]) -> str:
        """A new key, whose text is stored nowhere.

        Raises:
            InputError: a name, tenant or scope that cannot be, or a name that a key in use has.
            StorageError: the database refused.
        """
        wanted = _checked(name, tenant, frozenset(scopes))
        key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        with self.transaction():
            if self.one("SELECT 1 FROM keys WHERE name = ? AND revoked IS NULL", name):
                raise casekit.InputError(f"a key named {name} is in use", key="key_name_taken", name=name)
            self.run(
                "INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, NULL)",
                *(key_id, name, tenant, " ".join(sorted(wanted)), _hash(secret), time.time()),
            )
        return f"ck_{key_id}_{secret}"

    def keys(self) -> tuple[KeyRecord, ...]:
        """Every key ever made, the oldest first.

        Raises:
            StorageError: the database refused.
        """
        rows = self.all("SELECT name, tenant, scopes, created, revoked FROM keys ORDER BY rowid")
        return tuple(
            KeyRecord(name, tenant, tuple(scopes.split()), iso(created), revoked and iso(revoked))
            for name, tenant, scopes, created, revoked in rows
        )

    def revoke_key(self, name: str) -> bool:
        """Make the key of this name useless, from the next call on; false when none is in use.

        Raises:
            StorageError: the database refused.
        """
        with self.transaction():
            if not self.one("SELECT 1 FROM keys WHERE name = ? AND revoked IS NULL", name):
                return False
            self.run("UPDATE keys SET revoked = ? WHERE name = ? AND revoked IS NULL", time.time(), name)
            return True

    def principal(self, key_text: str) -> Principal | None:
        """Who holds this key; nobody when it is malformed, unknown or revoked.

        Raises:
            StorageError: the database refused.
        """
        parts = _KEY.fullmatch(key_text)
        if parts is None:
            return None
        key_id, secret = parts.groups()
        row = self.one("SELECT hash, tenant, scopes FROM keys WHERE id = ? AND revoked IS NULL", key_id)
        stored, tenant, scopes = row or (_NOBODY, "", "")
        if not hmac.compare_digest(_hash(secret), stored) or row is None:
            return None
        return Principal(key_id, tenant, frozenset(scopes.split()))


def _checked(name: str, tenant: str, scopes: frozenset[str]) -> frozenset[str]:
    if not (_NAME.fullmatch(name) and _NAME.fullmatch(tenant)):
        raise casekit.InputError(
            "names of keys and tenants are up to 64 Latin letters, digits, dots, hyphens and underscores, "
            "a letter or digit first",
            key="key_name_bad",
        )
    if not scopes or not scopes <= set(SCOPES):
        raise casekit.InputError(
            f"a key needs one or more of these scopes: {', '.join(SCOPES)}",
            key="scope_unknown",
            scopes=", ".join(SCOPES),
        )
    return scopes


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("ascii")).digest()
