"""Media named or described in a text: newspapers, agencies, broadcasters, platforms and reports of theirs. A helper of `chains`.

Takes the parse and the known media; gives the spans of those that stand among some tokens, each with the words that describe it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from onrecord.knowledge import Knowledge, Medium
from onrecord.read.attribution import Tree
from onrecord.spans import Span, contains

__all__ = ["MediaNames"]

_PRESS = frozenset(
    "agency agencies newspaper newspapers paper papers media television radio broadcaster magazine outlets tabloid newswire".split()
)
_PRESS_PAPERS = _PRESS | {"report"}
_SORTS = _PRESS | frozenset("service site website channel network station daily weekly".split())  # what a named medium may be called
_ANYBODY = frozenset("media press".split())  # alone no medium in particular
_PAPERS = frozenset(
    "report reports account dispatch readout article story transcript translation".split()
)  # relays only where one was named before
_PLATFORMS = frozenset("twitter telegram facebook instagram weibo youtube tweet tweets x".split())
_POSTED = frozenset(["tweet", "retweet"])
_POST = re.compile(r"@\w|(?:https?://)?(?:\w+\.)?(?:twitter\.com|t\.co)/")
_SPEECHES = frozenset("address addresses interview interviews appearance speech broadcast debate statement remarks".split())
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_NO_SHORT = frozenset("News Agency TV Radio Intelligence".split())
_SAME_MEDIUM = re.compile(r"(?:['’]s?)?,?\s*[“\"]?|,\s(?:the|an?)\s")


class MediaNames:
    """The parse and the names of media, with what has been looked up so far."""

    def __init__(self, tree: Tree, knowledge: Knowledge, own: Medium | None = None) -> None:
        self.tree = tree
        self.text = tree.text
        self.knowledge = knowledge
        spans = sorted(e.span for e in tree.annotation.entities)
        found = [(s.start, m.name) for s in spans if (m := knowledge.medium_in(self.text[s.start : s.end], self.text)) is not None]
        self.named = min((start for start, _ in found), default=len(self.text))  # from where on a medium has been named
        names = [*([own.name] if own else []), *(name for _, name in found)]
        self.short = {n.split()[-1]: n for n in reversed(names) if " " in n and n.split()[-1] not in _NO_SHORT}
        self.people = frozenset(t for e in tree.annotation.entities if e.label == "PERSON" for t in range(*e.span))

    def media(self, first: int, last: int) -> Iterator[Span]:
        """Media named or described by the tokens first..last, each with the words that describe it."""
        tokens, at = self.tree.tokens, first
        while at <= last:
            end = self._name(at, last)
            word = self.tree.word(at)
            described = word in _PRESS | _PLATFORMS and not self._of_speech(at)
            if end is None and (described or (at > first and self.tree.word(at - 1) == "the" and self._named_before(at))):
                end = at
            if end is None or tokens[at].tag[:1] == "V":
                at += 1
                continue
            start = at
            while (
                start > first
                and tokens[start - 1].tag in ("DT", "JJ", "NN", "NNP", "NNPS", "POS", "HYPH", "VBN")
                and tokens[start - 1].end + 2 > tokens[start].start
            ):
                if tokens[start - 1].tag == "DT":
                    start -= 1
                    break
                start -= 1
            while end < last and self._goes_on(end + 1):
                end += 1
            if all(tokens[k].tag == "DT" or self.tree.word(k) in _ANYBODY for k in range(start, end + 1)):
                at = end + 1
                continue
            self.named = min(self.named, tokens[at].end)
            named = next((k for k in range(start, end + 1) if self._name(k, end, appended=k > at) is not None), None)
            if named is not None and not (named == start + 1 and tokens[start].tag == "DT"):
                start = named
            yield Span(tokens[start].start, tokens[self._owner(start, end)].end)
            at = end + 1

    def everything(self, first: int, last: int) -> Iterator[Span]:
        """Media, and words for what is posted on one ("tweeted", "@name")."""
        found = list(self.media(first, last))
        posts = [t.span for t in self.tree.tokens[first : last + 1] if t.lemma.lower() in _POSTED or _POST.match(self.text, t.start, t.end)]
        yield from sorted({*found, *(p for p in posts if not any(contains(f, p) for f in found))})

    def identity(self, span: Span) -> str:
        """One name for all words that name the same medium: the tables' name, else the words without their article, in lower case."""
        words = self.text[span.start : span.end]
        short = words.removeprefix("the ").removeprefix("The ").removeprefix("that ")
        if short in self.short:
            return self.short[short]
        if (bare := self.bare(span)) is not None and (known := self.knowledge.medium_in(self.text[bare.start : bare.end], self.text)):
            return known.name
        inside = self.tree.annotation.tokens_in(span)
        if _POST.match(words) or any(self.tree.tokens[k].lemma.lower() in _POSTED or self.tree.word(k) == "tweets" for k in inside):
            return "Twitter"
        plain = [self.tree.word(k) for k in inside if self.tree.tokens[k].tag not in ("DT", "PRP$", "POS")]
        return " ".join(plain) or words.lower()

    def bare(self, span: Span) -> Span | None:
        """The words within that are the name of a medium the tables know."""
        tokens, inside = self.tree.tokens, self.tree.annotation.tokens_in(span)
        for k in inside:
            if (end := self._name(k, inside.stop - 1, appended=True)) is not None:
                first = k - 1 if k > inside.start and self.tree.word(k - 1) == "the" else k
                return Span(tokens[first].start, tokens[end].end)
        return span if self.knowledge.medium(self.text[span.start : span.end]) is not None else None

    def _goes_on(self, at: int) -> bool:
        """Is the token part of the name of the medium before it?"""
        token = self.tree.tokens[at]
        capital = token.tag[:2] == "NN" and self.text[token.start].isupper()
        if self.tree.word(at) in _DAYS:
            return False
        return token.tag in ("NNP", "NNPS", "CD") or capital or self.tree.word(at) in _PRESS_PAPERS

    def _of_speech(self, at: int) -> bool:
        """Does it only say of what sort a speech is ("a television address", "a newspaper interview")?"""
        token = self.tree.tokens[at]
        return token.dep == "compound" and self.tree.word(token.head) in _SPEECHES

    def _owner(self, first: int, last: int) -> int:
        """The last token of the medium that owns the rest ("CNN" of "CNN's Lena Brandt"), else the last of all."""
        end = self._name(first, last)
        mark = next((k for k in (end, end + 1) if first < k < last and self.tree.tokens[k].tag == "POS"), None) if end is not None else None
        return last if mark is None else mark - 1

    def _named_before(self, at: int) -> bool:
        """ "the report", "the Journal": of a medium that was named before."""
        token = self.tree.tokens[at]
        return token.start > self.named and (self.tree.word(at) in _PAPERS or self.text[token.start : token.end] in self.short)

    def _name(self, at: int, last: int, *, appended: bool = False) -> int | None:
        """The last token of the longest name of a medium that begins at a token; a person only behind "the newspaper" or the like."""
        tokens = self.tree.tokens
        start = tokens[at].start
        if not (self.text[start].isupper() or self.text.startswith("al-", start)) or (start in self.people and not appended):
            return None
        reach = self.knowledge.longest(self.text[start : tokens[at].end])
        best = None
        for end in range(at, min(last, at + 7) + 1):
            if tokens[end].end - start > reach + 4:
                break
            found = self.knowledge.medium(self.text[start : tokens[end].end])
            # "Hill" is no paper without its article
            if found is not None and (end > at or not found.name.startswith("The ") or (at and self.tree.word(at - 1) == "the")):
                best = end
        # "the Atlantic Council" is not the Atlantic's; "CNN International" is CNN's
        longer = (
            best is not None and best == at < last and tokens[at + 1].tag[:3] == "NNP" and not self.text[start : tokens[at].end].isupper()
        )
        return None if longer else best

    def apart(self, found: Iterable[Span]) -> list[Span]:
        """Media without those that are only another name or a programme of the one before: "Tass, the state agency", "CNN's “Today”"."""
        out: list[Span] = []
        for medium in found:
            if not out or not _SAME_MEDIUM.fullmatch(self.text, out[-1].end, medium.start):
                out.append(medium)
        return out

    def is_medium(self, spans: Sequence[Span]) -> tuple[Span, ...]:
        """The spans as relays, when each names a medium (and no person who works for one)."""
        out: list[Span] = []
        for span in spans:
            inside = self.tree.annotation.tokens_in(span)
            head = self.tree.annotation.head_of(span)
            if head is None:
                return ()
            found = self.apart(self.media(inside.start, inside.stop - 1))
            paper = self.tree.tokens[head].lemma in _PAPERS or self.tree.word(head) in _SORTS
            if not found or not (paper or any(contains(m, self.tree.tokens[head].span) for m in found)):
                return ()
            out += found
        return tuple(out)
