use zeroize::Zeroizing;

use super::apdu::{Command, Response, StatusWord};
use super::files::File;
use super::record::RecordError;
use super::{ReadError, Transport};
use crate::limits;

/// The way to the card: follows `61xx` and `6Cxx`, and bounds what a card can make us do.
pub(super) struct Channel<'t> {
    transport: &'t mut dyn Transport,
    exchanges: usize,
}

impl<'t> Channel<'t> {
    pub(super) fn new(transport: &'t mut dyn Transport) -> Self {
        Self {
            transport,
            exchanges: 0,
        }
    }

    /// One command with its whole answer.
    pub(super) fn transmit(&mut self, command: &Command) -> Result<Response, ReadError> {
        let name = command.name();
        let first = self.exchange(command, name)?;
        let mut response = match first.status.0.to_be_bytes() {
            // Once: a card that still wants another length is refused with what it says.
            [0x6C, length] => match command.asking_for(length) {
                Some(command) => self.exchange(&command, name)?,
                None => first,
            },
            _ => first,
        };
        let mut data = std::mem::take(&mut response.data);
        for _ in 0..limits::CARD_EXCHANGES {
            if data.len() > command.longest_answer() {
                return Err(ReadError::AnswerTooLong { command: name });
            }
            let [0x61, length] = response.status.0.to_be_bytes() else {
                let status = response.status;
                return Ok(Response { data, status });
            };
            response = self.exchange(&Command::get_response(length), name)?;
            data.extend_from_slice(&response.data);
        }
        Err(ReadError::TooManyExchanges { command: name })
    }

    /// One command that must be answered with `9000`; its data.
    pub(super) fn expect_ok(&mut self, command: &Command) -> Result<Zeroizing<Vec<u8>>, ReadError> {
        let response = self.transmit(command)?;
        match response.status {
            StatusWord::OK => Ok(response.data),
            status => Err(unexpected(command, status)),
        }
    }

    /// A file as far as `length_of` says, which gets what has been read so far and answers `None`
    /// as long as it cannot tell. `beginning` was just read of this file, or is empty. `progress`
    /// gets bytes read and bytes in all.
    pub(super) fn read_object(
        &mut self,
        file: &File,
        beginning: Zeroizing<Vec<u8>>,
        length_of: impl Fn(&[u8]) -> Result<Option<usize>, RecordError>,
        mut progress: impl FnMut(usize, Option<usize>),
    ) -> Result<Zeroizing<Vec<u8>>, ReadError> {
        let mut bytes = beginning;
        loop {
            let length = length_of(&bytes)?;
            if let Some(length) = length.filter(|length| bytes.len() >= *length) {
                bytes.truncate(length);
                progress(length, Some(length));
                return Ok(bytes);
            }
            progress(bytes.len(), length);
            if !self.read_on(file.identifier, &mut bytes)? {
                let (record, field) = (file.name, "its outer object");
                return Err(RecordError::Truncated { record, field }.into());
            }
        }
    }

    /// A whole physical file, up to where the card ends it.
    pub(super) fn read_whole(
        &mut self,
        file: &File,
        mut progress: impl FnMut(usize, Option<usize>),
    ) -> Result<Zeroizing<Vec<u8>>, ReadError> {
        let record = file.name;
        let mut bytes = Zeroizing::new(Vec::new());
        while self.read_on(file.identifier, &mut bytes)? {
            if bytes.len() > limits::CARD_FILE {
                return Err(RecordError::TooLarge { record }.into());
            }
            progress(bytes.len(), None);
        }
        if bytes.is_empty() {
            let field = "its first byte";
            return Err(RecordError::Truncated { record, field }.into());
        }
        progress(bytes.len(), Some(bytes.len()));
        Ok(bytes)
    }

    /// The first bytes of a file, as many as it has up to `length`; none when there is no such
    /// file.
    pub(super) fn read_beginning(
        &mut self,
        identifier: u8,
        length: usize,
    ) -> Result<Zeroizing<Vec<u8>>, ReadError> {
        let command = Command::read_file(identifier);
        let first = self.transmit(&command)?;
        match first.status {
            StatusWord::OK | StatusWord::END_OF_FILE => {}
            StatusWord::NOT_FOUND | StatusWord::OFFSET => return Ok(Zeroizing::default()),
            status => return Err(unexpected(&command, status)),
        }
        let mut bytes = first.data;
        while !bytes.is_empty() && bytes.len() < length && self.read_on(identifier, &mut bytes)? {}
        bytes.truncate(length);
        Ok(bytes)
    }

    /// Reads where `bytes` of a file end so far; `false` when nothing is left. A card may answer
    /// less than was asked for without being at the end.
    fn read_on(&mut self, identifier: u8, bytes: &mut Vec<u8>) -> Result<bool, ReadError> {
        let command = if bytes.is_empty() {
            Command::read_file(identifier)
        } else {
            match Command::read_binary(bytes.len()) {
                Some(command) => command,
                None => return Ok(false),
            }
        };
        let response = self.transmit(&command)?;
        match response.status {
            StatusWord::OK | StatusWord::END_OF_FILE => {
                bytes.extend_from_slice(&response.data);
                Ok(!response.data.is_empty())
            }
            StatusWord::OFFSET if !bytes.is_empty() => Ok(false),
            status => Err(unexpected(&command, status)),
        }
    }

    fn exchange(&mut self, command: &Command, name: &'static str) -> Result<Response, ReadError> {
        self.exchanges += 1;
        if self.exchanges > limits::CARD_SESSION {
            return Err(ReadError::TooManyExchanges { command: name });
        }
        let answer = self.transport.transmit(command.as_bytes())?;
        let response =
            Response::parse(answer).ok_or(ReadError::MalformedAnswer { command: name })?;
        if response.data.len() > command.longest_answer() {
            return Err(ReadError::AnswerTooLong { command: name });
        }
        Ok(response)
    }
}

pub(super) fn unexpected(command: &Command, status: StatusWord) -> ReadError {
    ReadError::UnexpectedStatus {
        command: command.name(),
        status,
    }
}
