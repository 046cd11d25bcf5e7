"""The script of the night, where something is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import kartotek
from test_examples import SCRIPTS


def nightly(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPTS / "nightly_import.py"), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONWARNINGS": "ignore", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize("export", [".", "none.csv", "folder"])
def test_an_export_that_is_no_file_is_told_before_a_register_is_made(tmp_path: Path, export: str) -> None:
    (tmp_path / "folder").mkdir()
    done = nightly(tmp_path, "studio.db", export)
    assert (done.returncode, done.stdout) == (1, "")
    (said,) = done.stderr.splitlines()
    assert said == f"The import failed: {export}: there is no file of this name"
    assert not (tmp_path / "studio.db").exists()


def test_a_night_without_refused_rows_leaves_what_somebody_is_mending(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text("Given name\nAnna\n", encoding="utf-8")
    (tmp_path / "export.errors.csv").write_text("mine", encoding="utf-8")
    assert nightly(tmp_path, "studio.db", "export.csv").returncode == 0
    assert (tmp_path / "export.errors.csv").read_text(encoding="utf-8") == "mine"


def test_a_night_after_one_that_was_cut_says_so(tmp_path: Path) -> None:
    rows = "".join(f"Anna{number},anna{number}@example.com\n" for number in range(10_300))
    (tmp_path / "export.csv").write_text("Given name,E-mail\n" + rows, encoding="utf-8")

    def stop(progress: kartotek.ImportProgress) -> None:
        if progress.step == kartotek.ImportStep.STORING and progress.rows > 10_000:
            raise LookupError

    with kartotek.open(tmp_path / "studio.db") as register:
        with pytest.raises(LookupError):
            register.import_file(tmp_path / "export.csv", progress=stop)
        (cut,) = register.history.imports()
    done = nightly(tmp_path, "studio.db", "export.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"undo {cut.id}" in done.stdout
    assert "300 new customers" in done.stdout
    assert "undo" in done.stdout.split(str(cut.id))[0]
