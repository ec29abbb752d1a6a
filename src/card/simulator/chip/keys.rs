use super::Chip;
use crate::card::simulator::command::Command;
use crate::card::simulator::file::{Content, ElementaryFile};
use crate::card::simulator::key::{Key, P384KeyFile};
use crate::card::simulator::status::StatusWord;
use crate::card::simulator::tlv;
use crate::crypto::sha256;

impl Chip {
    /// Random bytes, as many as were asked for: one byte of `Le`, no more.
    pub(super) fn challenge(&mut self, command: &Command<'_>) -> Result<Vec<u8>, StatusWord> {
        if command.extended {
            return Err(StatusWord::CONDITIONS_OF_USE);
        }
        let expected = command.expected_alone()?;
        if (command.p1, command.p2) != (0, 0) {
            return Err(StatusWord::WRONG_PARAMETERS);
        }
        Ok(self.draw(expected))
    }

    /// By the key that `P2` names, over the data as `P1` says.
    pub(super) fn compute_signature(
        &mut self,
        command: &Command<'_>,
    ) -> Result<Vec<u8>, StatusWord> {
        let id = match command.p2 {
            0x00 => self
                .application()?
                .default_key
                .ok_or(StatusWord::DATA_NOT_FOUND)?,
            reference => self.referenced(reference)?,
        };
        let file = self.file(id)?;
        let key = match &file.content {
            Content::Key(key) => *key,
            Content::P384Key(key) => return self.compute_p384_signature(command, file, *key),
            Content::AuthenticationKey(_) | Content::VerificationKey => {
                return Err(StatusWord::CONDITIONS_OF_USE);
            }
            _ => return Err(StatusWord::WRONG_FILE_STRUCTURE),
        };
        if command.p1 > 0x05 {
            return Err(StatusWord::WRONG_PARAMETERS);
        }
        self.require(file)?;
        let fits = match command.p1 {
            0x00 => (1..=245).contains(&command.data.len()),
            0x02 | 0x04 => command.data.len() == 32,
            _ => !command.data.is_empty(),
        };
        if !fits {
            return Err(StatusWord::WRONG_LENGTH);
        }
        expects_signature(command)?;
        let salt = self.draw(SALT);
        let sign = |key: Key| match command.p1 {
            0x00 => key.sign_verbatim(command.data),
            0x01 => key.sign_verbatim(&sha256(&[command.data])),
            0x02 => key.sign_digest(command.data),
            0x03 => key.sign(&[command.data]),
            0x04 => key.sign_digest_with_salt(command.data, salt),
            _ => key.sign_digest_with_salt(&sha256(&[command.data]), salt),
        };
        // A key of the crate that does not sign shows as a card that does not.
        key.load()
            .and_then(sign)
            .map_err(|_| StatusWord::DATA_NOT_FOUND)
    }

    /// By a key on P-384: over a SHA-384 digest, in the one form that asks for no padding.
    fn compute_p384_signature(
        &self,
        command: &Command<'_>,
        file: &ElementaryFile,
        key: P384KeyFile,
    ) -> Result<Vec<u8>, StatusWord> {
        if command.p1 != 0x00 {
            return Err(StatusWord::WRONG_PARAMETERS);
        }
        self.require(file)?;
        if command.data.len() != 48 {
            return Err(StatusWord::WRONG_LENGTH);
        }
        expects_signature(command)?;
        key.load()
            .and_then(|key| key.sign_digest(command.data))
            .map_err(|_| StatusWord::DATA_NOT_FOUND)
    }

    /// A signature over a challenge by the one key that is for this.
    pub(super) fn internal_authenticate(
        &self,
        command: &Command<'_>,
    ) -> Result<Vec<u8>, StatusWord> {
        if command.p1 != 0 {
            return Err(StatusWord::WRONG_PARAMETERS);
        }
        let file = self.file(self.referenced(command.p2)?)?;
        let key = match &file.content {
            Content::AuthenticationKey(key) => key,
            Content::Key(_) | Content::P384Key(_) if !file.opened_by.is_empty() => {
                return Err(StatusWord::SECURITY_STATUS);
            }
            Content::Key(_) | Content::P384Key(_) | Content::VerificationKey => {
                return Err(StatusWord::CONDITIONS_OF_USE);
            }
            _ => return Err(StatusWord::WRONG_FILE_STRUCTURE),
        };
        if !(1..=255).contains(&command.data.len()) {
            return Err(StatusWord::WRONG_LENGTH);
        }
        expects_signature(command)?;
        key.load()
            .and_then(|key| key.sign(&[command.data]))
            .map_err(|_| StatusWord::DATA_NOT_FOUND)
    }

    /// Of a terminal, by the authority's key in the application. No terminal's certificate is
    /// known here, so that all are refused as the card refuses what is none.
    pub(super) fn verify_certificate(&self, command: &Command<'_>) -> Result<Vec<u8>, StatusWord> {
        if (command.p1, command.p2) != (0x00, 0xC1) {
            return Err(StatusWord::WRONG_PARAMETERS);
        }
        let mut files = self.application()?.files.iter();
        if !files.any(|file| matches!(file.content, Content::VerificationKey)) {
            return Err(StatusWord::DATA_NOT_FOUND);
        }
        Err(StatusWord::WRONG_LENGTH)
    }

    /// By the application's key for session keys. Messages are never secured here, so that every
    /// session key is refused as the card refuses one that was encrypted to another key.
    pub(super) fn set_session_key(&self) -> Result<Vec<u8>, StatusWord> {
        let after = self.application()?.session_key_after;
        let after = after.ok_or(StatusWord::NO_SECURITY_ENVIRONMENT)?;
        if after.iter().any(|secret| self.verified.contains(secret)) {
            Err(StatusWord::WRONG_DATA)
        } else {
            Err(StatusWord::SECURITY_STATUS)
        }
    }

    /// Random bytes that no draw before had; the same for every card with the same past.
    fn draw(&mut self, length: usize) -> Vec<u8> {
        self.drawn += 1;
        tlv::opaque(&format!("challenge {}", self.drawn), length)
    }
}

fn expects_signature(command: &Command<'_>) -> Result<(), StatusWord> {
    match command.expected {
        Some(256..) => Ok(()),
        _ => Err(StatusWord::WRONG_LENGTH),
    }
}

/// Bytes of salt in a signature with PSS: as many as of the digest.
const SALT: usize = 32;
