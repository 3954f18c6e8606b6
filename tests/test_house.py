"""The rules of the house that no other tool checks."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from statistics import median

from msgspec.structs import fields

from idp.settings import Settings, load

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "idp").rglob("*.py"))
PROGRAMS = [*MODULES, *sorted((ROOT / "demo").glob("*.py")), ROOT / "wsgi.py"]
READ_OUR_OWN = {
    "idp/accounts/details.py",
    "idp/administration/portals/responses.py",
    "idp/administration/portals/trials.py",
    "idp/administration/portals/writing.py",
    "idp/audit/table.py",
    "idp/children/conditions.py",
    "idp/clients/descriptions/dynamic_registration.py",
    "idp/clients/localized.py",
    "idp/clients/metadata.py",
    "idp/clients/wire.py",
    "idp/continuity/memory.py",
    "idp/installation/reachability.py",
    "idp/installation/restored_endings.py",
    "idp/imported_accounts/importing/model.py",
    "idp/imported_accounts/importing/problems.py",
    "idp/journeys/begin_session.py",
    "idp/journeys/reopening_offers.py",
    "idp/keys/table.py",
    "idp/protocol/authorization/request.py",
    "idp/protocol/backchannel_ping.py",
    "idp/protocol/shared_signals/push.py",
    "idp/protocol/token/endpoint.py",
    "idp/registry/importing/problem_rows.py",
    "idp/registry/importing/profiles.py",
    "idp/registry/importing/report.py",
    "idp/signals/streams.py",
    "idp/statistics/subjects.py",
    "idp/tokens/access_token.py",
    "idp/tokens/approval_requests.py",
    "idp/tokens/claims/release.py",
    "idp/tokens/issued_claims/past.py",
    "idp/tokens/issued_claims/tally.py",
    "idp/upstream/arrivals.py",
    "idp/upstream/attempts.py",
    "idp/upstream/links.py",
    "idp/web/pages/consent.py",
}
CONFIGURATION = ROOT / "config" / "parvis.toml"
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "service"}
FORBIDDEN |= {"services", "handlers", "managers", "base", "misc", "tools", "core"}
LONGEST = 400
LONGEST_MEDIAN = 120
SQL = re.compile(
    r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b.*\b(FROM|SET|VALUES|WHERE|SELECT)\b", re.DOTALL
)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def _docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def test_every_module_says_what_it_owns() -> None:
    silent = [_name(path) for path in PROGRAMS if not _docstring(path)]
    assert silent == []


def test_no_file_is_longer_than_one_duty() -> None:
    long = [_name(path) for path in PROGRAMS if len(_lines(path)) > LONGEST]
    assert long == []


def test_most_files_are_short() -> None:
    assert median(len(_lines(path)) for path in MODULES) <= LONGEST_MEDIAN


def test_no_room_is_named_after_a_technical_kind() -> None:
    names = {part for path in MODULES for part in path.relative_to(ROOT).with_suffix("").parts}
    assert not names & FORBIDDEN


def test_every_step_of_a_specification_is_named_where_it_is_implemented() -> None:
    cited = re.compile(r"RFC \d+|OpenID|OAuth|Azure AD B2C")
    protocol = [path for path in MODULES if "protocol" in path.parts and path.stem != "__init__"]
    own = {"incoming", "errors", "allowed", "respond", "issue", "request", "secret"}
    silent = [
        _name(path)
        for path in protocol
        if path.stem not in own and not cited.search(_docstring(path))
    ]
    assert silent == []


def _specifications() -> dict[str, set[str]]:
    """Return, for each file that the table names, the RFCs it is named for."""
    table = (ROOT / "docs" / "specifications.md").read_text("utf-8")
    named: dict[str, set[str]] = {}
    for line in table.splitlines():
        for file in re.findall(r"`(idp/[^`]+)`", line):
            named.setdefault(file, set()).update(re.findall(r"RFC \d+", line))
    return named


def test_the_table_of_specifications_tells_the_truth() -> None:
    wrong = [
        (file, rfc)
        for file, rfcs in _specifications().items()
        for rfc in rfcs
        if rfc not in (ROOT / file).read_text("utf-8")
    ]
    assert wrong == []


def test_every_rfc_of_the_protocol_is_in_the_table() -> None:
    table = (ROOT / "docs" / "specifications.md").read_text("utf-8")
    cited = {
        rfc
        for path in MODULES
        if "protocol" in path.parts
        for rfc in re.findall(r"RFC \d+", _docstring(path))
    }
    assert {rfc for rfc in cited if rfc not in table} == set()


def test_sql_stands_in_tables_alone() -> None:
    allowed = {"idp/storage", "idp/retention/rule.py"}
    found = [
        _name(path)
        for path in MODULES
        if path.name != "table.py"
        and not any(_name(path).startswith(prefix) for prefix in allowed)
        and any(SQL.search(text) for text in _strings(path))
    ]
    assert found == []


def _strings(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    documented = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documented
    ]


def test_no_value_is_written_into_the_text_of_a_statement() -> None:
    """What an f-string puts into SQL is made of constants of the same module, in capitals."""
    found = [
        f"{_name(path)}: {ast.unparse(node)}"
        for path in MODULES
        if path.name == "table.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FormattedValue)
        and not all(
            each.id.isupper() for each in ast.walk(node.value) if isinstance(each, ast.Name)
        )
    ]
    assert found == []


def test_one_place_alone_says_that_a_transaction_holds_a_session() -> None:
    makers = {
        _name(path)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "ActingTransaction"
    }
    assert makers == {"idp/accounts/session_database.py"}


def test_no_function_that_is_given_a_session_writes_without_holding_it() -> None:
    """Decision 0019; the walk in tests/web/walks/ending tries what this only reads."""
    allowed = {
        "idp/accounts/session_database.py: acting",  # holds it
        "idp/journeys/sign_in_elsewhere.py: _arrive",  # to let somebody in, by no session
        "idp/journeys/arrival.py: _answer",  # the grant's own statement looks at the session
        "idp/journeys/approvals.py: begin_by_code",  # counts a try; nothing is the account's
        "idp/journeys/approvals.py: refuse",  # by whoever turns back before signing in
        "idp/journeys/prove_address.py: begin",  # counts a try; nothing is the account's
        "idp/journeys/prove_address.py: _writing",  # where nobody is signed in
    }
    found = {
        f"{_name(path)}: {function.name}"
        for path in MODULES
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef)
        and any(
            each.annotation is not None and "Session" in ast.unparse(each.annotation).split(" | ")
            for each in (*function.args.args, *function.args.kwonlyargs)
        )
        and any(
            isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".writing")
            for node in ast.walk(function)
        )
    }
    assert found == allowed


def test_every_setting_stands_in_the_configuration_with_its_default() -> None:
    written = tomllib.loads(CONFIGURATION.read_text("utf-8"))
    known = {
        section.name: {each.name for each in fields(getattr(Settings(), section.name))}
        for section in fields(Settings)
    }
    assert {name: set(section) for name, section in written.items()} == known
    assert load(CONFIGURATION, {}) == Settings()


def test_every_setting_is_explained() -> None:
    lines = CONFIGURATION.read_text("utf-8").splitlines()
    settings = [number for number, line in enumerate(lines) if re.match(r"[a-z_]+ = ", line)]
    assert [lines[number] for number in settings if not lines[number - 1].startswith("# ")] == []


def test_no_file_names_a_machine_or_a_package_host() -> None:
    # Put together here, so that this file does not name them either.
    words = ["/" + "work/", "/" + "root/", "/" + "home/", "pypi" + ".org", "python" + "hosted"]
    suffixes = {".py", ".toml", ".txt", ".md", ".json", ".html", ".jinja", ".css", ".js", ""}
    found = [
        f"{_name(path)}: {word}"
        for path in _tracked()
        if path.suffix in suffixes
        for word in words
        if word in path.read_text("utf-8", "replace")
    ]
    assert found == []


def test_locks_name_every_hash_and_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text("utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index|--find-links", text), lock.name


def test_json_of_strangers_is_read_in_one_place() -> None:
    """Whoever reads JSON by himself reads what the house wrote, sealed or checked before."""
    reads = re.compile(r"json\.loads\b|json\.decode\(|jwt\.decode\(|jws\.deserialize_")
    found = {
        _name(path)
        for path in MODULES
        if "untrusted" not in path.parts and reads.search(path.read_text("utf-8"))
    }
    assert found == READ_OUR_OWN


def test_the_index_of_decisions_has_each_of_them_once() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    listed = re.findall(r"^\| \[(\d{4})\]\((.+?)\) \| (.+?) \|", index, re.MULTILINE)
    written = [
        (path.name[:4], path.name, _lines(path)[0].removeprefix(f"# {path.name[:4]} "))
        for path in sorted(folder.glob("0*.md"))
    ]
    assert listed == written


def test_the_map_of_the_house_shows_every_floor() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    floors = [room for floor in contracts["contracts"][0]["layers"] for room in floor.split(" | ")]
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    lines = guide.partition("## The house")[2].partition("## Rules")[0].splitlines()
    rooms = [line[4:38].strip() for line in lines if line.startswith("    ")]
    assert re.findall(r"\w+", " ".join(rooms)) == floors


def test_every_path_in_the_documentation_exists() -> None:
    """A file, a folder or a link; `{fr,en}` and `*` stand for what they would in a shell."""
    tops = {path.relative_to(ROOT).parts[0] for path in _tracked()}
    missing = []
    for page in (path for path in _tracked() if path.suffix == ".md"):
        text = page.read_text("utf-8")
        paths = {
            each
            for each in re.findall(r"`(\.?[a-z][\w./{},*-]*/[\w./{},*-]*)`", text)
            if each.split("/")[0] in tops
        }
        for path in paths:
            spread = [path.replace("{fr,en}", word) for word in ("fr", "en")]
            if not all(any(ROOT.glob(each.rstrip("/"))) for each in spread):
                missing.append(f"{_name(page)}: {path}")
        links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
        missing += [f"{_name(page)}: {each}" for each in links if not (page.parent / each).exists()]
    assert missing == []


def test_imports_go_down_only() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(program)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
