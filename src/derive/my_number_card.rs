use super::claims::Draft;
use super::{
    ClaimOptions, Claims, DeriveError, IssuerFacts, basis, birth_date, put_ages, put_portrait, sex,
};
use crate::doctype::MY_NUMBER_CARD;
use crate::doctype::my_number_card as element;
use crate::evidence::Evidence;
use crate::time::Timestamp;

/// The claims of the My Number document, `org.iso.23220.1.jp.mnc`, computed for a credential that
/// is valid from `valid_from`.
///
/// Of the issuer's facts it takes the municipality code.
///
/// # Errors
/// [`DeriveError`].
pub fn my_number_card(
    evidence: &Evidence,
    facts: &IssuerFacts,
    valid_from: Timestamp,
    options: &ClaimOptions,
) -> Result<Claims, DeriveError> {
    let holder = evidence.holder();
    let born = holder.birth_date();
    let ages = options.ages(evidence, valid_from);
    let mut draft = Draft::new(&MY_NUMBER_CARD);

    draft.put(&element::BIRTH_DATE, |writer| {
        birth_date::write_masked(born, writer);
    })?;
    draft.put(&element::SEX, |writer| {
        writer.unsigned(sex::code(holder.sex()));
    })?;
    put_ages(
        &mut draft,
        &ages,
        &element::AGE_IN_YEARS,
        &element::AGE_OVER,
    )?;

    draft.text(&element::FULL_NAME_UNICODE, holder.name())?;
    draft.text(&element::RESIDENT_ADDRESS_UNICODE, holder.address())?;
    for fact in facts.of(&MY_NUMBER_CARD) {
        draft.put(fact.element(), |writer| fact.write(writer))?;
    }
    if options.individual_number {
        let number = evidence
            .individual_number()
            .ok_or(DeriveError::NoIndividualNumber)?;
        let digits = std::str::from_utf8(number.digits());
        let digits = digits.map_err(|_| DeriveError::NoIndividualNumber)?;
        draft.text(&element::INDIVIDUAL_NUMBER_UNICODE, digits)?;
    }
    if let Some(portrait) = evidence.portrait() {
        put_portrait(&mut draft, &element::PORTRAIT, portrait.image(), options)?;
    }
    draft.text(&element::SEX_UNICODE, sex::in_japanese(holder.sex()))?;
    draft.text(&element::BIRTH_DATE_UNICODE, &birth_date::in_japanese(born))?;

    draft.finish(basis(evidence, valid_from, &ages, None)?)
}
