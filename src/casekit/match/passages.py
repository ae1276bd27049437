"""What the matcher asks of an embedder: texts in pieces with their vectors (``casekit.embed`` gives both)."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from casekit.case import AnonymisedCase


class Passages(Protocol):
    """A text in pieces, as read and as shown, with their unit vectors; ``weights`` sum to one."""

    @property
    def texts(self) -> tuple[str, ...]: ...
    @property
    def shown(self) -> tuple[str, ...]: ...
    @property
    def vectors(self) -> NDArray[np.float32]: ...
    @property
    def weights(self) -> NDArray[np.float32]: ...
    @property
    def vector(self) -> NDArray[np.float32]: ...


class CaseEncoder(Protocol):
    """Turns cases and profiles into vectors of one space."""

    name: str
    dimensions: int

    def case(self, case: AnonymisedCase) -> Passages: ...

    def profile(self, text: str) -> Passages: ...
