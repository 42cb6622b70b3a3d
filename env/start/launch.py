"""The commands: each sets up what it needs, starts something, and returns its exit code."""
import dataclasses
import json
import os
import shutil
import sys

from start import install
from start.java import ENGINE, LOGGING
from start.machine import hand_over, maven, need, pom, run
from start.places import (BENCHMARK, ENV, EXPERIMENTS, JUPYTER, NOTEBOOKS, PAGES, PYTHON, ROOT, SITE, SPHINX, TARGET, TESTS)

RESULTS = ROOT / "lib-src" / "bench" / "results"


def prepare(java, kernel="java"):
    """Sets everything up and starts nothing."""
    install.notebooks(java, kernel)
    return 0


def notebooks(java, kernel, arguments, out=PAGES):
    """Executes notebooks without a browser and prints where the pages are and what came out."""
    name = install.notebooks(java, kernel)
    return run([PYTHON, ENV / "notebooks.py", "--kernel", name, "--out", out, *arguments], env=jupyter_environment())


def lab(java, kernel, arguments):
    """Opens JupyterLab with the notebooks, which all run on the one kernel that it offers."""
    command = [PYTHON, "-m", "jupyterlab", f"--KernelSpecManager.allowed_kernelspecs={install.notebooks(java, kernel)}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # Jupyter would refuse
        print("Warning: JupyterLab runs as root, and so does every notebook.", file=sys.stderr)
        command.append("--allow-root")
    return run([*command, *arguments], env=jupyter_environment())


def jupyter_environment():
    """Jupyter sees this checkout's kernel and settings, and the user's own stay untouched."""
    return {
        **os.environ, **ENGINE,
        "JUPYTER_PATH": "",
        "JUPYTER_CONFIG_PATH": "",
        "JUPYTER_DATA_DIR": str(JUPYTER / "data"),
        "JUPYTER_CONFIG_DIR": str(JUPYTER / "config"),
        "JUPYTER_RUNTIME_DIR": str(JUPYTER / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(JUPYTER / "lab" / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(JUPYTER / "lab" / "workspaces"),
        "IPYTHONDIR": str(JUPYTER / "ipython"),
        "JUPYTER_PLATFORM_DIRS": "1",
    }


# ---- JShell ----------------------------------------------------------------------------------------------------------

# JShell's own Java only compiles what is typed; what that computes, in a Java of its own, still gets the best code.
# It too logs warnings only: its first start in a home would tell of a folder of preferences.
QUICK_START = ["-J-XX:TieredStopAtLevel=1", f"-J{LOGGING}"]

HELLO = """\
metammf {version}: the library, Tablesaw's tables and XChart's charts are imported, as in the notebooks.
Try   show(Plots.longTail(Datasets.tiktok().split().train()))   or   /open {experiment}
More  in README.md, notebooks and env/experiments, in {root}"""


def jshell(java, flags, options):
    """JShell with the library; the flags are those of the Java that runs the snippets, the options JShell's own."""
    install.library(java)
    print(HELLO.format(version=pom("version"), experiment=EXPERIMENTS / "rank-of-cp.jsh", root=ROOT), flush=True)
    command = [java.tool("jshell"), *QUICK_START,
               "--startup", "DEFAULT", *[word for path in java.startups() for word in ("--startup", path)],
               *[f"-R{flag}" for flag in [*java.flags(), *flags]], *options]
    return hand_over(command, env={**java.environment(), "CLASSPATH": java.class_path()})


def scripts(java, flags, files):
    """Runs JShell scripts in one Java; its exit code is 1 after the first snippet that fails, or what the script says."""
    install.library(java)
    startup = os.pathsep.join(map(str, [ENV / "default.jsh", *java.startups()]))
    command = [java.tool("java"), *java.flags(),
               "-Djava.awt.headless=true",  # charts become files: a window would go with the script
               f"-Dmetammf.startup={startup}", *flags, "metammf.notebook.Script", *files]
    return hand_over(command, env={**java.environment(), "CLASSPATH": java.class_path()})


# ---- Benchmarks, tests, pictures -------------------------------------------------------------------------------------


def bench(java, gpu, mmrec, arguments):
    """Times steps, epochs and rankings beside the peer: a lean PyTorch program with the same mathematics, or MMRec."""
    python = install.mmrec() if mmrec else install.torch()
    programs = [{"command": bench_program(java), "env": ENGINE}, str(python), ["--gpu"] if gpu else []]
    return run([sys.executable, BENCHMARK / "bench.py", json.dumps(programs), *arguments])


def bench_kernels(java, arguments):
    """Times this library's kernels by JMH."""
    return run([*bench_program(java), "org.openjdk.jmh.Main", *arguments], env=java.environment())


def bench_growth(java, arguments):
    """How this library's time for a step grows with every size."""
    return run([*bench_program(java), "metammf.bench.Growth", RESULTS, *arguments], env=java.environment())


def bench_program(java):
    """Java with the benchmarks on its class path."""
    install.library(java)
    extra = TARGET / "bench-lib"
    need(maven("-q", "-Pbench", "test-compile", "dependency:copy-dependencies",
               "-DincludeArtifactIds=jmh-core,jopt-simple", f"-DoutputDirectory={extra}"))
    classes = [TARGET / "bench-classes", *java.jars(), *extra.glob("*.jar")]
    return [str(java.tool("java")), *java.flags(), "-Djava.awt.headless=true",
            "-cp", os.pathsep.join(map(str, classes))]


def test(java, arguments):
    """The tests of env/tests, by pytest; returns its exit code, with 2 for a wrong option and 130 for Ctrl-C as elsewhere."""
    install.notebooks(java)
    if "--all" in arguments:  # here, as the workers would do so at the same time
        install.library(dataclasses.replace(java, spark=True))
        install.kernel_jar("jjava")
    workers = min(4, os.cpu_count() or 1)
    pytest = [install.tests(), "-m", "pytest", "-c", TESTS / "pytest.ini", "--rootdir", ROOT, "-n", workers]
    own = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "METAMMF_HEAP": java.heap}  # the scripts that tests start have it too
    code = run([*pytest, *arguments], cwd=ROOT, env={**jupyter_environment(), **own})
    return {2: 130, 4: 2}.get(code, code)


def site(arguments):
    """Builds the course and the Javadoc as static pages; a link that leads nowhere is an error."""
    python = install.sphinx()
    (TARGET / "maven-javadoc-plugin-stale-data.txt").unlink(missing_ok=True)  # the plugin does not see a changed source
    need(maven("-q", "javadoc:javadoc"))
    shutil.rmtree(SITE, ignore_errors=True)
    code = run([python, "-m", "sphinx", "-q", "-W", "--keep-going", "-E", "-c", SPHINX, *arguments, ROOT, SITE])
    shutil.copytree(TARGET / "reports" / "apidocs", SITE / "javadoc")
    if code == 0:
        print(f"The site: {SITE / 'index.html'}")
    return code


def thumbnails():
    """Draws the pictures of the notebooks' map from their committed outputs."""
    return run([install.tests(), NOTEBOOKS / "images" / "thumbnails.py"])
