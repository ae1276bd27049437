"""A vault as bytes that only its passphrase opens."""

from __future__ import annotations

from casekit.vault.record import VERSION, Vault
from casekit.vault.sealed import FEWEST_CHARACTERS, Seal, open_table, seal_table

__all__ = ["FEWEST_CHARACTERS", "open_vault", "seal"]
_SEAL = Seal("vault", VERSION)


def seal(vault: Vault, passphrase: str) -> bytes:
    """The vault encrypted with the passphrase; takes about a second, on purpose.

    Raises:
        InputError: the passphrase is shorter than ``FEWEST_CHARACTERS``.
    """
    return seal_table(vault.as_dict(), passphrase)


def open_vault(blob: bytes, passphrase: str) -> Vault:
    """The vault in these bytes.

    Raises:
        InputError: the passphrase is wrong, the bytes are no vault or were changed, or a newer casekit made it.
    """
    return open_table(blob, passphrase, _SEAL, Vault.from_dict)
