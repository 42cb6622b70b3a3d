"""The first start tells what it downloads, a step that was done is skipped, and no escape code reaches the output."""
import sys
import threading
import time

import pytest

from start import machine, progress, steps
from start.progress import MavenProgress, PipProgress, follow


def state_after(reader, *lines):
    for line in lines:
        reader.read(line)
    return reader.state()


def test_maven_progress_counts_files_and_megabytes():
    assert state_after(
        MavenProgress(), "Downloading from central: https://repo.example/a/1/a-1.jar", "Progress (1): 0.5/2.2 MB",
        "Downloaded from central: https://repo.example/a/1/a-1.jar (2.2 MB at 3.3 MB/s)",
        "[INFO] Downloaded from central: https://repo.example/b/1/b-1.pom (800 kB at 1.1 MB/s)",
        "Downloading from central: https://repo.example/c/1/c-1.jar") == "2 files, 3 MB fetched; c-1.jar"


def test_maven_progress_says_how_far_a_file_is():
    assert state_after(MavenProgress(), "Progress (1): 0.5/2.2 MB") == "0.5/2.2 MB"


def test_maven_progress_says_which_part_of_the_build_runs():
    line = "[INFO] --- maven-compiler-plugin:3.14.0:compile (default-compile) @ metammf ---"
    assert state_after(MavenProgress(), line) == "compiler compile"


def test_pip_progress_counts_packages_and_says_how_far_a_file_is():
    assert state_after(
        PipProgress(), "Collecting torch==2.7.1 (from -r requirements.txt (line 1))",
        "  Downloading torch-2.7.1-cp312-cp312-manylinux_2_28_x86_64.whl (821.2 MB)",
        "Progress 410600000 of 821200000") == "1 packages, 821 MB to fetch; torch, 821.2 MB: 411 of 821 MB"


def test_plain_lines_tell_the_state_outside_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(progress, "EVERY", 0)
    assert follow([sys.executable, "-c", "print('Collecting a'); print('Collecting b')"], PipProgress()) == 0
    assert "2 packages, 0 MB to fetch; b, 0 s" in capsys.readouterr().out


def test_errors_of_a_program_that_fails_are_shown(capsys):
    assert follow([sys.executable, "-c", "print('[INFO] fine'); print('[ERROR] no network'); exit(3)"], MavenProgress()) == 3
    assert capsys.readouterr().err == "[ERROR] no network\n"


def test_step_is_done_once_for_the_same_inputs(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(steps, "STAMPS", tmp_path)
    done = []
    for fingerprint in ("a", "a", "b"):
        steps.step("name", "the title", fingerprint, lambda: True, lambda: done.append(fingerprint))
    assert done == ["a", "b"]
    assert capsys.readouterr().out.count("Setting up: the title ...") == 2


@pytest.mark.skipif(steps.fcntl is None, reason="there are no such locks on Windows")
def test_of_two_starts_at_the_same_time_one_does_a_step(monkeypatch, tmp_path):
    monkeypatch.setattr(steps, "STAMPS", tmp_path)
    done = []

    def start():
        steps.step("name", "the title", "a", lambda: True, lambda: (time.sleep(0.2), done.append("a")))
    starts = [threading.Thread(target=start) for _ in range(2)]
    for each in starts:
        each.start()
    for each in starts:
        each.join()
    assert done == ["a"]


def test_step_that_failed_is_done_again(monkeypatch, tmp_path):
    monkeypatch.setattr(steps, "STAMPS", tmp_path)
    with pytest.raises(SystemExit):
        steps.step("name", "the title", "a", lambda: True, lambda: sys.exit(1))
    assert not (tmp_path / "name").exists()


def test_maven_prints_no_escape_codes(capfd):
    assert machine.maven("-q", "-version") == 0
    assert "\x1b" not in capfd.readouterr().out
