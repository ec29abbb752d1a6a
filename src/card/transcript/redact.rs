use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use zeroize::Zeroizing;

use super::Part;
use crate::card::Application;
use crate::card::files::{self, CERTIFICATE_TABLE, LICENCE_PIN_SETTING};
use crate::crypto::sha256;
use crate::limits;

/// A command without what may not be told. What cannot be told apart is left out.
pub(super) fn command(bytes: &[u8]) -> Vec<Part> {
    let Some((header, body)) = bytes.split_first_chunk::<4>() else {
        return parts(bytes, &[]);
    };
    let [_, instruction, ..] = *header;
    let holds_secret = matches!(
        instruction,
        VERIFY | CHANGE_REFERENCE_DATA | RESET_RETRY_COUNTER | CHANGE_KEY
    );
    if holds_secret && !body.is_empty() {
        return vec![Part::Bytes(header.to_vec()), Part::Secret];
    }
    let (length, data, rest) = match body {
        // Without data: the length expected, short or extended.
        [] | [_] | [0, _, _] => return vec![Part::Bytes(bytes.to_vec())],
        [0, high, low, rest @ ..] => {
            let count = usize::from(u16::from_be_bytes([*high, *low]));
            (3, count, rest.len())
        }
        [count, rest @ ..] => (1, usize::from(*count), rest.len()),
    };
    let begin = 4 + length;
    let end = begin + data;
    // What is left behind the data is the length expected.
    match rest.checked_sub(data) {
        Some(0..=2) if instruction == SELECT && data <= LONGEST_NAME => {
            vec![Part::Bytes(bytes.to_vec())]
        }
        Some(0..=2) => parts(bytes, &[0..begin, end..bytes.len()]),
        // Lengths that do not fit together.
        _ => parts(bytes, std::slice::from_ref(&(0..header.len()))),
    }
}

/// What has to be remembered of a session to tell what an answer holds.
#[derive(Default)]
pub(super) struct Redactor {
    /// Name of the selected application.
    application: Vec<u8>,
    /// Identifier of the file that was selected or read last.
    file: u16,
    /// The beginning of the last command that was not GET RESPONSE.
    header: [u8; 4],
    /// Where the next byte of an answer stands in the file, if it is one of a file.
    place: Option<usize>,
    /// The file, as far as it has come without a gap.
    content: Zeroizing<Vec<u8>>,
    /// Digests of what was left out, by where it stood.
    seen: BTreeMap<Place, Vec<[u8; 32]>>,
}

/// Where something was left out.
#[derive(Eq, Ord, PartialEq, PartialOrd)]
struct Place {
    application: Vec<u8>,
    file: u16,
    header: [u8; 4],
    /// In the file or else in the answer.
    begin: usize,
    length: usize,
}

impl Redactor {
    /// Takes note of a command before its answer.
    pub(super) fn follow(&mut self, command: &[u8]) {
        let Some((header, body)) = command.split_first_chunk::<4>() else {
            self.place = None;
            return;
        };
        if let [_, GET_RESPONSE, ..] = header {
            return;
        }
        self.header = *header;
        self.place = None;
        match (*header, body) {
            ([_, SELECT, 0x04, _], [_, name @ ..]) => {
                self.application = name.iter().take(LONGEST_NAME).copied().collect();
                self.select(0);
            }
            ([_, SELECT, 0x02, _], [_, high, low, ..]) => {
                self.select(u16::from_be_bytes([*high, *low]));
            }
            ([_, READ_BINARY, high @ 0x00..=0x7F, low], _) => {
                self.place = Some(usize::from(u16::from_be_bytes([high, low])));
            }
            ([_, READ_BINARY, reference, offset], _) => {
                self.select(u16::from(reference & 0x1F));
                self.place = Some(usize::from(offset));
            }
            _ => {}
        }
    }

    /// The answer to it, or a further part of that.
    pub(super) fn answer(&mut self, bytes: &[u8]) -> Vec<Part> {
        let bytes = bytes.get(..limits::CARD_APDU).unwrap_or(bytes);
        let status = match bytes.split_last_chunk::<2>() {
            Some((_, [0x90 | 0x61..=0x6F, _])) => bytes.len() - 2..bytes.len(),
            _ => bytes.len()..bytes.len(),
        };
        let mut kept = match self.place {
            Some(place) => self.form(place, bytes.get(..status.start).unwrap_or_default()),
            None => Vec::new(),
        };
        kept.push(status.clone());
        let mut parts = parts(bytes, &kept);
        let mut at = 0;
        for part in &mut parts {
            at += match part {
                Part::Bytes(bytes) => bytes.len(),
                Part::Redacted { length, content } => {
                    let left_out = bytes.get(at..at + *length).unwrap_or_default();
                    *content = self.content_at(self.place.unwrap_or(0) + at, left_out);
                    *length
                }
                Part::Secret => 0,
            };
        }
        self.place = self.place.map(|place| place + status.start);
        parts
    }

    fn select(&mut self, file: u16) {
        self.file = file;
        self.content = Zeroizing::default();
    }

    /// What of these bytes at this place in the file tells its form, as places among them.
    fn form(&mut self, place: usize, bytes: &[u8]) -> Vec<Range<usize>> {
        if place > self.content.len() || place + bytes.len() > limits::CARD_FILE {
            return Vec::new();
        }
        self.content.truncate(place);
        self.content.extend_from_slice(bytes);
        let end = self.content.len();
        self.heads()
            .into_iter()
            .map(|head| head.start.max(place)..head.end.min(end))
            .filter(|head| head.start < head.end)
            .map(|head| head.start - place..head.end - place)
            .collect()
    }

    /// Where tags and lengths stand in the file, as far as it has come.
    fn heads(&self) -> Vec<Range<usize>> {
        let of = |application| self.application == files::name(application);
        let file = |identifier: u8| self.file == u16::from(identifier);
        if of(Application::Jpki) && file(CERTIFICATE_TABLE)
            || of(Application::Licence) && file(LICENCE_PIN_SETTING.identifier)
        {
            std::iter::once(0..3).collect()
        } else if of(Application::Jpki) {
            let length = match self.content.get(1) {
                Some(0x82) => 4,
                _ => 2,
            };
            std::iter::once(0..length).collect()
        } else if of(Application::Text) || of(Application::Face) {
            objects(&self.content)
        } else {
            Vec::new()
        }
    }

    /// Which of the contents that stood at this place this is.
    fn content_at(&mut self, begin: usize, left_out: &[u8]) -> usize {
        let digest = sha256(&[left_out]);
        let place = Place {
            application: self.application.clone(),
            file: self.file,
            header: self.header,
            begin,
            length: left_out.len(),
        };
        let seen = self.seen.entry(place).or_default();
        seen.iter()
            .position(|other| *other == digest)
            .unwrap_or_else(|| {
                seen.push(digest);
                seen.len() - 1
            })
    }
}

/// Says nothing of what it remembers.
impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redactor")
    }
}

/// The heads of a record of the card: that of its outer object, and those inside as long as they
/// are objects that the card writes into such a one, in the order of their tags. Where a length
/// lies, what stands there is no such object, and the search ends. No text of the card begins like
/// one: these bytes are none of UTF-8.
fn objects(record: &[u8]) -> Vec<Range<usize>> {
    match record {
        [0xFF | 0x7F] | [0x7F, 0x21, ..] => {}
        [0xFF, outer, ..] if outer & 0x0F == 0 => {}
        _ => return Vec::new(),
    }
    let (length, _) = head(record);
    let mut heads: Vec<Range<usize>> = std::iter::once(0..length).collect();
    let mut place = length;
    let mut last = 0;
    while let Some(rest) = record.get(place..) {
        let fits = match (record, rest) {
            (_, []) => break,
            ([0xFF, ..], [0xDF]) | ([0x7F, ..], [0x5F]) => true,
            ([0xFF, outer, ..], [0xDF, tag, ..]) => tag & 0xF0 == *outer && *tag > last,
            ([0x7F, ..], [0x5F, tag @ (0x4E | 0x37), ..]) => *tag != last,
            _ => false,
        };
        if !fits {
            break;
        }
        last = rest.get(1).copied().unwrap_or(last);
        let (length, value) = head(rest);
        heads.push(place..place + length);
        let Some(value) = value else { break };
        place += length + value;
    }
    heads
}

/// Bytes of the head of an object with a tag of two bytes, and of its value where the length is
/// one of the card's.
fn head(object: &[u8]) -> (usize, Option<usize>) {
    match object {
        [_, _, short @ 0x00..=0x7F, ..] => (3, Some(usize::from(*short))),
        [_, _, 0x81, length, ..] => (4, Some(usize::from(*length))),
        [_, _, 0x81] => (4, None),
        [_, _, 0x82, high, low, ..] => {
            let length = u16::from_be_bytes([*high, *low]);
            (5, Some(usize::from(length)))
        }
        [_, _, 0x82, ..] => (5, None),
        _ => (3, None),
    }
}

/// The bytes with everything outside of `kept` left out; the ranges are in their order.
fn parts(bytes: &[u8], kept: &[Range<usize>]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut place = 0;
    let left_out = |parts: &mut Vec<Part>, length| {
        if length > 0 {
            parts.push(Part::Redacted { length, content: 0 });
        }
    };
    for range in kept {
        if let Some(some) = bytes.get(range.clone()).filter(|some| !some.is_empty()) {
            left_out(&mut parts, range.start.saturating_sub(place));
            parts.push(Part::Bytes(some.to_vec()));
            place = range.end;
        }
    }
    left_out(&mut parts, bytes.len().saturating_sub(place));
    parts
}

// Instructions (ISO/IEC 7816-4 and the card's own).
const VERIFY: u8 = 0x20;
const CHANGE_REFERENCE_DATA: u8 = 0x24;
const RESET_RETRY_COUNTER: u8 = 0x2C;
const CHANGE_KEY: u8 = 0x32;
const SELECT: u8 = 0xA4;
const READ_BINARY: u8 = 0xB0;
const GET_RESPONSE: u8 = 0xC0;
/// Bytes of the longest name of an application (ISO/IEC 7816-4 8.2.1.2).
const LONGEST_NAME: usize = 16;
