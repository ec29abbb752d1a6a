use zeroize::Zeroizing;

use super::algorithm::{Algorithm, Digests};
use super::apdu::{Command, SigningKey, StatusWord};
use super::channel::{Channel, unexpected};
use super::files::{
    AUTHENTICATION_CERTIFICATE, CARD_APPLICATION, Extent, File, Key, NO_LICENCE_PIN, Secret, name,
};
use super::kept::{CardMark, Kept};
use super::record::{self, RecordError, tlv};
use super::{Application, Progress, ReadError, ReadingPlan, SecretName, Secrets, Transport};
use crate::limits;

/// One call of a reading: what its steps are made of.
pub(super) struct Session<'s> {
    pub(super) channel: Channel<'s>,
    pub(super) plan: &'s ReadingPlan,
    pub(super) secrets: &'s Secrets,
    pub(super) kept: &'s mut Kept,
    digests: &'s Digests,
    progress: &'s mut dyn FnMut(Progress),
    selected: Option<Application>,
    /// Secrets that were sent in this call.
    sent: Vec<SecretName>,
    /// Whether an application was selected since the card was recognised. Only then may another
    /// card have come unnoticed: nothing is selected in one that was just put in.
    pub(super) moved: bool,
}

impl<'s> Session<'s> {
    pub(super) fn new(
        transport: &'s mut dyn Transport,
        plan: &'s ReadingPlan,
        secrets: &'s Secrets,
        digests: &'s Digests,
        progress: &'s mut dyn FnMut(Progress),
        kept: &'s mut Kept,
    ) -> Self {
        Self {
            channel: Channel::new(transport),
            plan,
            secrets,
            kept,
            digests,
            progress,
            selected: None,
            sent: Vec::new(),
            moved: false,
        }
    }

    /// Selects an application, and says so.
    pub(super) fn open(&mut self, application: Application) -> Result<(), ReadError> {
        self.select(application)?;
        (self.progress)(Progress::Opened(application));
        Ok(())
    }

    pub(super) fn select(&mut self, application: Application) -> Result<(), ReadError> {
        let select = Command::select_application(name(application));
        self.moved = true;
        match self.channel.transmit(&select)?.status {
            StatusWord::OK => {
                self.selected = Some(application);
                Ok(())
            }
            StatusWord::NOT_FOUND if application == Application::Licence => {
                Err(ReadError::NoLicenceApplication)
            }
            StatusWord::NOT_FOUND => Err(ReadError::ApplicationAbsent { application }),
            status => Err(unexpected(&select, status)),
        }
    }

    /// Lets this file be kept, if it is not yet.
    pub(super) fn file(&mut self, file: &File) -> Result<(), ReadError> {
        self.file_from(file, Zeroizing::default())
    }

    /// The same where the beginning of the file was just read.
    pub(super) fn file_from(
        &mut self,
        file: &File,
        beginning: Zeroizing<Vec<u8>>,
    ) -> Result<(), ReadError> {
        if self.kept.has(file) {
            return Ok(());
        }
        self.prepare(file.application, file.opened_by)?;
        let bytes = self.read_file(file, beginning)?;
        self.kept.keep_file(file, bytes)
    }

    /// Lets the signature over the challenge by this key be kept, if it is not yet.
    pub(super) fn sign(&mut self, key: &Key) -> Result<(), ReadError> {
        if self.kept.is_signed(key.application) {
            return Ok(());
        }
        self.prepare(key.application, key.opened_by)?;
        let which = match key.identifier {
            Some(identifier) => {
                self.channel.expect_ok(&Command::select_file(identifier))?;
                SigningKey::SelectedFile
            }
            None => SigningKey::OfApplication,
        };
        let certificate = key.certificate.and_then(|file| self.kept.file(file));
        let algorithm = certificate.map_or(Algorithm::RsaSha256, Algorithm::of_certificate);
        let to_be_signed = algorithm.to_be_signed(self.digests);
        let sign = Command::compute_digital_signature(which, &to_be_signed);
        let signature = self.channel.expect_ok(&sign)?;
        if signature.len() != algorithm.signature_length() {
            return Err(ReadError::MalformedAnswer {
                command: sign.name(),
            });
        }
        self.kept.keep_signature(key.application, signature);
        (self.progress)(Progress::Signed(key.application));
        Ok(())
    }

    /// What tells this card from another, with the beginning of the authentication certificate: its
    /// serial number is there, and it is read without a PIN. In a card that has none, the serial
    /// number of the card itself, and JPKI is no longer selected. JPKI must be.
    pub(super) fn card_mark(
        &mut self,
    ) -> Result<(Option<CardMark>, Zeroizing<Vec<u8>>), ReadError> {
        let identifier = AUTHENTICATION_CERTIFICATE.identifier;
        let beginning = self.channel.read_beginning(identifier, CARD_MARK)?;
        let mark = match beginning.first() {
            Some(0x30) => Some(CardMark::of(&beginning)),
            _ => self.serial_number()?.map(|serial| CardMark::of(&serial)),
        };
        Ok((mark, beginning))
    }

    /// The first record of the card's own application: `01 1C` and 28 digits, free to read and
    /// signed by nobody.
    fn serial_number(&mut self) -> Result<Option<Zeroizing<Vec<u8>>>, ReadError> {
        let select = Command::select_application(CARD_APPLICATION);
        self.moved = true;
        match self.channel.transmit(&select)?.status {
            StatusWord::OK => {}
            StatusWord::NOT_FOUND => return Ok(None),
            status => return Err(unexpected(&select, status)),
        }
        let read = Command::read_record(0x01, 1);
        let answer = self.channel.transmit(&read)?;
        match answer.status {
            StatusWord::OK => Ok(Some(answer.data).filter(|record| record.len() == 30)),
            StatusWord::NOT_FOUND | StatusWord::NO_SUCH_RECORD => Ok(None),
            status => Err(unexpected(&read, status)),
        }
    }

    fn prepare(
        &mut self,
        application: Application,
        secret: Option<Secret>,
    ) -> Result<(), ReadError> {
        if self.selected != Some(application) {
            self.open(application)?;
        }
        match secret {
            Some(secret) if !self.sent.contains(&secret.name) => self.unlock(secret),
            _ => Ok(()),
        }
    }

    /// Sends a secret, after asking how many tries are left.
    fn unlock(&mut self, secret: Secret) -> Result<(), ReadError> {
        let Secret { name, identifier } = secret;
        let value = match name {
            SecretName::LicencePin if !self.kept.licence_pin_is_set()? => Some(NO_LICENCE_PIN),
            _ => self.secrets.value(name),
        };
        let value = value.ok_or(ReadError::MissingSecret { secret: name })?;
        let query = Command::tries_left(identifier);
        let status = self.channel.transmit(&query)?.status;
        let counted = status.tries_left();
        match (status, counted) {
            _ if status.is_blocked() => return Err(ReadError::Blocked { secret: name }),
            // By the call before. To type it again is for the holder to decide.
            (_, Some(tries_left)) if self.kept.was_wrong(name, tries_left) => {
                return Err(ReadError::WrongSecret {
                    secret: name,
                    tries_left: counted,
                });
            }
            (_, Some(1)) if !self.plan.last_try_allowed => {
                return Err(ReadError::LastTry { secret: name });
            }
            // `9000`: given before, and still in force. A signature is to show that the holder
            // knows it now, so it is sent all the same. `6300`: tries are not counted.
            (_, Some(_)) | (StatusWord::OK | StatusWord::WRONG_SECRET, None) => {}
            (StatusWord::NOT_FOUND | StatusWord::NO_SUCH_KEY, None) => {
                return Err(ReadError::NotSet { secret: name });
            }
            (_, None) => return Err(unexpected(&query, status)),
        }
        self.sent.push(name);
        self.kept.sends(name, counted);
        let verify = Command::verify(identifier, value);
        let status = self.channel.transmit(&verify)?.status;
        self.kept.is_answered();
        match (status, status.tries_left()) {
            (StatusWord::OK, _) => {
                (self.progress)(Progress::Accepted(name));
                Ok(())
            }
            _ if status.is_blocked() => Err(ReadError::Blocked { secret: name }),
            (StatusWord::WRONG_SECRET, tries_left) | (_, tries_left @ Some(_)) => {
                Err(ReadError::WrongSecret {
                    secret: name,
                    tries_left,
                })
            }
            (_, None) => Err(unexpected(&verify, status)),
        }
    }

    fn read_file(
        &mut self,
        file: &File,
        beginning: Zeroizing<Vec<u8>>,
    ) -> Result<Zeroizing<Vec<u8>>, ReadError> {
        let progress = &mut *self.progress;
        let told = |bytes, of| {
            progress(Progress::File {
                application: file.application,
                file: file.name,
                bytes,
                of,
            });
        };
        let channel = &mut self.channel;
        match file.extent {
            Extent::Whole => channel.read_whole(file, told),
            Extent::First(length) => {
                channel.read_object(file, beginning, |_| Ok(Some(length)), told)
            }
            Extent::Certificate => {
                channel.read_object(file, beginning, |head| der_length(head, file.name), told)
            }
            Extent::Object => channel.read_object(
                file,
                beginning,
                |head| tlv::object_length(head, file.name),
                told,
            ),
            Extent::FaceRecord => {
                let length = |head: &_| tlv::object_length(head, file.name);
                let whole = channel.read_object(file, beginning, length, told)?;
                Ok(Zeroizing::new(record::without_security_code(&whole)?))
            }
        }
    }
}

/// Bytes of the DER that begins with `head`: a SEQUENCE with a length in two bytes, as every
/// certificate of 256 bytes or more has. `Ok(None)` when more bytes are needed.
pub(super) fn der_length(head: &[u8], record: &'static str) -> Result<Option<usize>, RecordError> {
    let field = "its outer object";
    let length = match head {
        [0x30, 0x82, high @ 1..=0xFF, low, ..] => {
            usize::from(u16::from_be_bytes([*high, *low])) + 4
        }
        [] | [0x30] | [0x30, 0x82] | [0x30, 0x82, 1..=0xFF] => return Ok(None),
        [0x30, ..] => return Err(RecordError::Length { record, field }),
        _ => return Err(RecordError::Order { record, field }),
    };
    if length > limits::CERTIFICATE {
        return Err(RecordError::TooLarge { record });
    }
    Ok(Some(length))
}

/// Bytes of the authentication certificate that a card is recognised by: its serial number is
/// among the first thirty.
const CARD_MARK: usize = 256;
