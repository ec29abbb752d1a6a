use std::collections::BTreeMap;
use std::fmt;

use zeroize::Zeroizing;

use super::files::{
    AUTHENTICATION_CERTIFICATE, FACE_CERTIFICATE, FACE_RECORD, File, INDIVIDUAL_NUMBER,
    LICENCE_DATA, LICENCE_PIN_SETTING, LICENCE_SIGNATURE, SIGNING_CERTIFICATE, TEXT_ATTRIBUTES,
    TEXT_CARD_KEY, TEXT_CERTIFICATE, TEXT_INTEGRITY,
};
use super::record::{RecordError, pin_is_set};
use super::{
    Application, CardReading, CertificateReading, FaceReading, LicenceReading, ReadError,
    SecretName, TextReading,
};
use crate::crypto::sha256;
use crate::limits;

/// What one card has given so far.
#[derive(Default)]
pub(super) struct Kept {
    card: Option<CardMark>,
    files: BTreeMap<(Application, u8), Zeroizing<Vec<u8>>>,
    signatures: BTreeMap<Application, Zeroizing<Vec<u8>>>,
    unanswered: Option<Unanswered>,
}

/// A secret that was sent and not answered: nobody knows yet what became of it.
#[derive(Clone, Copy)]
struct Unanswered {
    secret: SecretName,
    /// What the card told before.
    tries_left: u8,
}

/// What tells one card from another: a digest of something on it that names no holder.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) struct CardMark([u8; 32]);

impl CardMark {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(sha256(&[bytes]))
    }
}

impl Kept {
    /// Whether a card has been recognised before, so that this is no first call.
    pub(super) fn is_of_a_card(&self) -> bool {
        self.card.is_some()
    }

    /// Whether that card has this mark. One without a mark is never taken for the card of before.
    pub(super) fn is_of(&self, mark: Option<CardMark>) -> bool {
        self.is_of_a_card() && self.card == mark
    }

    /// From now on, what is kept is of the card with this mark.
    pub(super) fn belongs_to(&mut self, mark: Option<CardMark>) -> Result<(), ReadError> {
        if self.card.is_none() {
            self.forget();
        } else if !self.is_of(mark) {
            return Err(ReadError::AnotherCard);
        }
        self.card = mark;
        Ok(())
    }

    /// Drops what a card has given, and still knows which secret was not answered.
    pub(super) fn forget(&mut self) {
        *self = Self {
            unanswered: self.unanswered,
            ..Self::default()
        };
    }

    pub(super) fn file(&self, file: &File) -> Option<&[u8]> {
        let bytes = self.files.get(&(file.application, file.identifier))?;
        Some(bytes)
    }

    pub(super) fn has(&self, file: &File) -> bool {
        self.file(file).is_some()
    }

    pub(super) fn is_signed(&self, application: Application) -> bool {
        self.signatures.contains_key(&application)
    }

    /// Whether the licence is opened by a PIN of its holder.
    pub(super) fn licence_pin_is_set(&self) -> Result<bool, RecordError> {
        pin_is_set(self.file(&LICENCE_PIN_SETTING).unwrap_or_default())
    }

    pub(super) fn keep_file(
        &mut self,
        file: &File,
        bytes: Zeroizing<Vec<u8>>,
    ) -> Result<(), ReadError> {
        let before: usize = self.files.values().map(|file| file.len()).sum();
        if before + bytes.len() > limits::CARD_FILES {
            return Err(ReadError::TooManyBytes);
        }
        self.files
            .insert((file.application, file.identifier), bytes);
        Ok(())
    }

    pub(super) fn keep_signature(&mut self, of: Application, signature: Zeroizing<Vec<u8>>) {
        self.signatures.insert(of, signature);
    }

    /// Takes note of a secret before it is sent, with the tries left where the card counts them.
    pub(super) fn sends(&mut self, secret: SecretName, tries_left: Option<u8>) {
        self.unanswered = tries_left.map(|tries_left| Unanswered { secret, tries_left });
    }

    /// The card has said what became of the secret that was sent.
    pub(super) fn is_answered(&mut self) {
        self.unanswered = None;
    }

    /// Whether this secret was sent, its answer never came, and the tries that are left now show
    /// that it was wrong: a right one sets the count back, and one that did not arrive leaves it.
    /// Says so once.
    pub(super) fn was_wrong(&mut self, secret: SecretName, tries_left: u8) -> bool {
        self.unanswered
            .take_if(|sent| sent.secret == secret)
            .is_some_and(|sent| tries_left < sent.tries_left)
    }

    /// All of it. Each part of the reading is there when its files are.
    pub(super) fn into_reading(mut self) -> CardReading {
        CardReading {
            signing: self.certificate(&SIGNING_CERTIFICATE),
            authentication: self.certificate(&AUTHENTICATION_CERTIFICATE),
            face: self.face(),
            text: self.text(),
            licence: self.licence(),
        }
    }

    fn certificate(&mut self, file: &File) -> Option<CertificateReading> {
        Some(CertificateReading {
            certificate: self.take(file)?,
            signature: self.take_signature(file.application),
        })
    }

    fn face(&mut self) -> Option<FaceReading> {
        Some(FaceReading {
            record: self.take(&FACE_RECORD)?,
            certificate: self.take(&FACE_CERTIFICATE)?,
            signature: self.take_signature(Application::Face),
        })
    }

    fn text(&mut self) -> Option<TextReading> {
        Some(TextReading {
            attributes: self.take(&TEXT_ATTRIBUTES)?,
            integrity: self.take(&TEXT_INTEGRITY)?,
            certificate: self.take(&TEXT_CERTIFICATE)?,
            card_key: self.take(&TEXT_CARD_KEY),
            signature: self.take_signature(Application::Text),
            individual_number: self.take(&INDIVIDUAL_NUMBER),
        })
    }

    fn licence(&mut self) -> Option<LicenceReading> {
        Some(LicenceReading {
            pin_set: self.licence_pin_is_set().ok()?,
            data: self.take(&LICENCE_DATA)?,
            signature: self.take(&LICENCE_SIGNATURE)?,
        })
    }

    fn take(&mut self, file: &File) -> Option<Vec<u8>> {
        let mut bytes = self.files.remove(&(file.application, file.identifier))?;
        Some(std::mem::take(&mut *bytes))
    }

    fn take_signature(&mut self, of: Application) -> Option<Vec<u8>> {
        let mut bytes = self.signatures.remove(&of)?;
        Some(std::mem::take(&mut *bytes))
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (files, signatures) = (self.files.len(), self.signatures.len());
        write!(f, "Kept(files: {files}, signatures: {signatures})")
    }
}
