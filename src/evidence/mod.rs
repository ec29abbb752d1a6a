//! What a physical card proves, and nothing that it does not.
//!
//! A [`Challenge`] names the wallet's key and is signed by the card's keys. [`Policy::examine`]
//! consumes it and checks a [`CardReading`](crate::card::CardReading), raw until then, against
//! [`Anchors`] and clock. [`Examined`] asks whether the certificates are revoked, and takes what
//! only the issuer can say. [`Examined::conclude`] makes [`Evidence`], the only thing that claims
//! are derived from.
//!
//! ```text
//! Challenge ─┐
//! CardReading┴─► Policy::examine ─► Examined ─► conclude(answers) ─► Evidence ─► Report
//! ```
//!
//! Whatever a reading holds is checked. Record signatures alone prove no presence, and an answer
//! to a challenge alone proves no identity: both, always. Each rule that a policy can do without
//! is a [`Waiver`] by name, and shows in the [`Report`] of the evidence that needed it.
//!
//! # Mixes of cards
//!
//! No key of the card signs another one, so parts of several cards can be put together into one
//! reading. What tells them apart:
//!
//! | mix | told by |
//! |---|---|
//! | one certificate, the answer of another card's key | the answer does not verify |
//! | one person's certificate, another's text record | name, address, birth date and sex, each on its own, except characters that the certificate flags as substitutes |
//! | one person's certificate, another's face record | birth date and sex |
//! | the face record of somebody with birth date and sex in common | **not told by the card**: [`FaceBinding`], which a policy demands |
//! | face or text record, the answer of another card's key | the answer does not verify |
//! | text record, the card key of a card of another municipality | the key's signature does not verify |
//! | text record, the card key of another card of the same municipality | **not told**: the key is signed apart from the record. Whose record it is, the certificate tells |
//! | files of two text applications | the signed digests |
//! | records of two municipalities | the codes in their certificates, where both show one |
//! | records of an older card of the same person | **not told**, unless they differ in an attribute or the printed expiry is over |
//! | certificates of the two JPKI keys from two cards | **not told**: the one for authentication names nobody. Name and address never come from its card |
//! | a bare PIN ([`Waiver::AuthenticationKeyOnly`]), records of any card | **not told**: [`Assurance::PinOnCard`] says so |
//! | a copied signing certificate, the PIN of another card | **not told**: the level is [`Assurance::RecordsOnly`], or [`Assurance::PinOnCard`] where [`Waiver::AuthenticationKeyOnly`] says that a bare PIN will do |
//! | anybody's licence | **not told**: [`LicenceBinding`], which a policy demands |
//! | licence data, the signature of another licence | the signature does not verify |
//! | a certificate or authority in the place of another role's | anchors have roles, and profiles differ |
//!
//! # Around it
//!
//! [`Anchors`] come from one documented file. A [`ChallengeStore`] keeps challenges between
//! requests and gives each out once. [`Report::JSON_SCHEMA`] says what a report is in JSON. Roots of
//! the JPKI may be on P-384, as announced for the next generation of the card.
//!
//! # Revocation
//!
//! [`Examined::questions`] has one question for each certificate of the reading. What answers it is
//! bytes that any client may fetch, checked here against the root that signed the certificate:
//!
//! | source | made by | answers |
//! |---|---|---|
//! | [`CardRevocationList`] | a list and [`Anchors`] | whatever the same root signed and the list's distribution point covers |
//! | [`OcspResponse`] | an [`OcspQuery`] and what came back | the question of that query |
//! | [`RevocationQuestion::answer`] | the issuer's own client, such as a platform operator's | that question; the report says that nothing was checked here |
//!
//! Revoked and suspended refuse. Unknown refuses too, but for [`Waiver::UnknownRevocation`]; so does
//! what is older than [`Policy::with_revocation_answers_up_to`] says when the examination is
//! concluded. From then on the evidence itself has an age
//! ([`Policy::with_evidence_usable_for`]), and nothing is prepared or released from older
//! evidence. Later, [`CardRevocationList::handles`] tells an issuer which of its credentials'
//! parents have been revoked since.
//!
//! # What is not proven
//!
//! The distance of the card: a holder who lets others relay a card, and types the password, is
//! not noticed. The challenge names the wallet's key, so a relayed answer serves no other wallet.

mod anchors;
mod attributes;
mod basis;
mod challenge;
mod challenge_store;
mod conclusion;
mod error;
mod examine;
mod examined;
mod face;
mod holder;
mod jpki;
mod key;
mod licence;
mod municipality;
mod parent;
mod policy;
mod report;
mod revocation;
mod stored;
mod text;

#[cfg(test)]
mod tests;

pub use anchors::{Anchors, Role};
pub use basis::{Assurance, Environment, FaceBinding, HolderBinding, LicenceBinding};
pub use challenge::Challenge;
pub use challenge_store::{ChallengeStore, ChallengeStoreError, MemoryChallengeStore};
pub use conclusion::{Evidence, IndividualNumber, Portrait};
pub use error::EvidenceError;
pub use examined::Examined;
pub use holder::{AttributeSource, Holder};
pub use licence::Licence;
pub(crate) use parent::Parent;
pub use parent::{HandleKey, ParentHandle};
pub use policy::{Policy, Waiver};
pub use report::{
    AnchorName, Assertion, BindingKind, Check, CheckName, Proven, ProvenSecret, Report,
    RevocationCheck,
};
pub use revocation::{
    AnswerSource, CardRevocationList, OcspError, OcspHash, OcspQuery, OcspResponse,
    RevocationAnswer, RevocationError, RevocationQuestion, RevocationReason, RevocationSource,
    RevocationStatus, UnknownCause,
};

#[cfg(test)]
pub(crate) use {
    conclusion::unchecked_for_tests, holder::unchecked_holder_for_tests,
    licence::unchecked_licence_for_tests,
};
