import pytest
from click.testing import CliRunner


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory, sample_extractions):
    """A folder that holds the sample corpus."""
    from graph.store import open_store

    folder = tmp_path_factory.mktemp("app") / "store"
    with open_store(str(folder), write=True) as store:
        for x in sample_extractions:
            store.write(x)
    return str(folder)


@pytest.fixture
def polgraph(tmp_path, monkeypatch):
    """Runs a command as a user would: (exit code, standard output, standard error)."""
    from app.cli import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POLGRAPH_STORE", raising=False)

    def run(*args, input=None):
        result = CliRunner().invoke(main, [str(a) for a in args], input=input)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout, result.stderr

    return run
