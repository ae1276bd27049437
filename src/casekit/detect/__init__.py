"""Stage 2: text → spans. ``Detector`` is its one public name."""

from __future__ import annotations

from casekit.detect.detector import Detection, Detector

__all__ = ["Detection", "Detector"]
