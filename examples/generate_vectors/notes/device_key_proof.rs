//! Flags of the kind `device-key-proof`.

use super::{Note, note};

pub(super) const NOTES: &[Note] = &[
    note(
        "Proof",
        "VALID",
        "A proof of a device key.",
        "Good wallets get no credential.",
    ),
    note(
        "ProofBatch",
        "VALID",
        "Several proofs in one request.",
        "A wallet gets one credential instead of a batch.",
    ),
    note(
        "KeyAttestation",
        "VALID",
        "The wallet's provider says where the key lives.",
        "Good wallets get no credential.",
    ),
    note(
        "KeyAttestationForm",
        "MISSING_STEP",
        "The key attestation is missing, or not of the form of Appendix D.",
        "A key of which nobody knows where it lives is taken for one in hardware.",
    ),
    note(
        "KeyAttestationKey",
        "MISSING_STEP",
        "The key attestation is not for the proof's key.",
        "The attestation of a key in hardware is used for one in a file.",
    ),
    note(
        "KeyAttestationNonce",
        "MISSING_STEP",
        "The key attestation is for another nonce.",
        "An old attestation is replayed.",
    ),
    note(
        "KeyAttestationSignature",
        "MISSING_STEP",
        "No trusted provider signed the key attestation.",
        "Everybody attests keys.",
    ),
    note(
        "KeyAttestationTime",
        "MISSING_STEP",
        "The key attestation is over.",
        "A wallet that its provider gave up is still trusted.",
    ),
    note(
        "NonceUsedTwice",
        "MISSING_STEP",
        "The nonce served for another request already.",
        "A proof that somebody listened to gets a second credential.",
    ),
    note(
        "ProofPrivateKey",
        "MISSING_STEP",
        "The private key came along.",
        "A key that others know by now signs for the holder.",
    ),
    note(
        "ProofAlgorithm",
        "CONFUSION",
        "The algorithm is not that of the key.",
        "A proof that anybody can make is accepted.",
    ),
    note(
        "ProofAudience",
        "MISSING_STEP",
        "The proof is for another issuer.",
        "One issuer replays at another what a wallet proved to it.",
    ),
    note(
        "ProofBatchSize",
        "MISSING_STEP",
        "More proofs than the issuer offers.",
        "A wallet gets more credentials than it may.",
    ),
    note(
        "ProofClaim",
        "MALFORMED",
        "A claim is missing or of another type.",
        "A proof of any age is accepted.",
    ),
    note(
        "ProofEncoding",
        "MALFORMED",
        "Not the compact form of a JWS.",
        "Two readers see different things in the same proof.",
    ),
    note(
        "ProofHeader",
        "MISSING_STEP",
        "The header has something critical that nobody knows.",
        "A restriction is overlooked.",
    ),
    note(
        "ProofKey",
        "MALFORMED",
        "The key is none.",
        "A credential is issued for a key that nobody has.",
    ),
    note(
        "ProofKeyReference",
        "MISSING_STEP",
        "The key is not named exactly once.",
        "Another key is taken than the one that signed.",
    ),
    note(
        "ProofKeyTwice",
        "MISSING_STEP",
        "Two proofs are of one key.",
        "Two credentials with one key link their presentations.",
    ),
    note(
        "ProofNonce",
        "MISSING_STEP",
        "The nonce is not the one of this request.",
        "An old proof is replayed.",
    ),
    note(
        "ProofSignature",
        "MISSING_STEP",
        "The key in the header did not sign this.",
        "A credential is issued for a key that the wallet does not have.",
    ),
    note(
        "ProofTime",
        "MISSING_STEP",
        "The proof is too old, or of the future.",
        "An old proof is replayed, or one is made in advance.",
    ),
    note(
        "ProofType",
        "CONFUSION",
        "Another kind of JWT.",
        "What a wallet signed for something else is taken for a proof.",
    ),
    note(
        "ProofsForm",
        "MALFORMED",
        "`proofs` is not an object with one array of proofs.",
        "Wallet and issuer do not agree on how many credentials there will be.",
    ),
];
