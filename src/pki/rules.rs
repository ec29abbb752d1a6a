//! The rules of the certificate profiles, each a name, a clause, a severity and a question.

use der::oid::ObjectIdentifier;
use sha1::{Digest, Sha1};

use super::profile::{Demands, Finding, Presence, Profile};
use super::rule::Rule;
use super::verifying_key::SignatureAlgorithm;
use super::{Certificate, VerifyingKey, oid};

mod questions;
#[cfg(test)]
mod tests;

pub(super) fn findings(
    profile: Profile,
    certificate: &Certificate,
    issuer: Option<&Certificate>,
) -> Vec<Finding> {
    let subject = Subject {
        demands: profile.demands(),
        certificate,
        issuer,
    };
    RULES
        .iter()
        .filter(|rule| !(rule.holds)(&subject))
        .map(|rule| rule.finding)
        .collect()
}

/// What a rule is asked about.
struct Subject<'a> {
    demands: &'static Demands,
    certificate: &'a Certificate,
    /// `None`: unknown, and what compares with it holds.
    issuer: Option<&'a Certificate>,
}

type Question = fn(&Subject<'_>) -> bool;

static RULES: &[Rule<Question>] = &[
    Rule::refused(
        "pki.signature-algorithm",
        "B.1.1",
        "it is signed by ECDSA with SHA-256, SHA-384 or SHA-512",
        |s| matches!(s.certificate.algorithm(), SignatureAlgorithm::Ecdsa(_)),
    ),
    Rule::refused(
        "pki.key-kind",
        "B.1.2, B.1.4",
        "the key is an uncompressed point on a named curve: P-256, P-384, P-521 or brainpool of 256 \
         to 512 bits; a document signer's may be on Ed25519 or Ed448",
        questions::key_kind,
    ),
    Rule::refused(
        "pki.unsupported-key",
        "project profile",
        "the key is on P-256, P-384 or Ed25519; the standard allows its other curves, but by them \
         this crate cannot verify",
        |s| {
            let unsupported = matches!(s.certificate.public_key(), VerifyingKey::Unsupported(_));
            // What may not be at all is the rule's before.
            !unsupported || !questions::key_kind(s)
        },
    ),
    Rule::deviation(
        "pki.serial-number",
        "B.1.1",
        "the serial number is positive, random, and of at most 20 octets",
        questions::serial_number,
    ),
    Rule::refused(
        "pki.issuer-name",
        "B.1.1",
        "the issuer's name is the subject of the certificate that signed, byte for byte",
        |s| {
            s.issuer
                .is_none_or(|issuer| s.certificate.issuer_der() == issuer.subject_der())
        },
    ),
    Rule::refused(
        "pki.country",
        "B.1.1",
        "the subject has one country, which is the root's",
        |s| {
            let country = s.certificate.country();
            !s.demands.issuer_country
                || (country.is_some() && s.issuer.is_none_or(|issuer| country == issuer.country()))
        },
    ),
    Rule::deviation(
        "pki.country-form",
        "B.1.1",
        "the country is two upper-case letters in a PrintableString",
        questions::country_form,
    ),
    Rule::refused(
        "pki.state",
        "B.1.1",
        "the subject has the root's stateOrProvinceName, if the root has one",
        |s| {
            let Some(issuer) = s.issuer.filter(|_| s.demands.issuer_state) else {
                return true;
            };
            let demanded = issuer.subject_values(oid::STATE).next().is_some();
            let state = s.certificate.state();
            !demanded || (state.is_some() && state == issuer.state())
        },
    ),
    Rule::deviation(
        "pki.common-name",
        "B.1.1",
        "the subject has one commonName",
        |s| !s.demands.common_name || s.certificate.common_name().is_some(),
    ),
    Rule::deviation(
        "pki.country-and-organization",
        "C.1.7",
        "the subject of a VICAL signer has one country and one organizationName",
        |s| {
            let demanded = s.demands.country_and_organization;
            let (country, organization) = (s.certificate.country(), s.certificate.organization());
            !demanded || (country.is_some() && organization.is_some())
        },
    ),
    Rule::deviation(
        "pki.name-form",
        "B.1.1",
        "names other than the country are PrintableString or UTF8String",
        |s| {
            let mut values = NAMES
                .iter()
                .flat_map(|id| s.certificate.subject_values(*id));
            values.all(|value| {
                matches!(
                    value.header().tag(),
                    der::Tag::PrintableString | der::Tag::Utf8String
                )
            })
        },
    ),
    Rule::refused(
        "pki.unknown-critical-extension",
        "RFC 5280 4.2",
        "no critical extension that these rules do not look at",
        |s| s.certificate.unknown_critical_extension(&KNOWN).is_none(),
    ),
    Rule::deviation(
        "pki.criticality",
        "B.1.1",
        "no extension is critical but key usage, a CA's basic constraints and extended key usage",
        |s| {
            let mut known = vec![oid::KEY_USAGE, oid::EXTENDED_KEY_USAGE];
            known.extend(s.demands.basic_constraints.map(|_| oid::BASIC_CONSTRAINTS));
            s.certificate.unknown_critical_extension(&known).is_none()
        },
    ),
    Rule::refused(
        "pki.key-usage",
        "B.1.2, B.1.4",
        "key usage is critical and exactly that of the role",
        |s| questions::has_critical(s, oid::KEY_USAGE, s.demands.key_usage),
    ),
    Rule::refused(
        "pki.basic-constraints",
        "B.1.2, B.1.4",
        "a root or link is critically a CA with path length 0, another certificate no CA",
        questions::basic_constraints,
    ),
    Rule::refused(
        "pki.extended-key-usage",
        "B.1.4",
        "the extended key usage is critical and has the signer's purpose: 1.0.18013.5.1.2 for \
         documents, 1.0.18013.5.1.8 for a VICAL; a status-list signer's has no purpose of another \
         signer",
        questions::extended_key_usage,
    ),
    Rule::deviation(
        "pki.extended-key-usage-only",
        "B.1.2, B.1.4",
        "no other purpose than the edition allows; none in a root, and a status-list signer's not \
         critical",
        questions::extended_key_usage_only,
    ),
    Rule::note(
        "pki.extended-key-usage-generic",
        "B.1.4",
        "a document signer also has the extended key usage 1.0.23220.4.1.2",
        questions::extended_key_usage_generic,
    ),
    Rule::refused(
        "pki.own-key",
        "B.1.2, B.1.4",
        "the key is another than that of the certificate that signed, unless a root's",
        |s| {
            let own = s.certificate.public_key_der();
            let mut issuer = s.issuer.into_iter();
            s.demands.signs_itself || issuer.all(|issuer| issuer.public_key_der() != own)
        },
    ),
    Rule::refused(
        "pki.authority-key-identifier",
        "B.1.4",
        "the authority key identifier is the subject key identifier of what signed",
        questions::authority_key_identifier,
    ),
    Rule::deviation(
        "pki.validity-period",
        "B.1.2, B.1.4",
        "a root is valid for at most 20 years, a document signer for 457 days, other signers for \
         1187 days",
        |s| {
            let (from, until) = (s.certificate.not_before(), s.certificate.not_after());
            (0..=s.demands.longest_validity).contains(&(until.unix() - from.unix()))
        },
    ),
    Rule::deviation(
        "pki.outlives-issuer",
        "B.1.3",
        "a link certificate ends with the old root or before",
        |s| !s.demands.within_issuer || questions::ends_in_time(s),
    ),
    Rule::note(
        "pki.outlives-root",
        "B.1.2",
        "a signer ends with its root or before, since nothing that it signs is good for longer",
        |s| s.demands.within_issuer || questions::ends_in_time(s),
    ),
    Rule::deviation(
        "pki.subject-key-identifier",
        "B.1.1",
        "the subject key identifier is the SHA-1 of the key (RFC 5280 4.2.1.2, method 1)",
        |s| {
            s.certificate.subject_key_identifier() == key_identifier(s.certificate.public_key_der())
        },
    ),
    Rule::deviation(
        "pki.issuer-alternative-name",
        "B.1.1",
        "the issuer alternative name has e-mail addresses or URIs only, and one at least",
        questions::issuer_alternative_name,
    ),
    Rule::note(
        "pki.subject-alternative-name",
        "B.1.3",
        "a link certificate to a root of another name has a directoryName as subject alternative \
         name",
        questions::subject_alternative_name,
    ),
    Rule::deviation(
        "pki.crl-distribution-points",
        "B.1.2, B.1.4",
        "the CRL distribution points are there where the role needs them, with URIs only, and \
         without reasons or CRL issuer",
        questions::crl_distribution_points,
    ),
    Rule::note(
        "pki.crl-distribution-points-of-root",
        "B.1.2",
        "a root has no CRL distribution points",
        |s| {
            let unwanted = s.demands.crl_distribution_points == Presence::NotRecommended;
            !unwanted
                || s.certificate
                    .extension(oid::CRL_DISTRIBUTION_POINTS)
                    .is_none()
        },
    ),
    Rule::deviation(
        "pki.forbidden-extension",
        "B.1.1",
        "no policy mappings, name or policy constraints, inhibit-any-policy or freshest CRL",
        |s| {
            FORBIDDEN
                .iter()
                .all(|id| s.certificate.extension(*id).is_none())
        },
    ),
];

/// The subject key identifier of a SubjectPublicKeyInfo: SHA-1 over the content of its bit string
/// (RFC 5280 4.2.1.2, method 1).
pub(super) fn key_identifier(public_key_der: &[u8]) -> Option<Vec<u8>> {
    let info = spki::SubjectPublicKeyInfoRef::try_from(public_key_der).ok()?;
    let key = info.subject_public_key.as_bytes()?;
    Some(Sha1::digest(key).to_vec())
}

const NAMES: [ObjectIdentifier; 4] = [
    oid::COMMON_NAME,
    oid::LOCALITY,
    oid::ORGANIZATION,
    oid::STATE,
];

/// What the rules look at, whether it is critical or not.
const KNOWN: [ObjectIdentifier; 7] = [
    oid::KEY_USAGE,
    oid::BASIC_CONSTRAINTS,
    oid::EXTENDED_KEY_USAGE,
    oid::SUBJECT_KEY_IDENTIFIER,
    oid::AUTHORITY_KEY_IDENTIFIER,
    oid::ISSUER_ALTERNATIVE_NAME,
    oid::CRL_DISTRIBUTION_POINTS,
];

const FORBIDDEN: [ObjectIdentifier; 5] = [
    oid::FRESHEST_CRL,
    oid::INHIBIT_ANY_POLICY,
    oid::NAME_CONSTRAINTS,
    oid::POLICY_CONSTRAINTS,
    oid::POLICY_MAPPINGS,
];
