"""Pictures of rich text, as digits."""

from __future__ import annotations

from dataclasses import dataclass, field

from casekit.read.rtf.story import Picture

_DIGITS = b"0123456789abcdefABCDEF"
_OTHERS = bytes(set(range(256)) - set(_DIGITS))
#: twips; a picture that says no size gets that of 72 dots an inch by whoever shows it
_LARGEST = 9000


@dataclass(slots=True)
class PictureData:
    """What a group says of its picture."""

    digits: list[bytes] = field(default_factory=list, repr=False)
    measures: dict[str, int] = field(default_factory=dict)

    def add(self, raw: bytes) -> None:
        """More of its digits, with blanks between them."""
        self.digits.append(raw)

    def measure(self, word: str, number: int) -> None:
        """A control word of the group."""
        self.measures[word] = number

    def cleaned(self) -> Picture | None:
        """The picture's pixels alone; ``None`` for a drawing, for one of which a part is cut off, a damaged one."""
        from casekit.read.images import clean_image

        cut = any(value for word, value in self.measures.items() if word.startswith("piccrop"))
        if cut or not {"pngblip", "jpegblip"} & set(self.measures):
            return None
        digits = b"".join(self.digits).translate(None, _OTHERS)
        image = clean_image(bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii")))
        if image is None:
            return None
        return Picture(
            *image, width=self._side("picwgoal", "picscalex"), height=self._side("pichgoal", "picscaley")
        )

    def _side(self, goal: str, scale: str) -> int:
        side = self.measures.get(goal, 0) * self.measures.get(scale, 100) // 100
        return min(max(side, 0), _LARGEST)
