"""What a leak is: a path inside a file at which a name can stand, and a maker of a file that has it there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

#: unusual names, one in each script, that no file has by itself
MARKERS = ("Zebulonsson", "Кудеяровская")
#: what every file says besides, and must go on saying
KEPT = ("She came on time and spoke about her sleep.", "Мы говорили о доме.", "Vi talade om sömnen.")
REPLACEMENT = "[PERSON_1]"

Make = Callable[[str], bytes]


@dataclass(frozen=True)
class Leak:
    """A file with ``marker`` at one path.

    ``visible`` says whether the marker is text that a reader sees (and an edit takes away), or is hidden (and
    goes by itself); None where a reader of the format may do either.
    """

    name: str
    format: str
    make: Make = field(repr=False)
    marker: str
    visible: bool | None
    kept: tuple[str, ...] = KEPT

    @property
    def id(self) -> str:
        script = "latin" if self.marker.isascii() else "cyrillic"
        return f"{self.format}: {self.name}, {script}"

    def raw(self) -> bytes:
        """The file."""
        return self.make(self.marker)


def filled(template: str, marker: str) -> str:
    """The template with the marker at ``@M@``, its halves at ``@A@`` and ``@Z@``, and so in other encodings."""
    middle = len(marker) // 2
    return (
        template.replace("@M@", marker)
        .replace("@A@", marker[:middle])
        .replace("@Z@", marker[middle:])
        .replace("@ENTITIES@", "".join(f"&#x{ord(letter):x};" for letter in marker))
        .replace("@PERCENT@", "".join(f"%{byte:02X}" for byte in marker.encode()))
    )
