"""Every error casekit raises on purpose, drawn as a tree.

    CasekitError
    ├── InputError            the caller's text, file or option cannot be used
    │   ├── FileProblem       a file cannot be read or written
    │   ├── LanguageError     a language that is unknown or not supported
    │   └── PolicyError       a policy that is unknown or malformed
    ├── LeakError             an original survived in the output; nothing is written
    └── MissingExtra          an optional package is not installed

No message holds case text: messages are built from file names, option names, counts and offsets only.
"""

from __future__ import annotations


class CasekitError(Exception):
    """Base of all errors raised on purpose.

    ``key`` names the message in the tables ``lang/*/messages.toml``, ``params`` fill it; never case text.
    """

    key = "error"

    def __init__(self, message: str, /, key: str | None = None, **params: object) -> None:
        super().__init__(message)
        self.key = key or self.key
        self.params = params


class InputError(CasekitError):
    """The input cannot be used as it is; the message says what to do next."""

    key = "input"


class FileProblem(InputError):
    """A file cannot be read or written; nothing was changed on disk."""

    key = "file"


class LanguageError(InputError):
    """The language is unknown, not supported, or could not be told."""

    key = "language"


class PolicyError(InputError):
    """A policy is unknown or malformed."""

    key = "policy"


class LeakError(CasekitError):
    """An original surface was found in the output; the output is withheld.

    ``extents`` are the places ``(start, end, type)`` in the original where it survived.
    """

    key = "leak"
    extents: tuple[tuple[int, int, str], ...] = ()


class MissingExtra(CasekitError):
    """An optional package is needed; the message says which extra to install."""

    key = "extra"
