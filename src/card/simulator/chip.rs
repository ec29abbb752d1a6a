use std::collections::BTreeSet;

use super::command::Command;
use super::file::{Content, DedicatedFile, ElementaryFile};
use super::key::Key;
use super::status::StatusWord;
use super::{resident, tlv};
use crate::crypto::sha256;

/// The card's operating system: its applications, and the state that commands change.
pub(super) struct Chip {
    applications: Vec<DedicatedFile>,
    selected: Option<usize>,
    current_file: Option<u16>,
    /// The application whose secrets were verified, and their files. It outlives a warm reset and
    /// the selection of the same application again.
    verified_in: Option<usize>,
    verified: BTreeSet<u16>,
    challenges: u64,
}

impl Chip {
    pub(super) fn new(applications: Vec<DedicatedFile>) -> Self {
        Self {
            applications,
            selected: None,
            current_file: None,
            verified_in: None,
            verified: BTreeSet::new(),
            challenges: 0,
        }
    }

    /// Nothing is selected; the security status stays until another application is.
    pub(super) fn warm_reset(&mut self) {
        self.selected = None;
        self.current_file = None;
    }

    /// Nothing is selected nor verified. Retry counters stay.
    pub(super) fn cold_reset(&mut self) {
        self.warm_reset();
        self.verified_in = None;
        self.verified.clear();
    }

    /// The response APDU to a command APDU.
    pub(super) fn answer(&mut self, command: &[u8]) -> Vec<u8> {
        let (mut data, status) = match Command::parse(command).and_then(|c| self.execute(&c)) {
            Ok(data) => (data, StatusWord(0x9000)),
            Err(status) => (Vec::new(), status),
        };
        data.extend(status.0.to_be_bytes());
        data
    }

    fn execute(&mut self, command: &Command<'_>) -> Result<Vec<u8>, StatusWord> {
        match command.class {
            0x00 | 0x80 => {}
            class if class & 0x03 != 0 && class & 0x70 == 0 => {
                return Err(StatusWord::NO_SUCH_CHANNEL);
            }
            class if class & 0x0C != 0 && class & 0x70 == 0 => {
                return Err(StatusWord::NO_SECURE_MESSAGING);
            }
            _ => return Err(StatusWord::NO_SUCH_CLASS),
        }
        match (command.class, command.instruction) {
            (0x00, SELECT) => self.select(command),
            (0x00, READ_BINARY) => self.read_binary(command),
            (0x00, READ_RECORD) => self.read_record(command),
            (0x00, VERIFY) => self.verify(command),
            (0x00, GET_CHALLENGE) => self.challenge(command),
            (0x00, GET_DATA) => self.data_object(command),
            (0x80, COMPUTE_DIGITAL_SIGNATURE) => self.compute_signature(command),
            (
                _,
                SELECT
                | READ_BINARY
                | READ_RECORD
                | VERIFY
                | GET_CHALLENGE
                | GET_DATA
                | COMPUTE_DIGITAL_SIGNATURE,
            ) => Err(StatusWord::NO_SUCH_CLASS),
            _ => Err(StatusWord::NO_SUCH_INSTRUCTION),
        }
    }

    fn select(&mut self, command: &Command<'_>) -> Result<Vec<u8>, StatusWord> {
        match (command.p1, command.p2) {
            // The card refuses its master file after a reset, and says yes without doing
            // anything inside an application.
            (0x00, _) if !command.data.is_empty() => Err(StatusWord::FILE_NOT_FOUND),
            (0x00, _) if self.selected.is_none() => Err(StatusWord::WRONG_PARAMETERS),
            (0x00, _) => Ok(Vec::new()),
            (0x04, 0x00 | 0x0C) => self.select_application(command.data),
            (0x02, 0x00 | 0x0C) => self.select_file(command.data),
            _ => Err(StatusWord::WRONG_PARAMETERS),
        }
    }

    /// By the whole identifier or the beginning of one.
    fn select_application(&mut self, name: &[u8]) -> Result<Vec<u8>, StatusWord> {
        if !(5..=16).contains(&name.len()) {
            return Err(StatusWord::LENGTH_OF_PARAMETERS);
        }
        if name == ISSUER_SECURITY_DOMAIN {
            self.cold_reset();
            return Ok(Vec::new());
        }
        let found = self
            .applications
            .iter()
            .position(|a| a.name.starts_with(name));
        let index = found.ok_or(StatusWord::FILE_NOT_FOUND)?;
        if self.verified_in != Some(index) {
            self.verified.clear();
        }
        self.verified_in = Some(index);
        self.selected = Some(index);
        self.current_file = None;
        Ok(Vec::new())
    }

    fn select_file(&mut self, id: &[u8]) -> Result<Vec<u8>, StatusWord> {
        let id: [u8; 2] = id
            .try_into()
            .map_err(|_| StatusWord::LENGTH_OF_PARAMETERS)?;
        let id = u16::from_be_bytes(id);
        self.file(id)?;
        self.current_file = Some(id);
        Ok(Vec::new())
    }

    fn read_binary(&mut self, command: &Command<'_>) -> Result<Vec<u8>, StatusWord> {
        let expected = command.expected_alone()?;
        let (id, offset) = match command.p1 {
            0x00..=0x7F => (
                self.current_file.ok_or(StatusWord::NO_CURRENT_FILE)?,
                u16::from_be_bytes([command.p1, command.p2]),
            ),
            0x81..=0x9E => (u16::from(command.p1 & 0x1F), u16::from(command.p2)),
            _ => return Err(StatusWord::WRONG_PARAMETERS),
        };
        let file = self.file(id)?;
        let Content::Binary(content) = &file.content else {
            return Err(StatusWord::WRONG_FILE_STRUCTURE);
        };
        self.require(file)?;
        let rest = content.get(usize::from(offset)..).unwrap_or_default();
        if rest.is_empty() {
            return Err(StatusWord::WRONG_OFFSET);
        }
        let answer = rest.iter().take(expected).copied().collect();
        self.current_file = Some(id);
        Ok(answer)
    }

    fn read_record(&mut self, command: &Command<'_>) -> Result<Vec<u8>, StatusWord> {
        let expected = command.expected_alone()?;
        if command.p2 & 0x07 != 0x04 {
            return Err(StatusWord::WRONG_PARAMETERS);
        }
        let id = match command.p2 >> 3 {
            0 => self.current_file.ok_or(StatusWord::NO_CURRENT_FILE)?,
            short => u16::from(short),
        };
        let file = self.file(id)?;
        let Content::Records(records) = &file.content else {
            return Err(StatusWord::WRONG_FILE_STRUCTURE);
        };
        let number = usize::from(command.p1).checked_sub(1);
        let record = number.and_then(|number| records.get(number));
        let record = record.ok_or(StatusWord::RECORD_NOT_FOUND)?;
        let answer = record.iter().take(expected).copied().collect();
        self.current_file = Some(id);
        Ok(answer)
    }

    fn verify(&mut self, command: &Command<'_>) -> Result<Vec<u8>, StatusWord> {
        if command.p1 != 0 {
            return Err(StatusWord::WRONG_PARAMETERS);
        }
        if command.expected.is_some() {
            return Err(StatusWord::WRONG_LENGTH);
        }
        let id = self.referenced(command.p2)?;
        let Content::Secret(secret) = &mut self.file_mut(id)?.content else {
            return Err(StatusWord::WRONG_FILE_STRUCTURE);
        };
        if command.data.is_empty() {
            return Err(StatusWord::tries_left(secret.tries));
        }
        if secret.tries == 0 {
            return Err(StatusWord::BLOCKED);
        }
        if secret.value != command.data {
            secret.tries -= 1;
            let status = StatusWord::tries_left(secret.tries);
            self.verified.remove(&id);
            return Err(status);
        }
        secret.tries = secret.most_tries;
        self.verified.insert(id);
        Ok(Vec::new())
    }

    fn challenge(&mut self, command: &Command<'_>) -> Result<Vec<u8>, StatusWord> {
        if command.extended {
            return Err(StatusWord::CONDITIONS_OF_USE);
        }
        let expected = command.expected_alone()?;
        if (command.p1, command.p2) != (0, 0) {
            return Err(StatusWord::WRONG_PARAMETERS);
        }
        self.challenges += 1;
        Ok(tlv::opaque(
            &format!("challenge {}", self.challenges),
            expected,
        ))
    }

    /// Data objects of the card itself, where no application is selected.
    fn data_object(&self, command: &Command<'_>) -> Result<Vec<u8>, StatusWord> {
        let expected = command.expected_alone()?;
        if self.selected.is_some() {
            return Err(StatusWord::DATA_NOT_FOUND);
        }
        let record = self.card_record();
        let object = match u16::from_be_bytes([command.p1, command.p2]) {
            0x0045 => record.get(..15),
            0x00F0 => record.get(15..20),
            0x00F2 => record.get(20..),
            0x5F51 => ANSWER_TO_RESET.get(1..),
            _ => None,
        };
        let object = object.ok_or(StatusWord::DATA_NOT_FOUND)?;
        Ok(object.iter().take(expected).copied().collect())
    }

    /// Serial number, municipality and expiry of the card: 28 digits.
    fn card_record(&self) -> &[u8] {
        let mut applications = self.applications.iter();
        let card = applications.find(|application| application.name == resident::CARD_NAME);
        match card.and_then(|card| card.file(0x0001)).map(|f| &f.content) {
            Some(Content::Records(records)) => records
                .first()
                .and_then(|record| record.get(2..))
                .unwrap_or_default(),
            _ => &[],
        }
    }

    fn compute_signature(&self, command: &Command<'_>) -> Result<Vec<u8>, StatusWord> {
        let id = match command.p2 {
            0x00 => self
                .application()?
                .default_key
                .ok_or(StatusWord::DATA_NOT_FOUND)?,
            reference => self.referenced(reference)?,
        };
        let file = self.file(id)?;
        let Content::Key(key) = &file.content else {
            return Err(StatusWord::WRONG_FILE_STRUCTURE);
        };
        if command.p1 > 0x03 {
            return Err(StatusWord::WRONG_PARAMETERS);
        }
        self.require(file)?;
        let fits = match command.p1 {
            0x00 => (1..=245).contains(&command.data.len()),
            0x02 => command.data.len() == 32,
            _ => !command.data.is_empty(),
        };
        if !fits || command.expected.is_none_or(|expected| expected < 256) {
            return Err(StatusWord::WRONG_LENGTH);
        }
        let sign = |key: Key| match command.p1 {
            0x00 => key.sign_verbatim(command.data),
            0x01 => key.sign_verbatim(&sha256(&[command.data])),
            0x02 => key.sign_digest(command.data),
            _ => key.sign(&[command.data]),
        };
        // A key of the crate that does not sign shows as a card that does not.
        key.load()
            .and_then(sign)
            .map_err(|_| StatusWord::DATA_NOT_FOUND)
    }

    /// The file that `P2` names: the current one, or by its short identifier.
    fn referenced(&self, p2: u8) -> Result<u16, StatusWord> {
        match p2 {
            0x80 => self.current_file.ok_or(StatusWord::NO_CURRENT_FILE),
            0x81..=0x9E => Ok(u16::from(p2 & 0x1F)),
            _ => Err(StatusWord::WRONG_PARAMETERS),
        }
    }

    fn application(&self) -> Result<&DedicatedFile, StatusWord> {
        self.selected
            .and_then(|index| self.applications.get(index))
            .ok_or(StatusWord::NO_CURRENT_FILE)
    }

    fn file(&self, id: u16) -> Result<&ElementaryFile, StatusWord> {
        self.application()?
            .file(id)
            .ok_or(StatusWord::FILE_NOT_FOUND)
    }

    fn file_mut(&mut self, id: u16) -> Result<&mut ElementaryFile, StatusWord> {
        self.selected
            .and_then(|index| self.applications.get_mut(index))
            .ok_or(StatusWord::NO_CURRENT_FILE)?
            .file_mut(id)
            .ok_or(StatusWord::FILE_NOT_FOUND)
    }

    /// Whether a secret that opens this file was verified.
    fn require(&self, file: &ElementaryFile) -> Result<(), StatusWord> {
        let open = file.opened_by.is_empty()
            || file
                .opened_by
                .iter()
                .any(|secret| self.verified.contains(secret));
        if open {
            Ok(())
        } else {
            Err(StatusWord::SECURITY_STATUS)
        }
    }
}

const SELECT: u8 = 0xA4;
const READ_BINARY: u8 = 0xB0;
const READ_RECORD: u8 = 0xB2;
const VERIFY: u8 = 0x20;
const GET_CHALLENGE: u8 = 0x84;
const GET_DATA: u8 = 0xCA;
const COMPUTE_DIGITAL_SIGNATURE: u8 = 0x2A;

const ISSUER_SECURITY_DOMAIN: &[u8] = &[0xA0, 0x00, 0x00, 0x01, 0x51, 0x00, 0x00];

/// With contacts; no historical bytes.
pub(super) const ANSWER_TO_RESET: [u8; 9] = [0x3B, 0xE0, 0x00, 0xFF, 0x81, 0x31, 0xFE, 0x45, 0x14];
