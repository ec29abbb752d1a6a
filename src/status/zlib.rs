//! The ZLIB container (RFC 1950) of a status list.

use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};

use super::StatusError;
use crate::limits;

/// Compresses as well as it can, as the Token Status List recommends.
pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec_zlib(bytes, LEVEL)
}

/// Refuses more than [`limits::STATUS_LIST`] bytes as soon as there are more, another container, and
/// anything after it.
pub(super) fn unpacked(packed: &[u8]) -> Result<Vec<u8>, StatusError> {
    let mut state = InflateState::new_boxed(DataFormat::Zlib);
    let mut piece = [0; PIECE];
    let (mut rest, mut bytes) = (packed, Vec::new());
    loop {
        let step = inflate(&mut state, rest, &mut piece, MZFlush::None);
        let written = piece.get(..step.bytes_written).unwrap_or_default();
        if bytes.len() + written.len() > limits::STATUS_LIST {
            return Err(StatusError::TooLarge);
        }
        bytes.extend_from_slice(written);
        rest = rest.get(step.bytes_consumed..).unwrap_or_default();
        match step.status {
            Ok(MZStatus::StreamEnd) if rest.is_empty() => return Ok(bytes),
            Ok(MZStatus::Ok) if step.bytes_consumed + step.bytes_written > 0 => {}
            _ => return Err(StatusError::Compression),
        }
    }
}

const LEVEL: u8 = 9;

/// Bytes unpacked at a time.
const PIECE: usize = 16 * 1024;
