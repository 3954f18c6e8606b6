"""`docs/moving-from-b2c.md`: every command works as it is typed there, in its order."""

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.databases import on_one_database

_PAGE = Path(__file__).parents[2] / "docs/moving-from-b2c.md"
_USER = {
    "id": "ad020f8e-1ba6-4b2c-9d6a-0c0e2f3a4b5c",
    "accountEnabled": True,
    "identities": [
        {
            "signInType": "emailAddress",
            "issuer": "board.onmicrosoft.com",
            "issuerAssignedId": "zoe.gagnon@exemple.quebec",
        }
    ],
}
_FILES = {
    "users.json": json.dumps({"value": [_USER]}),
    "enfants.csv": f"id,organisation,fiche\n{_USER['id']},887000,1234567\n",
    "portail.toml": 'id = "portail"\nprofile = "legacy"\n'
    'aliases = ["board.onmicrosoft.com/B2C_1_SignIn"]\n'
    'redirect_uris = ["https://portail.example.org/retour"]\n'
    '[branding]\nname_fr = "Portail"\nname_en = "Portal"\n',
}


@on_one_database
def test_its_commands_work_in_their_order(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = _PAGE.read_text("utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    ids = next(each for each in blocks if "subject_source" in each)
    for name, content in {**_FILES, "ids.toml": ids.strip()}.items():
        (tmp_path / name).write_text(content, "utf-8")
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^ {4,}parvis (.+)$", text, re.MULTILINE)
    assert len(commands) > 8
    said = {}
    for command in commands:
        result = shell.run(*shlex.split(command))
        assert result.exit_code == 0, (command, result.output)
        said[command] = result.output
    assert json.loads(said["clients show portail"])["subject_source"] == "b2c"
    assert "1 new" in said["accounts import users.json --format b2c --source b2c"]
    assert "1 accounts of b2c" in said["accounts discard b2c"]
