#!/usr/bin/env python3
"""Times this library beside its peer, or beside MMRec; started by setup.py.

All programs of a work run at the same time and take turns: one works, the others wait. A round, in which each has had its
turn, gives a ratio of times, and what slows the machine down slows both. Rounds go on until the interval of the ratio is
narrow. One JSON object a work: the median seconds, the median ratio with its 95% interval, the ratio to reach, the share
of the processor that other programs took, and the peak resident memory in gigabytes. A step's work has also the share of
the machine's own matrix product that it reaches, a ranking's the time and memory of faiss. On a GPU there are steps alone.
"""
import argparse
import json
import math
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

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
WORKS = [("step", size, head, form) for size in SIZES for head in ("mf", "gcn") for form in ("cp", "full")]
WORKS += [("epoch", size, head, "cp") for size in ("movielens", "built-in") for head in ("mf", "gcn")]
WORKS += [("ranking", size) for size in ("movielens", "tiktok", "kwai")]
PEERS = [("epoch", "built-in", "mmrec", model)
         for model in ("BPR", "VBPR", "LightGCN", "FREEDOM", "BM3", "LATTICE", "MMGCN", "GRCN", "MGCN")]
MEDIAN = 0.3  # to be reached by the median ratio of all PEERS

WARM_UP = 3.0  # seconds in which Java compiles what it runs
TURN = 0.3  # seconds of short steps in a row
FEWEST = 6  # rounds; of fewer no interval can be told
NARROW = 0.1  # width of an interval, as a share of the ratio
BUSY = 0.05  # share of the processor that other programs may take


def target(work, bf16):
    """The ratio to reach; in bfloat16 the peer's times are in float32."""
    if work[0] == "ranking" or work in PEERS:
        return 0.5
    if bf16:
        return {"step": 0.45, "epoch": 0.5}[work[0]]
    return 0.9 if work[0] == "epoch" else 1.0 if work[1] == "movielens" else 0.95


# ---- Programs that take turns ----------------------------------------------------------------------------------------


class Program:
    """A process that works when it is told to, and says at the end what it needed."""

    def __init__(self, command, environment):
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.errors, text=True, env={**os.environ, **environment})
        self.count = 1  # what a turn repeats

    def turn(self):
        """The median seconds of what the turn repeats."""
        try:
            print(self.count, file=self.process.stdin, flush=True)
        except BrokenPipeError:
            self.fail()
        return float(self.process.stdout.readline() or self.fail())

    def warm_up(self):
        """Chooses how often a turn repeats its work."""
        self.turn()
        started = time.monotonic()
        while time.monotonic() - started < WARM_UP:
            self.count = max(1, round(TURN / self.turn()))

    def end(self):
        rest = self.process.communicate()[0].splitlines()
        return json.loads(rest[-1]) if rest and self.process.returncode == 0 else self.fail()

    def fail(self):
        self.process.wait()
        self.errors.seek(0)
        sys.exit(self.errors.read())

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def machine_seconds():
    """What all programs of the machine, and other machines on the same processor, have used of it."""
    fields = [int(field) for field in pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


class Usage:
    """The share of the processor that other programs take from now on."""

    def __init__(self, programs):
        self.programs = programs
        self.started, self.before = time.monotonic(), self.of_others()

    def of_others(self):
        return machine_seconds() - sum(program.processor_seconds() for program in self.programs)

    def share(self):
        passed = (time.monotonic() - self.started) * os.cpu_count()
        return max(0.0, (self.of_others() - self.before) / passed)


def interval(ratios):
    """A 95% interval of the median that asks nothing of the distribution: two order statistics (the sign test)."""
    ordered, n = sorted(ratios), len(ratios)
    left_out = 0
    while sum(math.comb(n, k) for k in range(left_out + 2)) / 2 ** n <= 0.025:
        left_out += 1
    return ordered[left_out], ordered[n - 1 - left_out]


def width(low, high):
    """Of an interval of ratios, as a share of its middle."""
    return 2 * (high - low) / (high + low)


def take_turns(programs, limit):
    """Rounds until the intervals of ours by each other are narrow or the seconds are over: every program's seconds."""
    for program in programs.values():
        program.warm_up()
    taken = {name: [] for name in programs}
    order, started = list(programs), time.monotonic()
    while True:
        for name in order:
            taken[name].append(programs[name].turn())
        order.append(order.pop(0))  # nobody is always the first
        rounds = len(taken["ours"])
        if rounds >= FEWEST and (time.monotonic() - started > limit or all(
                width(*interval(ratios(taken, name))) <= NARROW for name in taken if name != "ours")):
            return taken


def ratios(taken, name):
    return [ours / other for ours, other in zip(taken["ours"], taken[name])]


# ---- Works -----------------------------------------------------------------------------------------------------------


class Programs:
    """How to start ours and the peer's."""

    def __init__(self, java, python, gpu, threads, mmrec):
        self.java, self.python, self.gpu, self.threads, self.mmrec = java, python, gpu, str(threads), mmrec

    def ours(self, name, *arguments):
        return Program([*self.java["command"], f"metammf.bench.{name}", *arguments],
                       {**self.java["env"], "OMP_NUM_THREADS": self.threads})

    def peer(self, script, *arguments):
        return Program([self.python, HERE / script, *arguments, "--threads", self.threads], {})


def training(programs, bf16, turn, size, head, form):
    model = f"{MODELS[size]} --head {head} --fusion {form}".split()
    sizes = SIZES[size].split()
    validation = ["--validation", "3051"] if size == "built-in" else []  # as many pairs as the built-in set has
    peer = ["peer.py", turn, *model, *sizes, *validation, *programs.gpu]
    return {"ours": programs.ours({"step": "Steps", "epoch": "Epochs"}[turn], *model, *(sizes if size != "built-in" else [])),
            "reference": programs.peer(*peer),
            **({"autocast": programs.peer(*peer, "--autocast")} if bf16 else {})}


def ranking(programs, folder, size):
    made = programs.peer("ranking.py", "make", folder, *SIZES[size].split())
    made.end()
    return {"ours": programs.ours("Ranking", "--folder", folder),
            "reference": programs.peer("ranking.py", "torch", folder),
            "faiss": programs.peer("ranking.py", "faiss", folder)}


def mmrec(programs, folder, model):
    """The batch size and the longest list of MMRec's metrics are those of its configuration files."""
    return {"ours": programs.ours("Epochs", "--model", model, "--batch", "2048", "--k", "50"),
            "reference": programs.peer("mmrec.py", programs.mmrec, folder, model)}


def begin(programs, folder, bf16, work):
    """The programs of a work."""
    if work in PEERS:
        return mmrec(programs, folder, work[-1])
    return ranking(programs, folder, *work[1:]) if work[0] == "ranking" else training(programs, bf16, *work)


def require_equal_metrics(work, ends):
    for other in "reference", "faiss":
        for name, value in ends[other]["metrics"].items():
            if abs(value - ends["ours"]["metrics"][name]) > 1e-9:
                sys.exit(f"{' '.join(work)}: {name} of {other} is {value}, ours {ends['ours']['metrics'][name]}")


def compare(programs, work, bf16, limit):
    """The row of a work."""
    with tempfile.TemporaryDirectory() as folder:
        running = begin(programs, folder, bf16, work)
        usage = Usage(running.values())
        taken = take_turns(running, limit)
        others = usage.share()
        ends = {name: program.end() for name, program in running.items()}
    if work[0] == "ranking":
        require_equal_metrics(work, ends)
    elif bf16 and not ends["ours"]["bfloat16"]:
        sys.exit("bfloat16 is no faster than float32 on this machine.")
    row = {"work": " ".join([*work, *(["bf16"] if bf16 else [])]), "ours": statistics.median(taken["ours"]),
           "ours_gb": ends["ours"]["peak_rss_gb"], "target": target(work, bf16), "rounds": len(taken["ours"]),
           "others": round(others, 3)}
    for name in taken:
        if name != "ours":
            prefix = "" if name == "reference" else f"{name}_"
            low, high = interval(ratios(taken, name))
            row.update({name: statistics.median(taken[name]), f"{name}_gb": ends[name]["peak_rss_gb"],
                        f"{prefix}ratio": round(statistics.median(ratios(taken, name)), 3),
                        f"{prefix}low": round(low, 3), f"{prefix}high": round(high, 3)})
    if work[:2] == ("step", "movielens") and not programs.gpu and not bf16:
        end = ends["ours"]
        row.update(gflop=end["gflop"], gemm_gflops=end["gemm_gflops"],
                   gemm_share=round(end["gflop"] / row["ours"] / end["gemm_gflops"], 3))
    return row


def doubt(row):
    """Why a row should not be kept, or nothing."""
    if width(row["low"], row["high"]) > NARROW:
        return f"the interval [{row['low']:.2f}, {row['high']:.2f}] is wider than a tenth of the ratio"
    return f"other programs used {row['others']:.0%} of the processor" if row["others"] > BUSY else None


def told(row, prefix=""):
    """A ratio with its interval; rows of earlier versions have none."""
    around = f" [{row[prefix + 'low']:.2f}, {row[prefix + 'high']:.2f}]" if f"{prefix}low" in row else ""
    return f"{row[prefix + 'ratio']:.2f}{around}"


def more(row):
    """What only some works have."""
    parts = [f"{row['gemm_share']:.0%} of {row['gemm_gflops']:.0f} GFlop/s"] if "gemm_share" in row else []
    for name in "faiss", "autocast":
        if name in row:
            parts.append(f"{name} {row[name]:.3f} s, {row[name + '_gb']:.2f} GB, ratio {told(row, name + '_')}")
    return ", ".join(parts)


def plain(row):
    """The row for the eye."""
    return ("{work:30} {ours:9.4f} {reference:9.4f} {0:>18} {target:9.2f} {rounds:7} {others:7.0%} {ours_gb:8.2f} "
            "{reference_gb:8.2f}  {1}").format(told(row), more(row), **row)


HEADER = (f"{'work':30} {'ours s':>9} {'peer s':>9} {'ratio':>18} {'to reach':>9} {'rounds':>7} {'others':>7} "
          f"{'ours GB':>8} {'peer GB':>8}")


# ---- The table in the repository -------------------------------------------------------------------------------------


def of_all(rows):
    """A sentence on all rows of MMRec, or nothing if there are none."""
    found = [row["ratio"] for row in rows if "mmrec" in row["work"].split()]
    return f"Median of {len(found)} ratios to MMRec: {statistics.median(found):.2f}, to reach {MEDIAN}." if found else ""


def processor():
    """The model of the processor and how many cores may be used."""
    info = pathlib.Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")] \
        if info.exists() else []
    return f"{names[0] if names else platform.processor() or platform.machine()}, {os.cpu_count()} cores"


def machine(programs):
    java = subprocess.run([programs.java["command"][0], "-version"], capture_output=True, text=True).stderr
    versions = Program([programs.python, "-c", "import faiss, json, torch; "
                        "print(json.dumps([torch.__version__, faiss.__version__]))"], {}).end()
    return (f"{processor()}, {programs.threads} threads; {java.splitlines()[0]}; PyTorch {versions[0]}; "
            f"faiss-cpu {versions[1]}; {platform.system()} {platform.machine()}")


def markdown(rows):
    """A table for each machine, because times of different machines do not belong side by side."""
    lines = ["# Benchmark results", "", "Made by `env/bench --write`. A ratio is followed by its 95% interval."]
    for machine in dict.fromkeys(row["machine"] for row in rows):
        lines += ["", f"## {machine}", "",
                  "| work | ours, s | peer, s | ratio | to reach | ours, GB | peer, GB | |", "|---|---|---|---|---|---|---|---|"]
        lines += ["| {work} | {ours:.4g} | {reference:.4g} | {0} | {target:.2g} | {ours_gb:.2f} | {reference_gb:.2f} | {1} |"
                  .format(told(row), more(row), **row) for row in rows if row["machine"] == machine]
    return "\n".join(lines) + "\n"


def write(rows, machine):
    """Puts new rows in the place of old ones of the same work; the others stay."""
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / "results.jsonl"
    known = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    by_work = {row["work"]: row for row in [*known, *({**row, "machine": machine} for row in rows)]}
    names = [" ".join(work) for work in [*WORKS, *PEERS]]
    ordered = [by_work[name] for name in [*names, *(f"{name} bf16" for name in names)] if name in by_work]
    file.write_text("".join(json.dumps(row) + "\n" for row in ordered))
    (RESULTS / "results.md").write_text(markdown(ordered))


def main():
    parser = argparse.ArgumentParser(prog="env/bench", description="times steps, epochs and rankings beside the peer")
    parser.add_argument("programs", help=argparse.SUPPRESS)
    parser.add_argument("works", nargs="*", help="words that a work must have, such as tiktok, gcn, ranking; default: all")
    parser.add_argument("--seconds", type=float, default=300, help="after which a work ends, narrow interval or not")
    parser.add_argument("--threads", type=int, default=2, help="of all programs")
    parser.add_argument("--json", action="store_true", help="one JSON object a line and nothing else")
    parser.add_argument("--write", action="store_true", help="also renews the table in lib-src/bench/results")
    parser.add_argument("--mmrec", metavar="PATH", help="a checkout of MMRec, which is the peer of our baselines")
    options = parser.parse_intermixed_args()
    programs = Programs(*json.loads(options.programs), options.threads, options.mmrec)
    bf16 = os.environ.get("METAMMF_BF16") == "1"
    if not options.json:
        print(HEADER)
    rows, refused = [], False
    for work in PEERS if options.mmrec else WORKS:
        if not set(options.works) <= set(work) or work[0] != "step" and programs.gpu or work[0] == "ranking" and bf16:
            continue
        row = compare(programs, work, bf16, options.seconds)
        rows.append(row)
        print(json.dumps(row) if options.json else plain(row), flush=True)
        if options.write and doubt(row):
            print(f"{row['work']}: not written, {doubt(row)}", file=sys.stderr)
            refused = True
        elif options.write:
            write([row], machine(programs))
    if not options.json and of_all(rows):
        print(of_all(rows))
    return int(refused)


if __name__ == "__main__":
    sys.exit(main())
