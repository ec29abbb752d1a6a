"""What a device presents (ISO/IEC 18013-5 8.3.2.1.2.2 and 9.1.3): issuer data, and the proof that
the device holds the key that the issuer named."""

import base64
import hashlib

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

import cose
import issuer_signed
from refusal import decode, demand, encoded_cbor, member, name_of, of_type, text_keys, version_1
from strict_cbor import encoded_values

# By the names of JSON Web Key.
CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}


def check(given: dict) -> dict:
    response = decode(bytes.fromhex(given["device_response"]), "the response")
    of_type(response, dict, "the response")
    text_keys(response, "the response")
    version_1(response, "the response")
    demand(member(response, "status", int) == 0, "structure", "the status is not 0")
    documents = issuer_signed.filled(member(response, "documents", list), list, "documents")
    parsed = [parse(document) for document in documents]
    for document in parsed:
        verify(document, given)
    return {"found": {"documents": [found(document) for document in parsed]}}


def parse(document: object) -> dict:
    device_signed = member(document, "deviceSigned", dict)
    demand("nameSpaces" in device_signed, "structure", "the device's namespaces are missing")
    wrapped = encoded_cbor(device_signed["nameSpaces"], "the device's namespaces")
    namespaces = of_type(decode(wrapped.value, "the device's namespaces"), dict, "nameSpaces")
    for namespace, elements in namespaces.items():
        name_of(namespace, "a namespace")
        for identifier in issuer_signed.filled(elements, dict, "a namespace"):
            name_of(identifier, "an element identifier")
    auth = member(device_signed, "deviceAuth", dict)
    proofs = [name for name in ("deviceSignature", "deviceMac") if name in auth]
    demand(len(proofs) == 1, "structure", "neither one signature nor one MAC")
    proof = cose.message(auth[proofs[0]], proofs[0])
    demand(proof.payload is None, "structure", "the payload of the proof is not detached")
    return {
        "doc_type": name_of(member(document, "docType", str), "docType"),
        "issuer_signed": issuer_signed.parse(member(document, "issuerSigned", dict)),
        "namespaces": namespaces,
        "encoded_namespaces": wrapped,
        "proof": proof,
        "by_mac": proofs[0] == "deviceMac",
    }


def verify(document: dict, given: dict) -> None:
    issued = document["issuer_signed"]
    issuer_signed.verify(issued, given)
    demand(document["doc_type"] == issued.mso["docType"], "binding", "another document type")
    check_authorized(document["namespaces"], issued.mso["deviceKeyInfo"])
    transcript = bytes.fromhex(given["session_transcript"])
    authentication = (
        b"\x84"
        + cbor2.dumps("DeviceAuthentication")
        + transcript
        + cbor2.dumps(document["doc_type"])
        + document["encoded_namespaces"].encoded
    )
    payload = cbor2.dumps(cbor2.CBORTag(24, authentication))
    if document["by_mac"]:
        key = mac_key(issued.device_key, given, transcript)
        cose.verify_mac(document["proof"], key, payload, "binding")
    else:
        cose.verify(document["proof"], issued.device_key, payload, "binding")


def unsigned(base64url: str) -> int:
    padded = base64url + "=" * (-len(base64url) % 4)
    return int.from_bytes(base64.urlsafe_b64decode(padded), "big")


def found(document: dict) -> dict:
    """What is believed in the end, as the vectors write it."""
    namespaces = encoded_values(document["encoded_namespaces"].value)
    device_elements = {
        namespace: {
            identifier: {"cbor": value.hex()}
            for identifier, value in encoded_values(elements).items()
        }
        for namespace, elements in namespaces.items()
    }
    return {
        "doc_type": document["doc_type"],
        "device_elements": device_elements,
        **issuer_signed.found(document["issuer_signed"]),
    }


def check_authorized(namespaces: dict, key_info: dict) -> None:
    """The device signs only what the issuer lets its key sign."""
    authorizations = key_info.get("keyAuthorizations", {})
    whole = authorizations.get("nameSpaces", [])
    parts = authorizations.get("dataElements", {})
    for namespace, elements in namespaces.items():
        for identifier in elements:
            demand(
                namespace in whole or identifier in parts.get(namespace, []),
                "binding",
                "the device signed what its key may not sign",
            )


def mac_key(device_key: object, given: dict, transcript: bytes) -> bytes:
    """EMacKey (9.1.3.5), from the reader's private key and the device's public one."""
    jwk = given["reader_key"]
    reader = ec.derive_private_key(unsigned(jwk["d"]), CURVES[jwk["crv"]])
    demand(
        isinstance(device_key, ec.EllipticCurvePublicKey)
        and device_key.curve.name == reader.curve.name,
        "binding",
        "the reader's key is on another curve",
    )
    secret = reader.exchange(ec.ECDH(), device_key)
    salt = hashlib.sha256(cbor2.dumps(cbor2.CBORTag(24, transcript))).digest()
    return HKDF(hashes.SHA256(), 32, salt, b"EMacKey").derive(secret)
