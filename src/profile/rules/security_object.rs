//! The mobile security object: digests, dates, the holder's key.

use std::collections::HashSet;

use super::header::{labelled, signer_key};
use super::{Breach, DEVIATION, Extent, NOTE, REFUSED, Rule, Severities, Subject, unless};
use crate::cbor::{Reader, Tag24};
use crate::cose;
use crate::crypto::Curve;
use crate::mdoc::DigestAlgorithm;
use crate::profile::{Circuits, Detail, Place, Preset};
use crate::time::Timestamp;

pub(super) static RULES: &[Rule] = &[
    Rule {
        name: "profile.mso-version",
        clause: "12.3.4",
        demand: "the version of the MSO is 1.0",
        severity: Severities::DEVIATION,
        breaches: |s| {
            let version = member(content(s), "version");
            unless(version == Some(b"\x631.0"), Place::SecurityObject)
        },
    },
    Rule {
        name: "profile.digest-algorithm",
        clause: "12.3.4",
        demand: "the digest algorithm is SHA-256, SHA-384 or SHA-512, and digests have its length",
        severity: Severities::REFUSED,
        breaches: |s| {
            let mut digests = s.security_object.value_digests().values().flatten();
            let holds = algorithm(s).is_some_and(|algorithm| {
                digests.all(|(_, digest)| digest.len() == algorithm.digest_length())
            });
            unless(holds, Place::SecurityObject)
        },
    },
    Rule {
        name: "profile.sha256",
        clause: "12.3.4",
        demand: "the digest algorithm is SHA-256, which every reader takes",
        severity: Severities {
            default: DEVIATION,
            zero_knowledge: REFUSED,
            japan: NOTE,
            ..Severities::NEVER
        },
        breaches: |s| {
            let other = algorithm(s).is_some_and(|found| found != DigestAlgorithm::Sha256);
            unless(!other, Place::SecurityObject)
        },
    },
    Rule {
        name: "profile.signed-outside-certificate",
        clause: "12.8.1",
        demand: "signed lies within the dates of the document signer's certificate",
        severity: Severities::REFUSED,
        breaches: |s| {
            let signed = s.security_object.validity.signed;
            let holds = s
                .chain
                .first()
                .is_none_or(|signer| signer.is_current(signed));
            unless(holds, Place::SecurityObject)
        },
    },
    Rule {
        name: "profile.order-of-dates",
        clause: "12.3.4",
        demand: "signed is not after validFrom, and validFrom before validUntil",
        severity: Severities::REFUSED,
        breaches: |s| {
            let validity = &s.security_object.validity;
            let holds = validity.signed <= validity.valid_from
                && validity.valid_from < validity.valid_until;
            unless(holds, Place::SecurityObject)
        },
    },
    Rule {
        name: "profile.outlives-document-signer",
        clause: "12.3.4",
        demand: "validUntil is not later than the end of the document signer's certificate",
        // The first edition does not demand it, and its own example breaks it.
        severity: Severities {
            default: DEVIATION,
            edition_1: NOTE,
            edition_2: REFUSED,
            zero_knowledge: DEVIATION,
            japan: DEVIATION,
            phone_wallet: None,
        },
        breaches: |s| {
            let until = s.security_object.validity.valid_until;
            let holds = s
                .chain
                .first()
                .is_none_or(|signer| until <= signer.not_after());
            unless(holds, Place::SecurityObject)
        },
    },
    Rule {
        name: "profile.expected-update",
        clause: "project profile",
        demand: "expectedUpdate lies between signed and validUntil",
        severity: Severities::NOTE,
        breaches: |s| {
            let validity = &s.security_object.validity;
            let within = validity.signed..=validity.valid_until;
            let update = validity.expected_update;
            unless(
                update.is_none_or(|update| within.contains(&update)),
                Place::SecurityObject,
            )
        },
    },
    Rule {
        name: "profile.fine-times",
        clause: "12.3.4",
        demand: "dates fall on a full hour, or a second before, so that they link no credentials",
        severity: Severities::NOTE,
        breaches: |s| {
            let validity = &s.security_object.validity;
            let dates = [validity.signed, validity.valid_from, validity.valid_until];
            unless(dates.into_iter().all(is_coarse), Place::SecurityObject)
        },
    },
    Rule {
        name: "profile.no-decoys",
        clause: "E.9.5",
        demand: "digests of no element hide how many elements there are",
        severity: Severities {
            edition_2: NOTE,
            ..Severities::NEVER
        },
        breaches: |s| {
            let digests: usize = s
                .security_object
                .value_digests()
                .values()
                .map(|d| d.len())
                .sum();
            let hidden = s.extent == Extent::Part || digests > s.issuer_signed.items().len();
            unless(hidden, Place::SecurityObject)
        },
    },
    Rule {
        name: "profile.digest",
        clause: "12.3.5",
        demand: "the issuer signed the digest of every element, tag and head included",
        severity: Severities::REFUSED,
        breaches: wrong_digests,
    },
    Rule {
        name: "profile.digest-id-twice",
        clause: "12.3.5",
        demand: "a digest id names one element of its namespace",
        severity: Severities::REFUSED,
        breaches: |s| {
            let mut ids = HashSet::new();
            s.elements_where(|received| !ids.insert((received.namespace, received.item.digest_id)))
        },
    },
    Rule {
        name: "profile.salt-twice",
        clause: "12.3.5",
        demand: "the random of each element is its own",
        severity: Severities::DEVIATION,
        breaches: |s| {
            let mut salts = HashSet::new();
            s.elements_where(|received| !salts.insert(received.item.random))
        },
    },
    Rule {
        name: "profile.device-key-is-issuers",
        clause: "12.3.4",
        demand: "the holder's key is another than the document signer's",
        severity: Severities::REFUSED,
        breaches: |s| {
            let own = s.security_object.device_key.public_key();
            unless(own.is_none() || own != signer_key(s), Place::SecurityObject)
        },
    },
    Rule {
        name: "profile.device-key-form",
        clause: "12.3.4",
        demand: "deviceKey has the members kty, crv, x and y alone",
        severity: Severities::DEVIATION,
        breaches: |s| {
            let found =
                member(content(s), "deviceKeyInfo").and_then(|info| member(info, "deviceKey"));
            let needed = |(label, _): &(i64, _)| COSE_KEY.contains(label);
            let holds = found.is_some_and(|key| labelled(key).iter().all(needed));
            unless(holds, Place::SecurityObject)
        },
    },
    Rule {
        name: "profile.device-key-unsupported",
        clause: "project profile",
        demand: "the holder's key is on P-256, P-384 or Ed25519; the standard allows its other \
                 curves, but by them this crate cannot verify",
        severity: Severities::REFUSED,
        breaches: |s| {
            let key = s.security_object.device_key.public_key();
            unless(key.is_some(), Place::SecurityObject)
        },
    },
    Rule {
        name: "profile.device-key-info",
        clause: "Longfellow circuits",
        demand: "deviceKeyInfo is a deviceKey on P-256 alone, in the order kty, crv, x, y",
        severity: Severities {
            zero_knowledge: REFUSED,
            ..Severities::NEVER
        },
        breaches: |s| {
            let key = s.security_object.device_key.public_key();
            let found = member(content(s), "deviceKeyInfo");
            let holds = key.is_some_and(|key| {
                let expected = [b"\xA1\x69deviceKey".as_slice(), &cose::encode_key(key)].concat();
                key.curve() == Curve::P256 && found == Some(expected.as_slice())
            });
            unless(holds, Place::SecurityObject)
        },
    },
    Rule {
        name: "profile.payload-too-long",
        clause: "Longfellow circuits",
        demand: "the signed payload is as short as the circuits are made for",
        severity: Severities {
            zero_knowledge: REFUSED,
            ..Severities::NEVER
        },
        breaches: |s| {
            let length = s.issuer_signed.payload().len();
            let excess = circuits(s).and_then(|circuits| circuits.payload_excess(length));
            let breach = |excess| (Place::SecurityObject, Some(Detail::Excess(excess)));
            excess.map(breach).into_iter().collect()
        },
    },
    Rule {
        name: "profile.status",
        clause: "12.3.6",
        demand: "no status reference, which the first edition does not know",
        severity: Severities {
            edition_1: NOTE,
            ..Severities::NEVER
        },
        breaches: |s| unless(s.security_object.status.is_none(), Place::SecurityObject),
    },
];

pub(super) fn circuits(subject: &Subject<'_>) -> Option<Circuits> {
    match subject.preset {
        Preset::ZeroKnowledge(circuits) => Some(circuits),
        _ => None,
    }
}

fn wrong_digests(subject: &Subject<'_>) -> Vec<Breach> {
    let Some(algorithm) = algorithm(subject) else {
        return Vec::new();
    };
    subject.elements_where(|received| {
        let digest_id = received.item.digest_id;
        let signed = subject
            .security_object
            .value_digest(received.namespace, digest_id);
        signed != Some(algorithm.digest(received.bytes.whole()).as_bytes())
    })
}

fn algorithm(subject: &Subject<'_>) -> Option<DigestAlgorithm> {
    DigestAlgorithm::from_name(subject.security_object.digest_algorithm)
}

fn is_coarse(time: Timestamp) -> bool {
    let on_hour = |time: Timestamp| time == time.floor_to_hour();
    on_hour(time) || on_hour(time.plus_seconds(1))
}

/// The encoded security object.
fn content<'a>(subject: &Subject<'a>) -> &'a [u8] {
    Tag24::parse(subject.issuer_signed.payload()).map_or(&[], |payload| payload.content())
}

/// The encoded value of a member of an encoded map.
fn member<'a>(map: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let mut reader = Reader::new(map).ok()?;
    for _ in 0..reader.map().ok()? {
        let key = Reader::new(reader.item().ok()?).ok()?.text().ok();
        let value = reader.item().ok()?;
        if key == Some(name) {
            return Some(value);
        }
    }
    None
}

/// Labels of kty, crv, x and y (RFC 9053 7).
const COSE_KEY: [i64; 4] = [1, -1, -2, -3];
