"""Relying parties that run in Node: `node/*.mjs`, each a short program around one library."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.node import NODE
from tests.portals.visitor import Visitor

_FOLDER = Path(__file__).parent / "node"
_PATIENCE_SECONDS = 30


def run(program: str, visitor: Visitor, **wanted: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Run `node/<program>.mjs` until it says what came of it; `visitor` goes where it is sent."""
    if not (_FOLDER / "node_modules").exists():
        raise RuntimeError(f"{_FOLDER / 'node_modules'} is missing: make test installs it")
    process = subprocess.Popen(
        [NODE, f"{program}.mjs"],
        cwd=_FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NODE_EXTRA_CA_CERTS": visitor.certificate or ""},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        _say(process, wanted)
        for line in process.stdout:
            said = json.loads(line)
            if "done" in said:
                result: dict[str, Any] = said["done"]
                return result
            _say(process, _visited(visitor, said["visit"]))
        assert process.stderr is not None
        raise AssertionError(process.stderr.read())
    finally:
        process.kill()
        process.communicate(timeout=_PATIENCE_SECONDS)


def _visited(visitor: Visitor, uri: str) -> dict[str, Any]:
    if uri.startswith(f"{visitor.house}/"):
        returned = visitor.visit(uri)
        return {"uri": returned.uri, "form": returned.form}
    answer = visitor.through(uri)
    return {"uri": answer.url, "page": answer.text}


def _say(process: subprocess.Popen[str], content: dict[str, Any]) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(content) + "\n")
    process.stdin.flush()
