//! The kind `status-list`: a token, and a document's reference into it; and documents of the kind
//! `issuer-signed` that come with such a token.

mod case;
mod content;
mod documents;
mod envelope;
mod lists;
mod resigned;
mod valid;

use mnid_mdoc::crypto::SigningCurve;
use mnid_mdoc::testing::ThrowawayPki;

use super::Failure;
use super::scene::{Scene, random};
use super::vector::Vector;
use case::Case;
use lists::Authority;

const KIND: &str = "status-list";

pub(crate) fn cases(scene: &Scene) -> Result<Vec<Vector>, Failure> {
    let own = &Authority::new(scene.authority.clone(), scene.now)?;
    let stranger = &mut random("another authority");
    let stranger = ThrowawayPki::generate(SigningCurve::P256, scene.now, stranger)?;
    let other = &Authority::new(stranger, scene.now)?;
    let cases = [
        valid::one_bit_list(own)?,
        valid::identifier_list(own)?,
        valid::first_entry(own)?,
        valid::last_entry(own)?,
        valid::untagged(own)?,
        valid::bare_typ(own)?,
        valid::coap_typ(own)?,
        valid::unknown_claims(own)?,
        valid::without_ttl(own)?,
        valid::es384(own)?,
        valid::named_authority(other)?,
        valid::list_of_a_million(own)?,
        valid::stored_blocks(own)?,
        valid::identifier_list_with_details(own)?,
        valid::follows_previous(own)?,
        envelope::trailing_byte(own)?,
        envelope::claim_twice(own)?,
        envelope::cwt_tag(own)?,
        envelope::mac_tag(own)?,
        envelope::without_typ(own)?,
        envelope::typ_of_another_token(own)?,
        envelope::typ_unprotected(own)?,
        envelope::chain_unprotected(own)?,
        envelope::without_chain(own)?,
        envelope::unknown_critical_header(own)?,
        envelope::without_sub(own)?,
        envelope::without_iat(own)?,
        envelope::without_exp(own)?,
        envelope::ttl_zero(own)?,
        envelope::both_lists(own)?,
        envelope::without_list(own)?,
        envelope::three_bits(own)?,
        envelope::signer_of_another_issuer(other)?,
        envelope::signer_not_below_named_authority(own, other)?,
        envelope::signer_expired(own)?,
        envelope::signer_without_digital_signature(own)?,
        envelope::signed_by_document_signer(own)?,
        envelope::signature_changed(own)?,
        envelope::signature_of_another_key(own)?,
        envelope::expired(own)?,
        envelope::issued_tomorrow(own)?,
        envelope::sub_with_slash(own)?,
        envelope::sub_of_another_list(own)?,
        content::two_bits(own)?,
        content::raw_deflate(own)?,
        content::gzip(own)?,
        content::cut_off(own)?,
        content::checksum_of_another_list(own)?,
        content::bomb(own)?,
        content::most_significant_bit_first(own)?,
        content::revoked(own)?,
        content::revoked_at_the_last_entry(own)?,
        content::index_out_of_range(own)?,
        content::index_beyond_32_bits(own)?,
        content::identifier_revoked(own)?,
        content::identifier_in_a_status_list(own)?,
        content::revocation_taken_back(own)?,
        content::older_than_previous(own)?,
        content::shorter_than_previous(own)?,
    ];
    let (valid, invalid): (Vec<Case>, Vec<Case>) = cases.into_iter().partition(Case::is_valid);
    let valid = valid.iter().map(|case| case.vector(own, &[]));
    let mut vectors = valid.collect::<Result<Vec<_>, _>>()?;
    let invalid = invalid.iter().map(|case| case.vector(own, &vectors));
    let mut invalid = invalid.collect::<Result<Vec<_>, _>>()?;
    vectors.append(&mut invalid);
    vectors.extend(documents::cases(scene, own, other)?);
    Ok(vectors)
}
