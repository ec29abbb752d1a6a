"""COSE (RFC 9052, RFC 9053): signatures, MACs, public keys."""

import hmac
from dataclasses import dataclass

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from refusal import decode, demand, of_type

ALG, CRIT, KID, X5CHAIN = 1, 2, 4, 33

# Of each curve of ISO/IEC 18013-5: its number in COSE, the algorithm that goes with it.
CURVES = {
    "secp256r1": (1, -7),
    "secp384r1": (2, -35),
    "secp521r1": (3, -36),
    "brainpoolP256r1": (256, -7),
    "brainpoolP384r1": (258, -35),
    "brainpoolP512r1": (259, -36),
}
EC_CURVES = {
    1: ec.SECP256R1(),
    2: ec.SECP384R1(),
    3: ec.SECP521R1(),
    256: ec.BrainpoolP256R1(),
    258: ec.BrainpoolP384R1(),
    259: ec.BrainpoolP512R1(),
}
HASHES = {-7: hashes.SHA256(), -35: hashes.SHA384(), -36: hashes.SHA512()}
EDDSA, HMAC_256 = -8, 5


@dataclass(frozen=True)
class Message:
    """A COSE_Sign1 or a COSE_Mac0: both are untagged arrays of four."""

    protected: bytes
    algorithm: int
    headers: dict
    payload: bytes | None
    proof: bytes


def message(item: object, what: str) -> Message:
    of_type(item, list, what)
    demand(len(item) == 4, "structure", f"{what} is no array of four")
    protected = of_type(item[0], bytes, f"the protected header of {what}")
    unprotected = of_type(item[1], dict, f"the unprotected header of {what}")
    payload = None if item[2] is None else of_type(item[2], bytes, f"the payload of {what}")
    proof = of_type(item[3], bytes, f"the signature of {what}")

    signed = decode(protected, f"the protected header of {what}") if protected else {}
    of_type(signed, dict, f"the protected header of {what}")
    demand(ALG in signed, "structure", f"{what} has no protected alg")
    demand(not signed.keys() & unprotected.keys(), "structure", f"a label twice in {what}")
    for header in (signed, unprotected):
        of_type(header.get(KID, b""), bytes, "kid")
    # RFC 9052 3.1: crit lists what must be understood, and stands with it in the protected header.
    critical = signed.get(CRIT, [ALG])
    demand(
        CRIT not in unprotected
        and type(critical) is list
        and critical != []
        and all(label in (ALG, X5CHAIN) and label in signed for label in critical),
        "structure",
        f"{what} has a critical label that is not understood",
    )
    return Message(protected, signed[ALG], signed | unprotected, payload, proof)


def chain(headers: dict) -> list[bytes]:
    """x5chain (RFC 9360): one certificate is a byte string, several are an array."""
    value = headers.get(X5CHAIN)
    if type(value) is bytes:
        return [value]
    of_type(value, list, "x5chain")
    demand(len(value) > 1, "structure", "x5chain is an array of fewer than two")
    return [of_type(certificate, bytes, "a certificate") for certificate in value]


def public_key(key: object) -> object:
    """A COSE_Key (RFC 9053 7) without a private part."""
    of_type(key, dict, "deviceKey")
    demand(-4 not in key, "structure", "deviceKey has a private part")
    kty, crv, x = key.get(1), of_type(key.get(-1), int, "crv"), of_type(key.get(-2), bytes, "x")
    try:
        match (kty, crv):
            case (2, crv) if crv in EC_CURVES:
                curve = EC_CURVES[crv]
                y = of_type(key.get(-3), bytes, "y")
                length = (curve.key_size + 7) // 8
                demand(len(x) == len(y) == length, "structure", "a coordinate has another length")
                return ec.EllipticCurvePublicKey.from_encoded_point(curve, b"\x04" + x + y)
            case (1, 6):
                return ed25519.Ed25519PublicKey.from_public_bytes(x)
            case (1, 7):
                return ed448.Ed448PublicKey.from_public_bytes(x)
    except ValueError:
        demand(False, "structure", "deviceKey is no point of its curve")
    demand(False, "structure", "deviceKey is on no known curve")


def verify(signed: Message, key: object, payload: bytes, stage: str) -> None:
    """The signature of a COSE_Sign1 over this payload."""
    structure = cbor2.dumps(["Signature1", signed.protected, b"", payload])
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            _, algorithm = CURVES[key.curve.name]
            demand(signed.algorithm == algorithm, stage, "the algorithm does not fit the key")
            der = der_signature(signed.proof, (key.curve.key_size + 7) // 8, stage)
            key.verify(der, structure, ec.ECDSA(HASHES[algorithm]))
        else:
            demand(signed.algorithm == EDDSA, stage, "the algorithm does not fit the key")
            key.verify(signed.proof, structure)
    except InvalidSignature:
        demand(False, stage, "the signature does not verify")


def der_signature(proof: bytes, length: int, stage: str) -> bytes:
    """COSE writes r and s in full length, one after the other; the library takes DER."""
    demand(len(proof) == 2 * length, stage, "the signature is not r and s in full length")
    r, s = (int.from_bytes(part, "big") for part in (proof[:length], proof[length:]))
    demand(r > 0 and s > 0, stage, "r or s is zero")
    return encode_dss_signature(r, s)


def verify_mac(tagged: Message, key: bytes, payload: bytes, stage: str) -> None:
    """The tag of a COSE_Mac0, by HMAC 256/256."""
    demand(tagged.algorithm == HMAC_256, stage, "the algorithm is not HMAC 256/256")
    structure = cbor2.dumps(["MAC0", tagged.protected, b"", payload])
    expected = hmac.digest(key, structure, "sha256")
    demand(hmac.compare_digest(expected, tagged.proof), stage, "the MAC does not verify")
