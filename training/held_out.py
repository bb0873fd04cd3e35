"""Writes the documents that training holds out, as gold files: `python -m training.held_out --out DIR` (outside the repository)."""

import argparse
import json
from pathlib import Path

from training.data import read_jsonl
from training.train import Plan, held_out


def main() -> None:
    """Reads the command line."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--data", type=Path, default=Path("../shared/data"))
    given = ap.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for name in ("statements/polnear_train.jsonl", "readings/gold_train.jsonl"):
        raws = read_jsonl(given.data / name)
        kept = held_out(len(raws), seed=Plan.seed)
        with (given.out / Path(name).name.replace("train", "held")).open("w", encoding="utf-8") as f:
            f.writelines(json.dumps(raws[i], ensure_ascii=False) + "\n" for i in sorted(kept))


if __name__ == "__main__":
    main()
