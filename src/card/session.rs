use zeroize::Zeroizing;

use super::apdu::{Command, SigningKey, StatusWord};
use super::channel::{Channel, unexpected};
use super::record::{RecordError, tlv};
use super::{Application, Progress, ReadError, ReadingPlan, SecretName, Secrets};
use crate::limits;

/// One reading under way: what its steps are made of.
pub(super) struct Session<'s> {
    pub(super) channel: Channel<'s>,
    pub(super) plan: &'s ReadingPlan,
    pub(super) secrets: &'s Secrets,
    /// SHA-256 of the challenge's text.
    pub(super) digest: [u8; 32],
    pub(super) progress: &'s mut dyn FnMut(Progress),
}

impl Session<'_> {
    pub(super) fn open(&mut self, application: Application) -> Result<(), ReadError> {
        self.select(application)?;
        (self.progress)(Progress::Opened(application));
        Ok(())
    }

    pub(super) fn select(&mut self, application: Application) -> Result<(), ReadError> {
        let select = Command::select_application(aid(application));
        match self.channel.transmit(&select)?.status {
            StatusWord::OK => Ok(()),
            StatusWord::NOT_FOUND if application == Application::Licence => {
                Err(ReadError::NoLicenceApplication)
            }
            StatusWord::NOT_FOUND => Err(ReadError::ApplicationAbsent { application }),
            status => Err(unexpected(&select, status)),
        }
    }

    /// Sends a secret once, after asking how many tries are left.
    pub(super) fn unlock(
        &mut self,
        name: SecretName,
        short_identifier: u8,
        secret: Option<&[u8]>,
    ) -> Result<(), ReadError> {
        let secret = secret.ok_or(ReadError::MissingSecret { secret: name })?;
        let query = Command::tries_left(short_identifier);
        let status = self.channel.transmit(&query)?.status;
        match (status, status.tries_left()) {
            _ if status.is_blocked() => return Err(ReadError::Blocked { secret: name }),
            (_, Some(1)) if !self.plan.last_try_allowed => {
                return Err(ReadError::LastTry { secret: name });
            }
            // `9000`: given before, and still in force. A signature is to show that the holder
            // knows it now, so it is sent all the same.
            (_, Some(_)) | (StatusWord::OK, None) => {}
            (StatusWord::NOT_FOUND | StatusWord::NO_SUCH_KEY, None) => {
                return Err(ReadError::NotSet { secret: name });
            }
            (_, None) => return Err(unexpected(&query, status)),
        }
        let verify = Command::verify(short_identifier, secret);
        let status = self.channel.transmit(&verify)?.status;
        match (status, status.tries_left()) {
            (StatusWord::OK, _) => {
                (self.progress)(Progress::Accepted(name));
                Ok(())
            }
            _ if status.is_blocked() => Err(ReadError::Blocked { secret: name }),
            (_, Some(tries_left)) => Err(ReadError::WrongSecret {
                secret: name,
                tries_left,
            }),
            (_, None) => Err(unexpected(&verify, status)),
        }
    }

    /// A certificate of JPKI: exactly its DER, without the filler behind it.
    pub(super) fn certificate(
        &mut self,
        identifier: u16,
        file: &'static str,
    ) -> Result<Vec<u8>, ReadError> {
        self.file(Application::Jpki, identifier, file, der_length)
    }

    /// A file that is one object of the text or face application, without the filler behind it.
    pub(super) fn object(
        &mut self,
        application: Application,
        identifier: u16,
        file: &'static str,
    ) -> Result<Vec<u8>, ReadError> {
        self.file(application, identifier, file, tlv::object_length)
    }

    /// A whole physical file.
    pub(super) fn whole(
        &mut self,
        application: Application,
        identifier: u16,
        file: &'static str,
    ) -> Result<Vec<u8>, ReadError> {
        self.channel.expect_ok(&Command::select_file(identifier))?;
        let progress = &mut self.progress;
        let mut bytes = self.channel.read_whole(file, |bytes, of| {
            progress(Progress::File {
                application,
                file,
                bytes,
                of,
            });
        })?;
        Ok(std::mem::take(&mut *bytes))
    }

    /// The signature over the challenge, by the key in this file, or by the application's own.
    pub(super) fn sign(
        &mut self,
        application: Application,
        key: Option<u16>,
    ) -> Result<Vec<u8>, ReadError> {
        let key = match key {
            Some(identifier) => {
                self.channel.expect_ok(&Command::select_file(identifier))?;
                SigningKey::SelectedFile
            }
            None => SigningKey::OfApplication,
        };
        let sign = Command::compute_digital_signature(key, &self.digest);
        let mut signature = self.channel.expect_ok(&sign)?;
        if signature.len() != SIGNATURE {
            return Err(ReadError::MalformedAnswer {
                command: sign.name(),
            });
        }
        (self.progress)(Progress::Signed(application));
        Ok(std::mem::take(&mut *signature))
    }

    /// What tells this card from another: the beginning of its authentication certificate, with
    /// the serial number, which is read without a PIN. `None` when it has none.
    pub(super) fn card_mark(
        &mut self,
        certificate: u16,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, ReadError> {
        let select = Command::select_file(certificate);
        match self.channel.transmit(&select)?.status {
            StatusWord::OK => {}
            StatusWord::NOT_FOUND => return Ok(None),
            status => return Err(unexpected(&select, status)),
        }
        self.channel
            .read_object("card mark", |_| Ok(Some(CARD_MARK)), |_, _| {})
            .map(Some)
    }

    fn file(
        &mut self,
        application: Application,
        identifier: u16,
        file: &'static str,
        length_of: impl Fn(&[u8], &'static str) -> Result<Option<usize>, RecordError>,
    ) -> Result<Vec<u8>, ReadError> {
        self.channel.expect_ok(&Command::select_file(identifier))?;
        let progress = &mut self.progress;
        let mut bytes = self.channel.read_object(
            file,
            |head| length_of(head, file),
            |bytes, of| {
                progress(Progress::File {
                    application,
                    file,
                    bytes,
                    of,
                });
            },
        )?;
        Ok(std::mem::take(&mut *bytes))
    }
}

/// Bytes of the DER that begins with `head`: a SEQUENCE with a length in two bytes, as every
/// certificate of 256 bytes or more has. `Ok(None)` when more bytes are needed.
fn der_length(head: &[u8], record: &'static str) -> Result<Option<usize>, RecordError> {
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

/// The whole name; the card would take a part of it too.
fn aid(application: Application) -> &'static [u8] {
    match application {
        Application::Jpki => &[0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01],
        Application::Text => &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08],
        Application::Face => &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x02],
        Application::Licence => &[
            0xA0, 0x00, 0x00, 0x02, 0x31, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
            0x00, 0x00,
        ],
    }
}

/// Bytes of a signature: all keys of the card are RSA-2048.
const SIGNATURE: usize = 256;
/// Bytes of the authentication certificate that a card is recognised by: its serial number is
/// among the first thirty.
const CARD_MARK: usize = 256;
