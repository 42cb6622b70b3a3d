"""The metrics agree with independent implementations: of rankings pytrec_eval and ranx, of lists RecTools."""
import csv
import json
import subprocess

import pytest

from start import install
from start.places import ORACLES

METRICS = ["precision", "recall", "hitRate", "ndcg"]
TOLERANCE = 1e-9

pytestmark = pytest.mark.all


@pytest.fixture(scope="module")
def folder(start, tmp_path_factory):
    """What the library measures, and what the oracles find of the same scores."""
    out = tmp_path_factory.mktemp("rankings")
    measured = start("jshell", f"-R-Dout={out}", ORACLES / "rankings.jsh")
    assert measured.returncode == 0, measured.stdout
    assert subprocess.run([install.oracles(), "-W", "ignore", ORACLES / "oracles.py", out]).returncode == 0
    return out


@pytest.mark.parametrize("oracle", ["by_pytrec_eval", "by_ranx"])
def test_metrics_agree(folder, oracle):
    found = {tuple(key): value for *key, value in json.loads((folder / f"{oracle}.json").read_text())}
    with (folder / "measured.csv").open() as file:
        measured = list(csv.DictReader(file))
    assert measured
    for line in measured:
        for metric in [*METRICS, "microRecall"] if line["user"] == "all" else METRICS:
            key = (line["case"], line["user"], metric, line["k"])
            assert abs(float(line[metric]) - found[key]) < TOLERANCE, key


def test_lists_agree(folder):
    with (folder / "lists.csv").open() as file:
        measured = {(line["case"], line["k"]): line for line in csv.DictReader(file)}
    found = json.loads((folder / "by_rectools.json").read_text())
    assert len(found) == (4 * 4 - 1) * len({case for case, _ in measured})
    for case, k, metric, value in found:
        assert abs(float(measured[case, k][metric]) - value) < TOLERANCE, (case, k, metric)
