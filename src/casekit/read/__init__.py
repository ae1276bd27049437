"""Stage 1: files → text, and text → stretches of one language."""

from __future__ import annotations

from casekit.read.files import decode, read_text, text_of
from casekit.read.language import Stretch, split_by_language

__all__ = ["Stretch", "decode", "read_text", "split_by_language", "text_of"]
