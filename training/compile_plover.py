"""Fits the linear classifiers of PLOVER events on hand readings and writes them as tables of the package.

    python -m training.compile_plover READINGS.jsonl --keep trigger mode contexts factuality date certainty [--out FILE]
    python -m training.compile_plover READINGS.jsonl --factuality UW.train.jsonl MEANTIME.train.jsonl [--folds 5] [--out FILE]

What ships: `relay`, `country`, `sides` with `pairing` (training/pairing.py) from gold_train and the hand readings but the 86 held out
(training.held_out), each in a run of its own before the others were in the table; `contexts`, `factuality` and the modes from gold_train
and all 787; `trigger`, `date` and `certainty` from gold_train and the first 165 by the second command. More readings gained on the
held-out 86 for all but the last three.

With `--folds` it prints what cross-validation by document gives for `factuality` and writes nothing.
Needs scikit-learn, which reading does not.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.knowledge.plover import Classifier, Plover
from onrecord.models import Annotation, Model
from onrecord.models.spacy_parser import SpacyParser
from onrecord.read.camps import Sides
from onrecord.read.dates import find_dates
from onrecord.read.dating import date_candidates, date_features
from onrecord.read.factuality import carrier_of, factuality_features
from onrecord.read.triggers import context_features, document_words, mode_features, scene_of, trigger_features
from onrecord.records import EventDraft, Published, StatementDraft
from onrecord.spans import Span, touches
from training.certainty_examples import certainty_examples
from training.country_examples import country_examples
from training.pairing import fit_sides
from training.relay_examples import relay_examples
from training.side_examples import SideExample, side_examples

OUT = Path(__file__).parents[1] / "src/onrecord/knowledge/tables/plover_weights.npz"


class Examples(NamedTuple):
    """Features and answers; `document` says which reading each example is of."""

    features: list[list[str]]
    answers: list[Any]
    document: list[int]

    def add(self, features: list[str], answer: Any, document: int) -> None:
        self.features.append(features)
        self.answers.append(answer)
        self.document.append(document)

    def part(self, documents: set[int]) -> "Examples":
        keep = [i for i, d in enumerate(self.document) if d in documents]
        return Examples([self.features[i] for i in keep], [self.answers[i] for i in keep], [self.document[i] for i in keep])


def statements_of(row: dict[str, Any]) -> tuple[StatementDraft, ...]:
    """The hand-written statements of a reading as drafts."""
    number = {s["id"]: i for i, s in enumerate(row["statements"])}

    def spans(pieces: Sequence[Sequence[int]]) -> tuple[Span, ...]:
        return tuple(Span(*p) for p in pieces)

    return tuple(
        StatementDraft(
            source=spans(s["source"]), cue=spans(s["cue"]), content=spans(s["content"]), mode=s["mode"], inside=number.get(s["inside"])
        )
        for s in row["statements"]
    )


def collect(rows: Sequence[dict[str, Any]], annotations: Sequence[Annotation], *, knowledge: Knowledge) -> dict[str, Examples]:
    """The examples of every classifier: `trigger`, `mode.TYPE`, `contexts` (answer: a list), `factuality`, `date`, `relay`, `country`."""
    plover = knowledge.plover
    out: dict[str, Examples] = defaultdict(lambda: Examples([], [], []))
    for n, (row, annotation) in enumerate(zip(rows, annotations, strict=True)):
        scene = scene_of(annotation, statements_of(row))
        events = {h: e for e in reversed(row["events"]) if (h := annotation.head_of(Span(*e["trigger"]))) is not None}
        for i, part in enumerate(scene.parts):
            if part in ("verb", "noun", "adjective"):
                out["trigger"].add(trigger_features(scene, plover, i), events[i]["type"] if i in events else "-", n)
        words = document_words(scene)
        for i, event in events.items():
            for mode in [m for m in event.get("modes") or [event.get("mode")] if m] or [None]:
                out[f"mode.{event['type']}"].add(mode_features(scene, plover, i), mode or "", n)
            out["contexts"].add(words + context_features(scene, i, event["type"]), event.get("contexts") or [], n)
        for features, answer in _factuality(row, annotation, plover):
            out["factuality"].add(features, answer, n)
        for features, answer in _dates(row, annotation):
            out["date"].add(features, answer, n)
        for features, answer in relay_examples(row, annotation, statements_of(row), knowledge=knowledge):
            out["relay"].add(features, answer, n)
        for features, answer in country_examples(row, annotation, statements_of(row), knowledge=knowledge):
            out["country"].add(features, answer, n)
    return dict(out)


def relays_again(
    rows: Sequence[dict[str, Any]], annotations: Sequence[Annotation], first: Examples, *, knowledge: Knowledge, folds: int = 4
) -> Examples:
    """The examples of `relay` once more: what was answered before is no longer the right answer but that of a classifier fitted on the
    other folds, so that what is fitted on them does not count on answers without faults. On 86 held-out readings 0.71 to 0.725.
    """
    out = Examples([], [], [])
    for f in range(folds):
        held = {n for n in range(len(rows)) if n % folds == f}
        classifier = fit(first.part({*range(len(rows))} - held), strength=STRENGTH["relay"], least=LEAST["relay"])
        for n in sorted(held):
            statements = statements_of(rows[n])
            for features, answer in relay_examples(rows[n], annotations[n], statements, knowledge=knowledge, classifier=classifier):
                out.add(features, answer, n)
    return out


def _dates(row: dict[str, Any], annotation: Annotation) -> list[tuple[list[str], str]]:
    published = Published(start=row["published"], end=row["published"], precision="day", origin="metadata")
    expressions = find_dates(row["text"], annotation, published=published)
    scene, out = scene_of(annotation, statements_of(row)), []
    heads = [annotation.head_of(Span(*e["trigger"])) for e in row["events"]]
    triggers = {h for h in heads if h is not None}
    for e, head in zip(row["events"], heads, strict=True):
        when = Span(*e["date"]["span"]) if e.get("date") else None
        for x in date_candidates(scene, head, expressions) if head is not None else ():
            features = date_features(scene, head, e["type"], x, expressions=expressions, triggers=triggers)
            out.append((features, "yes" if when and touches(x.span, when) else "no"))
    return out


def _factuality(row: dict[str, Any], annotation: Annotation, plover: Plover) -> list[tuple[list[str], str]]:
    statements = statements_of(row)
    scene = scene_of(annotation, statements)
    published = Published(start=row["published"], end=row["published"], precision="day", origin="metadata")
    expressions = find_dates(row["text"], annotation, published=published)
    out = []
    for e in row["events"]:
        trigger = Span(*e["trigger"])
        when = Span(*e["date"]["span"]) if e.get("date") else None
        dated = next((x.span for x in expressions if when and x.span.start < when.end and when.start < x.span.end), None)
        draft = EventDraft(type=e["type"], trigger=trigger, date=dated)
        features = factuality_features(scene, plover, draft, carrier_of(trigger, statements), expressions=expressions, published=published)
        out.append((features, e["factuality"]))
    return out


def fit(examples: Examples, *, strength: float, least: int = 2, many: bool = False) -> Classifier:
    """A linear classifier over the features that stand in at least `least` examples. `many`: one yes-or-no question a class."""
    counter = CountVectorizer(analyzer=set, min_df=least, dtype=np.float32)
    matrix = counter.fit_transform(examples.features)
    names = list(counter.get_feature_names_out())
    if many:
        classes = [c for c, k in Counter(x for a in examples.answers for x in a).most_common() if k >= 5]
        models = [_model(strength).fit(matrix, [c in a for a in examples.answers]) for c in classes]
        weights, bias = np.stack([m.coef_[0] for m in models]), np.array([m.intercept_[0] for m in models])
    elif len(set(examples.answers)) == 1:
        return Classifier(classes=[examples.answers[0]], features=[""], weights=np.zeros((1, 1)))
    else:
        model = _model(strength).fit(matrix, examples.answers)
        classes, weights, bias = [str(c) for c in model.classes_], model.coef_, model.intercept_
        if len(classes) == 2:
            weights, bias = np.vstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    table = weights.T.astype(np.float32)
    if "" in names:
        table[names.index("")] += bias
    else:
        names, table = ["", *names], np.vstack([bias[None, :], table])
    return Classifier(classes=classes, features=names, weights=table)


def _model(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, solver="lbfgs", max_iter=100)


STRENGTH = {
    "trigger": 0.3, "contexts": 0.02, "factuality": 0.2, "mode": 1.0, "sides": 0.05, "certainty": 0.3, "date": 0.1, "relay": 0.2,
    "country": 0.1,
}  # fmt: skip
LEAST = {"sides": 3, "relay": 3, "country": 3}  # a feature must stand in so many examples; 2 where nothing is said


def fit_all(examples: dict[str, Examples]) -> dict[str, Classifier]:
    """Every classifier."""
    return {
        name: fit(e, strength=STRENGTH[name.split(".")[0]], least=LEAST.get(name, 2), many=name == "contexts")
        for name, e in sorted(examples.items())
        if e.features
    }


RARE = {"negative": 3.0, "uncertain": 2.5, "factual": 1.0}  # what a class counts against the others: best macro-F1 on three folds


def fit_certainty(files: Sequence[Path], *, model: Model) -> dict[str, Classifier]:
    """The classifier `certainty`, with the classes that are rare in the corpora weighed up; nothing without files."""
    examples = Examples([], [], [])
    for n, path in enumerate(files):
        for features, answer in certainty_examples(path, model=model):
            examples.add(features, answer, n)
    if not files:
        return {}
    fitted = fit(examples, strength=STRENGTH["certainty"])
    features, weights = fitted.table()
    weights[features.index("")] += np.log([RARE[c] for c in fitted.classes])
    return {"certainty": Classifier(classes=fitted.classes, features=features, weights=weights)}


def save(classifiers: dict[str, Classifier], path: Path) -> None:
    """As the archive that `load_plover` reads; weights in half precision, features without any weight left out."""
    arrays: dict[str, Any] = {}
    for name, c in classifiers.items():
        features, weights = c.table()
        keep = np.abs(weights).max(axis=1) > 0.01
        keep[features.index("")] = True
        arrays[f"{name}.classes"] = np.frombuffer("\n".join(c.classes).encode(), np.uint8)
        arrays[f"{name}.features"] = np.frombuffer("\n".join(f for f, k in zip(features, keep, strict=True) if k).encode(), np.uint8)
        arrays[f"{name}.weights"] = weights[keep].astype(np.float16)
    np.savez_compressed(path, **arrays)


def main(model: Model | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readings", type=Path)
    parser.add_argument("--factuality", type=Path, nargs="+", default=[], help="files of the factuality corpora, for `certainty`")
    parser.add_argument("--folds", type=int, default=0, help="cross-validate by document and write nothing")
    parser.add_argument("--keep", nargs="+", default=[], choices=sorted(STRENGTH), help="classifiers that stay as the package has them")
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.readings.read_text(encoding="utf-8").splitlines()]
    model = model or SpacyParser()
    certainty = fit_certainty(arguments.factuality, model=model)
    knowledge = load_knowledge()
    keep = {*arguments.keep, *(["pairing"] if "sides" in arguments.keep else [])}
    kept = {name: c for name, c in knowledge.plover.classifiers.items() if name.split(".")[0] in keep}
    knowledge.plover.classifiers.update(certainty)  # the examples of factuality ask it
    annotations = model.annotate([row["text"] for row in rows])
    examples = collect(rows, annotations, knowledge=knowledge)
    if arguments.folds:
        for name in ("factuality", "country"):
            print(name, cross_validate(examples[name], folds=arguments.folds, strength=STRENGTH[name]))
        return
    examples["relay"] = relays_again(rows, annotations, examples["relay"], knowledge=knowledge)
    fitted = fit_all(examples)
    if "sides" not in kept:
        fitted |= _sides(rows, annotations, knowledge)
    save(fitted | certainty | kept, arguments.out)


def _sides(rows: Sequence[dict[str, Any]], annotations: Sequence[Annotation], knowledge: Knowledge) -> dict[str, Classifier]:
    """The classifiers `sides` and `pairing`."""

    def examples_of(number: int, chosen: Sequence[Sides] | None) -> list[SideExample]:
        row = rows[number]
        return list(side_examples(row, annotations[number], statements_of(row), knowledge=knowledge, chosen=chosen))

    def fitted(features: list[list[str]], answers: list[str]) -> Classifier:
        return fit(Examples(features, answers, []), strength=STRENGTH["sides"], least=LEAST["sides"])

    return fit_sides(len(rows), examples_of, fit=fitted)


def cross_validate(examples: Examples, *, folds: int, strength: float) -> float:
    """Share of right answers over folds by document."""
    documents = sorted(set(examples.document))
    right = 0
    for f in range(folds):
        held = {d for d in documents if d % folds == f}
        classifier, test = fit(examples.part(set(documents) - held), strength=strength), examples.part(held)
        right += sum(classifier.classes[int(classifier.scores(x).argmax())] == y for x, y in zip(test.features, test.answers, strict=True))
    return right / len(examples.answers)


if __name__ == "__main__":
    main()
