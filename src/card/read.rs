use super::files::{
    AUTHENTICATION_CERTIFICATE, AUTHENTICATION_KEY, CERTIFICATE_TABLE, FACE_CERTIFICATE, FACE_KEY,
    FACE_RECORD, INDIVIDUAL_NUMBER, LICENCE_DATA, LICENCE_PIN_SETTING, LICENCE_SIGNATURE,
    SIGNING_CERTIFICATE, SIGNING_KEY, TEXT_ATTRIBUTES, TEXT_CARD_KEY, TEXT_CERTIFICATE,
    TEXT_INTEGRITY, TEXT_KEY,
};
use super::session::Session;
use super::{
    Application, CardReading, Need, Presence, Progress, ReadError, ReadingPlan, SecretName,
    Secrets, TextWanted, Transport, UnfinishedReading, substitutes,
};

/// Reads a card as the plan says, in one go. The keys sign the challenge's text (UTF-8) by
/// SHA-256, those of a JPKI on P-384 by SHA-384.
///
/// Before a secret is sent, the card is asked how many tries are left, which costs none; each
/// secret is sent at most once. The steps, APDU by APDU, are
/// [in the module's documentation](crate::card#the-steps). [`UnfinishedReading`] is the same for a
/// card that may be taken away, [`Deadline`](super::Deadline) ends a reading in time.
///
/// # Errors
/// [`ReadError`]. The reading is whole or there is none; a wrong secret has cost one try.
pub fn read(
    transport: &mut dyn Transport,
    plan: &ReadingPlan,
    secrets: &Secrets,
    challenge: &str,
    progress: &mut dyn FnMut(Progress),
) -> Result<CardReading, ReadError> {
    UnfinishedReading::new(plan, challenge).finish(transport, secrets, progress)
}

impl Session<'_> {
    /// Lets everything that the plan asks for be kept.
    pub(super) fn read(&mut self) -> Result<(), ReadError> {
        match self.steps() {
            Err(ReadError::UnexpectedStatus { status, .. })
                if status.is_of_a_reset_card() && self.is_another_card() =>
            {
                Err(self.exchanged())
            }
            read => read,
        }
    }

    fn steps(&mut self) -> Result<(), ReadError> {
        self.require_secrets()?;
        if self.plan.licence && !self.kept.is_of_a_card() {
            // Before a secret is spent: does the card carry one at all?
            self.select(Application::Licence)?;
        }
        self.open(Application::Jpki)?;
        self.moved = false;
        let (mark, beginning) = self.card_mark()?;
        self.kept.belongs_to(mark)?;
        if mark.is_none() && self.plan.goes_beyond_jpki() {
            return Err(ReadError::Unrecognisable);
        }
        if self.moved {
            self.select(Application::Jpki)?;
        }
        match self.plan.presence {
            Presence::SigningKey => self.signing()?,
            Presence::AuthenticationKey => {
                if beginning.first() != Some(&0x30) {
                    return Err(ReadError::NoAuthenticationCertificate);
                }
                self.file_from(&AUTHENTICATION_CERTIFICATE, beginning)?;
                self.sign(&AUTHENTICATION_KEY)?;
            }
        }
        if self.text_is_wanted() {
            self.text()?;
        }
        if self.plan.face {
            self.file(&FACE_RECORD)?;
            self.file(&FACE_CERTIFICATE)?;
            self.sign(&FACE_KEY)?;
        }
        if self.plan.licence {
            self.file(&LICENCE_PIN_SETTING)?;
            self.kept.licence_pin_is_set()?;
            self.file(&LICENCE_DATA)?;
            self.file(&LICENCE_SIGNATURE)?;
        }
        if self.moved {
            self.select(Application::Jpki)?;
            if self.card_mark()?.0 != mark {
                return Err(self.exchanged());
            }
        }
        Ok(())
    }

    /// Whether another card answers than the one that this reading is of, as far as the one that
    /// answers lets itself be asked.
    fn is_another_card(&mut self) -> bool {
        self.kept.is_of_a_card()
            && self.select(Application::Jpki).is_ok()
            && self
                .card_mark()
                .is_ok_and(|(mark, _)| !self.kept.is_of(mark))
    }

    /// What has arrived may be of either card, and is not kept.
    fn exchanged(&mut self) -> ReadError {
        self.kept.forget();
        ReadError::AnotherCard
    }

    /// The secrets that are needed whatever the card says.
    fn require_secrets(&self) -> Result<(), ReadError> {
        let missing = SecretName::ALL.into_iter().find(|name| {
            self.plan.need(*name) == Need::Always
                && self.secrets.value(*name).is_none()
                && !self.has_all_opened_by(*name)
        });
        match missing {
            Some(secret) => Err(ReadError::MissingSecret { secret }),
            None => Ok(()),
        }
    }

    /// Whether everything has arrived that this secret opens and the plan wants.
    fn has_all_opened_by(&self, secret: SecretName) -> bool {
        let kept = &self.kept;
        let signed = kept.is_signed(Application::Jpki);
        match secret {
            SecretName::SigningPassword => signed && kept.has(&SIGNING_CERTIFICATE),
            SecretName::AuthenticationPin => signed,
            SecretName::TextPin => [&TEXT_ATTRIBUTES, &TEXT_INTEGRITY, &TEXT_CARD_KEY]
                .into_iter()
                .chain(self.plan.individual_number.then_some(&INDIVIDUAL_NUMBER))
                .all(|file| kept.has(file)),
            SecretName::VerificationNumberB => kept.has(&FACE_RECORD),
            SecretName::LicencePin => kept.has(&LICENCE_DATA) && kept.has(&LICENCE_SIGNATURE),
        }
    }

    fn signing(&mut self) -> Result<(), ReadError> {
        if !self.kept.has(&SIGNING_CERTIFICATE) {
            let table = self.channel.read_beginning(CERTIFICATE_TABLE, 1)?;
            // A card without the table is asked for the certificate itself.
            if table.first().is_some_and(|present| *present != 0x8F) {
                return Err(ReadError::NoSigningCertificate);
            }
        }
        self.file(&SIGNING_CERTIFICATE)?;
        self.sign(&SIGNING_KEY)
    }

    fn text(&mut self) -> Result<(), ReadError> {
        self.file(&TEXT_ATTRIBUTES)?;
        self.file(&TEXT_INTEGRITY)?;
        self.file(&TEXT_CERTIFICATE)?;
        self.file(&TEXT_CARD_KEY)?;
        if self.plan.individual_number {
            self.file(&INDIVIDUAL_NUMBER)?;
        }
        self.sign(&TEXT_KEY)
    }

    fn text_is_wanted(&self) -> bool {
        match (self.plan.text(), self.kept.file(&SIGNING_CERTIFICATE)) {
            (None, _) => false,
            (Some(TextWanted::IfSubstituted), Some(certificate)) => {
                substitutes::flagged(certificate)
            }
            (Some(_), _) => true,
        }
    }
}
