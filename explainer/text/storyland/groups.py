"""Where the model meets each fact: in which of three groups it is.

Facts are dealt into groups, the same for every seed of the text, so that it can be measured where an ability comes
from. All are told in the pretraining text, in many forms, and asked for inside its stories. Those in the group *read*
are in no demonstration and in no practice: a right answer to a question about one shows that knowing comes from reading
and the form of an answer from elsewhere.
"""

import zlib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache

from explainer.text.storyland.knowledge import FactRow, rows
from explainer.text.storyland.richness import Richness


class Exposure(StrEnum):
    """Where the model meets a question about something."""

    SHOWN = "shown"  # in the demonstrations of stage two
    VOTED = "voted"  # not there, but in stage three: answers are tried, scored and voted on
    READ = "read"  # in neither: only in pretraining text


#: Ten slots of the deal: four shown, three voted on, three only read.
_DEAL = (Exposure.SHOWN,) * 4 + (Exposure.VOTED,) * 3 + (Exposure.READ,) * 3


def deal(items: Sequence[str]) -> dict[str, Exposure]:
    """Deal items into the groups in the shares 4 : 3 : 3, in an order that depends on their names alone."""
    shuffled = sorted(dict.fromkeys(items), key=lambda item: zlib.crc32(item.encode()))
    return {item: _DEAL[i * 7 % len(_DEAL)] for i, item in enumerate(shuffled)}


@cache
def fact_groups(richness: Richness) -> Mapping[str, Exposure]:
    """Return the group of each fact by its id; every kind of fact is dealt by itself, so that each group has some."""
    found: dict[str, Exposure] = {}
    by_kind: dict[str, list[FactRow]] = {}
    for row in rows(richness):
        by_kind.setdefault(row.kind, []).append(row)
    for kind in by_kind.values():
        dealt = deal([_one_thing(row) for row in kind])
        found |= {row.id: dealt[_one_thing(row)] for row in kind}
    return found


def _one_thing(row: FactRow) -> str:
    """Return what must stay in one group: the opposite of hot gives the opposite of cold away."""
    return min(row.subject, row.answer) if row.kind == "opposite" else row.id
