"""Whatever a user reads can be found by Qt's ``lupdate``, which sees literals only and does not run the code.

Faults are texts that it cannot see (a variable, an f-string, another name for ``tr``, no context), texts on widgets
that go through no ``tr``, and sentences glued from parts, which no other language can put in its own order.
"""

from __future__ import annotations

import ast
import functools
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "explainer").rglob("*.py"))
HOME = ROOT / "explainer" / "ui" / "translate.py"  # where marked texts and the engine's are translated
ALIASES = ("tr", "_tr")
SHOWING = frozenset(
    [
        "setText",
        "setToolTip",
        "setStatusTip",
        "setWindowTitle",
        "setTitle",
        "setPlaceholderText",
        "setAccessibleName",
        "setAccessibleDescription",
        "addAction",
        "addMenu",
        "setSuffix",
        "setPrefix",
        "set_text",
        "set_caption",
        "set_empty_text",
    ]
)
MADE = frozenset(("Button", "Card", "QAction", "QLabel", "QPushButton", "QCheckBox", "QGroupBox", "QMenu", "Named"))
SHOWN = frozenset(("text", "name", "tip", "title", "caption", "more", "placeholder", "empty"))


def _name(call: ast.Call) -> str:
    """What is called: ``self.tr``, ``translate``, ``mark``, ``widget.setText``."""
    names, node = [], call.func
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return ".".join(reversed([*names, node.id if isinstance(node, ast.Name) else "…"]))


def _literal(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _template(call: ast.Call) -> ast.Call | None:
    """The translation that ``call`` is, or that it fills: ``self.tr("…").format(…)``."""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "format" and isinstance(call.func.value, ast.Call):
        return _template(call.func.value)
    name = _name(call)
    return call if name in ("translate", "QCoreApplication.translate") or name.endswith(".tr") else None


def _in_letters(node: ast.expr) -> bool:
    """Whether a literal, or the fixed part of an f-string, has a word in it."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    said = " ".join(text for part in parts if (text := _literal(part)) is not None)
    return sum(sign.isalpha() for sign in said) > 1 and not said.startswith(("http", "QW"))


def _parts(node: ast.expr) -> list[ast.expr]:
    """What a sum of texts, or an f-string, is put together from."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_parts(node.left), *_parts(node.right)]
    if isinstance(node, ast.JoinedStr):
        return [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
    return [node]


class Reader(ast.NodeVisitor):
    """Reads one file: which texts it has for translators, and what is wrong.

    Attributes:
        texts: (context, text) as ``lupdate`` should find them.
        faults: line and what is wrong there.
    """

    def __init__(self, *, home: bool = False) -> None:
        self.texts: set[tuple[str, str]] = set()
        self.faults: list[tuple[int, str]] = []
        self._classes: list[str] = []
        self._home = home
        self._inside: set[ast.AST] = set()  # sums that belong to a larger one

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if node.name in ALIASES:
            self._fault(node, f"{node.name} is another name for tr: use translate(context, text)")
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr == "tr" and not isinstance(getattr(node, "caller", None), ast.Call):
            self._fault(node, "tr is given another name")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        self._glued(node)
        self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._glued(node)
        if any(isinstance(part, ast.Call) and _template(part) is not None for part in _parts(node)):
            self._fault(node, "lupdate does not look into f-strings: add the parts, or make it one template")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        node.func.caller = node  # type: ignore[attr-defined]
        name, last = _name(node), _name(node).rpartition(".")[2]
        if last == "tr":
            if name == "self.tr" and self._classes:
                self._take(node, self._classes[-1], node.args[0] if node.args else None)
            else:
                self._fault(node, f"{name}: only self.tr in a class has a context")
        elif name in ("translate", "QCoreApplication.translate", "mark"):
            if not self._home:
                context = _literal(node.args[0]) if node.args else None
                self._take(node, context, node.args[1] if len(node.args) > 1 else None)
        elif name == "Sentence" and node.args and _literal(node.args[0]) is not None:
            self._fault(node, 'the template is not marked: Sentence(mark("engine", …))')
        elif last in SHOWING or last in MADE:
            shown = [*node.args, *(word.value for word in node.keywords if word.arg in SHOWN)]
            if any(isinstance(arg, ast.Constant | ast.JoinedStr) and _in_letters(arg) for arg in shown):
                self._fault(node, f"{name} is given a text that goes through no tr")
        self.generic_visit(node)

    def _take(self, node: ast.Call, context: str | None, arg: ast.expr | None) -> None:
        text = _literal(arg)
        if not context or not text:
            self._fault(node, f"{_name(node)} needs literals, and a context: {ast.unparse(node)[:60]}")
            return
        if text != text.strip():
            self._fault(node, f"a blank at its end says that it is glued to something: {text!r}")
        self.texts.add((context, text))

    def _glued(self, node: ast.expr) -> None:
        if node in self._inside:
            return
        parts = _parts(node)
        self._inside.update(inner for inner in ast.walk(node) if isinstance(inner, ast.BinOp))
        said = [isinstance(part, ast.Call) and _template(part) is not None for part in parts]
        if any(said) and any(_in_letters(part) for part in parts if not isinstance(part, ast.JoinedStr)):
            self._fault(node, "a translation is glued to words that are none")
        first, last = (said.index(True), len(said) - 1 - said[::-1].index(True)) if any(said) else (0, 0)
        between = [part for part in parts[first:last] if _literal(part) is None]
        if any(not (isinstance(part, ast.Call) and _template(part) is not None) for part in between):
            self._fault(node, "a sentence is glued from translated parts around a value: make it one template")

    def _fault(self, node: ast.AST, why: str) -> None:
        self.faults.append((node.lineno, why))  # type: ignore[attr-defined]


@functools.cache
def _read(path: Path) -> Reader:
    reader = Reader(home=path == HOME)
    reader.visit(ast.parse(path.read_text(encoding="utf-8")))
    return reader


def _faults(path: Path) -> Iterator[str]:
    return (f"{path.relative_to(ROOT)}:{line}: {why}" for line, why in _read(path).faults)


def test_every_text_can_be_found_and_stands_alone() -> None:
    faults = [fault for path in FILES for fault in _faults(path)]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize(
    "code",
    [
        "self.tr(text)",
        "self.tr(f'{n} steps')",
        "self.tr('a' + b)",
        "self.tr('')",
        "tr = self.tr",
        "look.tr('Start')",
        "tr('Start')",
        "translate('', 'Start')",
        "translate(CONTEXT, 'Start')",
        "QCoreApplication.translate('Panels', spec.title)",
        "mark('Panels', title)",
        "Sentence('It stopped.')",
        "button.setText('Start')",
        "button.setToolTip(f'{n} steps')",
        "Button(look, 'Start')",
        "Button(look, self.tr('Start'), tip='Start learning')",
        "menu.addAction('Start')",
        "self.tr('After ') + n",
        "self.tr('After') + str(n) + self.tr('steps')",
        "self.tr('After') + f'{n} steps'",
        "f'{self.tr(\"After\")} {n} steps'",
        'f\'{self.tr("After")} {n} {self.tr("steps")}\'',
        "f'{self.tr(\"One.\")} ▾'",
        "def tr(text): return text",
    ],
)
def test_each_fault_is_found(code: str) -> None:
    reader = Reader()
    reader.visit(ast.parse(f"class Panel:\n    def go(self):\n        {code}\n"))
    assert reader.faults


@pytest.mark.parametrize(
    "code",
    [
        "self.tr('After {n} steps').format(n=n)",
        "self.tr('One' ' sentence.') + ' ' + self.tr('Another.')",
        "self.tr('Examples') + ' ▾'",
        "translate('Judge', 'blind')",
        "Sentence(mark('engine', 'It stopped.'))",
        "button.setText(text)",
        "painter.translate(0, top)",
        "label.setText('▾')",
    ],
)
def test_what_is_right_is_no_fault(code: str) -> None:
    reader = Reader()
    reader.visit(ast.parse(f"class Panel:\n    def go(self):\n        {code}\n"))
    assert not reader.faults


def test_lupdate_finds_the_very_same_texts(tmp_path: Path) -> None:
    tool = shutil.which("pyside6-lupdate", path=str(Path(sys.executable).parent))
    if tool is None:
        pytest.skip("pyside6-lupdate is not there")
    target = tmp_path / "explainer.ts"
    command = [tool, *map(str, FILES), "-tr-function-alias", "QT_TRANSLATE_NOOP+=mark", "-ts", str(target)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = {
        (context.findtext("name") or "", message.findtext("source") or "")
        for context in ElementTree.parse(target).iter("context")
        for message in context.iter("message")
    }
    ours = set().union(*(_read(path).texts for path in FILES))
    assert ours and not ours - found, f"lupdate misses {sorted(ours - found)[:20]}"
    assert not found - ours, f"only lupdate finds {sorted(found - ours)[:20]}"
