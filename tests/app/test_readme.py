"""The README's commands, run in its order on the sample corpus."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
COMMANDS = [line[2:] for block in BLOCKS for line in block.splitlines() if line.startswith("$ polgraph ")]


def test_the_readmes_commands_run(polgraph, tmp_path):
    (tmp_path / "data").symlink_to(ROOT / "data")
    assert len(COMMANDS) >= 6
    for command in COMMANDS:
        code, out, err = polgraph(*shlex.split(command)[1:])
        assert code == 0, f"{command}: {err}"
        assert out or re.search(r"polgraph (ingest|export|import|page) ", command), command


def test_make_targets_and_files_of_the_readme_are_there():
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"[`$] ?make (\w+)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for path in re.findall(r"\]\(([\w./-]+)\)", README):
        assert (ROOT / path).exists(), path
