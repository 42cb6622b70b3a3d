#!/usr/bin/env python3
"""Times training steps of this library and of its peer, in turns, each run a process of its own; started by setup.py.

One JSON object a work: the medians over all runs of a run's median step, in seconds, their ratio, the ratio to reach,
and the peak resident memory of both in gigabytes. On a busy machine repeat it; only ratios within one run count.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

SIZES = {
    "movielens": ("--users 55485 --items 5986 --interactions 1239508 --dims 2276-1024-512-256-32", 5),
    "tiktok": ("--users 36656 --items 76085 --interactions 726065 --dims 384-32 --meta-hidden 256", 30),
    "kwai": ("--users 7010 --items 86483 --interactions 298492 --dims 2176-32 --meta-hidden 256", 15),
    "built-in": ("--dims 256-32 --meta-hidden 256", 100),
}
# The built-in set's sizes; what the peer draws for them has the same cost.
BUILT_IN = " --users 9308 --items 6710 --interactions 74426"
WORKS = [(size, head, form) for size in SIZES for head in ("mf", "gcn") for form in ("cp", "full")]


def target(size, head):
    """The ratio to reach."""
    return 1.0 if (size, head) == ("movielens", "mf") else 0.9


def measured(program, size, head, form, extra):
    """What a program says of one run, in the last line that it prints."""
    options, steps = SIZES[size]
    arguments = f"{options} --head {head} --fusion {form} --steps {steps}".split()
    output = subprocess.run([*program["command"], *arguments, *extra], check=True, text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, env={**os.environ, **program["env"]}).stdout
    return json.loads(output.splitlines()[-1])


def compare(programs, size, head, form, options):
    """The row of a work."""
    programs[0]["env"]["OMP_NUM_THREADS"] = str(options.threads)
    extras = [[], ["--threads", str(options.threads), *(BUILT_IN.split() if size == "built-in" else [])]]
    runs = [[measured(program, size, head, form, extra) for program, extra in zip(programs, extras)]
            for _ in range(options.runs)]
    ours, peer = [statistics.median(run["step_s_median"] for run in own) for own in zip(*runs)]
    memory = [max(run["peak_rss_gb"] for run in own) for own in zip(*runs)]
    return {"work": f"{size} {head} {form}", "ours": ours, "reference": peer, "ratio": round(ours / peer, 3),
            "target": target(size, head), "ours_gb": memory[0], "reference_gb": memory[1]}


def main():
    parser = argparse.ArgumentParser(prog="env/bench", description="times training steps beside the peer")
    parser.add_argument("programs", help=argparse.SUPPRESS)
    parser.add_argument("works", nargs="*", help="words that a work must have, such as tiktok or gcn; default: all")
    parser.add_argument("--runs", type=int, default=3, help="processes of each program a work")
    parser.add_argument("--threads", type=int, default=2, help="of both programs")
    parser.add_argument("--json", action="store_true", help="one JSON object a line and nothing else")
    options = parser.parse_args()
    if not options.json:
        print(f"{'work':22} ours s  peer s  ratio  to reach  ours GB  peer GB")
    for work in WORKS:
        if set(options.works) <= set(work):
            row = compare(json.loads(options.programs), *work, options)
            print(json.dumps(row) if options.json else
                  "{work:22} {ours:.4f}  {reference:.4f}  {ratio:5.2f}  {target:8.2f}  {ours_gb:7.2f}  {reference_gb:7.2f}"
                  .format(**row), flush=True)


if __name__ == "__main__":
    sys.exit(main())
