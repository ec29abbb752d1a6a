use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::error::{Category, Coded};
use crate::time::{Era, FullDate};

/// What the holder types in, for the applications that a plan reads. Each value is sent to the
/// card at most once per call, is wiped when dropped, and cannot be printed or copied.
#[derive(Debug, Default)]
pub struct Secrets {
    /// Opens the signing certificate and key.
    pub signing_password: Option<SigningPassword>,
    /// Opens the authentication key (利用者証明用電子証明書の暗証番号).
    pub authentication_pin: Option<Pin>,
    /// Opens the text application (券面事項入力補助用の暗証番号).
    pub text_pin: Option<Pin>,
    /// Opens the face application.
    pub verification_number_b: Option<VerificationNumberB>,
    /// Opens the driving licence. Not needed when the holder has set none: the card says so, and
    /// `****` is sent in its place.
    pub licence_pin: Option<Pin>,
}

impl Secrets {
    /// The bytes to send.
    pub(super) fn value(&self, name: SecretName) -> Option<&[u8]> {
        match name {
            SecretName::SigningPassword => self.signing_password.as_ref().map(|s| s.as_bytes()),
            SecretName::AuthenticationPin => self.authentication_pin.as_ref().map(|s| s.as_bytes()),
            SecretName::TextPin => self.text_pin.as_ref().map(|s| s.as_bytes()),
            SecretName::VerificationNumberB => {
                self.verification_number_b.as_ref().map(|s| s.as_bytes())
            }
            SecretName::LicencePin => self.licence_pin.as_ref().map(|s| s.as_bytes()),
        }
    }
}

/// A PIN of four digits.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Pin([u8; 4]);

impl Pin {
    /// From exactly four ASCII digits.
    ///
    /// # Errors
    /// [`SecretError::Pin`].
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let digits: [u8; 4] = text.as_bytes().try_into().map_err(|_| SecretError::Pin)?;
        let pin = Self(digits);
        if pin.0.iter().all(u8::is_ascii_digit) {
            Ok(pin)
        } else {
            Err(SecretError::Pin)
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The signing password (署名用電子証明書の暗証番号): 6 to 16 upper-case letters and digits, of each at
/// least one.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct SigningPassword {
    characters: [u8; 16],
    length: usize,
}

impl SigningPassword {
    /// From the text as typed; lower case is taken as upper case.
    ///
    /// # Errors
    /// [`SecretError::SigningPassword`].
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let mut password = Self {
            characters: [0; 16],
            length: text.len(),
        };
        let characters = password
            .characters
            .get_mut(..text.len())
            .filter(|characters| characters.len() >= 6)
            .ok_or(SecretError::SigningPassword)?;
        characters.copy_from_slice(text.as_bytes());
        characters.make_ascii_uppercase();
        let letters = characters.iter().filter(|c| c.is_ascii_uppercase()).count();
        let digits = characters.iter().filter(|c| c.is_ascii_digit()).count();
        if letters > 0 && digits > 0 && letters + digits == characters.len() {
            Ok(password)
        } else {
            Err(SecretError::SigningPassword)
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.characters.get(..self.length).unwrap_or_default()
    }
}

/// The number that opens the face application (照合番号B): 14 digits, all of them printed on the card.
/// It proves that somebody has seen the card, and no more.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct VerificationNumberB([u8; 14]);

impl VerificationNumberB {
    /// From exactly fourteen ASCII digits: birth date `YYMMDD` with the year of the era, card
    /// expiry year `YYYY`, security code.
    ///
    /// # Errors
    /// [`SecretError::VerificationNumberB`].
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let error = SecretError::VerificationNumberB;
        let number = Self(text.as_bytes().try_into().map_err(|_| error)?);
        if number.0.iter().all(u8::is_ascii_digit) {
            Ok(number)
        } else {
            Err(error)
        }
    }

    /// From what is printed on the card: birth date, year of the card's expiry, and the security
    /// code of four digits.
    ///
    /// # Errors
    /// [`SecretError::VerificationNumberB`], also for a birth before 1868.
    pub fn from_printed(
        birth_date: FullDate,
        expiry_year: u16,
        security_code: &str,
    ) -> Result<Self, SecretError> {
        let (_, year) = Era::of(birth_date).ok_or(SecretError::VerificationNumberB)?;
        if expiry_year > 9999 || security_code.len() != 4 {
            return Err(SecretError::VerificationNumberB);
        }
        let (month, day) = (birth_date.month(), birth_date.day());
        let text = Zeroizing::new(format!(
            "{year:02}{month:02}{day:02}{expiry_year:04}{security_code}"
        ));
        Self::parse(&text)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

macro_rules! redacted {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    )*};
}

redacted!(Pin, SigningPassword, VerificationNumberB);

/// A secret of the wrong form. Nothing was sent to the card, and no try is lost.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SecretError {
    /// Not four digits.
    #[error("a PIN has exactly four digits; type it again")]
    Pin,
    /// Not 6 to 16 letters and digits, of each at least one.
    #[error("the signing password has 6 to 16 letters and digits, of each one; type it again")]
    SigningPassword,
    /// Not fourteen digits.
    #[error(
        "the number has 14 digits (birth date, expiry year, security code); type them as printed"
    )]
    VerificationNumberB,
}

impl Coded for SecretError {
    fn code(&self) -> &'static str {
        match self {
            Self::Pin => "card.pin-form",
            Self::SigningPassword => "card.signing-password-form",
            Self::VerificationNumberB => "card.verification-number-form",
        }
    }

    fn category(&self) -> Category {
        Category::Holder
    }
}

/// Which secret an error or a progress report speaks of.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum SecretName {
    /// [`Secrets::signing_password`].
    SigningPassword,
    /// [`Secrets::authentication_pin`].
    AuthenticationPin,
    /// [`Secrets::text_pin`].
    TextPin,
    /// [`Secrets::verification_number_b`].
    VerificationNumberB,
    /// [`Secrets::licence_pin`].
    LicencePin,
}

impl SecretName {
    /// Every secret.
    pub const ALL: [Self; 5] = [
        Self::SigningPassword,
        Self::AuthenticationPin,
        Self::TextPin,
        Self::VerificationNumberB,
        Self::LicencePin,
    ];
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SigningPassword => "signing password",
            Self::AuthenticationPin => "PIN of the authentication certificate",
            Self::TextPin => "PIN of the text application",
            Self::VerificationNumberB => "verification number B",
            Self::LicencePin => "PIN of the driving licence",
        })
    }
}
