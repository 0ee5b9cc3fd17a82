"""Which part of a user's text is never learned from, so that learning can be told from learning by heart.

Some 5 % of the text, taken document by document from all over it; of long documents a part, so that of a text of three
documents not one in three is kept aside. A document that occurs again elsewhere is learned from nowhere, else what is
measured would be known by heart.

It leaves out the search for passages that only resemble each other.
"""

from __future__ import annotations

from collections.abc import Sequence

from explainer.text.splitting import cut_before

SHARE = 0.05
MOST_CHARS = 1_000_000  # more than is ever measured on; the rest of a huge text is better read
_STRIDE = 20  # documents from one that is kept aside to the next
_NEAR_ENOUGH = 0.2  # of what is wanted, more or less, rather than cut a document


def hold_out(documents: Sequence[str], seed: int) -> tuple[list[str], list[str]]:
    """Return what is learned from, and what is kept aside; `seed` decides where that begins."""
    wanted = min(SHARE * sum(map(len, documents)), MOST_CHARS)
    order = (i for k in range(_STRIDE) for i in range((seed + k) % _STRIDE, len(documents), _STRIDE))
    taken: dict[int, int] = {}  # how many characters of which documents
    left = wanted
    while left > 0 and (i := next(order, None)) is not None:
        text = documents[i]
        if len(text) <= left + _NEAR_ENOUGH * wanted:
            taken[i] = len(text)
        elif left > _NEAR_ENOUGH * wanted:
            taken[i] = cut_before(text[: max(1, int(left))])
        else:
            break
        left -= taken[i]
    known = {documents[i] for i in taken}
    learned = []
    for i, text in enumerate(documents):
        rest = text[taken[i] :].lstrip() if i in taken else "" if text in known else text
        learned += [rest] if rest else []
    return learned, [documents[i][: taken[i]] for i in sorted(taken)]
