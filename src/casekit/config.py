"""Where things are and how they are set: model paths and policies."""

from __future__ import annotations

from pathlib import Path


def model_path(name: str) -> Path:
    """The folder of a shipped model: inside an installed wheel, else ``models/`` of the checkout.

    Raises:
        FileNotFoundError: neither place has it.
    """
    package = Path(__file__).parent
    for root in (package / "_models", package.parents[1] / "models"):
        if (root / name).exists():
            return root / name
    raise FileNotFoundError(f"the model {name!r} is not installed; reinstall casekit")
