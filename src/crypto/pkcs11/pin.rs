use std::fmt;

use cryptoki::types::AuthPin;

use super::Pkcs11Error;
use crate::limits;

/// The PIN of a token's user. Zeroised when dropped.
#[derive(Clone)]
pub struct TokenPin(AuthPin);

impl TokenPin {
    /// From the PIN as it would be typed.
    ///
    /// # Errors
    /// [`Pkcs11Error::Setting`] when it is empty, longer than 255 bytes, or has a control
    /// character: the line break at the end of a file would make it a wrong PIN.
    pub fn parse(text: &str) -> Result<Self, Pkcs11Error> {
        if (1..=limits::TOKEN_PIN).contains(&text.len()) && !text.chars().any(char::is_control) {
            return Ok(Self(AuthPin::new(text.into())));
        }
        Err(Pkcs11Error::Setting {
            field: "pin",
            demand: "1 to 255 bytes of text without line breaks",
        })
    }

    pub(super) fn expose(&self) -> &AuthPin {
        &self.0
    }
}

impl fmt::Debug for TokenPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenPin(secret)")
    }
}
