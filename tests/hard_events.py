"""Hard sentences of our own with the events that OnRecord reads in them, from recorded annotations.

`python tests/hard_events.py` (from the checkout) writes the sentences of docs/events.md again; with `--record` it asks the models first,
which must be installed, and writes tests/data/hard_events.json. All people and papers are made up.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from onrecord.knowledge import load_knowledge
from onrecord.models import Recorded
from onrecord.read import read_many
from onrecord.records import Document, Event, Reading

__all__ = ["DOCUMENT", "HARD", "HEADING", "IRONIC", "PUBLISHED", "RECORDED", "HardEvent", "page", "readings"]

ROOT = Path(__file__).resolve().parent.parent
RECORDED = ROOT / "tests" / "data" / "hard_events.json"
DOCUMENT = ROOT / "docs" / "events.md"
PUBLISHED = "2019-02-20"
HEADING = f"## Twenty hard sentences, published on {PUBLISHED}"
NOTE = "This part is written by `python tests/hard_events.py`, and a test keeps it so."


class HardEvent(NamedTuple):
    """A text, why it is hard, and what is wrong with what OnRecord makes of it (empty: nothing)."""

    text: str
    why: str
    wrong: str = ""


HARD = (
    HardEvent(
        "Turkey launched an offensive against Kurdish forces in northern Syria on Monday.",
        "the noun tells the act, not the verb",
        "the place, northern Syria, is missed",
    ),
    HardEvent(
        "The Israeli airstrikes on Gaza killed 12 people.",
        "the actor is an adjective of the act",
        "the killing is the same act, but the actor should be Israel by name",
    ),
    HardEvent("The United States and China agreed on Tuesday to resume trade talks.", "both sides are actors; the talks are still to come"),
    HardEvent(
        "Russia accused Ukraine of shelling a village near Donetsk.",
        "the accusation is a fact, the shelling only alleged",
        "the shelling has no recipient in this sentence",
    ),
    HardEvent(
        "Iran denied that it had attacked the ship.",
        "an accusation against the speaker is refused; the attack is only denied",
        "the attack is denied, so negated",
    ),
    HardEvent("France will send 500 troops to Mali next month.", "announced, not done"),
    HardEvent(
        "If Moscow attacks Finland, NATO will respond with force, an alliance official said.",
        "the attack is only a condition",
        "the recipient is Russia, not a force",
    ),
    HardEvent("Israel did not bomb the hospital, its army said.", "denied"),
    HardEvent("Police reportedly arrested 40 protesters in Minsk on Sunday.", "nobody vouches for it"),
    HardEvent("Germany and France condemned the attack.", "an attitude with only a noun is no statement"),
    HardEvent("Japan imposed sanctions on North Korea in 2006.", "background, years before"),
    HardEvent("The Chinese president met the Russian foreign minister in Geneva last week.", "two office-holders, no name"),
    HardEvent("The US-backed rebels withdrew from the town.", "the compound is description and no AID"),
    HardEvent("The minister urged Saudi Arabia to end the blockade of Yemen.", "the demand is one event, what is demanded another"),
    HardEvent("“We will not accept this ultimatum,” the Iranian president said.", "the words themselves refuse"),
    HardEvent(
        "The summit between Egypt and Ethiopia was cancelled on Thursday.",
        "what was cancelled did not happen",
        "neither side is said to have cancelled it",
    ),
    HardEvent(
        "Thousands marched through Paris to protest against the reform.",
        "one act, told by two verbs",
        "the march is missed, because no actor is found in “thousands”",
    ),
    HardEvent("Would Russia really invade Finland?", "a question; nothing happened"),
    HardEvent("Add the onions, beat the eggs and attack the dough with a fork.", "a recipe full of violent verbs"),
    HardEvent("The visitors attacked early but the home side defended well and won 2-1.", "sport"),
)


# Sarcasm and rhetorical questions: nothing in them happened.
IRONIC = (
    "What next, is Norway going to declare war on the seagulls?",
    "Why on earth would Japan sanction a country that buys its cars?",
    "Brazil is about as likely to attack Chile as I am to swim to Peru.",
    "Did Germany really arrest every critic in the country?",
    "Was it Iceland, perhaps, that shelled the village with herrings?",
    "If the minister is right, Sweden bombed my garden last night.",
)
TEXTS = tuple(h.text for h in HARD)


def documents(texts: Sequence[str] = TEXTS) -> list[Document]:
    """The texts as documents of one publication day."""
    return [Document(id=f"h{n}", text=text, published=PUBLISHED) for n, text in enumerate(texts, start=1)]


def readings(texts: Sequence[str] = TEXTS) -> list[Reading]:
    """What OnRecord makes of them, from the recorded annotations."""
    return list(read_many(documents(texts), model=Recorded.load(RECORDED), knowledge=load_knowledge()))


def page() -> str:
    """docs/events.md: what stands there up to the sentences, and the sentences as they are read today."""
    lines = [DOCUMENT.read_text(encoding="utf-8").partition(HEADING)[0] + HEADING, "", NOTE]
    for hard, reading in zip(HARD, readings(), strict=True):
        lines += ["", f"**{hard.text}**", f"<br>{hard.why[0].upper()}{hard.why[1:]}.", ""]
        lines += [f"- {_told(event, reading, hard.text)}" for event in reading.events] or ["- no event"]
        if hard.wrong:
            lines += ["", f"Wrong: {hard.wrong}."]
    return "\n".join(lines) + "\n"


def _told(event: Event, reading: Reading, text: str) -> str:
    names = {a.id: a.name for a in reading.actors}
    sides = [", ".join(names[i] for i in ids) for ids in (event.actor, event.recipient)]
    words = text[event.trigger.start : event.trigger.end]
    parts = [f"{event.type}{' ' + event.mode if event.mode else ''} (“{words}”): {sides[0] or '?'}{' → ' + sides[1] if sides[1] else ''}"]
    parts.append(event.factuality)
    if event.statement:
        statement = next(s for s in reading.statements if s.id == event.statement)
        parts.append("on the word of " + (_names(statement.actors, names) or "nobody named"))
    if event.date:
        parts.append(f"{event.date.start} to {event.date.end}" if event.date.start != event.date.end else str(event.date.start))
    if event.place:
        parts.append(event.place.name)
    return "; ".join(parts)


def _names(ids: Sequence[str], names: dict[str, str]) -> str:
    return ", ".join(names[i] for i in ids)


def main() -> None:
    if "--record" in sys.argv:
        from onrecord.models.onnx_tagger import Joined, Tagger
        from onrecord.models.spacy_parser import SpacyParser

        Recorded.of(Joined(SpacyParser(), Tagger()), [*TEXTS, *IRONIC]).save(RECORDED)
    DOCUMENT.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
