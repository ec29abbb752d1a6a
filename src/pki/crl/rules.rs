//! What ISO/IEC 18013-5 B.2 demands of a root's revocation list.

use der::Decode;
use der::oid::AssociatedOid;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, CrlNumber};

use super::{EXTENSIONS, RevocationList};
use crate::pki::profile::{Finding, Severity};
use crate::pki::{Certificate, oid};
use crate::time::Timestamp;

pub(super) fn findings(list: &RevocationList, iaca: &Certificate) -> Vec<Finding> {
    let broken = RULES.iter().filter(|rule| !(rule.holds)(list, iaca));
    broken.map(|rule| rule.finding).collect()
}

struct Rule {
    holds: fn(&RevocationList, &Certificate) -> bool,
    finding: Finding,
}

fn in_time(list: &RevocationList, next_update: Timestamp) -> bool {
    let latest = list.this_update.plus_days(90);
    list.this_update < next_update && next_update <= latest
}

fn names_key(list: &RevocationList, iaca: &Certificate) -> bool {
    let mut extensions = list.extensions.iter();
    let Some(extension) = extensions.find(|one| one.extn_id == oid::AUTHORITY_KEY_IDENTIFIER)
    else {
        return false;
    };
    let named = AuthorityKeyIdentifier::from_der(extension.extn_value.as_bytes());
    let named = named.ok().and_then(|named| named.key_identifier);
    let named = named.map(|identifier| identifier.as_bytes().to_vec());
    !extension.critical && named.is_some() && named == iaca.subject_key_identifier()
}

fn numbered(list: &RevocationList, _: &Certificate) -> bool {
    let mut extensions = list.extensions.iter();
    let critical = extensions.any(|one| one.extn_id == CrlNumber::OID && one.critical);
    !critical && list.number().is_some_and(|number| number.len() <= 20)
}

const RULES: [Rule; 9] = [
    Rule {
        holds: |list, iaca| list.issuer_der() == iaca.subject_der(),
        finding: Finding {
            rule: "crl.issuer",
            demand: "the issuer is the root's subject, byte for byte",
            clause: "B.2",
            severity: Severity::Refused,
        },
    },
    Rule {
        holds: |list, _| list.next_update.is_some(),
        finding: Finding {
            rule: "crl.no-next-update",
            demand: "nextUpdate is there",
            clause: "B.2",
            severity: Severity::Refused,
        },
    },
    Rule {
        holds: |list, _| list.next_update.is_none_or(|next| in_time(list, next)),
        finding: Finding {
            rule: "crl.next-update",
            demand: "nextUpdate is after thisUpdate, by at most 90 days",
            clause: "B.2",
            severity: Severity::Deviation,
        },
    },
    Rule {
        holds: |list, _| list.unknown_critical_extension().is_none(),
        finding: Finding {
            rule: "crl.critical-extension",
            demand: "no extension is critical: the list is full and direct",
            clause: "B.2",
            severity: Severity::Refused,
        },
    },
    Rule {
        holds: |list, _| list.has_entries != list.revoked.is_empty(),
        finding: Finding {
            rule: "crl.empty",
            demand: "revokedCertificates is absent when no certificate is revoked",
            clause: "B.2, RFC 5280 5.1.2.6",
            severity: Severity::Deviation,
        },
    },
    Rule {
        holds: |list, _| !list.has_entry_extensions,
        finding: Finding {
            rule: "crl.entry-extension",
            demand: "no entry has extensions",
            clause: "B.2",
            severity: Severity::Deviation,
        },
    },
    Rule {
        holds: names_key,
        finding: Finding {
            rule: "crl.authority-key-identifier",
            demand: "the authority key identifier is the root's subject key identifier, not critical",
            clause: "B.2, RFC 5280 5.2.1",
            severity: Severity::Deviation,
        },
    },
    Rule {
        holds: numbered,
        finding: Finding {
            rule: "crl.number",
            demand: "a CRL number of at most 20 octets is there, not critical",
            clause: "B.2, RFC 5280 5.2.3",
            severity: Severity::Deviation,
        },
    },
    Rule {
        holds: |list, _| {
            let mut extensions = list.extensions.iter();
            extensions.all(|one| one.critical || EXTENSIONS.contains(&one.extn_id))
        },
        finding: Finding {
            rule: "crl.extension",
            demand: "authority key identifier and CRL number are the only extensions",
            clause: "B.2",
            severity: Severity::Deviation,
        },
    },
];
