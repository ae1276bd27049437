"""What the service keeps, in one SQLite file: keys (hashed), profiles, erasures, job states, remembered answers."""

from casekit_service.storage.backup import Restored, backup, restore
from casekit_service.storage.errors import (
    KeyReused,
    StorageBusy,
    StorageDamaged,
    StorageError,
    StorageFull,
    StorageReadOnly,
)
from casekit_service.storage.idempotency import Answer
from casekit_service.storage.jobs import Job
from casekit_service.storage.keys import SCOPES, KeyRecord, Principal
from casekit_service.storage.profiles import Erasure, Put, StoredProfile
from casekit_service.storage.store import Store

__all__ = [
    "SCOPES",
    "Answer",
    "Erasure",
    "Job",
    "KeyRecord",
    "KeyReused",
    "Principal",
    "Put",
    "Restored",
    "StorageBusy",
    "StorageDamaged",
    "StorageError",
    "StorageFull",
    "StorageReadOnly",
    "Store",
    "StoredProfile",
    "backup",
    "restore",
]
