"""isomdoc_differs.py VECTORS KNOWN.json: holds the Python package isomdoc against the test vectors
of the kind `issuer-signed`, at one stage: the digests. Every difference has to be listed with its
reason in the file of the known ones, and every entry there has to be a difference still.

A vector whose fault is of decode, structure or signature is not compared, for isomdoc does not come
to the digests there; what it says of them is not what is asked. It looks at no date, no root and no
status, so that faults of those stages must be none to it. It is told the document type that the
issuer signed, since it would compare that one first.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import cbor2
from isomdoc.verify.verify_mdoc import IssuerSigned

# How isomdoc words what this is about.
DIGEST_FAULTS = [
    "Missing digest",
    "Digest doesn't match",
    "namespace missing from valueDigests",
    "is not a valid DigestAlgorithm",
]


def main() -> None:
    folder, known = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    listed = {(vector_id, entry["isomdoc"]) for entry in known for vector_id in entry["ids"]}
    assert all(entry["reason"] for entry in known)
    index = json.loads((folder / "index.json").read_text())
    ids = [entry["id"] for entry in index["vectors"] if entry["kind"] == "issuer-signed"]
    assert ids, f"no vectors are in {folder}"

    compared: Counter = Counter()
    differences, unlisted = 0, 0
    for vector_id in ids:
        vector = json.loads((folder / f"{vector_id}.json").read_text())
        expected = expectation(vector)
        compared[expected] += 1
        found, why = judge(vector["input"])
        if expected in ("not compared", found):
            continue
        differences += 1
        if (vector_id, found) in listed:
            listed.remove((vector_id, found))
        else:
            unlisted += 1
            print(f"not listed: {vector_id}: {expected}, by isomdoc {found}: {why}")
    for vector_id, found in sorted(listed):
        print(f"listed, but no difference any more: {vector_id}: by isomdoc {found}")
    print(f"isomdoc: {differences} differences in {len(ids)} vectors; expected {dict(compared)}")
    sys.exit(bool(unlisted or listed))


def expectation(vector: dict) -> str:
    match vector.get("stage"):
        case "decode" | "structure" | "signature":
            return "not compared"
        case "digest":
            return "digest"
        case _:
            return "accepted"


def judge(given: dict) -> tuple[str, str]:
    try:
        credential = cbor2.loads(bytes.fromhex(given["issuer_signed"]))
        mso = cbor2.loads(cbor2.loads(credential["issuerAuth"][2]).value)
        IssuerSigned(credential, mso["docType"])
    except Exception as error:
        of_digests = any(words in str(error) for words in DIGEST_FAULTS)
        return "digest" if of_digests else "refused", repr(error)
    return "accepted", ""


main()
