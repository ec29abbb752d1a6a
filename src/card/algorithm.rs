use der::Decode;
use der::oid::db::rfc5912::{ID_EC_PUBLIC_KEY, SECP_384_R_1};
use sha2::{Digest, Sha384};
use x509_cert::Certificate;

use crate::crypto::sha256;

#[cfg(test)]
mod tests;

/// How a key of the card signs the challenge.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256 and a key of 2048 bits (RFC 8017 8.2): the card is sent the
    /// DigestInfo. Every key of today's card.
    RsaSha256,
    /// ECDSA on P-384 with SHA-384: announced for the JPKI of the next generation of the card, of
    /// which no interface is published. Inferred from what tokens do (PKCS #11, `CKM_ECDSA`): the
    /// card is sent the bare digest by the command of today, and answers `r || s`.
    EcdsaSha384,
}

impl Algorithm {
    /// That of the key in a certificate, as nobody has checked it yet. What cannot be read is left
    /// to whoever examines it.
    pub(super) fn of_certificate(certificate: &[u8]) -> Self {
        let Ok(certificate) = Certificate::from_der(certificate) else {
            return Self::RsaSha256;
        };
        let key = &certificate
            .tbs_certificate()
            .subject_public_key_info()
            .algorithm;
        let curve = key
            .parameters
            .as_ref()
            .and_then(|curve| curve.decode_as().ok());
        if key.oid == ID_EC_PUBLIC_KEY && curve == Some(SECP_384_R_1) {
            Self::EcdsaSha384
        } else {
            Self::RsaSha256
        }
    }

    /// What the card is sent.
    pub(super) fn to_be_signed(self, digests: &Digests) -> Vec<u8> {
        match self {
            Self::RsaSha256 => [&SHA256_DIGEST_INFO[..], &digests.sha256].concat(),
            Self::EcdsaSha384 => digests.sha384.to_vec(),
        }
    }

    /// Bytes of a signature.
    pub(super) fn signature_length(self) -> usize {
        match self {
            Self::RsaSha256 => 256,
            Self::EcdsaSha384 => 96,
        }
    }
}

/// Of the challenge's text, for whichever key signs it.
pub(super) struct Digests {
    sha256: [u8; 32],
    sha384: [u8; 48],
}

impl Digests {
    pub(super) fn of(text: &str) -> Self {
        Self {
            sha256: sha256(&[text.as_bytes()]),
            sha384: Sha384::digest(text).into(),
        }
    }
}

/// `SEQUENCE { SEQUENCE { sha256, NULL }, OCTET STRING of 32 }` up to its content (RFC 8017 9.2).
const SHA256_DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];
