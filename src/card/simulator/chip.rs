mod keys;
mod secrets;

use std::collections::BTreeSet;

use super::command::Command;
use super::data_object::DataObject;
use super::file::{Content, DedicatedFile, ElementaryFile};
use super::instruction::Instruction;
use super::status::StatusWord;

/// The card's operating system: its applications, and the state that commands change.
pub(super) struct Chip {
    applications: Vec<DedicatedFile>,
    data_objects: Vec<DataObject>,
    selected: Option<usize>,
    current_file: Option<u16>,
    /// The application whose secrets were verified, and their files. It outlives a warm reset and
    /// the selection of the same application again.
    verified_in: Option<usize>,
    verified: BTreeSet<u16>,
    /// Random values made so far.
    drawn: u64,
}

impl Chip {
    pub(super) fn new(applications: Vec<DedicatedFile>, data_objects: Vec<DataObject>) -> Self {
        Self {
            applications,
            data_objects,
            selected: None,
            current_file: None,
            verified_in: None,
            verified: BTreeSet::new(),
            drawn: 0,
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

    /// Changes what is on the card while it is in use: selection and security status stay, as far
    /// as the application is still there.
    pub(super) fn alter<E>(
        &mut self,
        change: impl FnOnce(&mut Vec<DedicatedFile>) -> Result<(), E>,
    ) -> Result<(), E> {
        let [selected, verified_in] = [self.selected, self.verified_in].map(|index| {
            let application = self.applications.get(index?)?;
            Some(application.name)
        });
        change(&mut self.applications)?;
        let index = |name: Option<&[u8]>| {
            let name = name?;
            self.applications.iter().position(|a| a.name == name)
        };
        (self.selected, self.verified_in) = (index(selected), index(verified_in));
        Ok(())
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
            class if class & 0x70 != 0 => return Err(StatusWord::NO_SUCH_CLASS),
            class if class & 0x03 != 0 => return Err(StatusWord::NO_SUCH_CHANNEL),
            0x08 if self.selected.is_some() => return Err(StatusWord::NO_SESSION_KEY),
            _ => return Err(StatusWord::NO_SECURE_MESSAGING),
        }
        let Some(instruction) = Instruction::of(command.instruction) else {
            return Err(StatusWord::NO_SUCH_INSTRUCTION);
        };
        if command.class != instruction.class() {
            return Err(StatusWord::NO_SUCH_CLASS);
        }
        match instruction {
            Instruction::Select => self.select(command),
            Instruction::ReadBinary => self.read_binary(command),
            Instruction::ReadRecord => self.read_record(command),
            Instruction::GetData => self.data_object(command),
            Instruction::Verify => self.verify(command),
            Instruction::ChangeReferenceData | Instruction::ChangeKey => {
                self.change(instruction, command)
            }
            Instruction::GetChallenge => self.challenge(command),
            Instruction::ComputeDigitalSignature => self.compute_signature(command),
            Instruction::InternalAuthenticate => self.internal_authenticate(command),
            Instruction::VerifyCertificate => self.verify_certificate(command),
            Instruction::SetSessionKey => self.set_session_key(),
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

    /// A data object of the card itself, which it tells where no application is selected; the
    /// answer to reset anywhere.
    fn data_object(&self, command: &Command<'_>) -> Result<Vec<u8>, StatusWord> {
        let expected = command.expected_alone()?;
        let tag = u16::from_be_bytes([command.p1, command.p2]);
        let mut told = self.data_objects.iter();
        let object = told
            .find(|object| object.tag == tag)
            .filter(|object| object.everywhere || self.selected.is_none())
            .ok_or(StatusWord::DATA_NOT_FOUND)?;
        if object.value.len() > expected {
            return Err(StatusWord::WRONG_LENGTH);
        }
        Ok(object.value.clone())
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

const ISSUER_SECURITY_DOMAIN: &[u8] = &[0xA0, 0x00, 0x00, 0x01, 0x51, 0x00, 0x00];
