"""A real Neo4j server for the tests, fetched from Maven, on a free port in a folder of its own."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOME = ROOT / ".cache" / "neo4j"
POM = """<project><modelVersion>4.0.0</modelVersion><groupId>polgraph</groupId><artifactId>neo4j-for-tests</artifactId>
<version>1</version><packaging>pom</packaging><dependencies><dependency><groupId>org.neo4j</groupId>
<artifactId>neo4j</artifactId><version>5.26.12</version></dependency></dependencies></project>"""
OPENS = [f"--add-opens=java.base/{p}=ALL-UNNAMED" for p in ("java.nio", "java.io", "sun.nio.ch")]


def absent(reason):
    """Under CI a missing part is a failure; on a desk it is one line."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.fixture(scope="session")
def neo4j_uri(tmp_path_factory):
    java, mvn = shutil.which("java"), shutil.which("mvn")
    if not java or not mvn:
        absent("Neo4j tests need Maven and a JDK 17: install maven and default-jdk-headless")
    lib = HOME / "lib"
    if not any(lib.glob("neo4j-kernel-5*.jar")):
        HOME.mkdir(parents=True, exist_ok=True)
        (HOME / "pom.xml").write_text(POM)
        done = subprocess.run(
            [
                mvn,
                "-q",
                "-B",
                "-f",
                str(HOME / "pom.xml"),
                "dependency:copy-dependencies",
                "-DincludeScope=runtime",
                f"-DoutputDirectory={lib}",
            ],
            capture_output=True,
            text=True,
        )
        if done.returncode:
            absent(
                f"Neo4j could not be fetched from Maven: {(done.stdout or done.stderr).strip().splitlines()[0][:200]}"
            )
    home, port = tmp_path_factory.mktemp("neo4j"), free_port()
    (home / "conf").mkdir()
    (home / "conf" / "neo4j.conf").write_text(
        "\n".join(
            [
                "server.default_listen_address=127.0.0.1",
                f"server.bolt.listen_address=127.0.0.1:{port}",
                "server.http.enabled=false",
                "server.https.enabled=false",
                "dbms.security.auth_enabled=false",
                "dbms.usage_report.enabled=false",
                "server.memory.pagecache.size=256m",
            ]
        )
        + "\n"
    )
    log = (home / "console.log").open("w")
    server = subprocess.Popen(
        [
            java,
            "-Xms512m",
            "-Xmx1g",
            "-cp",
            f"{lib}/*",
            *OPENS,
            "org.neo4j.server.CommunityEntryPoint",
            f"--home-dir={home}",
            f"--config-dir={home / 'conf'}",
        ],
        stdout=log,
        stderr=log,
    )
    uri = f"bolt://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 120
        while True:
            with socket.socket() as s:
                s.settimeout(1)
                if s.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if server.poll() is not None or time.monotonic() > deadline:
                absent("Neo4j did not start: " + (home / "console.log").read_text()[-300:])
            time.sleep(0.3)
        yield uri
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()


@pytest.fixture(scope="session")
def sample_extractions():
    """Our own sample corpus, read once."""
    from ingest import pipeline

    return [o.extraction for o in pipeline.run(pipeline.sources([ROOT / "data" / "corpus"]))]


@pytest.fixture(scope="session")
def read_claims():
    """Claims of a text, read as one passage of an article in 'The Journal'."""
    from ingest import attribution, claims, language, mentions, patterns, vocabulary
    from ingest.sentence import Passage

    names, rules = vocabulary.load(), patterns.load()

    def read(text, publisher="The Journal", body="USCC"):
        [doc] = language.parse([text])
        found = tuple(mentions.find(doc, names))
        return claims.extract(
            doc,
            Passage("d", 0, None, found, attribution.Voice(publisher, body, ("Commission",))),
            rules,
            names.entries,
        )

    return read
