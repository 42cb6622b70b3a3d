#!/usr/bin/env python3
"""Sets up what is missing under env/.local and starts something; the scripts beside this file start it with a command.

Needs the standard library only. Every step leaves a stamp of its inputs, so that a second start skips it. Nothing
outside the checkout is changed but the caches of pip, Maven and the engine.
"""
import argparse
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))  # Python's option -I leaves it out

from start import environment, install, launch, machine  # noqa: E402
from start.java import SMALL_HEAP, SMALL_SPARK_HEAP, Java  # noqa: E402

CODES = "The exit code is 0 if all went well, 1 if something failed, 2 for a wrong option, and 130 after Ctrl-C."


def heap(text):
    if not re.fullmatch(r"\d+[kmgKMG]", text):
        raise argparse.ArgumentTypeError(f"expected a size such as 4g or 800m, received {text}")
    return text


# ---- Options ---------------------------------------------------------------------------------------------------------


def parsers():
    """The parser of all arguments, and that of each command."""
    every = argparse.ArgumentParser(prog="env/setup.py", description=__doc__, allow_abbrev=False,
                                    formatter_class=argparse.RawDescriptionHelpFormatter, epilog=CODES)
    commands = every.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name, help, *examples, usage="", script=True):
        shown = "\n".join(f"  {example}" for example in examples)
        prog = f"env/{name}" if script else f"env/setup.py {name}"
        return commands.add_parser(name, prog=prog, help=help, description=f"{help[0].upper()}{help[1:]}.",
                                   allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter,
                                   epilog=f"examples:\n{shown}\n\n{CODES}{usage}")

    prepare = command("prepare", "sets everything up and starts nothing", "python3 env/setup.py prepare",
                      "python3 env/setup.py prepare --kernel jjava", script=False)
    kernel_option(prepare)
    java_options(prepare)

    run = command("run", "executes notebooks without a browser; prints the results and where the pages are",
                  "env/run", "env/run 08-metammf-mf my-notebook.ipynb")
    run.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", default=["00-start-here"],
                     help="a path, or a name in the folder notebooks; default: 00-start-here")
    run.add_argument("--small", action="store_true", help="the small run that the tests use")
    run.add_argument("--write", action="store_true", help="keep the outputs in the notebooks themselves")
    run.add_argument("--timeout", type=int, metavar="SECONDS", help="that one cell may take; default: 1800")
    kernel_option(run)
    java_options(run)

    lab = command("lab", "opens JupyterLab with all notebooks on a Java kernel", "env/lab", "env/lab --no-browser --port 9999",
                  usage="\nWhat follows -- goes to JupyterLab: env/lab -- --ServerApp.ip=0.0.0.0")
    lab.add_argument("--port", type=int, help="where JupyterLab answers; default: 8888, or the next one that is free")
    lab.add_argument("--no-browser", action="store_true", help="prints the address and opens no browser")
    kernel_option(lab)
    java_options(lab)

    jshell = command("jshell", "opens JShell with the library, or runs scripts", "env/jshell",
                     "env/jshell --heap 4g env/experiments/rank-of-cp.jsh",
                     usage="\nWhat follows -- goes to JShell: env/jshell -- --feedback verbose")
    jshell.add_argument("scripts", nargs="*", metavar="SCRIPT", help="runs these files and ends")
    jshell.add_argument("-R", action="append", default=[], metavar="FLAG", dest="flags",
                        help="a flag of the Java that runs the snippets, such as -R-Dname=value")
    java_options(jshell)

    test = command("test", "runs the tests that answer in minutes; takes pytest's options", "env/test -k 08 -x",
                   "env/test --all", usage="\npytest's options are at https://docs.pytest.org; -k WORD, -x and --lf are the "
                                           "ones to know. The exit code 5 says that no test was chosen.")
    test.add_argument("--all", action="store_true", help="also the newest JDK, JJava, Spark, the browser, solutions and oracles")
    gpu_options(test)

    bench = command("bench", "times steps, epochs and rankings beside a lean PyTorch program", "env/bench tiktok gcn",
                    "env/bench --json --seconds 60 ranking", usage="\nWhat follows -- goes to JMH: env/bench --kernels -- -f 1")
    bench.add_argument("works", nargs="*", metavar="WORD",
                       help="words that a work must have, such as tiktok, gcn, ranking; default: all works. After peers "
                            "PATH, a checkout of MMRec, the works compare our baselines with MMRec's")
    bench.set_defaults(mmrec=None)
    bench.add_argument("--seconds", type=float, help="after which a work ends, even if its interval is wide; default: 300")
    bench.add_argument("--threads", type=int, help="of all programs; default: 2")
    bench.add_argument("--json", action="store_true", help="one JSON object a line and nothing else")
    bench.add_argument("--write", action="store_true", help="also renews the table in lib-src/bench/results")
    alone = bench.add_mutually_exclusive_group()
    alone.add_argument("--kernels", action="store_true", help="times this library's kernels alone, by JMH")
    alone.add_argument("--growth", action="store_true", help="how the time of a step grows with every size, this library alone")
    heap_option(bench, "3g")
    gpu_options(bench)

    command("site", "builds the course and the Javadoc as a static site in target/site", "env/site", "env/site -- -v",
            usage="\nWhat follows -- goes to Sphinx: env/site -- -v")

    command("thumbnails", "draws the pictures of the notebooks' map from their committed outputs",
            "python3 env/setup.py thumbnails", script=False)
    return every, commands.choices


def kernel_option(command):
    command.add_argument("--kernel", choices=install.KERNELS, default="java", help="IJava (java) or JJava; default: java")


def java_options(command):
    heap_option(command, "half of the machine's memory, and little in the small run")
    command.add_argument("--spark", action="store_true", help="with Apache Spark, here or on the cluster of SPARK_MASTER")
    gpu_options(command)


def heap_option(command, default):
    command.add_argument("--heap", type=heap, metavar="SIZE", default=os.environ.get("METAMMF_HEAP") or None,
                         help=f"Java's heap, such as 4g; default: METAMMF_HEAP, else {default}")


def gpu_options(command):
    command.add_argument("--gpu", action="store_true", help="computes with PyTorch for CUDA, on a GPU if there is one")
    command.add_argument("--tf32", action="store_true", help="lets matrix products on a GPU round to TF32")
    command.add_argument("--bf16", action="store_true",
                         help="multiplies large matrices in bfloat16, on a GPU or CPU on which that is faster")


def given(options, *names):
    """Options as they were given, for the program that is started."""
    found = {name: value for name, value in vars(options).items() if name in names and value not in (None, False)}
    return [word for name, value in found.items()
            for word in [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]]


# ---- Commands --------------------------------------------------------------------------------------------------------


def java_of(options):
    """The Java that the options ask for."""
    spark, small = getattr(options, "spark", False), getattr(options, "small", False)
    limit = (SMALL_SPARK_HEAP if spark else SMALL_HEAP) if small else None
    return Java.default(spark=spark, heap=options.heap or limit, quick=small)


def start(options, rest):
    """Starts what was asked for; returns its exit code. Rest is what follows --."""
    if options.command == "thumbnails":
        return launch.thumbnails()
    if options.command == "site":
        return launch.site(rest)
    if options.tf32:
        os.environ["TORCH_ALLOW_TF32_CUBLAS_OVERRIDE"] = "1"
    if options.bf16:
        os.environ["METAMMF_BF16"] = "1"
    if options.gpu:
        os.environ.update(install.gpu())
    if options.command == "prepare":
        return launch.prepare(java_of(options), options.kernel)
    if options.command == "run":
        return launch.notebooks(java_of(options), options.kernel,
                                [*given(options, "small", "write", "timeout"), "--", *options.notebooks])
    if options.command == "lab":
        return launch.lab(java_of(options), options.kernel, [*given(options, "port", "no_browser"), *rest])
    if options.command == "jshell" and options.scripts:
        return launch.scripts(java_of(options), options.flags, options.scripts)
    if options.command == "jshell":
        return launch.jshell(java_of(options), options.flags, rest)
    if options.command == "test":
        return launch.test(Java.default(heap=SMALL_HEAP), [*given(options, "all"), *rest])
    java = Java.default(heap=options.heap or "3g")
    if options.kernels:
        return launch.bench_kernels(java, [*options.works, *rest])
    if options.growth:
        return launch.bench_growth(java, options.works)
    arguments = [*given(options, "seconds", "threads", "json", "write", "mmrec"), *options.works]
    return launch.bench(java, options.gpu, bool(options.mmrec), arguments)


def take_checkout(options, error):
    """Makes an option of the words peers PATH."""
    path, options.works = "".join(options.works[1:2]), options.works[2:]
    if options.gpu or options.bf16 or options.kernels or options.growth:
        error("peers: compares epochs in float32 on the CPU, without --gpu, --bf16, --kernels and --growth")
    if not (pathlib.Path(path) / "src" / "common" / "trainer.py").is_file():
        error(f"peers: expected the path of a checkout of https://github.com/enoche/MMRec, received {path or 'none'}")
    options.mmrec = os.path.abspath(path)


def takes_rest(options):
    """Whether a program that is started gets what follows --: JupyterLab, Sphinx, JShell without a script, JMH."""
    return options.command in ("lab", "site") or options.command == "jshell" and not options.scripts \
        or options.command == "bench" and options.kernels


def main(arguments):
    machine.need_python()
    environment.make_safe()
    end = arguments.index("--") if "--" in arguments else len(arguments)
    every, commands = parsers()
    options, unknown = every.parse_known_args(arguments[:end])
    rest = arguments[end + 1:]
    if options.command == "test":
        rest = [*unknown, *rest]
    elif unknown or rest and not takes_rest(options):
        commands[options.command].error(f"unknown: {' '.join([*unknown, *rest])}")
    if options.command == "bench" and options.works[:1] == ["peers"]:
        take_checkout(options, commands["bench"].error)
    return start(options, rest)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
