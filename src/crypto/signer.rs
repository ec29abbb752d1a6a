use super::{PublicKey, Signature};
use crate::error::{Category, Coded};

/// Signs for an authority or an issuer: a key in memory, in an HSM, behind a service.
///
/// It takes the message, not its digest, in parts, so that a long message need not be joined; an
/// implementation that wants a digest hashes the parts.
pub trait Signer: Send + Sync {
    /// The public half; its curve fixes the algorithm.
    fn public_key(&self) -> PublicKey;

    /// Signs the message that the parts make when joined.
    ///
    /// # Errors
    /// [`SignerError`] when the key cannot be used now.
    fn sign(&self, message: &[&[u8]]) -> Result<Signature, SignerError>;
}

/// A signer could not sign.
#[derive(Debug, thiserror::Error)]
#[error("the signer failed ({reason}); nothing was issued, try again when it works")]
pub struct SignerError {
    /// What failed, without secrets.
    pub reason: &'static str,
    /// The underlying error, if there is one.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Coded for SignerError {
    fn code(&self) -> &'static str {
        "crypto.signer"
    }

    fn category(&self) -> Category {
        Category::Upstream
    }
}
