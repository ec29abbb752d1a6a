"""A model runner: reads one test vector on standard input, prints one line of JSON.

Written from the standard and the format of the vectors alone, with libraries that any wallet has.
"""

import json
import sys
from collections.abc import Callable

import device_response
import issuer_signed
from refusal import Refused, decode

FORMAT = "mnid-mdoc-vectors/1"
# Optional behaviour that is implemented here. A vector that needs another feature is skipped.
FEATURES = {"es384", "sha384", "sha512", "decoy-digests", "mac"}


def check_issuer_signed(given: dict) -> None:
    encoded = bytes.fromhex(given["issuer_signed"])
    issuer_signed.verify(issuer_signed.parse(decode(encoded, "IssuerSigned")), given)


CHECKS: dict[str, Callable[[dict], None]] = {
    "issuer-signed": check_issuer_signed,
    "device-response": device_response.check,
}


def answer(vector: dict) -> dict:
    check = CHECKS.get(vector["kind"])
    if check is None or not FEATURES.issuperset(vector["features"]):
        return {"result": "skipped"}
    try:
        check(vector["input"])
    except Refused as refusal:
        return {"result": "invalid", "stage": refusal.stage, "reason": str(refusal)}
    return {"result": "valid"}


def main() -> None:
    vector = json.load(sys.stdin)
    if vector["format"] != FORMAT:
        sys.exit(f"the format {vector['format']} is not known here")
    print(json.dumps({"id": vector["id"], **answer(vector)}))


main()
