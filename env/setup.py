#!/usr/bin/env python3
"""Sets up what is missing under env/.local and starts something; the scripts beside this file start it with a command.

Needs the standard library only. Every step leaves a stamp of its inputs, so that a second start skips it. Nothing
outside the checkout is changed but the caches of pip, Maven and the engine.
"""
import argparse
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from start import install, launch  # noqa: E402
from start.java import Java  # noqa: E402


def options():
    parser = argparse.ArgumentParser(prog="env/setup.py", description=__doc__.split("\n")[0], add_help=False,
                                     allow_abbrev=False)
    parser.add_argument("command", choices=["prepare", "run", "thumbnails", "lab", "jshell", "test", "bench"])
    parser.add_argument("--gpu", action="store_true")
    parser.add_argument("--tf32", action="store_true")
    parser.add_argument("--spark", action="store_true")
    parser.add_argument("--kernel", choices=install.KERNELS, default="java")
    return parser.parse_known_args()


def start(known, rest):
    """Starts what was asked for; returns its exit code."""
    if known.tf32:
        os.environ["TORCH_ALLOW_TF32_CUBLAS_OVERRIDE"] = "1"
    if known.gpu:
        os.environ.update(install.gpu())
    heap = "1g" if not known.spark else "600m" if "--small" in rest else "4g"
    java = Java.default(spark=known.spark, heap=heap)
    if known.command == "prepare":
        return launch.prepare(java, known.kernel)
    if known.command == "run":
        return launch.notebooks(java, known.kernel, rest)
    if known.command == "lab":
        return launch.lab(java, known.kernel, rest)
    if known.command == "jshell":
        return launch.jshell(java, rest)
    if known.command == "test":
        return launch.test(java, rest)
    if known.command == "thumbnails":
        return launch.thumbnails()
    if rest[:1] == ["--kernels"]:
        return launch.bench_kernels(java, rest[1:])
    if rest[:1] == ["--growth"]:
        return launch.bench_growth(java, rest[1:])
    return launch.bench(java, known.gpu, rest)


if __name__ == "__main__":
    try:
        sys.exit(start(*options()))
    except KeyboardInterrupt:
        sys.exit(130)
