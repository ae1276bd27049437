"""``casekit review``: look a write-up through on a page of this machine, decide, and take the clean file."""

from __future__ import annotations

import webbrowser
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import casekit
from casekit.cli import show
from casekit.cli.cases import Read, open_source
from casekit.cli.naming import plain_target
from casekit.cli.options import (
    Insertions,
    KeepImages,
    NoComments,
    ProjectKey,
    Rules,
    Style,
    Tongue,
    TrackedInsertions,
    choices,
)
from casekit.cli.output import write_new
from casekit.cli.vault import PassphraseFile, known_passphrase, new_passphrase
from casekit.cli.words import words
from casekit.config import check_style, load_policy, load_settings
from casekit.errors import FileProblem, InputError, MissingExtra
from casekit.files import clean, name_tells
from casekit.lang import get_language
from casekit.read import Choices, Document, text_of_blocks
from casekit.vault import FEWEST_CHARACTERS

if TYPE_CHECKING:
    from casekit.pipeline import Anonymiser
    from casekit.review import Review

say = words()


def tell(key: str, /, **params: object) -> str:
    """A sentence of this command, from the words of the page."""
    return str(get_language(say.code).table("review")["cli"][key]).format(**params)


@dataclass(slots=True)
class _Opened:
    """What is reviewed, and where the decisions are kept; ``ours`` once the file is one of this review."""

    path: Path
    document: Document = field(repr=False)
    engine: Anonymiser
    review: Review
    kept: Path | None
    passphrase: str | None = field(repr=False)
    ours: bool

    def download(self) -> tuple[str, bytes]:
        """The clean file and its name."""
        return self.name(), clean(self.document, self.review.text, self.review.case)

    def name(self) -> str:
        """The name of the clean file: that of the original, unless it tells something."""
        case, format_ = self.review.case, self.document.format
        if name_tells(self.path.name, self.review.text, case, self.engine):
            return f"{get_language(case.language).table('documents')['case']}.anon.{format_}"
        return plain_target(self.path).with_suffix(f".{format_}").name

    def save(self, typed: str | None) -> Any:
        """The encrypted decisions: in the file that was named, else for the browser to keep."""
        passphrase = self.passphrase or typed or ""
        if len(passphrase.strip()) < FEWEST_CHARACTERS:
            raise InputError("too short", key="passphrase_short", fewest=FEWEST_CHARACTERS)
        blob = self.review.saved(passphrase)
        saved = _serving().Saved
        if self.kept is None:
            return saved(f"{self.name().partition('.anon.')[0]}.review", blob)
        write_new(self.kept, blob, force=self.ours)
        self.ours = True
        return saved(self.kept.name)

    def left_out(self, code: str) -> list[str]:
        """What of the file is not in the clean one, in an interface language."""
        table = get_language(code).table("messages").get("left_out", {})
        return [str(table[one.key]).format(count=one.count) for one in self.document.left_out]


def review(
    source: Annotated[Path, typer.Argument(metavar="FILE", help=tell("source"))],
    language: Tongue = "auto",
    policy: Rules = None,
    style: Style = None,
    project_key: ProjectKey = None,
    insertions: TrackedInsertions = Insertions.ACCEPT,
    no_comments: NoComments = False,
    keep_images: KeepImages = False,
    kept: Annotated[Path | None, typer.Option("--review", metavar="FILE", help=tell("file"))] = None,
    passphrase_file: PassphraseFile = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help=tell("no_browser"))] = False,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=tell("port"))] = 0,
) -> None:
    """Open the review page of one write-up, and serve it until it is closed."""
    serving = _serving()
    _check_kept(kept, source)
    blob = _read(kept) if kept is not None and kept.exists() else None
    passphrase = _passphrase(passphrase_file, blob)
    document = open_source(str(source), choices(insertions, no_comments=no_comments, keep_images=keep_images))
    opened = _open(source, document, language, policy, style, project_key, kept, blob, passphrase)
    opened.review.file_name = opened.name()  # what risk remains is judged of the file that is shared
    doings = serving.Doings(
        download=opened.download,
        save=opened.save,
        left_out=opened.left_out,
        knows_passphrase=passphrase is not None,
        title=source.name,
    )

    def on_bound(address: str) -> None:
        typer.echo(tell("opened", address=address), err=True)
        if not no_browser:
            webbrowser.open(address)

    with suppress(KeyboardInterrupt):
        serving.serve(opened.review, doings, interface=say.code, port=port, on_bound=on_bound)
    typer.echo(tell("stopped"), err=True)


def read_reviewed(
    source: Path,
    kept: Path,
    policy: str | None,
    *,
    project_key: Path | None,
    chosen: Choices,
    passphrase_file: Path | None,
) -> Read:
    """A write-up with the decisions of a review that was saved.

    Raises:
        FileProblem: one of the files cannot be read.
        InputError: the passphrase is wrong, or the decisions are damaged or of another text.
    """
    document = open_source(str(source), chosen)
    passphrase = known_passphrase(passphrase_file)
    opened = _open(source, document, "auto", policy, None, project_key, kept, _read(kept), passphrase)
    return Read(opened.review.text, opened.review.case, document, opened.engine)


def _open(
    source: Path,
    document: Document,
    language: str,
    policy: str | None,
    style: str | None,
    project_key: Path | None,
    kept: Path | None,
    blob: bytes | None,
    passphrase: str | None,
) -> _Opened:
    """The review, begun or continued."""
    made = import_module("casekit.review").Review
    settings = load_settings()
    rules = load_policy(policy or settings.policy)
    chosen = check_style(style or settings.style)
    with show.progress(len(text_of_blocks(document.blocks))) as progress:
        engine = casekit.Anonymiser(
            policy=rules, style=chosen, project_key=project_key or settings.project_key
        )
        told = None if language == "auto" else language
        if blob is not None and passphrase is not None:
            begun = made.resume(blob, passphrase, document, engine, file_name=source.name)
            if policy is not None and begun.case.policy != rules.name:
                raise InputError("another policy", key="review_policy", policy=begun.case.policy)
        else:
            begun = made.start(document, engine, language=told, file_name=source.name, progress=progress)
    return _Opened(source, document, engine, begun, kept, passphrase, blob is not None)


def _passphrase(file: Path | None, blob: bytes | None) -> str | None:
    """The passphrase of the file that is continued, or of one to be written; else the page asks for it."""
    if blob is not None:
        return known_passphrase(file)
    return None if file is None else new_passphrase(file)


def _check_kept(kept: Path | None, source: Path) -> None:
    """Refuse a file for the decisions before any work is done."""
    if kept is None:
        return
    if kept.exists() and source.exists() and kept.samefile(source):
        raise FileProblem("the decisions would overwrite the original", key="file_same")
    if kept.is_dir() or not kept.parent.is_dir():
        raise FileProblem(f"{kept.name!r} cannot be written", key="file_unwritable", name=kept.name)


def _read(kept: Path) -> bytes:
    try:
        return kept.read_bytes()
    except OSError:
        raise FileProblem(f"{kept.name!r} cannot be read", key="file_unreadable", name=kept.name) from None


def _serving() -> Any:
    """The server of the page, which is installed with an extra."""
    try:
        return import_module("casekit.review.serving")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("casekit"):
            raise
        raise MissingExtra(
            "the review page needs more packages: pip install 'casekit[review]'", key="extra_review"
        ) from None
