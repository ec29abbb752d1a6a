use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, KeyType, ObjectClass};

use super::error::failed;
use super::found::{ec_parameters, objects};
use super::pool::Mode;
use super::{KeyName, Pkcs11Error, Token, TokenKey};
use crate::crypto::SigningCurve;

impl Token {
    /// Makes a key pair inside the token, with its random source. The private key can sign and
    /// nothing else, and cannot be taken out.
    ///
    /// It needs one session more than signing. When it fails after the token made the key, the key
    /// is there, and [`key`](Self::key) finds it.
    ///
    /// # Errors
    /// [`Pkcs11Error::Setting`] for a label or id that is empty or longer than 255 bytes,
    /// [`Pkcs11Error::KeyExists`], and those of [`key`](Self::key).
    pub fn generate_key(
        &self,
        curve: SigningCurve,
        label: &str,
        id: &[u8],
    ) -> Result<TokenKey, Pkcs11Error> {
        let (label, id) = (KeyName::Label(label.to_owned()), KeyName::Id(id.to_vec()));
        label.check()?;
        id.check()?;
        let opened = self.0.open(Mode::ReadWrite)?;
        let session = opened.session();
        for name in [&label, &id] {
            for class in [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY] {
                let taken = [Attribute::Class(class), name.attribute()];
                if !objects(session, &taken, 1)?.is_empty() {
                    return Err(Pkcs11Error::KeyExists { key: name.clone() });
                }
            }
        }
        let public = [
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::KeyType(KeyType::EC),
            Attribute::EcParams(ec_parameters(curve).to_vec()),
            Attribute::Verify(true),
            label.attribute(),
            id.attribute(),
        ];
        let private = [
            Attribute::Token(true),
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Sign(true),
            Attribute::SignRecover(false),
            Attribute::Decrypt(false),
            Attribute::Unwrap(false),
            Attribute::Derive(false),
            label.attribute(),
            id.attribute(),
        ];
        session
            .generate_key_pair(&Mechanism::EccKeyPairGen, &public, &private)
            .map_err(failed)?;
        self.key(&id)
    }
}
