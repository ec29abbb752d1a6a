"""validate.py [VECTORS]: every file that index.json lists validates against the schemas (JSON Schema
2020-12), and vectors that are malformed in one thing do not: a schema that refuses nothing proves
nothing.
"""

import copy
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from jsonschema import Draft202012Validator
from referencing import Registry, Resource


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent
    schemas = {file.name: json.loads(file.read_text()) for file in (folder / "schema").iterdir()}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    resources = [(schema["$id"], Resource.from_contents(schema)) for schema in schemas.values()]
    registry = Registry().with_resources(resources)
    validator = Draft202012Validator(schemas["vector.json"], registry=registry)

    index = json.loads((folder / "index.json").read_text())
    kinds: Counter = Counter()
    for entry in index["vectors"]:
        vector = json.loads((folder / f"{entry['id']}.json").read_text())
        validator.validate(vector)
        assert vector["id"] == entry["id"] and vector["kind"] == entry["kind"], entry["id"]
        kinds[vector["kind"]] += 1
    for kind, count in kinds.items():
        print(f"{count:>4} of {kind} validate")

    invalid = json.loads((folder / f"{first(index, 'invalid')}.json").read_text())
    valid = json.loads((folder / f"{first(index, 'valid')}.json").read_text())
    for name, vector, change in malformed(invalid, valid):
        changed = copy.deepcopy(vector)
        change(changed)
        assert changed != vector, f"nothing was changed: {name}"
        assert not validator.is_valid(changed), f"the schema takes a vector with {name}"
    print(f"{len(malformed(invalid, valid))} malformed ones are refused")


def first(index: dict, result: str) -> str:
    of_result = (entry["id"] for entry in index["vectors"] if entry["result"] == result)
    return next(vector_id for vector_id in of_result if vector_id.startswith("issuer-signed/"))


def malformed(invalid: dict, valid: dict) -> list[tuple[str, dict, Callable[[dict], object]]]:
    """What is wrong, with which vector, done how."""

    def upper_case(vector: dict) -> None:
        vector["input"]["issuer_signed"] = vector["input"]["issuer_signed"].upper()

    def other_zone(vector: dict) -> None:
        vector["input"]["now"] = "2026-11-24T18:00:00+09:00"

    return [
        ("no stage", invalid, lambda vector: vector.pop("stage")),
        ("what is expected of an invalid case", invalid, lambda vector: vector.update(expect={})),
        ("upper-case hexadecimal", invalid, upper_case),
        ("no base", invalid, lambda vector: vector.pop("base")),
        ("a third result", invalid, lambda vector: vector.update(result="acceptable")),
        ("an unknown stage", invalid, lambda vector: vector.update(stage="trust")),
        ("an unknown kind", invalid, lambda vector: vector.update(kind="mdoc")),
        ("an unknown member", invalid, lambda vector: vector.update(note="")),
        ("an unknown input", invalid, lambda vector: vector["input"].update(note="")),
        ("no flags", invalid, lambda vector: vector.update(flags=[])),
        ("an unknown feature", invalid, lambda vector: vector.update(features=["es9"])),
        ("a time of another zone", invalid, other_zone),
        ("a stage of a valid case", valid, lambda vector: vector.update(stage="digest")),
        ("nothing that is expected", valid, lambda vector: vector.pop("expect")),
    ]


main()
