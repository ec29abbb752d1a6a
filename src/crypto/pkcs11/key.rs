use std::fmt;
use std::sync::Arc;

use super::pool::Pool;
use super::session::TokenSession;
use super::{KeyName, Pkcs11Error, Token};
use crate::crypto::{PublicKey, Signature, Signer, SignerError};

/// A private key inside a token: ES256 on P-256 or ES384 on P-384. The message is hashed here; the
/// token gets the digest.
#[derive(Clone)]
pub struct TokenKey {
    pool: Arc<Pool>,
    name: KeyName,
    public_key: PublicKey,
}

impl Token {
    /// Finds a private key and its public half, and has it sign a text, to see that they fit.
    ///
    /// # Errors
    /// [`Pkcs11Error::Setting`] for a name that is empty or longer than 255 bytes,
    /// [`Pkcs11Error::KeyMissing`], [`Pkcs11Error::KeyAmbiguous`], [`Pkcs11Error::KeyUnusable`],
    /// and what may befall the token at any time.
    pub fn key(&self, name: &KeyName) -> Result<TokenKey, Pkcs11Error> {
        name.check()?;
        let found = |session: &mut TokenSession| {
            session.with_key(name, |_, key| Ok(key.public_key().clone()))
        };
        Ok(TokenKey {
            public_key: self.0.run(found)?,
            pool: Arc::clone(&self.0),
            name: name.clone(),
        })
    }
}

impl Signer for TokenKey {
    fn public_key(&self) -> PublicKey {
        self.public_key.clone()
    }

    /// Signs in the token.
    ///
    /// # Errors
    /// [`SignerError`], with a [`Pkcs11Error`] as its source.
    fn sign(&self, message: &[&[u8]]) -> Result<Signature, SignerError> {
        let sign = |session: &mut TokenSession| {
            session.with_key(&self.name, |session, key| {
                if *key.public_key() != self.public_key {
                    return Err(Pkcs11Error::KeyChanged {
                        key: self.name.clone(),
                    });
                }
                key.sign(session, message)
            })
        };
        Ok(self.pool.run(sign)?)
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenKey({}, {:?})", self.name, self.public_key.curve())
    }
}
