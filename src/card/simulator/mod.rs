//! A My Number Card (個人番号カード) in software, for tests, examples and vectors.
//!
//! [`SoftwareCard`] answers command APDUs byte for byte as the card does (ISO/IEC 7816-4 with the
//! status words of JICSAP): selection, security status, retry counters, files padded to their
//! physical size, records signed by a municipality, certificates in the shape of JPKI, signatures
//! by the card's keys. It is personalised for synthetic [`Holder`]s, from throw-away authorities
//! whose public halves are [`Authorities`]. [`Variation`] says how a card differs from a perfect
//! one, [`Fault`] what goes wrong while it is used; both are data.
//!
//! Every PIN is [`PIN`] and the signing password is [`SIGNING_PASSWORD`]. The private keys are
//! public, so nothing but a test may trust these authorities.
//!
//! Where nothing is published, it answers what seems likeliest: the order in which faults of one
//! command are noticed, the lengths that a new PIN may have, a salt of 32 bytes in PSS, what an
//! application without a key of its own says to a signature, what opens EF 0009 of JPKI.
//!
//! It takes no session key for secure messaging, but refuses each as one that was encrypted for
//! another card, and every terminal's certificate (`80 A2`) as one that is none.

mod asn1;
mod authorities;
mod card;
mod certificate;
mod chip;
mod command;
mod data_object;
mod face;
mod fault;
mod file;
mod holder;
mod instruction;
mod interface;
mod jpki;
mod key;
mod licence;
mod personalisation;
mod resident;
mod status;
mod text;
mod tlv;
mod variation;

#[cfg(test)]
mod tests;

pub use authorities::{Authorities, CardVerifiableAuthority, P384Authorities, PoliceAuthority};
pub use card::SoftwareCard;
pub use certificate::{CertificateIssuer, ListedCertificate};
pub use fault::Fault;
pub use holder::{Holder, UnknownHolder};
pub use interface::Interface;
pub use personalisation::PersonalisationError;
pub use variation::{CertificateFlaw, Variation};

/// The PIN of four digits of every application of every software card.
pub const PIN: &str = "1234";

/// The signing password (署名用パスワード) of every software card.
pub const SIGNING_PASSWORD: &str = "PASSWORD1";
