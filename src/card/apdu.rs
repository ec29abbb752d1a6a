//! Command and response APDUs (ISO/IEC 7816-4 5.1), short form only, as this card answers them.

use std::fmt;

use zeroize::Zeroizing;

use crate::limits;

/// One command APDU. It may hold a secret: it is wiped when dropped, and prints only its name.
pub(super) struct Command {
    name: &'static str,
    bytes: Zeroizing<Vec<u8>>,
    longest_answer: usize,
}

impl Command {
    /// SELECT an application by its whole name, without a template in return (ISO/IEC 7816-4
    /// 11.2.2: `00 A4 04 0C`). Names have 5 to 16 bytes.
    pub(super) fn select_application(aid: &[u8]) -> Self {
        Self::new("SELECT application", [0x00, 0xA4, 0x04, 0x0C], aid, None)
    }

    /// SELECT a file of the application by its identifier (ISO/IEC 7816-4 11.2.2:
    /// `00 A4 02 0C`), of which the first byte is 0.
    pub(super) fn select_file(identifier: u8) -> Self {
        let data = [0x00, identifier];
        Self::new("SELECT file", [0x00, 0xA4, 0x02, 0x0C], &data, None)
    }

    /// READ BINARY of the first 256 bytes of the file with this short identifier, which selects it
    /// too (ISO/IEC 7816-4 11.3.3: `00 B0 80+id 00`).
    pub(super) fn read_file(short_identifier: u8) -> Self {
        let header = [0x00, 0xB0, 0x80 | short_identifier, 0x00];
        Self::new("READ BINARY", header, &[], Some(limits::CARD_ANSWER))
    }

    /// READ RECORD by its number from the file with this short identifier (ISO/IEC 7816-4 11.4.3:
    /// `00 B2`).
    pub(super) fn read_record(short_identifier: u8, record: u8) -> Self {
        let header = [0x00, 0xB2, record, (short_identifier << 3) | 0x04];
        Self::new("READ RECORD", header, &[], Some(limits::CARD_ANSWER))
    }

    /// READ BINARY of the selected file, up to 256 bytes from `offset` (ISO/IEC 7816-4 11.3.3:
    /// `00 B0`). Offsets have 15 bits; `None` beyond them.
    pub(super) fn read_binary(offset: usize) -> Option<Self> {
        let [high, low] = u16::try_from(offset).ok()?.to_be_bytes();
        (high < 0x80).then(|| {
            Self::new(
                "READ BINARY",
                [0x00, 0xB0, high, low],
                &[],
                Some(limits::CARD_ANSWER),
            )
        })
    }

    /// VERIFY without data: how many tries are left for the secret in the file with this short
    /// identifier. Spends none (ISO/IEC 7816-4 11.6.6: `00 20 00 80+id`).
    pub(super) fn tries_left(short_identifier: u8) -> Self {
        let header = [0x00, 0x20, 0x00, 0x80 | short_identifier];
        Self::new("VERIFY without data", header, &[], None)
    }

    /// VERIFY a secret against the file with this short identifier (the same clause). A wrong one
    /// costs a try.
    pub(super) fn verify(short_identifier: u8, secret: &[u8]) -> Self {
        let header = [0x00, 0x20, 0x00, 0x80 | short_identifier];
        Self::new("VERIFY", header, secret, None)
    }

    /// COMPUTE DIGITAL SIGNATURE over a digest in the form that the key's algorithm asks for
    /// (ISO/IEC 7816-8, with this card's own parameters: `80 2A 00`).
    pub(super) fn compute_digital_signature(key: SigningKey, to_be_signed: &[u8]) -> Self {
        let key = match key {
            SigningKey::SelectedFile => 0x80,
            SigningKey::OfApplication => 0x00,
        };
        let header = [0x80, 0x2A, 0x00, key];
        Self::new(
            "COMPUTE DIGITAL SIGNATURE",
            header,
            to_be_signed,
            Some(limits::CARD_ANSWER),
        )
    }

    /// GET RESPONSE: the rest of an answer, up to `length` bytes (ISO/IEC 7816-4 11.7.1:
    /// `00 C0`). 0 asks for 256.
    pub(super) fn get_response(length: u8) -> Self {
        Self::new(
            "GET RESPONSE",
            [0x00, 0xC0, 0, 0],
            &[],
            Some(bytes_asked(length)),
        )
    }

    /// The command's name, for errors and progress.
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// The bytes to send. They may hold a secret.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Bytes of data that an answer may have.
    pub(super) fn longest_answer(&self) -> usize {
        self.longest_answer
    }

    /// The same command asking for `length` bytes (0 for 256), after a `6Cxx`. `None` when the
    /// command asks for none, or for fewer.
    pub(super) fn asking_for(&self, length: u8) -> Option<Self> {
        if bytes_asked(length) > self.longest_answer {
            return None;
        }
        let mut bytes = self.bytes.clone();
        *bytes.last_mut()? = length;
        Some(Self {
            name: self.name,
            bytes,
            longest_answer: bytes_asked(length),
        })
    }

    /// `length` is what the answer may have: Le. Data has fewer than 256 bytes, as its callers see
    /// to: names of 16, secrets of 16, a digest of 51.
    fn new(name: &'static str, header: [u8; 4], data: &[u8], length: Option<usize>) -> Self {
        // Of the right size at once: growing would leave a copy of a secret behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(4 + 1 + data.len() + 1));
        bytes.extend_from_slice(&header);
        if let Ok(count @ 1..) = u8::try_from(data.len()) {
            bytes.push(count);
            bytes.extend_from_slice(data);
        }
        if let Some(length) = length {
            // 256 is written as 0.
            bytes.push(u8::try_from(length).unwrap_or(0));
        }
        Self {
            name,
            bytes,
            longest_answer: length.unwrap_or(0),
        }
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Command({})", self.name)
    }
}

/// Which key signs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum SigningKey {
    /// That of the file selected before.
    SelectedFile,
    /// The application's own, which asks for no PIN (text and face).
    OfApplication,
}

/// One response APDU.
#[derive(Clone, Eq, PartialEq)]
pub(super) struct Response {
    /// The data, without the status word.
    pub(super) data: Zeroizing<Vec<u8>>,
    /// The status word.
    pub(super) status: StatusWord,
}

impl Response {
    /// From the bytes received; `None` when they are fewer than the two of a status word.
    pub(super) fn parse(bytes: Vec<u8>) -> Option<Self> {
        let mut data = Zeroizing::new(bytes);
        let (_, status) = data.split_last_chunk::<2>()?;
        let status = StatusWord(u16::from_be_bytes(*status));
        let length = data.len() - 2;
        data.truncate(length);
        Some(Self { data, status })
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response({} bytes, {})", self.data.len(), self.status)
    }
}

/// A status word (ISO/IEC 7816-4 5.6), with the meanings of JICSAP 1.1, which this card follows.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct StatusWord(pub u16);

impl StatusWord {
    /// `9000`.
    pub const OK: Self = Self(0x9000);
    /// `6282`: the file ended before the length asked for.
    pub const END_OF_FILE: Self = Self(0x6282);
    /// `6300`: the secret is wrong, and the tries for it are not counted.
    pub const WRONG_SECRET: Self = Self(0x6300);
    /// `6A82`: no such file or application.
    pub const NOT_FOUND: Self = Self(0x6A82);
    /// `6A83`: no such record.
    pub const NO_SUCH_RECORD: Self = Self(0x6A83);
    /// `6A88`: no such key or data.
    pub const NO_SUCH_KEY: Self = Self(0x6A88);
    /// `6B00`: the offset is behind the end of the file.
    pub const OFFSET: Self = Self(0x6B00);

    /// Of `63Cx`: the tries that are left.
    pub fn tries_left(self) -> Option<u8> {
        match self.0.to_be_bytes() {
            [0x63, tries @ 0xC0..=0xCF] => Some(tries & 0x0F),
            _ => None,
        }
    }

    /// Whether it says that a secret is blocked: `6983`, `6984`, `63C0`.
    pub fn is_blocked(self) -> bool {
        matches!(self.0, 0x6983 | 0x6984 | 0x63C0)
    }

    /// Whether a card may say it that was just put in or reset, since nothing is selected (`6986`)
    /// or opened (`6982`).
    pub(super) fn is_of_a_reset_card(self) -> bool {
        matches!(self.0, 0x6982 | 0x6986)
    }

    /// What it means; for words that name no single thing, the class of the fault.
    pub fn meaning(self) -> &'static str {
        match self.0 {
            0x9000 => "done",
            0x6100..=0x61FF => "more data is there",
            0x6282 => "the file ended early",
            0x6283 => "the application is locked",
            0x6300 => "the secret is wrong; its tries are not counted",
            0x63C0..=0x63CF => "the secret is wrong; the last digit tells the tries left",
            0x6581 => "writing failed",
            0x6700 => "wrong length",
            0x6881 => "logical channel not supported",
            0x6882 => "secure messaging not supported",
            0x6981 => "the file is of another kind",
            0x6982 => "not opened by its secret",
            0x6983 | 0x6984 => "the secret is blocked",
            0x6985 => "conditions of use not met",
            0x6986 => "no file is selected",
            0x6A80 => "wrong data",
            0x6A81 => "function not supported",
            0x6A82 => "no such file or application",
            0x6A83 => "no such record",
            0x6A86 => "wrong parameters",
            0x6A87 => "length and parameters do not fit",
            0x6A88 => "no such key or data",
            0x6B00 => "offset outside the file",
            0x6C00..=0x6CFF => "another length is expected",
            0x6D00 => "command not supported",
            0x6E00 => "class not supported",
            _ => match self.0 >> 8 {
                0x62 | 0x63 => "a warning",
                0x64..=0x66 => "a failure of the card",
                0x67..=0x6F => "the command was refused",
                _ => "not a status word of ISO/IEC 7816-4",
            },
        }
    }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}: {}", self.0, self.meaning())
    }
}

/// Bytes that a one-byte Le, or the second byte of `61xx` and `6Cxx`, stands for.
fn bytes_asked(length: u8) -> usize {
    if length == 0 {
        limits::CARD_ANSWER
    } else {
        usize::from(length)
    }
}
