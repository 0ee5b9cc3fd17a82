"""``python -m tests.benchmarks [NAME | all] [--json]``: list the benchmarks, or run one or all of them."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.machine import describe
from tests.benchmarks.measure import CannotRun, Outcome, tell
from tests.benchmarks.registry import BENCHMARKS, Benchmark

ROOT = Path(__file__).parents[2]
IN_ALL = {"coherence": ["--long"]}  # options a benchmark gets as part of all


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code: 0 done, 1 could not run, 2 used wrongly."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in ("-h", "--help"):
        print(_listing())
        return 0
    name, rest = arguments[0], arguments[1:]
    if name != "all" and name not in BENCHMARKS:
        tell(f"There is no benchmark “{name}”. There are: {', '.join(BENCHMARKS)}, and “all” for every one.")
        return 2
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))  # so that processes under test are ended
    try:
        return _run_all(rest) if name == "all" else _run_one(BENCHMARKS[name], rest)
    except CannotRun as problem:
        tell(str(problem))
        return 1
    except KeyboardInterrupt:
        tell("Interrupted.")
        return 130


def _listing() -> str:
    lines = [f"  {benchmark.name:11} {benchmark.summary}" for benchmark in BENCHMARKS.values()]
    return "\n".join(
        [
            "python -m tests.benchmarks NAME [--json] runs one of these, or “all”:",
            *lines,
            "“NAME --help” tells its options.",
        ]
    )


def _run_one(benchmark: Benchmark, arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog=f"tests.benchmarks {benchmark.name}", description=benchmark.summary)
    parser.add_argument("--json", action="store_true", help="print one JSON object on standard output")
    missing = [package for package in benchmark.needs if importlib.util.find_spec(package) is None]
    if missing:
        raise CannotRun(
            f"The benchmark “{benchmark.name}” needs {' and '.join(missing)}. Install with: pip install '.[bench]'"
        )
    module = importlib.import_module(benchmark.module)
    module.add_arguments(parser)
    args = parser.parse_args(arguments)
    outcome: Outcome = module.run(args)
    _print(benchmark.name, describe() | outcome.machine, outcome.results, as_json=args.json)
    return 0


def _run_all(arguments: Sequence[str]) -> int:
    """Each in a process of its own, so that none finds the memory or the threads of another."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks all", description="run every benchmark")
    parser.add_argument("--json", action="store_true", help="print one JSON object on standard output")
    args = parser.parse_args(arguments)
    results: dict[str, Any] = {}
    machine: dict[str, Any] = {}
    failed = False
    for name in BENCHMARKS:
        tell(f"== {name}")
        command = [sys.executable, "-m", "tests.benchmarks", name, "--json", *IN_ALL.get(name, [])]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            failed = True
            continue
        found = json.loads(done.stdout)
        results[name] = found["results"]
        machine |= found["machine"]
    _print("all", machine, results, as_json=args.json)
    return 1 if failed else 0


def _print(name: str, machine: dict[str, Any], results: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"benchmark": name, "machine": machine, "results": results}, ensure_ascii=False))
        return
    print(f"benchmark  {name}")
    print("machine    " + ", ".join(f"{key} {value}" for key, value in machine.items()))
    print("\n".join(_lines(results, "  ")))


def _lines(values: dict[str, Any], indent: str) -> list[str]:
    lines = []
    for key, value in values.items():
        if isinstance(value, dict) and not _is_spread(value):
            lines += [f"{indent}{key}", *_lines(value, indent + "  ")]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for i, part in enumerate(value):
                lines += [f"{indent}{key} {i + 1}", *_lines(part, indent + "  ")]
        else:
            lines.append(f"{indent}{key:28} {_text(value)}")
    return lines


def _is_spread(value: dict[str, Any]) -> bool:
    return set(value) == {"min", "median", "max"}


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return f"median {_text(value['median'])}, from {_text(value['min'])} to {_text(value['max'])}"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    if isinstance(value, list | tuple):
        return " ".join(_text(part) for part in value)
    return "–" if value is None else str(value)


if __name__ == "__main__":
    raise SystemExit(main())
