"""Stages know only the shared value types; one heavy library, one file; importing casekit is light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import casekit

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "casekit"
SHARED = {"case", "changes", "config", "conflicts", "errors", "keys", "lang", "spans", "stopping"}
STAGES = ("read", "detect", "link", "replace", "embed", "match")
#: what each part of the package may import, beside itself
MAY_IMPORT = {
    "errors": set(),
    "case": set(),
    "spans": set(),
    "stopping": set(),
    "installed": {"case", "config", "lang"},
    "config": {"case", "errors"},
    "lang": {"errors"},
    "changes": {"case"},
    "keys": {"errors"},
    "conflicts": {"case", "errors", "keys", "lang"},
    "generalise": SHARED,
    "vault": SHARED,
    "disclosure": SHARED | {"generalise"},
    **dict.fromkeys(STAGES, SHARED),
    "replace": SHARED | {"generalise"},
    "files": SHARED | {"disclosure", "pipeline", "read"},
    "review": SHARED | {"disclosure", "pipeline", "read", "vault"},
    "pipeline": SHARED | set(STAGES) | {"disclosure"},
    "cli": SHARED | {"disclosure", "files", "match", "pipeline", "read", "review", "vault", "__init__"},
    "__init__": SHARED | {"disclosure", "files", "installed", "pipeline", "match", "read", "vault"},
}
#: library → the one module that may import it
HOMES = {
    "spacy": "casekit.detect.ner",
    "thinc": "casekit.detect.ner",
    "presidio_analyzer": "casekit.detect.engine",
    "presidio_anonymizer": "casekit.replace.operators",
    "slovnet": "casekit.detect.slovnet",
    "navec": "casekit.detect.slovnet",
    "pymorphy3": "casekit.lang.ru.grammar",
    "pyrage": "casekit.vault.crypt",
    "phonenumbers": "casekit.detect.phones",
    "lingua": "casekit.read.language",
    "nh3": "casekit.read.html.cleaning",
    "PIL": "casekit.read.images",
    "pypdfium2": "casekit.read.pdf.pages",
    "starlette": "casekit.review.serving",
    "uvicorn": "casekit.review.serving",
    "charset_normalizer": "casekit.read.decoding",
    "faiss": "casekit.match.index",
    "tokenizers": "casekit.embed.layers",
    "safetensors": "casekit.embed.layers",
    "onnxruntime": "casekit.embed.layers",
    "scipy": "casekit.match.solvers",
    "yaml": "casekit.match.load",
    "snowballstemmer": "casekit.conflicts",
    "threadpoolctl": "casekit.detect.threads",
    "sentence_transformers": "casekit.embed.sentence_transformers",
}
HEAVY = {*HOMES, "lxml", "reportlab", "numpy", "typer", "rich", "fastapi", "torch", "tldextract"}


def _modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def _name(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            found.add(node.module or "")
    return found


def _part(module: str) -> str:
    pieces = module.split(".")
    return pieces[1] if len(pieces) > 1 else "__init__"


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_imports_point_the_right_way(path: Path) -> None:
    part = _part(_name(path))
    assert part in MAY_IMPORT, f"{part} has no place in the order of parts"
    ours = {_part(module) for module in _imports(path) if module.split(".")[0] == "casekit"}
    assert ours - {part} <= MAY_IMPORT[part]


@pytest.mark.parametrize("path", _modules(), ids=_name)
def test_a_heavy_library_has_one_home(path: Path) -> None:
    for module in _imports(path):
        home = HOMES.get(module.split(".")[0])
        assert home in (None, _name(path)), f"{module} belongs to {home}"


def test_the_service_imports_only_public_names() -> None:
    for path in sorted((ROOT / "service").rglob("*.py")):
        for module in _imports(path):
            assert not module.startswith("casekit."), f"{path.name} imports {module}"


def test_importing_casekit_loads_nothing_heavy() -> None:
    code = "import sys, casekit; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & HEAVY


def test_every_exported_name_exists_and_is_listed() -> None:
    assert casekit.__all__ == sorted(casekit.__all__)
    for name in casekit.__all__:
        assert getattr(casekit, name).__module__.startswith("casekit.")
    assert set(casekit.__all__) <= set(dir(casekit))
    with pytest.raises(AttributeError, match="no attribute 'anonymize_all'"):
        casekit.anonymize_all  # noqa: B018
