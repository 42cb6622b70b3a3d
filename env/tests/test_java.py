"""The unit tests of Java, the format of the sources and Javadoc, by Maven: on the JDK to use and on the newest one."""
import pathlib
import shutil

import pytest

from start import install, machine
from start.places import PAGES, STAMPS, TARGET

NEWEST, HOME = machine.newest_jdk()
TWO_JDKS = pytest.mark.skipif(NEWEST == machine.jdk()[0], reason="there is no second JDK on this machine")
ON_NEWEST = f"-Dtest.jvm={HOME / 'bin' / 'java'}"
WITH_TORCH = pytest.mark.skipif(not (STAMPS / "torch").exists(), reason="PyTorch with CUDA has not been set up")
ON_TORCH = "metammf/engine/*Test,MetaMmf*Test,AdamTest,GpuAgreesWithCpuTest"
WITHOUT_TEXT = "!KilledExperimentTest,!KnockOutTest,!PaperTest,!LoadingHeapTest,!LittleMemoryTest"  # slow, whatever the language
OTHERS = {PAGES.name, "browser"}  # what other tests leave in the same folder, perhaps meanwhile


@pytest.fixture
def maven(count):
    """Runs Maven's tests; all must pass, and there must be some."""
    def run(title, *goals, target=TARGET):
        folder = target / "surefire-reports"
        shutil.rmtree(folder, ignore_errors=True)
        code = machine.maven(*goals)
        ran, failed = count(title, folder)
        assert ran > 0 and not failed and code == 0, f"{title}: {len(failed)} of {ran} tests failed, {failed}; Maven's code was {code}"
    return run


def test_unit_tests_format_and_javadoc(maven):
    for folder in filter(pathlib.Path.is_dir, TARGET.glob("*")):  # what 'clean' would remove, except the pages of other tests
        if folder.name not in OTHERS:
            shutil.rmtree(folder)
    maven(f"unit tests on Java {machine.jdk()[0]}", "verify")


@pytest.mark.all
@TWO_JDKS
def test_unit_tests_on_the_newest_jdk(maven):
    maven(f"unit tests on Java {NEWEST}", "surefire:test", ON_NEWEST)


@pytest.mark.all
def test_files_and_experiments_in_a_language_with_digits_of_its_own(maven):
    """The flags say what LC_ALL=fa_IR.UTF-8 would, also on a machine that lacks this locale."""
    maven("data and experiments in Persian", "surefire:test", "-Dtest.flags=-Duser.language=fa -Duser.country=IR",
          f"-Dtest=metammf/data/**,metammf/experiment/**,{WITHOUT_TEXT}")


@pytest.mark.all
def test_spark(maven):
    maven(f"Spark on Java {machine.jdk()[0]}", "-Pspark", "verify", target=TARGET / "spark")


@pytest.mark.all
@TWO_JDKS
def test_spark_on_the_newest_jdk(maven):
    maven(f"Spark on Java {NEWEST}", "-Pspark", "surefire:test", ON_NEWEST, "-Dtest=*ClusterTest,SplitPairsTest,GrowthTest",
          target=TARGET / "spark")


@pytest.mark.all
@WITH_TORCH
def test_engine_on_pip_torch(maven, monkeypatch):
    """As with --gpu. On a machine without a GPU the same libraries compute on its CPU."""
    for name, value in install.gpu().items():
        monkeypatch.setenv(name, value)
    maven("engine on pip's PyTorch", "surefire:test", f"-Dtest={ON_TORCH}")
