use super::status::StatusWord;

/// A command APDU in its parts (ISO/IEC 7816-4 5.1), of short or extended length.
#[derive(Clone, Copy)]
pub(super) struct Command<'a> {
    pub(super) class: u8,
    pub(super) instruction: u8,
    pub(super) p1: u8,
    pub(super) p2: u8,
    /// Empty when there is no `Lc`.
    pub(super) data: &'a [u8],
    /// The most bytes of an answer, where `Le` is there.
    pub(super) expected: Option<usize>,
    /// Whether the lengths are extended.
    pub(super) extended: bool,
}

impl<'a> Command<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, StatusWord> {
        let [class, instruction, p1, p2, body @ ..] = bytes else {
            return Err(StatusWord::WRONG_LENGTH);
        };
        let (data, expected, extended) = lengths(body)?;
        Ok(Self {
            class: *class,
            instruction: *instruction,
            p1: *p1,
            p2: *p2,
            data,
            expected,
            extended,
        })
    }

    /// `Le` of a command that has no data.
    pub(super) fn expected_alone(&self) -> Result<usize, StatusWord> {
        match self.expected {
            Some(expected) if self.data.is_empty() => Ok(expected),
            _ => Err(StatusWord::WRONG_LENGTH),
        }
    }
}

/// The data field, `Le` and whether they are extended.
fn lengths(body: &[u8]) -> Result<(&[u8], Option<usize>, bool), StatusWord> {
    match body {
        [] => Ok((&[], None, false)),
        [le] => Ok((&[], Some(short(*le)), false)),
        [0, high, low] => Ok((&[], Some(long([*high, *low])), true)),
        [0, high, low, rest @ ..] => {
            let (data, le) = split(rest, usize::from(u16::from_be_bytes([*high, *low])))?;
            match le {
                [] => Ok((data, None, true)),
                [high, low] => Ok((data, Some(long([*high, *low])), true)),
                _ => Err(StatusWord::WRONG_LENGTH),
            }
        }
        [lc, rest @ ..] => {
            let (data, le) = split(rest, usize::from(*lc))?;
            match le {
                [] => Ok((data, None, false)),
                [le] => Ok((data, Some(short(*le)), false)),
                _ => Err(StatusWord::WRONG_LENGTH),
            }
        }
    }
}

fn split(rest: &[u8], length: usize) -> Result<(&[u8], &[u8]), StatusWord> {
    match rest.split_at_checked(length) {
        Some(parts) if length > 0 => Ok(parts),
        _ => Err(StatusWord::WRONG_LENGTH),
    }
}

fn short(le: u8) -> usize {
    if le == 0 { 256 } else { usize::from(le) }
}

fn long(le: [u8; 2]) -> usize {
    match u16::from_be_bytes(le) {
        0 => 65_536,
        le => usize::from(le),
    }
}
