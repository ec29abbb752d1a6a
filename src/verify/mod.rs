//! A reader's check of an mdoc, which says at which stage it failed.
//!
//! What is said of a document is a [`Report`]: a verdict for each [`Stage`], in their order. The
//! first fault of the earliest stage is why it is refused; [`Stage::Decode`] and
//! [`Stage::Structure`] are one pass over the bytes, which ends at its first fault. What is valid is
//! a [`VerifiedDocument`], which only [`Report::accepted`] gives.
//!
//! ```
//! use mnid_mdoc::pki::Certificate;
//! use mnid_mdoc::time::Timestamp;
//! use mnid_mdoc::verify::{self, Invalid, Trust};
//!
//! fn on_receipt(credential: &[u8], iacas: &[Certificate], now: Timestamp) -> Result<usize, Invalid> {
//!     let trust = Trust {
//!         doc_type: Some("org.iso.23220.1.jp.mnc"),
//!         ..Trust::new(iacas, now)
//!     };
//!     Ok(verify::issuer_signed(credential, &trust).accepted()?.elements().len())
//! }
//! ```
//!
#![doc = include_str!("stages.md")]

mod checks;
mod device;
mod document;
mod invalid;
mod policy;
mod report;
mod status;

#[cfg(test)]
pub(crate) mod tests;

pub use document::{VerifiedDocument, VerifiedElement};
pub use invalid::{Invalid, Stage};
pub use report::{Report, Verdict};

use device::Presented;

use crate::crypto::SoftwareKey;
use crate::mdoc::{DeviceResponse, IssuerSigned, SessionTranscript, Tag18};
use crate::pki::{Certificate, CurrentRevocations, Vical};
use crate::profile::Preset;
use crate::status::CurrentStatusList;
use crate::time::Timestamp;

/// What a reader believes and expects.
#[derive(Clone, Copy, Debug)]
pub struct Trust<'a> {
    /// The IACA roots that are trusted for documents of every type.
    pub iacas: &'a [Certificate],
    /// Lists of roots, each trusted for documents of the types that its entry lists. A list that is
    /// not current at `now` is refused with every document.
    pub vicals: &'a [Vical],
    /// Revocation lists of roots, which [`RevocationList::check`](crate::pki::RevocationList::check)
    /// makes. Those of the document's root are asked at [`Stage::Status`]; where there is none,
    /// nothing is.
    pub revocations: &'a [CurrentRevocations],
    /// Status lists and identifier lists, which
    /// [`StatusToken::check`](crate::status::StatusToken::check) makes. Those to which the document
    /// refers are asked at [`Stage::Status`]; where there is none, the document is not asked about.
    pub status_lists: &'a [CurrentStatusList],
    /// The time at which the document has to be valid.
    pub now: Timestamp,
    /// The document type that the document has to have; `None` takes every type.
    pub doc_type: Option<&'a str>,
    /// The preset by whose rules the document has to be made; `None` asks for no preset.
    pub preset: Option<Preset>,
    /// Whether `issuerAuth` may have a tag that the standard leaves out.
    pub tag_18: Tag18,
}

impl<'a> Trust<'a> {
    /// In these roots at this time, for documents of every type, with no list and no preset.
    pub fn new(iacas: &'a [Certificate], now: Timestamp) -> Self {
        Self {
            iacas,
            vicals: &[],
            revocations: &[],
            status_lists: &[],
            now,
            doc_type: None,
            preset: None,
            tag_18: Tag18::Refused,
        }
    }
}

/// What a reader knows of the session in which it asked.
#[derive(Clone, Copy, Debug)]
pub struct Session<'a> {
    /// The transcript, as the reader itself made it.
    pub transcript: &'a SessionTranscript,
    /// The reader's ephemeral key of this session. Without it, a device that authenticates itself
    /// by a MAC is refused at [`Stage::Binding`].
    pub reader_key: Option<&'a SoftwareKey>,
}

impl<'a> Session<'a> {
    /// Of a reader that asked for a device signature, or can check no other.
    pub fn new(transcript: &'a SessionTranscript) -> Self {
        Self {
            transcript,
            reader_key: None,
        }
    }
}

/// Verifies what an issuer signed, as a wallet does on receipt: an encoded `IssuerSigned`
/// (ISO/IEC 18013-5:2021 9.3.1).
///
/// At [`Stage::Status`] the document signer is looked for in the revocation lists, and the document
/// in the status lists to which it refers. A malformed reference is [`Stage::Structure`], whether a
/// list was given or not. [`Stage::Policy`] is asked when a preset is named.
pub fn issuer_signed<'a>(bytes: &'a [u8], trust: &Trust<'_>) -> Report<'a> {
    match IssuerSigned::parse_with(bytes, trust.tag_18) {
        Ok(parsed) => checks::report(&parsed, None, trust),
        Err(error) => Report::unreadable(error.into()),
    }
}

/// Verifies what a wallet presents: an encoded `DeviceResponse` with at least one document
/// (ISO/IEC 18013-5:2021 9.3.1 and 9.1.3). One report for each document.
///
/// Devices authenticate themselves in this session by a signature or, when the reader's key is
/// given, by a MAC.
///
/// # Errors
/// [`Invalid`] when the response cannot be read whole: nothing is then said of its documents.
pub fn device_response<'a>(
    bytes: &'a [u8],
    session: &Session<'_>,
    trust: &Trust<'_>,
) -> Result<Vec<Report<'a>>, Invalid> {
    let response = DeviceResponse::parse_with(bytes, trust.tag_18)?;
    let documents = response.documents().iter();
    Ok(documents
        .map(|document| {
            let presented = Presented { document, session };
            checks::report(&document.issuer_signed, Some(&presented), trust)
        })
        .collect())
}
