use crate::crypto::{PublicKey, Thumbprint};
use crate::time::Timestamp;

/// A public key whose private half somebody has just proven to hold. Only the proofs of this
/// module make it:
///
/// ```compile_fail
/// # fn nobody(key: mnid_mdoc::crypto::PublicKey) {
/// let unproven = mnid_mdoc::holder::DeviceKey::proven(key, None);
/// # }
/// ```
/// ```
/// # fn somebody(proven: &mnid_mdoc::holder::DeviceKey) {
/// let key: &mnid_mdoc::crypto::PublicKey = proven.public_key();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct DeviceKey {
    key: PublicKey,
    /// The `COSE_Key` that stands in a credential, encoded once.
    encoded: Vec<u8>,
    thumbprint: Thumbprint,
    dpop_key: Option<Thumbprint>,
    attestation: Option<KeyAttestation>,
}

impl DeviceKey {
    /// A key whose proof came in a request under `dpop_key`, if it came under one.
    /// Without a kind of proof there is none.
    #[cfg(any(test, feature = "openid4vci"))]
    pub(crate) fn proven(key: PublicKey, dpop_key: Option<Thumbprint>) -> Self {
        Self {
            encoded: crate::cose::encode_key(&key),
            thumbprint: key.thumbprint(),
            key,
            dpop_key,
            attestation: None,
        }
    }

    #[cfg(feature = "openid4vci")]
    pub(super) fn attested(self, attestation: Option<KeyAttestation>) -> Self {
        Self {
            attestation,
            ..self
        }
    }

    /// The key.
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// The key as a `COSE_Key`.
    pub(crate) fn encoded(&self) -> &[u8] {
        &self.encoded
    }

    /// The key's thumbprint, by which a challenge names it.
    pub fn thumbprint(&self) -> Thumbprint {
        self.thumbprint
    }

    /// The wallet's DPoP key, when the proof came in a request under one.
    pub fn dpop_key(&self) -> Option<Thumbprint> {
        self.dpop_key
    }

    /// What the wallet's provider attests of where the key lives; `None` when the issuer did not
    /// ask for it.
    pub fn attestation(&self) -> Option<&KeyAttestation> {
        self.attestation.as_ref()
    }
}

/// What a wallet's provider says of a device key (OpenID4VCI 1.0 Appendix D). Whether it is enough
/// is for the issuer's policy.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeyAttestation {
    /// When the attestation ends.
    pub expires: Timestamp,
    /// The resistance of the key's storage to attack, for example `iso_18045_high`; empty when the
    /// provider says nothing.
    pub key_storage: Vec<String>,
    /// The resistance of what the holder authenticates by before the key is used; empty when the
    /// provider says nothing.
    pub user_authentication: Vec<String>,
}
