"""Every short experiment asserts what it shows, and takes less than a minute; the lines of the notebooks to try run."""
import os
import re

import pytest

import course
from start.java import QUICK
from start.places import EXPERIMENTS

LONG = {"bfloat16.jsh", "calm.jsh", "corruption.jsh", "movielens.jsh", "paper.jsh", "reliability.jsh", "scaling.jsh",
        "tiktok.jsh", "user-fusion.jsh"}  # minutes and hours
SHORT = sorted(path.stem for path in EXPERIMENTS.glob("*.jsh") if path.name not in LONG)


def processor_seconds():
    """Of the programs that this process has started and that have ended: other programs of the machine do not count."""
    times = os.times()
    return times.children_user + times.children_system


@pytest.mark.parametrize("name", SHORT)
def test_experiment(start, name):
    before = processor_seconds()
    ran = start("jshell", f"-R{QUICK}", EXPERIMENTS / f"{name}.jsh")
    assert ran.returncode == 0, ran.stdout
    assert processor_seconds() - before < 60


def test_lines_to_try_run_in_jshell(start, tmp_path):
    """All in one JShell, in the order of the notebooks; those for Spark are left out."""
    lines = {page.name: line for page in course.lessons() for told, line in
             re.findall(r"^\*\*Try it in `env/jshell`\*\*(.*)\n\n```java\n((?:(?!```).*\n)+)```$", page.prose.replace(":**", "**:"), re.M)
             if "--spark" not in told}
    assert len(lines) == len(course.lessons()) - 1, sorted(lines)
    script = tmp_path / "try.jsh"
    script.write_text("\n".join(lines.values()) + "\n", encoding="utf-8")
    ran = start("jshell", f"-R{QUICK}", script)
    assert ran.returncode == 0, ran.stdout
