//! Faults of the list in a good token, and what it says against a document: stage status.

use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};

use super::super::Failure;
use super::case::Case;
use super::lists::{
    Authority, ENTRIES, IDENTIFIER, INDEX, REVOKED_IDENTIFIER, REVOKED_INDEX, bits, identifiers,
};

type Made = Result<Case, Failure>;

/// A list that is packed as it should not be.
fn packed(
    own: &Authority,
    name: &'static str,
    flag: &'static str,
    comment: &'static str,
    (count, lst): (u64, &[u8]),
) -> Made {
    let token = own.changed(bits(&[REVOKED_INDEX])?, |draft| draft.set_list(count, lst))?;
    Ok(Case::invalid(name, ["status", flag], comment, token))
}

/// The bytes of the base's list.
fn bytes() -> Vec<u8> {
    let mut bytes = vec![0; ENTRIES / 8];
    if let Some(byte) = bytes.get_mut(96) {
        *byte = 1 << 4;
    }
    bytes
}

pub(super) fn two_bits(own: &Authority) -> Made {
    packed(
        own,
        "two-bits",
        "ListBits",
        "Two bits for a document; ISO/IEC 18013-5 demands one.",
        (2, &compress_to_vec_zlib(&[0; 256], 9)),
    )
}

pub(super) fn raw_deflate(own: &Authority) -> Made {
    packed(
        own,
        "raw-deflate",
        "ListCompression",
        "Packed by DEFLATE (RFC 1951) without the ZLIB container around it.",
        (1, &compress_to_vec(&bytes(), 9)),
    )
}

pub(super) fn gzip(own: &Authority) -> Made {
    packed(
        own,
        "gzip",
        "ListCompression",
        "Packed by gzip (RFC 1952).",
        (1, &in_gzip(&bytes())),
    )
}

/// RFC 1952 2.3: a head without a name, DEFLATE, CRC-32 and length.
fn in_gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255];
    out.extend(compress_to_vec(bytes, 9));
    let crc = bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    });
    out.extend((!crc).to_le_bytes());
    out.extend(u32::try_from(bytes.len()).unwrap_or_default().to_le_bytes());
    out
}

pub(super) fn cut_off(own: &Authority) -> Made {
    let whole = compress_to_vec_zlib(&bytes(), 9);
    packed(
        own,
        "cut-off",
        "ListCompression",
        "The last four bytes of the ZLIB container, its checksum, are missing.",
        (1, whole.get(..whole.len() - 4).unwrap_or_default()),
    )
}

pub(super) fn checksum_of_another_list(own: &Authority) -> Made {
    let mut packed_bytes = compress_to_vec_zlib(&bytes(), 9);
    if let Some(last) = packed_bytes.last_mut() {
        *last ^= 1;
    }
    packed(
        own,
        "checksum-of-another-list",
        "ListCompression",
        "The Adler-32 checksum of the ZLIB container is another.",
        (1, &packed_bytes),
    )
}

pub(super) fn bomb(own: &Authority) -> Made {
    let zeros = vec![0; 64 * 1024 * 1024];
    packed(
        own,
        "bomb",
        "ListSize",
        "64 KiB that unpack to 64 MiB: more documents than any issuer has. A reader stops unpacking \
         at a bound of its own; 16 MiB is room for 134 million.",
        (1, &compress_to_vec_zlib(&zeros, 9)),
    )
    .map(|case| case.feature("bounded-lists"))
}

pub(super) fn most_significant_bit_first(own: &Authority) -> Made {
    // The entry of the next document, packed from the highest bit down, stands where the entry of
    // this one is read.
    let reversed: Vec<u8> = bytes().iter().map(|byte| byte.reverse_bits()).collect();
    packed(
        own,
        "most-significant-bit-first",
        "DocumentRevoked",
        "The list is packed with the most significant bit first, so that a document is revoked which \
         was not meant. A reader that takes the bits in that order accepts it.",
        (1, &compress_to_vec_zlib(&reversed, 9)),
    )
}

pub(super) fn revoked(own: &Authority) -> Made {
    Ok(Case::invalid(
        "revoked",
        ["status", "DocumentRevoked"],
        "A good list in which the document is revoked, and its neighbours are not.",
        own.token(bits(&[INDEX])?)?,
    ))
}

pub(super) fn revoked_at_the_last_entry(own: &Authority) -> Made {
    Ok(Case::invalid(
        "revoked-at-the-last-entry",
        ["status", "DocumentRevoked"],
        "The document with the last index of a good list is revoked.",
        own.token(bits(&[1023])?)?,
    )
    .of_index(1023)
    .from("last-entry"))
}

pub(super) fn index_out_of_range(own: &Authority) -> Made {
    Ok(Case::invalid(
        "index-out-of-range",
        ["status", "IndexOutOfRange"],
        "The document's index is the number of the list's entries, one more than the last.",
        own.token(bits(&[REVOKED_INDEX])?)?,
    )
    .of_index(1024))
}

pub(super) fn index_beyond_32_bits(own: &Authority) -> Made {
    Ok(Case::invalid(
        "index-beyond-32-bits",
        ["status", "IndexOutOfRange"],
        "An index of 2^32 and a good one: whoever keeps the low bits alone looks at the wrong entry.",
        own.token(bits(&[REVOKED_INDEX])?)?,
    )
    .of_index((1 << 32) + INDEX))
}

pub(super) fn identifier_revoked(own: &Authority) -> Made {
    Ok(Case::invalid(
        "identifier-revoked",
        ["status", "DocumentRevoked"],
        "A good identifier list that has the document.",
        own.token(identifiers(&[&IDENTIFIER, &REVOKED_IDENTIFIER])?)?,
    )
    .of_identifier(&IDENTIFIER)
    .from("identifier-list"))
}

pub(super) fn identifier_in_a_status_list(own: &Authority) -> Made {
    Ok(Case::invalid(
        "identifier-in-a-status-list",
        ["status", "OtherKindOfList"],
        "The document refers to an identifier list; at its address is a status list.",
        own.token(bits(&[REVOKED_INDEX])?)?,
    )
    .of_identifier(&IDENTIFIER)
    .from("identifier-list"))
}

pub(super) fn revocation_taken_back(own: &Authority) -> Made {
    let yesterday = own.now.plus_days(-1);
    Ok(Case::invalid(
        "revocation-taken-back",
        ["status", "RevocationTakenBack"],
        "A document that yesterday's list revoked is not revoked any more. Revoked is for good.",
        own.token(bits(&[REVOKED_INDEX])?)?,
    )
    .after(own.token_at(yesterday, bits(&[REVOKED_INDEX, INDEX])?)?)
    .from("follows-previous"))
}

pub(super) fn older_than_previous(own: &Authority) -> Made {
    let yesterday = own.now.plus_days(-1);
    Ok(Case::invalid(
        "older-than-previous",
        ["status", "ListRolledBack"],
        "Yesterday's list, still in time, served after today's.",
        own.token_at(yesterday, bits(&[REVOKED_INDEX])?)?,
    )
    .after(own.token(bits(&[REVOKED_INDEX])?)?)
    .from("follows-previous"))
}

pub(super) fn shorter_than_previous(own: &Authority) -> Made {
    let yesterday = own.now.plus_days(-1);
    Ok(Case::invalid(
        "shorter-than-previous",
        ["status", "RevocationTakenBack"],
        "A list that is cut to half a year's documents: what the older one revoked behind is gone.",
        own.changed(bits(&[])?, |draft| {
            draft.set_list(1, &compress_to_vec_zlib(&[0; 100], 9));
        })?,
    )
    .after(own.token_at(yesterday, bits(&[900])?)?)
    .from("follows-previous"))
}
