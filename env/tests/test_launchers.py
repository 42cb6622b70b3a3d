"""The start scripts: JShell knows the library and shows charts, fails where a snippet fails; a second start is quick."""
import os
import pathlib
import re
import shutil
import subprocess
import time

import pytest

from start.machine import python
from start.places import ENV, LIB, WINDOWS

CHART = "show(Plots.longTail(Datasets.tiktok().split().train()))\n"


SCRIPTS = ["run", "lab", "jshell", "test", "bench", "site"]


def by_script(name, *arguments, **variables):
    """Starts a script as a user does."""
    script = ENV / f"{name}.cmd" if WINDOWS else ENV / name
    return subprocess.run([script, *arguments], env={**os.environ, "PYTHON": python(), **variables}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize("name", SCRIPTS)
def test_help_has_options_and_two_examples(name):
    told = by_script(name, "--help")
    assert told.returncode == 0 and told.stdout.startswith(f"usage: env/{name} [-h]")
    examples = told.stdout.partition("examples:\n")[2].partition("\n\n")[0].splitlines()
    assert len(examples) == 2 and all(example.startswith(f"  env/{name}") for example in examples)


@pytest.mark.parametrize("name", SCRIPTS)
def test_unknown_option_is_refused(name):
    told = by_script(name, "--nonsense")
    assert told.returncode == 2 and "--nonsense" in told.stdout


@pytest.mark.parametrize("command", ["run -- --small", "jshell a.jsh -- -v", "bench -- -f 1"])
def test_options_that_nothing_would_get_are_refused(command):
    assert by_script(*command.split()).returncode == 2


def test_heap_that_is_no_size_is_refused():
    assert "expected a size such as 4g or 800m, received much" in by_script("jshell", "--heap", "much").stdout
    assert by_script("jshell", METAMMF_HEAP="much").returncode == 2


@pytest.fixture
def script(start, tmp_path):
    """Runs a JShell script with a text."""
    def run(text, *flags):
        file = tmp_path / "check.jsh"
        file.write_text(text + "\n", encoding="utf-8")
        return start("jshell", *flags, file)
    return run


@pytest.fixture
def session(start):
    """What somebody sees who types a text into JShell."""
    def typed(text, *flags, before=()):
        return start("jshell", *flags, before=before, stdin=None, input=text + "\n/exit\n").stdout
    return typed


@pytest.mark.parametrize("text", ['System.out.println(Datasets.tiktok().items() + " items");', "Tape.computing().close();"])
def test_script_that_ends_well(script, text):
    """A tape that is the first thing to need the engine is among them."""
    assert script(text).returncode == 0


@pytest.mark.parametrize("text, code", [("nonsense();", 1), ("assert 1 > 2;", 1), ("System.exit(3);", 3)])
def test_script_that_fails(script, text, code):
    assert script(text).returncode == code


KILL = 'new ProcessBuilder("kill", "-%s", "" + ProcessHandle.current().%spid()).start().waitFor(); Thread.sleep(60_000);'


@pytest.mark.skipif(WINDOWS, reason="Windows knows no signals")
def test_script_whose_java_is_killed_fails_with_a_sentence(script):
    killed = script(KILL % ("KILL", ""))
    assert (killed.returncode, killed.stdout) == (128 + 9, "java was ended by SIGKILL.\n")


@pytest.mark.skipif(WINDOWS, reason="Windows knows no signals")
def test_signal_to_the_start_script_ends_its_java(script):
    ended = script(KILL % ("TERM", "parent().orElseThrow()."))
    assert (ended.returncode, ended.stdout) == (128 + 15, "")


def test_hello_is_three_lines_and_the_names_are_there(session):
    typed = session("Datasets.tiktok().items()")
    assert len(typed.partition("|")[0].strip().splitlines()) == 3
    assert "==> 6710" in typed


def test_chart_without_a_screen_is_a_file(session):
    path = re.search(r"^.*: (.+\.png)$", session(CHART, "-R-Djava.awt.headless=true"), re.MULTILINE)
    picture = pathlib.Path(path[1])
    assert picture.read_bytes().startswith(b"\x89PNG")
    picture.unlink()


@pytest.mark.skipif(not shutil.which("xvfb-run"), reason="there is no xvfb-run on this machine")
def test_chart_on_a_screen_is_a_window_and_what_jshell_holds_outlives_it(session):
    typed = session("int kept = 42\n" + CHART + """
        var window = java.awt.Window.getWindows()[0];
        System.out.println("shown: " + window.isShowing());
        window.dispatchEvent(new java.awt.event.WindowEvent(window, java.awt.event.WindowEvent.WINDOW_CLOSING));
        Thread.sleep(1000);
        System.out.println("shown: " + window.isShowing() + ", kept: " + kept);""", before=["xvfb-run", "-a"])
    assert "shown: true" in typed and "shown: false, kept: 42" in typed


def test_second_set_up_does_nothing(start):
    started = time.monotonic()
    prepared = start("prepare")
    assert (prepared.returncode, prepared.stdout) == (0, "")
    assert time.monotonic() - started < 5


@pytest.mark.all
def test_jshell_runs_a_job_of_spark(script):
    assert script("""
        var spark = Cluster.open("local[2]");
        long count = spark.range(0, 1000).selectExpr("id % 10 AS rest").distinct().count();
        spark.close();
        assert count == 10;""", "--spark").returncode == 0


def test_library_alone_brings_nothing_of_spark():
    assert not any(LIB.glob("*spark*"))
