//! From evidence and issuer facts to the claims of a document.
//!
//! Every value is derived by a pure function from one parsed value, so that a machine-readable
//! element and its text say the same, and is checked against its row of
//! [`doctype`](crate::doctype). Texts of the card are kept as read: no Unicode normalisation, which
//! would change compatibility ideographs in names.

mod age;
mod birth_date;
mod claims;
mod driving_licence;
mod error;
mod issuer_facts;
mod my_number_card;
mod name;
mod options;
#[cfg(feature = "portrait")]
mod portrait;
mod privileges;
mod sex;

#[cfg(test)]
mod tests;

pub use claims::{Claim, Claims};
pub use driving_licence::driving_licence;
pub use error::DeriveError;
pub use issuer_facts::{Fact, FactSource, IssuerFacts, Source};
pub use my_number_card::my_number_card;
pub use options::ClaimOptions;
#[cfg(feature = "portrait")]
pub use portrait::PortraitError;
#[cfg(all(feature = "portrait", feature = "testing"))]
pub(crate) use portrait::to_jpeg as portrait_as_jpeg;

#[cfg(test)]
pub(crate) use claims::ClaimedElement;
pub(crate) use claims::{Basis, ClaimedNamespace};

use age::Ages;
use claims::Draft;

use crate::doctype::{DRIVING_LICENCE, DocType, Element};
use crate::evidence::Evidence;
use crate::time::{FullDate, Timestamp};

/// A photo that the evidence holds, in the format that the options name.
fn put_portrait(
    draft: &mut Draft,
    element: &'static Element,
    photo: &[u8],
    options: &ClaimOptions,
) -> Result<(), DeriveError> {
    match options.portrait {
        #[cfg(feature = "portrait")]
        crate::doctype::PortraitFormat::Jpeg => {
            let jpeg = portrait::to_jpeg(photo);
            let refused = |reason| DeriveError::portrait(element, reason);
            draft.image(element, &jpeg.map_err(refused)?)
        }
        _ => draft.image(element, photo),
    }
}

/// The elements `age_in_years` and `age_over_NN` of a document.
fn put_ages(
    draft: &mut Draft,
    ages: &Ages,
    in_years: &'static Element,
    over: &'static Element,
) -> Result<(), DeriveError> {
    if let Some(years) = ages.in_years {
        draft.put(in_years, |writer| {
            writer.unsigned(u64::from(years));
        })?;
    }
    for (identifier, truth) in &ages.statements {
        draft.put_member(over, identifier, |writer| {
            writer.boolean(*truth);
        })?;
    }
    Ok(())
}

/// The last second for which what a document is derived from is good: certificates and card, and for
/// a driving licence its own.
pub(crate) fn good_until(doc_type: &DocType, evidence: &Evidence) -> Timestamp {
    let licence = evidence.licence().filter(|_| *doc_type == DRIVING_LICENCE);
    let end = licence.map(|licence| Timestamp::end_of_day_in_japan(licence.expires()));
    end.into_iter()
        .fold(evidence.card_valid_until(), Timestamp::min)
}

/// What the evidence allows, with the end of the claims: the earliest of the card's, the age
/// statements' and, for a licence, its own.
fn basis(
    evidence: &Evidence,
    valid_from: Timestamp,
    ages: &Ages,
    licence_expires: Option<FullDate>,
) -> Result<Basis, DeriveError> {
    let last_second = ages
        .change_on
        .map(FullDate::previous_day)
        .map(Timestamp::end_of_day_in_japan);
    let licence_until = licence_expires.map(Timestamp::end_of_day_in_japan);
    let parents_until =
        (licence_until.into_iter()).fold(evidence.card_valid_until(), Timestamp::min);
    let valid_until = (last_second.into_iter()).fold(parents_until, Timestamp::min);
    if valid_until <= valid_from {
        return Err(DeriveError::Expired);
    }
    Ok(Basis {
        environment: evidence.environment(),
        assurance: evidence.assurance(),
        binding: evidence.binding().clone(),
        concluded_at: evidence.concluded_at(),
        usable_until: evidence.usable_until(),
        valid_until,
        valid_from,
        parent: evidence.parent(),
        parents_until,
        age_statements: ages.chosen,
    })
}
