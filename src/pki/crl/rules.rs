//! What ISO/IEC 18013-5 B.2 demands of a root's revocation list.

use der::Decode;
use der::oid::AssociatedOid;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, CrlNumber};

use super::{EXTENSIONS, RevocationList};
use crate::pki::profile::Finding;
use crate::pki::rule::Rule;
use crate::pki::{Certificate, oid};

pub(super) fn findings(list: &RevocationList, iaca: &Certificate) -> Vec<Finding> {
    let broken = RULES.iter().filter(|rule| !(rule.holds)(list, iaca));
    broken.map(|rule| rule.finding).collect()
}

fn in_time(list: &RevocationList, _: &Certificate) -> bool {
    let latest = list.this_update().plus_days(90);
    list.next_update()
        .is_none_or(|next_update| list.this_update() < next_update && next_update <= latest)
}

fn names_key(list: &RevocationList, iaca: &Certificate) -> bool {
    let Some(extension) = list.layout.extension(oid::AUTHORITY_KEY_IDENTIFIER) else {
        return false;
    };
    let named = AuthorityKeyIdentifier::from_der(extension.extn_value.as_bytes());
    let named = named.ok().and_then(|named| named.key_identifier);
    let named = named.map(|identifier| identifier.as_bytes().to_vec());
    !extension.critical && named.is_some() && named == iaca.subject_key_identifier()
}

fn numbered(list: &RevocationList, _: &Certificate) -> bool {
    let extension = list.layout.extension(CrlNumber::OID);
    extension.is_some_and(|one| !one.critical)
        && list.number().is_some_and(|number| number.len() <= 20)
}

type Question = fn(&RevocationList, &Certificate) -> bool;

static RULES: &[Rule<Question>] = &[
    Rule::refused(
        "crl.issuer",
        "B.2",
        "the issuer is the root's subject, byte for byte",
        |list, iaca| list.issuer_der() == iaca.subject_der(),
    ),
    Rule::refused(
        "crl.no-next-update",
        "B.2",
        "nextUpdate is there",
        |list, _| list.next_update().is_some(),
    ),
    Rule::deviation(
        "crl.next-update",
        "B.2",
        "nextUpdate is after thisUpdate, by at most 90 days",
        in_time,
    ),
    Rule::refused(
        "crl.critical-extension",
        "B.2",
        "no extension is critical: the list is full and direct",
        |list, _| list.unknown_critical_extension().is_none(),
    ),
    Rule::deviation(
        "crl.empty",
        "B.2, RFC 5280 5.1.2.6",
        "revokedCertificates is absent when no certificate is revoked",
        |list, _| list.layout.has_entries == (list.revoked_count() > 0),
    ),
    Rule::deviation(
        "crl.entry-extension",
        "B.2",
        "no entry has extensions",
        |list, _| !list.layout.revoked.extended,
    ),
    Rule::deviation(
        "crl.authority-key-identifier",
        "B.2, RFC 5280 5.2.1",
        "the authority key identifier is the root's subject key identifier, not critical",
        names_key,
    ),
    Rule::deviation(
        "crl.number",
        "B.2, RFC 5280 5.2.3",
        "a CRL number of at most 20 octets is there, not critical",
        numbered,
    ),
    Rule::deviation(
        "crl.extension",
        "B.2",
        "authority key identifier and CRL number are the only extensions",
        |list, _| {
            let mut extensions = list.layout.extensions.iter();
            extensions.all(|one| one.critical || EXTENSIONS.contains(&one.extn_id))
        },
    ),
];
