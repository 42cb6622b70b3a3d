"""Every short experiment asserts what it shows, and takes less than a minute."""
import time

import pytest

from start.java import QUICK
from start.places import EXPERIMENTS

LONG = {"movielens.jsh", "paper.jsh", "scaling.jsh", "tiktok.jsh"}  # minutes and hours
SHORT = sorted(path.stem for path in EXPERIMENTS.glob("*.jsh") if path.name not in LONG)


@pytest.mark.parametrize("name", SHORT)
def test_experiment(start, name):
    started = time.monotonic()
    ran = start("jshell", f"-R{QUICK}", EXPERIMENTS / f"{name}.jsh")
    assert ran.returncode == 0, ran.stdout
    assert time.monotonic() - started < 60
