use std::fmt;

use super::{Exchange, Failure, Part, Transcript, TranscriptError};
use crate::limits;

pub(super) fn write(transcript: &Transcript, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(f, "{HEADER}")?;
    for exchange in &transcript.exchanges {
        f.write_str("> ")?;
        write_parts(&exchange.command, f)?;
        match &exchange.outcome {
            Ok(answer) => {
                f.write_str("< ")?;
                write_parts(answer, f)?;
            }
            Err(failure) => writeln!(f, "! {}", name(*failure))?,
        }
    }
    Ok(())
}

fn write_parts(parts: &[Part], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for part in parts {
        match part {
            Part::Bytes(bytes) => bytes.iter().try_for_each(|byte| write!(f, "{byte:02X}"))?,
            Part::Redacted { length, content: 0 } => write!(f, "[{length}]")?,
            Part::Redacted { length, content } => write!(f, "[{length}+{content}]")?,
            Part::Secret => f.write_str(SECRET)?,
        }
    }
    writeln!(f)
}

pub(super) fn parse(text: &str) -> Result<Transcript, TranscriptError> {
    if text.len() > limits::TRANSCRIPT {
        return Err(TranscriptError::TooLarge);
    }
    let mut lines = text
        .lines()
        .map(str::trim)
        .zip(1..)
        .filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
    if lines.next().is_none_or(|(line, _)| line != HEADER) {
        return Err(TranscriptError::Header);
    }
    let mut exchanges = Vec::new();
    while let Some((line, number)) = lines.next() {
        if exchanges.len() == limits::TRANSCRIPT_EXCHANGES {
            return Err(TranscriptError::TooLarge);
        }
        let wrong = |line, expected| TranscriptError::Line { line, expected };
        let command = line.strip_prefix('>').and_then(parts);
        let command = command.ok_or(wrong(number, "a command (>)"))?;
        let expected = "an answer (<) or a failure (!)";
        let (line, number) = lines.next().ok_or(wrong(number + 1, expected))?;
        let outcome = match line.split_at_checked(1) {
            Some(("<", answer)) => parts(answer)
                .filter(|parts| !parts.contains(&Part::Secret))
                .map(Ok),
            Some(("!", failure)) => failure_of(failure.trim()).map(Err),
            _ => None,
        };
        exchanges.push(Exchange {
            command,
            outcome: outcome.ok_or(wrong(number, expected))?,
        });
    }
    Ok(Transcript { exchanges })
}

/// The parts of one APDU, which has no more bytes than one can have.
fn parts(mut text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut bytes = Vec::new();
    let mut total: usize = 0;
    loop {
        text = text.trim_start();
        let next = if text.is_empty() || text.starts_with('[') {
            if !bytes.is_empty() {
                parts.push(Part::Bytes(std::mem::take(&mut bytes)));
            }
            let Some(inside) = text.strip_prefix('[') else {
                return Some(parts);
            };
            let (inside, next) = inside.split_once(']')?;
            let part = left_out(inside)?;
            match &part {
                Part::Redacted { length, .. } => total = total.checked_add(*length)?,
                // It is the end of a command.
                _ if !next.trim().is_empty() => return None,
                _ => {}
            }
            parts.push(part);
            next
        } else {
            let (digits, next) = text.split_at_checked(2)?;
            bytes.push(byte(digits)?);
            total += 1;
            next
        };
        if total > limits::CARD_APDU {
            return None;
        }
        text = next;
    }
}

fn byte(digits: &str) -> Option<u8> {
    let digits = digits
        .bytes()
        .all(|digit| digit.is_ascii_hexdigit())
        .then_some(digits)?;
    u8::from_str_radix(digits, 16).ok()
}

/// What stands in brackets.
fn left_out(inside: &str) -> Option<Part> {
    if inside == "secret" {
        return Some(Part::Secret);
    }
    let (length, content) = inside.split_once('+').unwrap_or((inside, "0"));
    let number = |digits: &str| {
        let decimal = digits.bytes().all(|digit| digit.is_ascii_digit());
        decimal.then(|| digits.parse().ok()).flatten()
    };
    Some(Part::Redacted {
        length: number(length)?,
        content: number(content)?,
    })
}

fn failure_of(text: &str) -> Option<Failure> {
    [
        Failure::Removed,
        Failure::Reset,
        Failure::TooLate,
        Failure::Transport,
    ]
    .into_iter()
    .find(|failure| name(*failure) == text)
}

/// The codes of [`TransportError`](crate::card::TransportError).
fn name(failure: Failure) -> &'static str {
    match failure {
        Failure::Removed => "card.removed",
        Failure::Reset => "card.reset",
        Failure::TooLate => "card.too-late",
        Failure::Transport => "card.transport",
    }
}

const HEADER: &str = "mnid-mdoc card transcript 1";
const SECRET: &str = "[secret]";
