"""Measures any text by the rules of the world: words, quotation marks, sentences, he and she, and where things are.

The judge reads only the text. Every measure says on how many cases it stands, and has no value where there was no
case. A last sentence that was cut off is not counted. What the judge cannot see: whether a text is interesting,
whether its sentences follow from each other beyond what is measured here, and whether a fact told in it is true
(for that, `examiner.cloze` asks the model).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from explainer.text.storyland.acceptor import Grammar, Role, Span, grammar, spans, tokenize
from explainer.text.storyland.phrasebook import EFFECTS
from explainer.text.storyland.richness import RICHNESS, Richness

_HE = frozenset({"he", "him", "his"})
_SHE = frozenset({"she", "her"})
#: Nouns that "he" or "she" may stand for, besides names.
_MEN = frozenset({"father", "grandfather", "man", "boy", "king", "brother"})
_WOMEN = frozenset({"mother", "grandmother", "woman", "girl", "queen", "sister"})


@dataclass(frozen=True)
class Share:
    """So many good cases of so many; `share` is None where there was no case."""

    good: int = 0
    of: int = 0

    @property
    def share(self) -> float | None:
        """The share of good cases, 0 to 1."""
        return self.good / self.of if self.of else None

    def __add__(self, other: "Share") -> "Share":
        """Return both together."""
        return Share(self.good + other.good, self.of + other.of)


@dataclass(frozen=True)
class TextVerdict:
    """What the judge measured.

    Attributes:
        words: words that the world knows.
        quotes: opened quotation marks that were closed before the line ended.
        sentences: whole sentences that the grammar accepts.
        pronouns: he/she/him/her/his in texts where all people named so far are of one sex: those that agree.
        objects: sentences that say where a thing is or is not, which the text had put somewhere: those that are right.
    """

    words: Share = Share()
    quotes: Share = Share()
    sentences: Share = Share()
    pronouns: Share = Share()
    objects: Share = Share()

    def __add__(self, other: "TextVerdict") -> "TextVerdict":
        """Return the verdict on both texts together."""
        return TextVerdict(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})


def judge(text: str | Iterable[str], richness: Richness = RICHNESS["s"]) -> TextVerdict:
    """Measure one document, or several; what one says is forgotten before the next.

    Args:
        text: a document, or documents (without end-of-text markers). If a model went on from a prompt, include it.
        richness: of the world whose words and grammar count.
    """
    known = grammar(richness)
    documents = [text] if isinstance(text, str) else text
    return sum((_judge_one(document, known) for document in documents), TextVerdict())


def _judge_one(text: str, known: Grammar) -> TextVerdict:
    tokens = tokenize(text)
    cut_spans = list(spans(tokens))
    cut_off = bool(cut_spans) and not cut_spans[-1].complete
    words = [token for token in tokens if _is_word(token)]
    if cut_off and tokens and _is_word(tokens[-1]):
        words.pop()  # perhaps only half a word
    real = sum(word in known.words or word.lower() in known.words for word in words)
    return TextVerdict(
        words=Share(real, len(words)),
        quotes=_quotes(tokens),
        sentences=_sentences(cut_spans, known),
        pronouns=_pronouns(words, known),
        objects=_objects(cut_spans, known),
    )


def _is_word(token: str) -> bool:
    return token not in '".,!?:;\n'


def _quotes(tokens: Sequence[str]) -> Share:
    """Quotation marks stand in pairs within a line; one still open where the text stops is not counted."""
    good = of = 0
    is_open = False
    for token in tokens:
        if token == '"':
            if is_open:
                good, of = good + 1, of + 1
            is_open = not is_open
        elif token == "\n" and is_open:
            of += 1
            is_open = False
    return Share(good, of)


def _sentences(found: Sequence[Span], known: Grammar) -> Share:
    """Accepted sentences; what leads into direct speech or follows it belongs to the sentence spoken."""
    good = of = 0
    lead_ok = True
    for i, span in enumerate(found):
        if not span.complete:
            break
        if span.role is Role.LEAD:
            lead_ok = known.accepts(Role.LEAD, span.tokens)
            continue
        if span.role is Role.TAG or _is_free_tag(span, known):
            continue  # counted with the speech before it
        ok = lead_ok and not span.broken and known.accepts(Role.SENTENCE, span.tokens)
        lead_ok = True
        following = found[i + 1] if i + 1 < len(found) else None
        if span.spoken and following is not None and following.after_speech:
            if not following.complete:
                break
            if following.role is Role.TAG:
                ok = ok and known.accepts(Role.TAG, following.tokens)
        good, of = good + ok, of + 1
    return Share(good, of)


def _is_free_tag(span: Span, known: Grammar) -> bool:
    return span.after_speech and known.accepts(Role.TAG, span.tokens)


def _pronouns(words: Sequence[str], known: Grammar) -> Share:
    good = of = 0
    sexes: set[str] = set()
    for word in words:
        small = word.lower()
        if word in known.names:
            sexes.add("she" if word in known.girls else "he")
        elif small in _MEN:
            sexes.add("he")
        elif small in _WOMEN:
            sexes.add("she")
        elif (small in _HE or small in _SHE) and len(sexes) == 1:
            of += 1
            good += ("he" if small in _HE else "she") in sexes
    return Share(good, of)


def _objects(found: Sequence[Span], known: Grammar) -> Share:
    """Follow things into boxes and compare what is said later."""
    good = of = 0
    inside: dict[str, str] = {}
    for span in found:
        if not span.complete or span.role is not Role.SENTENCE:
            continue
        for match in known.readings(span.tokens):
            effect = EFFECTS.get(match.group)
            thing, box = match.slots.get("thing"), match.slots.get("box")
            if effect is None or box is None or (span.spoken and effect != "is in"):
                continue
            if effect == "put" and thing:
                inside[thing] = box
            elif effect == "move" and thing:
                if thing in inside:
                    of += 1
                    good += inside[thing] == box
                inside[thing] = match.slots["box2"]
            elif effect == "found" and thing and thing in inside:
                of += 1
                good += inside.pop(thing) == box
            elif effect == "is in" and thing and thing in inside:
                of += 1
                good += inside[thing] == box
            elif effect == "not there" and thing and thing in inside:
                of += 1
                good += inside[thing] != box
            break
    return Share(good, of)
