"""How Java is started for the library: class path, flags, and what a session begins with."""
import dataclasses
import os
import pathlib

from start import machine
from start.places import ENV, LIB, SPARK

# No telemetry of the engine; and its threads sleep while they wait: spinning costs a factor of ten on a busy machine.
ENGINE = {"OPT_OUT_TRACKING": "true", "OMP_WAIT_POLICY": "PASSIVE",
          "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
SMALL_HEAP, SMALL_SPARK_HEAP = "1g", "500m"  # of the small runs, so that the tests notice what grows
QUICK = "-XX:TieredStopAtLevel=1"  # code that runs for seconds is done before its best machine code would pay
QUICK_SPARK = ["-Dspark.sql.codegen.wholeStage=false", "-Dspark.sql.codegen.factoryMode=NO_CODEGEN"]  # nor would Spark's own
LOGGING = f"-Djava.util.logging.config.file={ENV / 'logging.properties'}"


@dataclasses.dataclass(frozen=True)
class Java:
    """A JDK, and how it is started: with Spark or without, with how much heap (a size, or half of the machine's memory), and
    whether it is quick to compile rather than quick to compute."""
    version: int
    home: pathlib.Path
    spark: bool = False
    heap: str = None
    quick: bool = False

    @staticmethod
    def default(**options):
        """The JDK to use."""
        return Java(*machine.jdk(), **options)

    def tool(self, name):
        """A command of the JDK."""
        return self.home / "bin" / name

    def jars(self):
        """The class path, in its order."""
        folders = [SPARK, LIB] if self.spark else [LIB]
        return [jar for folder in folders for jar in sorted(folder.glob("*.jar"))]

    def class_path(self):
        return os.pathsep.join(map(str, self.jars()))

    def startups(self):
        """What a kernel and JShell run first."""
        return [ENV / "startup.jsh", *([ENV / "spark.jsh"] if self.spark else [])]

    def flags(self):
        flags = [
            f"-Xmx{self.heap}" if self.heap else "-XX:MaxRAMPercentage=50",
            "--enable-native-access=ALL-UNNAMED",
            "-Dfile.encoding=UTF-8",
            "-Dai.djl.offline=true",
            "-ea:REPL...",  # assertions in cells and scripts, which belong to this package
            LOGGING,
            *([QUICK] if self.quick else []),
        ]
        if self.spark:  # a cluster's executors get the library's jars
            ours = [*LIB.glob("*.jar"), *SPARK.glob("metammf-*.jar")]
            flags += [f"-Dspark.jars={','.join(map(str, ours))}", *(QUICK_SPARK if self.quick else [])]
        return flags

    def environment(self):
        return {**os.environ, **ENGINE}
