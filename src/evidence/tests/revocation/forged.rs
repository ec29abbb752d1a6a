//! Lists made part by part, so that each can be wrong by itself.

use super::super::forge;
use super::*;

#[derive(Clone, Copy)]
pub(super) enum Key {
    Signing,
    Authentication,
    Unrelated,
}

impl Key {
    pub(super) fn file(self) -> &'static [u8] {
        match self {
            Self::Signing => forge::SIGNING_CA,
            Self::Authentication => forge::AUTHENTICATION_CA,
            Self::Unrelated => forge::UNRELATED,
        }
    }
}

/// A list that is good for the signing certificates of Chiyoda.
#[derive(Clone)]
pub(super) struct List {
    pub(super) version: Vec<u8>,
    pub(super) algorithm: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) this_update: Vec<u8>,
    pub(super) next_update: Vec<u8>,
    pub(super) entries: Vec<Vec<u8>>,
    pub(super) extensions: Vec<Vec<u8>>,
    pub(super) signed_by: Key,
}

impl List {
    pub(super) fn good() -> Self {
        Self {
            version: vec![2, 1, 1],
            algorithm: RSA_SHA256.to_vec(),
            issuer: question().issuer_der().to_vec(),
            this_update: time(now().plus_seconds(-3_600)),
            next_update: time(now().plus_days(1)),
            entries: Vec::new(),
            extensions: vec![point(&[&full_name(&question().distribution_points())])],
            signed_by: Key::Signing,
        }
    }

    pub(super) fn with(change: impl FnOnce(&mut Self)) -> Self {
        let mut list = Self::good();
        change(&mut list);
        list
    }

    pub(super) fn to_der(&self) -> Vec<u8> {
        self.signed(&self.signed_part())
    }

    pub(super) fn signed_part(&self) -> Vec<u8> {
        let entries = match self.entries.is_empty() {
            true => Vec::new(),
            false => der(0x30, &self.entries),
        };
        let extensions = match self.extensions.is_empty() {
            true => Vec::new(),
            false => der(0xA0, &[der(0x30, &self.extensions)]),
        };
        der(
            0x30,
            &[
                &self.version,
                &self.algorithm,
                &self.issuer,
                &self.this_update,
                &self.next_update,
                &entries,
                &extensions,
            ],
        )
    }

    /// A list of this signed part.
    pub(super) fn signed(&self, signed_part: &[u8]) -> Vec<u8> {
        let signature = forge::sign(self.signed_by.file(), signed_part);
        let signature = der(0x03, &[[&[0], signature.as_slice()].concat()]);
        der(0x30, &[signed_part, &self.algorithm, &signature])
    }
}

/// A value of this tag.
pub(super) fn der(tag: u8, parts: &[impl AsRef<[u8]>]) -> Vec<u8> {
    let content: Vec<u8> = parts
        .iter()
        .flat_map(|part| part.as_ref())
        .copied()
        .collect();
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let head = match content.len() {
        ..0x80 => vec![tag, length[3]],
        0x80..0x100 => vec![tag, 0x81, length[3]],
        0x100..0x1_0000 => vec![tag, 0x82, length[2], length[3]],
        _ => [&[tag, 0x84], length.as_slice()].concat(),
    };
    [head, content].concat()
}

/// UTCTime.
pub(super) fn time(time: Timestamp) -> Vec<u8> {
    let text = time.to_rfc3339();
    let digits = text[2..].iter().filter(|byte| byte.is_ascii_digit());
    let text: Vec<u8> = digits.copied().chain([b'Z']).collect();
    der(0x17, &[text])
}

/// An entry of three days ago.
pub(super) fn entry(serial: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    let extensions = match extensions.is_empty() {
        true => Vec::new(),
        false => der(0x30, extensions),
    };
    let since = time(now().plus_days(-3));
    der(0x30, &[der(0x02, &[serial]), since, extensions])
}

/// The extension of this id below 2.5.29.
pub(super) fn extension(id: u8, critical: bool, content: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[1, 1, 0xFF] } else { &[] };
    let content = der(0x04, &[content]);
    der(0x30, &[&[0x06, 3, 0x55, 0x1D, id], critical, &content])
}

pub(super) fn reason(code: u8) -> Vec<u8> {
    extension(21, false, &[0x0A, 1, code])
}

/// The issuing distribution point, of these members.
pub(super) fn point(members: &[&[u8]]) -> Vec<u8> {
    extension(28, true, &der(0x30, members))
}

/// `[0] { [0] names }`.
pub(super) fn full_name(names: &[Vec<u8>]) -> Vec<u8> {
    der(0xA0, &[der(0xA0, names)])
}

pub(super) const RSA_SHA256: &[u8] =
    &hex_literal::hex!("30 0D 06 09 2A 86 48 86 F7 0D 01 01 0B 05 00");
