"""What env/bench says of a ratio, and which rows it refuses to keep."""
import sys

import pytest

from start.places import BENCHMARK

sys.path.insert(0, str(BENCHMARK))
import bench  # noqa: E402

ROW = {"low": 0.9, "high": 0.96, "others": 0.01, "ratio": 0.93}


def test_of_six_rounds_the_interval_is_their_range():
    assert bench.interval([3, 1, 2, 6, 5, 4]) == (1, 6)


def test_of_more_rounds_the_outer_ones_are_left_out():
    assert bench.interval(range(1, 10)) == (2, 8)
    assert bench.interval([*[1] * 10, 100]) == (1, 1)


@pytest.mark.parametrize("change, reason", [({"high": 1.02}, "wider than a tenth"), ({"others": 0.2}, "used 20%")])
def test_a_wide_interval_and_a_busy_machine_are_refused(change, reason):
    assert bench.doubt(ROW) is None
    assert reason in bench.doubt({**ROW, **change})


def test_a_ratio_is_told_with_its_interval():
    assert bench.told(ROW) == "0.93 [0.90, 0.96]"


def test_the_median_over_mmrecs_models_leaves_other_rows_out():
    rows = [{"work": work, "ratio": ratio} for work, ratio in [("epoch built-in mf cp", 1), ("epoch built-in mmrec BPR", 0.2),
                                                               ("epoch built-in mmrec VBPR", 0.4)]]
    assert bench.of_all(rows) == "Median of 2 ratios to MMRec: 0.30, to reach 0.3."
    assert bench.of_all(rows[:1]) == ""


@pytest.mark.parametrize("path", ["", "nowhere"])
def test_peers_need_a_checkout_of_mmrec(start, path):
    told = start("bench", "peers", *path.split())
    assert told.returncode == 2
    assert f"expected the path of a checkout of https://github.com/enoche/MMRec, received {path or 'none'}" in told.stdout


def test_peers_are_compared_on_the_cpu(start, tmp_path):
    assert "without --gpu" in start("bench", "peers", tmp_path, "--bf16").stdout
