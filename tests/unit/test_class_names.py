"""One name for one thing: no public class is called as another one is."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import explainer


def test_no_class_name_is_there_twice() -> None:
    root = Path(explainer.__file__).parent
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(root.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(path.relative_to(root).as_posix())
    assert len(found) > 300
    assert {name: places for name, places in found.items() if len(places) > 1} == {}
