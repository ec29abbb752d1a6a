"""A model runner: reads one test vector on standard input, prints one line of JSON.

Written from the standard and the format of the vectors alone, with libraries that any wallet has.
"""

import json
import sys
from collections.abc import Callable

import chain
import device_response
import issuer_signed
import status_list
from refusal import Refused, decode

FORMAT = "mnid-mdoc-vectors/1"
# Optional behaviour that is implemented here. A vector that needs another feature is skipped.
FEATURES = {
    "es384",
    "identifier-list",
    "bounded-lists",
    "list-history",
    "mac",
    "sha384",
    "sha512",
    "status-list",
}


def check_issuer_signed(given: dict) -> dict:
    encoded = bytes.fromhex(given["issuer_signed"])
    document = issuer_signed.parse(decode(encoded, "IssuerSigned"))
    issuer_signed.verify(document, given)
    return {"found": issuer_signed.found(document)}


# Each takes the input, and returns what its answer says beside `valid`.
CHECKS: dict[str, Callable[[dict], dict]] = {
    "issuer-signed": check_issuer_signed,
    "certificate": chain.check,
    "device-response": device_response.check,
    "status-list": status_list.check,
}


def answer(vector: dict) -> dict:
    check = CHECKS.get(vector["kind"])
    if check is None or not FEATURES.issuperset(vector["features"]):
        return {"result": "skipped"}
    try:
        return {"result": "valid", **check(vector["input"])}
    except Refused as refusal:
        return {"result": "invalid", "stage": refusal.stage, "reason": str(refusal)}


def main() -> None:
    vector = json.load(sys.stdin)
    if vector["format"] != FORMAT:
        sys.exit(f"the format {vector['format']} is not known here")
    print(json.dumps({"id": vector["id"], **answer(vector)}))


main()
