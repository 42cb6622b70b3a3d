"""The guide's Maven project, made from nothing: it finds the library by its coordinates, compiles and runs."""
import os
import pathlib
import re
import shutil
import subprocess
import xml.etree.ElementTree as xml

import pytest

from start import install
from start.java import Java
from start.machine import maven, pom
from start.places import LIB, ROOT


@pytest.fixture
def installed(tmp_path):
    """Puts the jar where 'mvn install' would, without the plugins of a release; the repository is where the others are."""
    install.library(Java.default())
    paths = tmp_path / "classpath"
    assert maven("-q", "dependency:build-classpath", f"-Dmdep.outputFile={paths}") == 0
    other = next(path for path in paths.read_text(encoding="utf-8").split(os.pathsep) if "fastcsv" in path)
    place = pathlib.Path(other).parents[4] / "io" / "github" / "metammf" / "metammf" / pom("version")
    place.mkdir(parents=True, exist_ok=True)
    shutil.copy(LIB / f"metammf-{pom('version')}.jar", place)
    shutil.copy(ROOT / "pom.xml", place / f"metammf-{pom('version')}.pom")


def plugin(name, goal):
    """A goal of one of the build's plugins, in the version that the build has fetched already."""
    versions = {found.findtext("{*}artifactId"): found.findtext("{*}version")
                for found in xml.parse(ROOT / "pom.xml").getroot().iterfind(".//{*}plugin[{*}version]")}
    return f"org.apache.maven.plugins:maven-{name}-plugin:{versions[f'maven-{name}-plugin']}:{goal}"


@pytest.mark.all
@pytest.mark.usefixtures("installed")
def test_project_of_the_guide(tmp_path):
    page = (ROOT / "notebooks" / "guide" / "project.md").read_text(encoding="utf-8")
    for name, text in re.findall(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert maven("-q", "-f", tmp_path, plugin("compiler", "compile"), plugin("dependency", "copy-dependencies")) == 0
    classes = os.pathsep.join(str(tmp_path / "target" / part) for part in ("classes", "dependency/*"))
    java = Java.default()
    ran = subprocess.run([java.tool("java"), "-cp", classes, "First"], env=java.environment(), stdout=subprocess.PIPE,
                         text=True)
    assert ran.returncode == 0 and "recall" in ran.stdout, ran.stdout
