"""The language a text is written in, by py3langid, with more care for short texts than its best guess alone.

>>> find_language("The minister said on Monday that the talks in the capital had ended without an agreement.")
'en'
>>> find_language("OK") is None
True
"""

import re
from functools import cache
from typing import Any

__all__ = ["find_language"]

_SAMPLE = 20_000  # characters; more changes no answer and costs 0.1 ms per thousand
_SHORT = 20  # words; below that a guess is taken only when it is sure of itself
_SURE = 0.9  # probability; headlines full of foreign names stay under 0.2, sentences of eight words come over it
_ENGLISH = frozenset(
    (
        "the of and to in a is that for on was with as by it at from he his had have has be not are were this but they which an or said "
        "would will their been after who its about we you no there over if than also could"
    ).split()
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def find_language(text: str) -> str | None:
    """ISO 639-1 code, or None where the text has too few words to tell."""
    sample = text[:_SAMPLE].encode("utf-8", "replace").decode("utf-8")
    words = [w.casefold() for w in _WORDS.findall(sample)]
    if not words:
        return None
    english = sum(w in _ENGLISH for w in words) / len(words)
    if english >= 0.25 and len(words) >= 4:
        return "en"
    guess, probability = _identifier().classify(sample)
    if guess == "en" or (english < 0.15 and (len(words) >= _SHORT or probability >= _SURE)) or not _latin(sample):
        return str(guess)
    # Names of foreign persons and places sway the guess on a headline or a flash; English words in it say more.
    return "en" if english >= 0.15 and len(words) >= 4 else None


def _latin(sample: str) -> bool:
    letters = [c for c in sample if c.isalpha()]
    return sum(c < "\u0250" or "\u1e00" <= c < "\u1f00" for c in letters) >= 0.7 * len(letters)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # loads numpy tables: not at import

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
