use zeroize::Zeroizing;

use super::apdu::{Command, StatusWord};
use super::channel::{Channel, unexpected};
use super::record;
use super::session::Session;
use super::{
    Application, CardReading, CertificateReading, FaceReading, LicenceReading, Presence, Progress,
    ReadError, ReadingPlan, SecretName, Secrets, TextReading, TextWanted, Transport, substitutes,
};
use crate::crypto::sha256;

/// Reads a card as the plan says. The keys sign the SHA-256 of the challenge's text (UTF-8).
///
/// Before a secret is sent, the card is asked how many tries are left, which costs none; each
/// secret is sent at most once. The steps, APDU by APDU, are
/// [in the module's documentation](crate::card#the-steps).
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
    require_secrets(plan, secrets)?;
    let mut session = Session {
        channel: Channel::new(transport),
        plan,
        secrets,
        digest: sha256(&[challenge.as_bytes()]),
        progress,
    };
    let mut reading = CardReading::default();
    if plan.licence {
        // Before a secret is spent: does the card carry one at all?
        session.select(Application::Licence)?;
    }
    session.open(Application::Jpki)?;
    let card = session.card_mark(AUTHENTICATION_CERTIFICATE)?;
    match plan.presence {
        Presence::SigningKey => reading.signing = Some(session.signing()?),
        Presence::AuthenticationKey => reading.authentication = Some(session.authentication()?),
    }
    if session.text_is_wanted(&reading) {
        reading.text = Some(session.text()?);
    }
    if plan.face {
        reading.face = Some(session.face()?);
    }
    if plan.licence {
        reading.licence = Some(session.licence()?);
    }
    session.select(Application::Jpki)?;
    if session.card_mark(AUTHENTICATION_CERTIFICATE)? != card {
        return Err(ReadError::AnotherCard);
    }
    Ok(reading)
}

/// The secrets that are needed whatever the card says.
fn require_secrets(plan: &ReadingPlan, secrets: &Secrets) -> Result<(), ReadError> {
    let needed = [
        (
            plan.presence == Presence::SigningKey && secrets.signing_password.is_none(),
            SecretName::SigningPassword,
        ),
        (
            plan.presence == Presence::AuthenticationKey && secrets.authentication_pin.is_none(),
            SecretName::AuthenticationPin,
        ),
        (
            plan.text() == Some(TextWanted::Always) && secrets.text_pin.is_none(),
            SecretName::TextPin,
        ),
        (
            plan.face && secrets.verification_number_b.is_none(),
            SecretName::VerificationNumberB,
        ),
    ];
    match needed.into_iter().find(|(missing, _)| *missing) {
        Some((_, secret)) => Err(ReadError::MissingSecret { secret }),
        None => Ok(()),
    }
}

impl Session<'_> {
    fn signing(&mut self) -> Result<CertificateReading, ReadError> {
        if !self.signing_certificate_is_present()? {
            return Err(ReadError::NoSigningCertificate);
        }
        self.unlock(
            SecretName::SigningPassword,
            SIGNING_PASSWORD,
            self.secrets.signing_password.as_ref().map(|s| s.as_bytes()),
        )?;
        let certificate = self.certificate(SIGNING_CERTIFICATE, "signing certificate")?;
        let signature = self.sign(Application::Jpki, Some(SIGNING_KEY))?;
        Ok(CertificateReading {
            certificate,
            signature: Some(signature),
        })
    }

    fn authentication(&mut self) -> Result<CertificateReading, ReadError> {
        let file = "authentication certificate";
        let certificate = self.certificate(AUTHENTICATION_CERTIFICATE, file)?;
        self.unlock(
            SecretName::AuthenticationPin,
            AUTHENTICATION_PIN,
            self.secrets
                .authentication_pin
                .as_ref()
                .map(|s| s.as_bytes()),
        )?;
        let signature = self.sign(Application::Jpki, Some(AUTHENTICATION_KEY))?;
        Ok(CertificateReading {
            certificate,
            signature: Some(signature),
        })
    }

    fn text(&mut self) -> Result<TextReading, ReadError> {
        let application = Application::Text;
        self.open(application)?;
        self.unlock(
            SecretName::TextPin,
            TEXT_PIN,
            self.secrets.text_pin.as_ref().map(|s| s.as_bytes()),
        )?;
        let attributes = self.object(application, TEXT_ATTRIBUTES, "attribute record")?;
        let integrity = self.object(application, TEXT_INTEGRITY, "integrity record")?;
        let certificate = self.object(application, CV_CERTIFICATE, "text certificate")?;
        let card_key = self.object(application, TEXT_CARD_KEY, "card key record")?;
        let individual_number = if self.plan.individual_number {
            Some(self.whole(application, INDIVIDUAL_NUMBER, "individual number record")?)
        } else {
            None
        };
        Ok(TextReading {
            attributes,
            integrity,
            certificate,
            card_key: Some(card_key),
            signature: Some(self.sign(application, None)?),
            individual_number,
        })
    }

    fn face(&mut self) -> Result<FaceReading, ReadError> {
        let application = Application::Face;
        self.open(application)?;
        self.unlock(
            SecretName::VerificationNumberB,
            VERIFICATION_NUMBER_B,
            self.secrets
                .verification_number_b
                .as_ref()
                .map(|s| s.as_bytes()),
        )?;
        let whole = Zeroizing::new(self.object(application, FACE_RECORD, "face record")?);
        let record = record::without_security_code(&whole)?;
        let certificate = self.object(application, CV_CERTIFICATE, "face certificate")?;
        Ok(FaceReading {
            record,
            certificate,
            signature: Some(self.sign(application, None)?),
        })
    }

    fn licence(&mut self) -> Result<LicenceReading, ReadError> {
        let application = Application::Licence;
        self.open(application)?;
        let setting = self.whole(application, LICENCE_PIN_SETTING, "licence PIN setting")?;
        let pin_set = record::pin_is_set(&setting)?;
        let pin = self.secrets.licence_pin.as_ref().map(|pin| pin.as_bytes());
        let pin = if pin_set {
            pin
        } else {
            Some(&NO_LICENCE_PIN[..])
        };
        self.unlock(SecretName::LicencePin, LICENCE_PIN, pin)?;
        Ok(LicenceReading {
            pin_set,
            data: self.whole(application, LICENCE_DATA, "licence data")?,
            signature: self.whole(application, LICENCE_SIGNATURE, "licence signature")?,
        })
    }

    /// EF 0008 of JPKI: a first byte `8F` says that there is a signing certificate. A card without
    /// the file is asked for the certificate itself.
    fn signing_certificate_is_present(&mut self) -> Result<bool, ReadError> {
        let select = Command::select_file(CERTIFICATES_PRESENT);
        match self.channel.transmit(&select)?.status {
            StatusWord::OK => {}
            StatusWord::NOT_FOUND => return Ok(true),
            status => return Err(unexpected(&select, status)),
        }
        let table = self.channel.read_whole("certificate table", |_, _| {})?;
        Ok(table.first() == Some(&0x8F))
    }

    fn text_is_wanted(&self, reading: &CardReading) -> bool {
        match (self.plan.text(), &reading.signing) {
            (None, _) => false,
            (Some(TextWanted::IfSubstituted), Some(signing)) => {
                substitutes::flagged(&signing.certificate)
            }
            (Some(_), _) => true,
        }
    }
}

// Files of JPKI.
const SIGNING_CERTIFICATE: u16 = 0x0001;
const CERTIFICATES_PRESENT: u16 = 0x0008;
const AUTHENTICATION_CERTIFICATE: u16 = 0x000A;
const AUTHENTICATION_KEY: u16 = 0x0017;
const AUTHENTICATION_PIN: u8 = 0x18;
const SIGNING_KEY: u16 = 0x001A;
const SIGNING_PASSWORD: u8 = 0x1B;

// Files of the text and of the face application.
const INDIVIDUAL_NUMBER: u16 = 0x0001;
const TEXT_ATTRIBUTES: u16 = 0x0002;
const TEXT_INTEGRITY: u16 = 0x0003;
const TEXT_CARD_KEY: u16 = 0x0007;
const TEXT_PIN: u8 = 0x11;
const FACE_RECORD: u16 = 0x0002;
const VERIFICATION_NUMBER_B: u8 = 0x12;
const CV_CERTIFICATE: u16 = 0x0004;

// Files of the driving-licence application.
const LICENCE_PIN: u8 = 0x06;
const LICENCE_PIN_SETTING: u16 = 0x001A;
const LICENCE_DATA: u16 = 0x001B;
const LICENCE_SIGNATURE: u16 = 0x001C;
/// Sent as the PIN where the holder has set none.
const NO_LICENCE_PIN: [u8; 4] = *b"****";
