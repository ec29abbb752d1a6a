//! A signer over `graviola`, which signs several times faster than the crate's own software key.

use graviola::hashing::Sha256;
use graviola::signing::ecdsa::{P256, SigningKey};
use mnid_mdoc::crypto::{Curve, PublicKey, Signature, Signer, SignerError};

/// A P-256 key in memory.
pub(crate) struct FastSigner {
    key: SigningKey<P256>,
    public_key: PublicKey,
}

impl FastSigner {
    /// From PKCS#8 in DER. An error where graviola, which checks only when it is first used, would
    /// end the program.
    pub(crate) fn from_pkcs8_der(key: &[u8]) -> Result<Self, SignerError> {
        if !processor_suffices() {
            return Err(failed("graviola cannot use this processor"));
        }
        let key = SigningKey::from_pkcs8_der(key).map_err(|_| failed("not a P-256 key"))?;
        let mut spki = [0; 128];
        let spki = key
            .to_spki_der(&mut spki)
            .map_err(|_| failed("no public key"))?;
        let public_key = PublicKey::from_spki_der(spki).map_err(|_| failed("no public key"))?;
        Ok(Self { key, public_key })
    }
}

impl Signer for FastSigner {
    fn public_key(&self) -> PublicKey {
        self.public_key.clone()
    }

    fn sign(&self, message: &[&[u8]]) -> Result<Signature, SignerError> {
        let mut signature = [0; 64];
        let signature = self
            .key
            .sign::<Sha256>(message, &mut signature)
            .map_err(|_| failed("graviola did not sign"))?;
        Signature::from_bytes(Curve::P256, signature).map_err(|_| failed("no signature"))
    }
}

fn failed(reason: &'static str) -> SignerError {
    SignerError {
        reason,
        source: None,
    }
}

#[cfg(target_arch = "x86_64")]
fn processor_suffices() -> bool {
    use std::arch::is_x86_feature_detected as has;
    has!("adx")
        && has!("aes")
        && has!("avx")
        && has!("avx2")
        && has!("bmi1")
        && has!("bmi2")
        && has!("pclmulqdq")
}

#[cfg(target_arch = "aarch64")]
fn processor_suffices() -> bool {
    use std::arch::is_aarch64_feature_detected as has;
    has!("neon") && has!("aes") && has!("pmull") && has!("sha2")
}
