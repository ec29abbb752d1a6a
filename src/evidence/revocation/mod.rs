//! Whether the card's certificates are revoked.
//!
//! Each [`RevocationQuestion`] goes out to a [`RevocationSource`], and its [`RevocationAnswer`]
//! comes back to the examination. What travels between are bytes, so any client fetches them.

mod answer;
mod error;
mod list;
mod ocsp;
mod question;
mod times;

pub use answer::{
    AnswerSource, RevocationAnswer, RevocationReason, RevocationStatus, UnknownCause,
};
pub use error::RevocationError;
pub use list::CardRevocationList;
pub use ocsp::{OcspError, OcspHash, OcspQuery, OcspResponse};
pub use question::RevocationQuestion;

/// Something checked that knows whether certificates are revoked. A slice of sources is one too:
/// they are asked in turn until one knows. The most current comes first, since an answer that is
/// too old is not passed over.
///
/// An issuer whose answers come from elsewhere, such as a platform operator's interface, makes them
/// with [`RevocationQuestion::answer`]; the report says so.
pub trait RevocationSource {
    /// The answer to a question: [`RevocationStatus::Unknown`] for one about which the source
    /// knows nothing.
    fn answer(&self, question: &RevocationQuestion) -> RevocationAnswer;
}

impl<S: RevocationSource + ?Sized> RevocationSource for &S {
    fn answer(&self, question: &RevocationQuestion) -> RevocationAnswer {
        (**self).answer(question)
    }
}

impl<S: RevocationSource> RevocationSource for [S] {
    fn answer(&self, question: &RevocationQuestion) -> RevocationAnswer {
        let mut last = question.unknown(UnknownCause::NotAsked, AnswerSource::Issuer);
        for source in self {
            last = source.answer(question);
            if !matches!(last.status(), RevocationStatus::Unknown { .. }) {
                break;
            }
        }
        last
    }
}
