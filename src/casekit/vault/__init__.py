"""The way back: what was replaced, sealed with a passphrase, and put back into a returned text."""

from __future__ import annotations

from casekit.vault.record import Identity, Part, Replaced, Vault
from casekit.vault.restoring import Restored, Trace, restore
from casekit.vault.sealing import FEWEST_CHARACTERS, open_vault, seal

__all__ = [
    "FEWEST_CHARACTERS",
    "Identity",
    "Part",
    "Replaced",
    "Restored",
    "Trace",
    "Vault",
    "open_vault",
    "restore",
    "seal",
]
