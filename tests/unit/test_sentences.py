"""What the layers below the window say to people are whole marked sentences with named values (``explainer.marking``).

So a second language is translation only. Faults are templates that no translator sees (an f-string, a variable that is
nowhere marked), fields and values that do not fit, words hidden in values, and errors passed on as bare text.
"""

from __future__ import annotations

import ast
import builtins
import functools
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from explainer.marking import Problem, Sentence, as_it_is, joined, mark, sentence_of

ROOT = Path(__file__).parents[2] / "explainer"
LAYERS = ("engine", "training", "model", "text")
FILES = [path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py")) if "storyland" not in path.parts]
#: Where the text of an error that others made becomes a sentence, beside ``marking`` itself; nowhere else.
BARE = ROOT / "engine" / "runs" / "problems.py"
#: Words in plain errors of engine and text: mistakes in the program, or swallowed before anybody reads them.
FOR_PROGRAMMERS = (
    "a folder is a text",
    "a name is a text",
    "a number is far too large",
    "a piece that the vocabulary does not have",
    "a recipe without its rounds",
    "a vote on an answer that is not there",
    "answers are a list",
    "answers that do not fit",
    "no recipe is called",
    "not the number of a vote",
    "surprise does not fit its demonstration",
    "the capacity of a curve must be even",
    "the engine has been started already",
    "there is no method",
    "A vocabulary needs at least",
    "The tokenizer has no marker",
    "There is no token",
)
#: What a template may be that is not written where it is used: of another sentence, or a function's marked text.
ELSEWHERE = "…"


@functools.cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@functools.cache
def _says() -> frozenset[str]:
    """The names of ``Sentence``, ``Problem`` and all that inherit from it."""
    bases = {
        node.name: [base.id for base in node.bases if isinstance(base, ast.Name)]
        for path in (*FILES, ROOT / "marking.py")
        for node in ast.walk(_parsed(path))
        if isinstance(node, ast.ClassDef)
    }
    found = {"Sentence", "Problem"}
    while more := {name for name, above in bases.items() if found & set(above)} - found:
        found |= more
    return frozenset(found)


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _assigned(tree: ast.AST, name: str) -> list[ast.expr]:
    """All that a name is given in a function or a file."""
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id == name
    ]


@functools.cache
def _constants() -> dict[str, ast.expr]:
    """Marked texts that modules have for all."""
    return {
        node.targets[0].id: node.value
        for path in FILES
        for node in _parsed(path).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Call)
    }


@functools.cache
def _marked_functions() -> frozenset[str]:
    return frozenset(
        node.name
        for path in FILES
        for node in ast.walk(_parsed(path))
        if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Name) and node.returns.id == "Marked"
    )


class Reader(ast.NodeVisitor):
    """Reads one file: which templates are said, and what is wrong.

    Attributes:
        templates: texts that sentences and problems are made of.
        faults: line and what is wrong there.
    """

    def __init__(self, *, bare: bool = False, plain: bool = True) -> None:
        self.templates: set[str] = set()
        self.faults: list[tuple[int, str]] = []
        self._bare, self._plain = bare, plain
        self._functions: list[ast.AST] = []
        self._caught: list[str] = []

    def visit_Module(self, node: ast.Module) -> None:
        self._functions.append(node)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._functions.append(node)
        self.generic_visit(node)
        self._functions.pop()

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self._caught.append(node.name or "")
        self.generic_visit(node)
        self._caught.pop()

    def visit_FormattedValue(self, node: ast.FormattedValue) -> None:
        self._not_bare(node.value, node)
        self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        if isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name) and not self._plain:
            kind = getattr(builtins, node.exc.func.id, None)
            said = "".join(text for arg in node.exc.args for text in _words(arg))
            if isinstance(kind, type) and len(said.split()) > 2 and not said.startswith(FOR_PROGRAMMERS):
                self._fault(node, f"who reads this? A Problem can be translated: {said!r}")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = _last(node.func)
        if name in _says() and isinstance(node.func, ast.Name):
            self._said(node, name)
        if name == "as_it_is" and not self._bare:
            self._fault(node, "bare text: sentence_of or reason make sentences of errors")
        if name == "str" and node.args:
            self._not_bare(node.args[0], node)
        self.generic_visit(node)

    def _said(self, node: ast.Call, name: str) -> None:
        if not node.args:
            self._fault(node, f"{name} without a template")
            return
        given = self._given(node, name)
        for template in self._templates(node.args[0]):
            if template is None:
                self._fault(node, f'the template is not marked: {name}(mark("engine", …)): {ast.unparse(node)[:80]}')
            elif template != ELSEWHERE:
                self.templates.add(template)
                self._fits(node, template, given)
        values = [word.value for word in node.keywords] if name != "Sentence" else self._dict(node).values()
        for value in values:
            if any(len(text.split()) > 1 for text in _words(value)):
                self._fault(node, f"words in a value are words of the template: {ast.unparse(value)[:60]}")

    def _fits(self, node: ast.Call, template: str, given: set[str] | None) -> None:
        fields = [field for _, field, _, _ in Formatter().parse(template) if field is not None]
        if given is None or set(fields) != given:
            self._fault(node, f"{template!r} wants {sorted(set(fields))} and is given {sorted(given or ())}")
        if not all(map(str.isidentifier, fields)):
            self._fault(node, f"a field is a plain name: {template!r}")
        if not any(map(str.isalpha, "".join(text for text, *_ in Formatter().parse(template)))):
            self._fault(node, f"nothing to translate in {template!r}: sentence_of makes sentences of errors")

    def _given(self, node: ast.Call, name: str) -> set[str] | None:
        if name != "Sentence":
            return None if any(word.arg is None for word in node.keywords) else {str(w.arg) for w in node.keywords}
        return set(self._dict(node)) if self._is_plain_dict(node) else None

    def _is_plain_dict(self, node: ast.Call) -> bool:
        return len(node.args) < 2 or bool(self._dict(node))

    def _dict(self, node: ast.Call) -> dict[str, ast.expr]:
        """The values of a ``Sentence``, by field."""
        given: ast.expr | None = node.args[1] if len(node.args) > 1 else None
        if isinstance(given, ast.Name):
            found = _assigned(self._functions[-1], given.id)
            given = found[0] if len(found) == 1 else None
        if not isinstance(given, ast.Dict):
            return {}
        return {key.value: value for key, value in zip(given.keys, given.values, strict=True) if _is_text(key)}  # type: ignore[union-attr, misc]

    def _templates(self, node: ast.expr) -> Iterator[str | None]:
        """What a template can be; None for what no translator sees."""
        match node:
            case ast.Call(func=ast.Name(id="mark"), args=[context, text]):
                marked = _is_text(context) and _is_text(text) and context.value == "engine"  # type: ignore[attr-defined]
                yield text.value if marked else None  # type: ignore[attr-defined]
            case ast.IfExp():
                yield from self._templates(node.body)
                yield from self._templates(node.orelse)
            case ast.Call(func=ast.Name(id=name)) if name in _marked_functions():
                yield ELSEWHERE
            case ast.Attribute(attr="template"):
                yield ELSEWHERE
            case ast.Name(id=name):
                found = _assigned(self._functions[-1], name) or [_constants().get(name, ast.Constant(None))]
                for value in found:
                    yield from self._templates(value)
            case _:
                yield None

    def _not_bare(self, value: ast.expr, node: ast.AST) -> None:
        if isinstance(value, ast.Name) and value.id in self._caught and not self._bare:
            self._fault(node, f"the error {value.id} is made bare text: keep it, or take sentence_of or reason")

    def _fault(self, node: ast.AST, why: str) -> None:
        self.faults.append((node.lineno, why))  # type: ignore[attr-defined]


def _is_text(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _words(node: ast.expr) -> Iterator[str]:
    """The fixed texts that a value, or a plain error, is made of; not what it calls."""
    if _is_text(node):
        yield node.value  # type: ignore[attr-defined]
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.IfExp):
        yield from _words(node.body)
        yield from _words(node.orelse)
    elif isinstance(node, ast.BinOp):
        yield from _words(node.left)
        yield from _words(node.right)


@functools.cache
def _read(path: Path) -> Reader:
    layer = path.relative_to(ROOT).parts[0]
    reader = Reader(bare=path == BARE, plain=layer not in ("engine", "text"))
    reader.visit(_parsed(path))
    return reader


def test_what_is_said_below_the_window_can_be_translated() -> None:
    faults = [f"{path.relative_to(ROOT)}:{line}: {why}" for path in FILES for line, why in _read(path).faults]
    assert not faults, "\n" + "\n".join(faults)
    assert len(set().union(*(_read(path).templates for path in FILES))) > 150


@pytest.mark.parametrize(
    "code",
    [
        "raise Problem(f'there is no {name}')",
        "raise Problem('there is no judge')",
        "raise CorpusError(words)",
        "raise RunFolderError(mark('engine', text))",
        "raise Problem(mark('Panels', 'there is no judge'))",
        "raise Problem(mark('engine', 'there is no {name}'))",
        "raise Problem(mark('engine', 'there is no {name}'), name=name, n=3)",
        "raise Problem(mark('engine', 'there is no {}'), name=name)",
        "raise Problem(mark('engine', 'there is no {name.stem}'), name=name)",
        "raise Problem(mark('engine', 'there is no {name}'), **values)",
        "raise Problem(mark('engine', 'it has {n}'), n='too many votes')",
        "raise Problem(mark('engine', 'it has {n}'), n=f'{n} votes in all')",
        "raise Problem(mark('engine', 'one') if one else 'many')",
        "raise ValueError('there is no such vote to take back')",
        "raise ValueError(f'there are {n} votes')",
        "raise OSError(errno.EINVAL, 'it is not a file')",
        "tell(Sentence(mark('engine', '{problem}'), {'problem': text}))",
        "tell(Sentence(mark('engine', 'no {name}'), {'path': text}))",
        "tell(Sentence(mark('engine', 'no {name}'), values))",
        "tell(as_it_is(text))",
        "try:\n    go()\nexcept ValueError as error:\n    raise Problem.of(str(error))",
        "try:\n    go()\nexcept ValueError as error:\n    tell(f'{error}')",
    ],
)
def test_each_fault_is_found(code: str) -> None:
    reader = Reader(plain=False)
    reader.visit(ast.parse(code))
    assert reader.faults


@pytest.mark.parametrize(
    "code",
    [
        "raise Problem(mark('engine', 'there is no “{name}”'), name=name)",
        "raise CorpusError(mark('engine', 'it has {n:,} bytes'), n=size)",
        "raise Problem(NO_MODEL)",
        "raise Problem(mark('engine', 'one {n}') if one else mark('engine', 'many {n}'), n=n)",
        "many = mark('engine', 'many {n}')\nraise VotesError(many, n=n)",
        "raise RunFolderError.of(sentence)",
        "tell(Sentence(mark('engine', 'no {name}'), {'name': ', '.join(names)}))",
        "raise ValueError('a name is a text')",
        "try:\n    go()\nexcept ValueError as error:\n    tell(sentence_of(error))",
    ],
)
def test_what_is_right_is_no_fault(code: str) -> None:
    reader = Reader(plain=False)
    reader.visit(ast.parse(code))
    assert not reader.faults


def test_every_template_can_be_filled() -> None:
    """Whatever its values are: texts, and numbers where it says how they are written."""
    for template in set().union(*(_read(path).templates for path in FILES)):
        parts = [(field, how) for _, field, how, _ in Formatter().parse(template) if field is not None]
        values = {field: 7 if how else f"⟨{field}⟩" for field, how in parts}
        assert template.format(**values)


def test_a_problem_says_its_sentence_and_keeps_it_when_passed_on() -> None:
    why = Sentence(mark("engine", "it has {n:,} bytes"), {"n": 12_345})
    problem = Problem(mark("engine", "{path} cannot be read ({why})."), path="run.json", why=why)
    assert str(problem) == str(problem.sentence) == "run.json cannot be read (it has 12,345 bytes)."
    assert sentence_of(problem) is problem.sentence
    again = Problem.of(problem.sentence)
    assert again.sentence == problem.sentence and isinstance(again, ValueError)


def test_another_error_is_told_as_it_is() -> None:
    assert str(sentence_of(OSError(13, "Permission denied"))) == "[Errno 13] Permission denied"
    assert str(as_it_is("{name}")) == "{name}"


def test_names_are_joined_as_people_do() -> None:
    assert [str(joined("abcd"[:n])) for n in (1, 2, 3, 4)] == ["a", "a and b", "a, b and c", "a, b, c and d"]
