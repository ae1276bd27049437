"""The way back: what was replaced, sealed with a passphrase, and put back into a returned text."""

from __future__ import annotations

from casekit.vault.record import Identity, Part, Replaced, Vault
from casekit.vault.restoring import Restored, Trace, restore
from casekit.vault.sealed import FEWEST_CHARACTERS, Seal, open_table, seal_table
from casekit.vault.sealing import open_vault, seal

__all__ = [
    "FEWEST_CHARACTERS",
    "Identity",
    "Part",
    "Replaced",
    "Restored",
    "Seal",
    "Trace",
    "Vault",
    "open_table",
    "open_vault",
    "restore",
    "seal",
    "seal_table",
]
