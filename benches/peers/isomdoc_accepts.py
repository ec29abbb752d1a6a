"""isomdoc_accepts.py DIR: checks what `provision --out DIR` wrote with the Python package isomdoc:
the issuer's signature and every digest of each credential, and the device signature of each
presentation over its session transcript.
"""

import sys
from pathlib import Path

import cbor2
from isomdoc import verify_device_response
from isomdoc.verify.verify_mdoc import IssuerSigned

DOC_TYPES = {
    "my-number-card": "org.iso.23220.1.jp.mnc",
    "driving-licence": "org.iso.18013.5.1.mDL",
}


def main() -> None:
    folder = Path(sys.argv[1])
    for name, doc_type in DOC_TYPES.items():
        credentials = sorted((folder / name).glob("credential-??.cbor"))
        presentations = sorted((folder / name).glob("presentation-??.cbor"))
        assert credentials and presentations, f"nothing found in {folder / name}"
        for credential in credentials:
            check_credential(credential, doc_type)
        for presentation in presentations:
            check_presentation(presentation, doc_type)


def check_credential(file: Path, doc_type: str) -> None:
    encoded = file.read_bytes()
    credential = IssuerSigned(cbor2.loads(encoded), doc_type)
    elements = sum(len(items) for items in credential.namespaces.values())
    print(f"isomdoc accepts {file}: {elements} elements, all digests match")

    # The judge can say no: without this, its yes would say nothing.
    changed = cbor2.loads(encoded)
    items = next(iter(changed["nameSpaces"].values()))
    last = items[0].value[-1] ^ 1
    items[0] = cbor2.CBORTag(24, items[0].value[:-1] + bytes([last]))
    refuses(f"{file} with an element changed", lambda: IssuerSigned(changed, doc_type))


def check_presentation(file: Path, doc_type: str) -> None:
    transcript = cbor2.loads(file.with_suffix(".transcript.cbor").read_bytes())
    response = verify_device_response(file.read_bytes(), transcript)
    (document,) = response.documents
    assert document.doctype == doc_type, document.doctype
    print(f"isomdoc accepts {file}")
    other = [None, None, ["other", b""]]
    refuses(f"{file} in another session", lambda: verify_device_response(file.read_bytes(), other))


def refuses(what: str, check) -> None:
    try:
        check()
    except Exception:
        return
    raise AssertionError(f"isomdoc accepted {what}")


main()
