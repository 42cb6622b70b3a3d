"""Where things are."""
import os
import pathlib

WINDOWS = os.name == "nt"

ENV = pathlib.Path(__file__).resolve().parent.parent
ROOT = ENV.parent
SETUP = ENV / "setup.py"
TESTS = ENV / "tests"
EXPERIMENTS = ENV / "experiments"
BENCHMARK = ENV / "benchmark"
ORACLES = TESTS / "oracles"
JJAVA = ENV / "jjava"
SPHINX = ENV / "sphinx"
NOTEBOOKS = ROOT / "notebooks"
TARGET = ROOT / "target"
PAGES = TARGET / "notebooks"
SITE = TARGET / "site"

# What the steps make.
LOCAL = ENV / ".local"
STAMPS = LOCAL / "stamps"
LIB = LOCAL / "lib"
SPARK = LOCAL / "spark"
TORCH = LOCAL / "torch"
VENV = LOCAL / "venv"
JUPYTER = LOCAL / "jupyter"


def python_in(folder):
    """The interpreter of a Python environment."""
    return folder / ("Scripts/python.exe" if WINDOWS else "bin/python")


PYTHON = python_in(VENV)
