"""The built wheel holds every data file and works from another folder without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("casekit-*.whl"))


def _data_files(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)) for p in found if p.suffix not in (".py", ".pyc")}


def test_every_data_file_is_inside(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {f"casekit/{name}" for name in _data_files(ROOT / "src" / "casekit")}
    models = {
        f"casekit/_models/{folder}/{name}"
        for folder in ("ner", "embedder", "themes")
        for name in _data_files(ROOT / "models" / folder)
    }
    folder = ROOT / "service" / "casekit_service"
    service = {f"casekit_service/{name}" for name in _data_files(folder)}
    assert service and package | models | service <= names
    inside = {n for n in names if not n.endswith(".py") and ".dist-info/" not in n}
    assert len(inside) == len(package | models | service) > 60
    assert "casekit_service/app.py" in names


def test_it_works_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(wheel).extractall(unpacked)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    code = (
        "import casekit, casekit.config as c; print(casekit.__file__); print(c.model_path('ner'));"
        "print(casekit.anonymise('Callum Doyle rang from Leeds.', 'en').text)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=True,
    )
    module, models, text = done.stdout.splitlines()
    assert module.startswith(str(unpacked)) and models.startswith(str(unpacked))
    assert text == "[Person 1] rang from [Place 1]."
