"""What the user has set for Python, pip and letters does not reach our own environments; where pip finds packages does."""
import base64
import hashlib
import json
import os
import subprocess
import zipfile

import pytest

from start import environment
from start.environment import of_pip
from start.places import WINDOWS, python_in
from start.steps import make_python

NOTEBOOK = {"nbformat": 4, "nbformat_minor": 5,
            "metadata": {"kernelspec": {"name": "java", "display_name": "Java", "language": "java"}},
            "cells": [{"cell_type": "code", "id": "letters", "metadata": {"tags": ["result"]}, "outputs": [],
                       "execution_count": None,
                       "source": 'Files.writeString(Path.of("ü 影片.txt"), "ü 影片");\n"read: " + Files.readString(Path.of("ü 影片.txt"))'}]}


@pytest.fixture
def hostile(tmp_path):
    """Settings that people have, and that would break the notebooks' Python or lose letters."""
    broken = tmp_path / "broken"
    broken.mkdir()
    for module in ("nbformat", "argparse", "nbclient"):
        (broken / f"{module}.py").write_text('raise ImportError("not this one")')
    return {**os.environ, "PYTHONPATH": str(broken), "PYTHONHOME": str(broken), "PYTHONSTARTUP": str(broken / "nbformat.py"),
            "PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "2", "PYTHONUTF8": "0", "PIP_USER": "1", "PIP_TARGET": str(broken),
            "JUPYTERLAB_DIR": str(broken), "CONDA_PREFIX": str(broken), "VIRTUAL_ENV": str(broken), "LANG": "C", "LC_ALL": "C"}


def test_notebook_runs_in_a_hostile_environment(start, hostile, tmp_path):
    folder = tmp_path / "Bücher und Filme"
    folder.mkdir()
    (folder / "mein Heft.ipynb").write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    ran = start("run", folder / "mein Heft.ipynb", env=hostile)
    assert ran.returncode == 0 and "read: ü 影片" in ran.stdout, ran.stdout
    assert (folder / "ü 影片.txt").read_text(encoding="utf-8") == "ü 影片"


def test_path_with_letters_is_refused_where_no_locale_has_them(monkeypatch):
    monkeypatch.setattr(environment, "ROOT", "/home/jörg")
    monkeypatch.setattr(environment, "is_utf8", lambda name: False)
    with pytest.raises(SystemExit, match="/home/jörg: expected a locale with UTF-8"):
        environment.use_utf8()


def test_jshell_keeps_letters_without_a_utf8_locale(start, hostile, tmp_path):
    script = tmp_path / "größe.jsh"
    script.write_text('System.out.println("ü 影片 " + Files.exists(Path.of("größe.jsh")));\n', encoding="utf-8")
    assert "ü 影片 true" in start("jshell", script, env=hostile, cwd=tmp_path).stdout


@pytest.fixture
def wheel(tmp_path):
    """A package that pip can install, and a lock of it."""
    files = {"harmless.py": "", "harmless-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: harmless\nVersion: 1.0\n",
             "harmless-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    sums = [f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip('=')},{len(text)}"
            for name, text in files.items()]
    file = tmp_path / "wheels" / "harmless-1.0-py3-none-any.whl"
    file.parent.mkdir()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in {**files, "harmless-1.0.dist-info/RECORD": "\n".join([*sums, "harmless-1.0.dist-info/RECORD,,"])}.items():
            archive.writestr(name, text)
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"harmless==1.0 --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n")
    return file.parent, lock


def test_packages_come_from_the_users_index_and_go_into_our_environment(wheel, tmp_path, monkeypatch):
    wheels, lock = wheel
    settings = tmp_path / "pip.conf"
    settings.write_text(f"[global]\nno-index = true\nfind-links = {wheels.as_uri()}\n[install]\nuser = true\nno-deps = true\n"
                        f"target = {tmp_path / 'target'}\nconstraint = {tmp_path / 'none.txt'}\n")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    monkeypatch.setenv("PIP_PREFIX", str(tmp_path / "prefix"))
    monkeypatch.setenv("PIP_REQUIRE_VIRTUALENV", "1")
    make_python(tmp_path / "made", lock)
    assert subprocess.run([python_in(tmp_path / "made"), "-c", "import harmless"]).returncode == 0
    assert not (tmp_path / "target").exists() and not (tmp_path / "prefix").exists()


def test_of_pips_settings_a_variable_goes_before_a_file():
    found = of_pip("""\
:env:.index-url='https://mirror.example/simple'
:env:.user='1'
global.extra-index-url='\\nhttps://one.example\\nhttps://two.example'
global.index-url='https://file.example/simple'
install.target='/elsewhere'
list.format='json'
""")
    assert found["PIP_INDEX_URL"] == "https://mirror.example/simple"
    assert found["PIP_EXTRA_INDEX_URL"] == "https://one.example https://two.example"
    assert "PIP_USER" not in found and "PIP_TARGET" not in found and found["PIP_CONFIG_FILE"] == os.devnull


# ---- Java's heap -----------------------------------------------------------------------------------------------------


@pytest.fixture
def largest_heap(start, tmp_path):
    """The megabytes that Java may use when JShell is started with options."""
    script = tmp_path / "heap.jsh"
    script.write_text('System.out.println("MB: " + Runtime.getRuntime().maxMemory() / 1_000_000);\n')

    def found(*options, **variables):
        ran = start("jshell", *options, script, env={**os.environ, "METAMMF_HEAP": "", **variables})
        return int(ran.stdout.partition("MB: ")[2])
    return found


@pytest.mark.skipif(WINDOWS, reason="Windows does not tell its memory in this way")
def test_heap_is_half_of_the_memory(largest_heap):
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6
    assert largest_heap() == pytest.approx(memory / 2, rel=0.05)


def test_heap_is_what_the_variable_says(largest_heap):
    assert largest_heap(METAMMF_HEAP="600m") == pytest.approx(629, rel=0.05)


def test_heap_is_what_the_option_says_before_the_variable(largest_heap):
    assert largest_heap("--heap", "500m", METAMMF_HEAP="600m") == pytest.approx(524, rel=0.05)
