"""One command on a machine with nothing but a Python: it fetches what it needs, starts, and never does so again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.unit.firststart.conftest import PATIENCE, ROOT, Copy, make_wheel

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the tools of these tests are those of Linux")
NOWHERE = {"PIP_FIND_LINKS": "/nowhere"}  # nothing can be installed


def test_one_command_brings_what_is_missing_and_starts_the_program_in_it(copy: Copy, tmp_path: Path) -> None:
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()
    code, out, told = copy.run("train", "--out", "a b", "", cwd=elsewhere, CODE="7")
    assert code == 7, told
    program = json.loads(out)  # nothing else is on standard output
    assert program["prefix"] == str(copy.place)
    assert program["arguments"] == ["train", "--out", "a b", ""]
    assert program["cwd"] == str(elsewhere)
    announced = told.splitlines()[0]
    assert f"into {copy.place} and nowhere else" in announced and "GB to fetch" in announced
    assert announced.count(". ") == 1, "two sentences"
    assert "Installing collected packages" in told, "its progress can be seen"


def test_the_next_start_takes_no_notice_and_is_the_program_itself(ready: Copy) -> None:
    process = ready.popen("train", **NOWHERE)
    out, told = process.communicate(timeout=PATIENCE)
    assert told == ""
    assert json.loads(out)["pid"] == process.pid, "signals reach the program, and its end is the end"


def test_options_of_python_itself_are_kept(ready: Copy) -> None:
    command = [str(ready.python), "-X", "utf8=1", "main.py", "ask"]
    done = subprocess.run(command, env=ready.env, cwd=ready.root, capture_output=True, timeout=PATIENCE, check=True)
    assert json.loads(done.stdout)["utf8"] == 1


def test_a_program_that_a_signal_ends_is_ended_by_it(ready: Copy) -> None:
    process = ready.popen("wait")
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=PATIENCE) == -signal.SIGTERM


def test_where_everything_is_there_already_nothing_is_made(ready: Copy, tmp_path: Path) -> None:
    other = tmp_path / "another copy"
    shutil.copytree(ready.root, other, ignore=shutil.ignore_patterns(".venv"))
    done = subprocess.run(
        [str(ready.place / "bin" / "python"), str(other / "main.py"), "train"],
        env=ready.env | NOWHERE,
        capture_output=True,
        timeout=PATIENCE,
        check=True,
    )
    assert json.loads(done.stdout)["prefix"] == str(ready.place)
    assert done.stderr == b"" and not (other / ".venv").exists()


def test_changed_dependencies_are_installed_and_other_changes_are_not(
    ready: Copy, wheels: Path, tmp_path: Path
) -> None:
    project = ready.root / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    project.write_text(text + "\n# another line\n", encoding="utf-8")
    assert ready.told("train", **NOWHERE)[1] == ""
    assert ready.told("train", **NOWHERE)[1] == ""
    more = tmp_path / "more wheels"
    shutil.copytree(wheels, more)
    make_wheel(more, "something-new", "2.5")
    project.write_text(
        text.replace("dependencies = [", 'dependencies = [\n    "something-new>=2.5",', 1), encoding="utf-8"
    )
    code, _, told = ready.run("train", **NOWHERE)
    assert code == 1 and "could not be installed" in told.splitlines()[-1]
    ready.told("train", PIP_FIND_LINKS=more.as_uri())
    assert list(ready.place.glob("lib/*/site-packages/something_new"))
    assert ready.told("train", **NOWHERE)[1] == ""


def _stuck(copy: Copy, wheels: Path, tmp_path: Path) -> tuple[subprocess.Popen[str], dict[str, str]]:
    """Start an installation that hangs in the middle: pip reads a wheel that never comes (a pipe nobody writes to)."""
    links = tmp_path / "stuck"
    links.mkdir()
    for wheel in wheels.iterdir():
        if wheel.name.startswith("torch-"):
            os.mkfifo(links / wheel.name)
        else:
            shutil.copy(wheel, links)
    env = {"PIP_FIND_LINKS": str(links)}
    process = copy.popen("train", **env)
    end = time.monotonic() + PATIENCE
    while not any(copy.place.glob("lib/*/site-packages/pip/__main__.py")) or not _pips(process):
        assert process.poll() is None and time.monotonic() < end, process.communicate()[1]
        time.sleep(0.05)
    return process, env


def _pips(process: subprocess.Popen[str]) -> list[int]:
    """The processes of pip that this start has begun."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                group = os.getpgid(int(folder.name))
            except (OSError, ProcessLookupError):
                continue
            if group == process.pid and b"pip" in words and b"install" in words:
                found.append(int(folder.name))
    return found


def test_killed_half_way_it_begins_again_cleanly(copy: Copy, wheels: Path, tmp_path: Path) -> None:
    process, _ = _stuck(copy, wheels, tmp_path)
    left = next(copy.place.glob("lib/*/site-packages")) / "half_of_a_package.py"
    left.write_text("", encoding="utf-8")
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=PATIENCE)
    program, _ = copy.told("train")
    assert program["prefix"] == str(copy.place)
    assert not left.exists(), "what was there half is gone"


def test_a_pip_that_outlives_a_killed_start_is_waited_for(copy: Copy, wheels: Path, tmp_path: Path) -> None:
    process, _ = _stuck(copy, wheels, tmp_path)
    pips = _pips(process)
    process.kill()
    process.wait(timeout=PATIENCE)
    second = copy.popen("train")
    assert second.stderr is not None
    assert "waits for it" in second.stderr.readline()
    assert second.poll() is None
    for pid in pips:
        os.kill(pid, signal.SIGKILL)
    out, told = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0, told
    assert json.loads(out)["prefix"] == str(copy.place)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_half_way_it_says_so_and_leaves_no_pip_behind(
    number: signal.Signals, code: int, copy: Copy, wheels: Path, tmp_path: Path
) -> None:
    process, _ = _stuck(copy, wheels, tmp_path)
    os.kill(process.pid, number)
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == code
    assert "Traceback" not in told.split("Explainer needs")[1].split("ERROR")[0] and _pips(process) == []
    copy.told("train")


def test_a_folder_that_cannot_be_written_to_is_told_and_the_home_is_used(copy: Copy, tmp_path: Path) -> None:
    copy.place.write_text("no folder can be made here", encoding="utf-8")
    program, told = copy.told("train")
    assert program["prefix"].startswith(str(tmp_path / "home"))
    assert program["prefix"] in told
    assert copy.told("train", **NOWHERE)[1] == ""


def test_where_nothing_can_be_written_one_sentence_says_what_to_do(copy: Copy, tmp_path: Path) -> None:
    copy.place.write_text("", encoding="utf-8")
    (tmp_path / "home" / ".local").write_text("", encoding="utf-8")
    code, out, told = copy.run("train")
    assert (code, out) == (1, "")
    assert len(told.splitlines()) == 1 and "cannot be written to. Copy the folder of the program" in told


def test_an_environment_that_somebody_else_made_is_filled_and_kept(copy: Copy) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(copy.place)], check=True, timeout=PATIENCE)
    own = next(copy.place.glob("lib/*/site-packages")) / "somebodys_own.py"
    own.write_text("", encoding="utf-8")
    assert copy.told("train")[0]["prefix"] == str(copy.place)
    assert own.exists()


def test_an_environment_that_does_not_start_is_named_and_not_touched(copy: Copy) -> None:
    copy.place.mkdir()
    (copy.place / "somebodys_own.txt").write_text("", encoding="utf-8")
    code, _, told = copy.run("train")
    assert code == 1 and "was not made by Explainer" in told.splitlines()[-1]
    assert (copy.place / "somebodys_own.txt").exists()


def test_when_the_python_of_the_environment_has_gone_it_is_made_again(ready: Copy) -> None:
    python = ready.place / "bin" / "python"
    for link in ready.place.glob("bin/python*"):
        link.unlink()
    python.symlink_to("/nowhere/python3")
    assert ready.told("train")[0]["prefix"] == str(ready.place)


def test_when_the_environment_was_made_for_another_python_it_is_made_again(ready: Copy) -> None:
    note = ready.place / "explainer-ready.txt"
    version = f"python={sys.version_info[0]}.{sys.version_info[1]}"
    assert version in note.read_text(encoding="utf-8")
    packages = next(ready.place.glob("lib/python3*"))
    note.write_text(note.read_text(encoding="utf-8").replace(version, "python=3.10"), encoding="utf-8")
    packages.rename(packages.with_name("python3.10"))
    program, told = ready.told("train", python=ready.python)
    assert program["prefix"] == str(ready.place) and "GB to fetch" in told
    assert ready.told("train", **NOWHERE)[1] == ""


def test_no_room_on_the_disk_is_told_before_anything_is_fetched(copy: Copy, tmp_path: Path) -> None:
    (tmp_path / "tricks").mkdir()
    (tmp_path / "tricks" / "sitecustomize.py").write_text(
        "import shutil, types\nshutil.disk_usage = lambda path: types.SimpleNamespace(free=3 * 10**8)\n",
        encoding="utf-8",
    )
    code, _, told = copy.run("train", PYTHONPATH=str(tmp_path / "tricks"))
    assert code == 1 and len(told.splitlines()) == 1
    assert "has only 0.3 GB left. Make room" in told


def test_help_and_doctor_start_with_nothing_installed_and_install_nothing(bare_python: Path, tmp_path: Path) -> None:
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)} | NOWHERE
    root = tmp_path / "copy"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".git", ".venv", "tests", "__pycache__", ".*cache"))
    for arguments, code in (["--help"], 0), (["--version"], 0), (["doctor"], 1):
        done = subprocess.run(
            [str(bare_python), str(root / "main.py"), *arguments], env=env, capture_output=True, text=True, timeout=60
        )
        assert (done.returncode, done.stderr) == (code, ""), done.stdout
    assert not (root / ".venv").exists()
    assert "torch is not installed" in done.stdout and "“python3 main.py” fetches what is missing" in done.stdout
    for title in ("System", "Folders", "Computing", "Display", "Typing and reading", "Result"):
        assert f"\n{title}\n" in done.stdout
