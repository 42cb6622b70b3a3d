#!/usr/bin/env python3
"""Times this library beside its peer, in turns, each run a process of its own; started by setup.py.

One JSON object a work: the medians over all runs, in seconds; their ratio and the ratio to reach; the peak resident
memory of both in gigabytes. A step's work has also the share of the machine's own matrix product that it reaches, a
ranking's the time and memory of faiss. On a busy machine repeat it; only ratios within one run count.
On a GPU there are steps alone.
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RESULTS = HERE.parent.parent / "lib-src" / "bench" / "results"

SIZES = {
    "movielens": "--users 55485 --items 5986 --interactions 1239508",
    "tiktok": "--users 36656 --items 76085 --interactions 726065",
    "kwai": "--users 7010 --items 86483 --interactions 298492",
    "built-in": "--users 9308 --items 6710 --interactions 74426",  # what the peer draws for it has the same cost
}
MODELS = {
    "movielens": "--dims 2276-1024-512-256-32",
    "tiktok": "--dims 384-32 --meta-hidden 256",
    "kwai": "--dims 2176-32 --meta-hidden 256",
    "built-in": "--dims 256-32 --meta-hidden 256",
}
# Enough that Java has compiled what it runs before the median is reached.
STEPS = {"movielens": {"mf": 6, "gcn": 5}, "tiktok": {"mf": 60, "gcn": 15}, "kwai": {"mf": 60, "gcn": 6},
         "built-in": {"mf": 200, "gcn": 120}}
EPOCHS = {"movielens": 1, "built-in": 12}  # the first of several warms up; one of MovieLens takes minutes

WORKS = [("step", size, head, form) for size in SIZES for head in ("mf", "gcn") for form in ("cp", "full")]
WORKS += [("epoch", size, head, "cp") for size in EPOCHS for head in ("mf", "gcn")]
WORKS += [("ranking", size) for size in ("movielens", "tiktok", "kwai")]


def target(work):
    """The ratio to reach."""
    if work[0] != "step":
        return {"epoch": 0.8, "ranking": 0.5}[work[0]]
    return 1.0 if work[1:3] == ("movielens", "mf") else 0.9


class Programs:
    """How to start ours and the peer's, and what they say of a run in the last line that they print."""

    def __init__(self, java, python, gpu, threads):
        self.java, self.python, self.gpu, self.threads = java, python, gpu, str(threads)

    def ours(self, name, *arguments):
        return said([*self.java["command"], f"metammf.bench.{name}", *arguments],
                    {**self.java["env"], "OMP_NUM_THREADS": self.threads})

    def peer(self, script, *arguments):
        return said([self.python, HERE / script, *arguments, "--threads", self.threads], {})


def said(command, environment):
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                         env={**os.environ, **environment})
    if run.returncode:
        sys.exit(run.stderr)
    return json.loads(run.stdout.splitlines()[-1])


def step_run(programs, size, head, form):
    model = f"{MODELS[size]} --head {head} --fusion {form} --steps {STEPS[size][head]}".split()
    sizes = SIZES[size].split()
    ours = programs.ours("Steps", *model, *(sizes if size != "built-in" else []))
    peer = programs.peer("torch_reference.py", *model, *sizes, *programs.gpu)
    return {"ours": ours, "peer": {**peer, "seconds": peer["step_s_median"]}}


def epoch_run(programs, size, head, form):
    model = f"{MODELS[size]} --head {head} --fusion {form} --epochs {EPOCHS[size]}".split()
    sizes = SIZES[size].split()
    ours = programs.ours("Epochs", *model, *(sizes if size != "built-in" else []))
    validation = ["--validation", "3051"] if size == "built-in" else []  # as many pairs as the built-in set has
    return {"ours": ours, "peer": programs.peer("epochs.py", *model, *sizes, *validation)}


def ranking_run(programs, size):
    with tempfile.TemporaryDirectory() as folder:
        programs.peer("ranking.py", "make", folder, *SIZES[size].split())
        run = {"ours": programs.ours("Ranking", "--folder", folder, "--times", "5"),
               "peer": programs.peer("ranking.py", "torch", folder, "--times", "3"),
               "faiss": programs.peer("ranking.py", "faiss", folder, "--times", "5")}
    for other in "peer", "faiss":
        for name, value in run[other]["metrics"].items():
            if abs(value - run["ours"]["metrics"][name]) > 1e-9:
                sys.exit(f"ranking {size}: {name} of {other} is {value}, ours {run['ours']['metrics'][name]}")
    return run


RUNS = {"step": step_run, "epoch": epoch_run, "ranking": ranking_run}


def compare(programs, work, times):
    """The row of a work."""
    runs = [RUNS[work[0]](programs, *work[1:]) for _ in range(times)]

    def median(name, field="seconds"):
        return statistics.median(run[name][field] for run in runs)

    def memory(name):
        return max(run[name]["peak_rss_gb"] for run in runs)

    row = {"work": " ".join(work), "ours": median("ours"), "reference": median("peer"),
           "ratio": round(median("ours") / median("peer"), 3), "target": target(work),
           "ours_gb": memory("ours"), "reference_gb": memory("peer")}
    if work[:2] == ("step", "movielens") and not programs.gpu:
        rate = median("ours", "gflop") / median("ours")
        row.update(gflop=median("ours", "gflop"), gemm_gflops=median("ours", "gemm_gflops"),
                   gemm_share=round(rate / median("ours", "gemm_gflops"), 3))
    if work[0] == "ranking":
        row.update(faiss=median("faiss"), faiss_ratio=round(median("ours") / median("faiss"), 3),
                   faiss_gb=memory("faiss"))
    return row


def plain(row):
    """The row for the eye."""
    more = f"  {row['gemm_share']:.0%} of {row['gemm_gflops']:.0f} GFlop/s" if "gemm_share" in row else ""
    more += f"  faiss {row['faiss']:.3f} s, ratio {row['faiss_ratio']:.2f}" if "faiss" in row else ""
    return ("{work:24} {ours:9.4f} {reference:9.4f} {ratio:6.2f} {target:9.2f} {ours_gb:8.2f} {reference_gb:8.2f}"
            .format(**row) + more)


HEADER = f"{'work':24} {'ours s':>9} {'peer s':>9} {'ratio':>6} {'to reach':>9} {'ours GB':>8} {'peer GB':>8}"


# ---- The table in the repository -------------------------------------------------------------------------------------


def processor():
    """The model of the processor and how many cores may be used."""
    info = pathlib.Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")] \
        if info.exists() else []
    return f"{names[0] if names else platform.processor() or platform.machine()}, {os.cpu_count()} cores"


def machine(programs):
    java = subprocess.run([programs.java["command"][0], "-version"], capture_output=True, text=True).stderr
    versions = said([programs.python, "-c", "import faiss, json, torch; "
                     "print(json.dumps([torch.__version__, faiss.__version__]))"], {})
    return (f"{processor()}, {programs.threads} threads; {java.splitlines()[0]}; PyTorch {versions[0]}; "
            f"faiss-cpu {versions[1]}; {platform.system()} {platform.machine()}")


def markdown(rows, about):
    lines = ["# Benchmark results", "", f"Measured on {about}; made by `env/bench --write`.", "",
             "| work | ours, s | peer, s | ratio | to reach | ours, GB | peer, GB | |", "|---|---|---|---|---|---|---|---|"]
    for row in rows:
        more = f"{row['gemm_share']:.0%} of {row['gemm_gflops']:.0f} GFlop/s" if "gemm_share" in row else ""
        more += f"faiss {row['faiss']:.3f} s, {row['faiss_gb']:.2f} GB, ratio {row['faiss_ratio']:.2f}" if "faiss" in row else ""
        lines.append("| {work} | {ours:.4g} | {reference:.4g} | {ratio:.2f} | {target:.1f} | {ours_gb:.2f} | {reference_gb:.2f} | "
                     .format(**row) + more + " |")
    return "\n".join(lines) + "\n"


def write(rows, about):
    """Puts new rows in the place of old ones of the same work; the others stay."""
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / "results.jsonl"
    known = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    by_work = {row["work"]: row for row in [*known, *rows]}
    ordered = [by_work[" ".join(work)] for work in WORKS if " ".join(work) in by_work]
    file.write_text("".join(json.dumps(row) + "\n" for row in ordered))
    (RESULTS / "results.md").write_text(markdown(ordered, about))


def main():
    parser = argparse.ArgumentParser(prog="env/bench", description="times steps, epochs and rankings beside the peer")
    parser.add_argument("programs", help=argparse.SUPPRESS)
    parser.add_argument("works", nargs="*", help="words that a work must have, such as tiktok, gcn, ranking; default: all")
    parser.add_argument("--runs", type=int, default=3, help="processes of each program a work")
    parser.add_argument("--threads", type=int, default=2, help="of both programs")
    parser.add_argument("--json", action="store_true", help="one JSON object a line and nothing else")
    parser.add_argument("--write", action="store_true", help="also renews the table in lib-src/bench/results")
    options = parser.parse_intermixed_args()
    programs = Programs(*json.loads(options.programs), options.threads)
    if not options.json:
        print(HEADER)
    rows = []
    for work in WORKS:
        if set(options.works) <= set(work) and (work[0] == "step" or not programs.gpu):
            rows.append(compare(programs, work, options.runs))
            print(json.dumps(rows[-1]) if options.json else plain(rows[-1]), flush=True)
            if options.write:
                write(rows, machine(programs))


if __name__ == "__main__":
    sys.exit(main())
