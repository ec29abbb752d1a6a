//! Object identifiers of the profile.

use der::asn1::ObjectIdentifier;

pub(super) const fn id(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

pub(super) const COMMON_NAME: ObjectIdentifier = id("2.5.4.3");
pub(super) const COUNTRY: ObjectIdentifier = id("2.5.4.6");
pub(super) const LOCALITY: ObjectIdentifier = id("2.5.4.7");
pub(super) const ORGANIZATION: ObjectIdentifier = id("2.5.4.10");
pub(super) const UNIT: ObjectIdentifier = id("2.5.4.11");

pub(super) const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = id("2.5.29.14");
pub(super) const KEY_USAGE: ObjectIdentifier = id("2.5.29.15");
pub(super) const SUBJECT_ALTERNATIVE_NAME: ObjectIdentifier = id("2.5.29.17");
pub(super) const ISSUER_ALTERNATIVE_NAME: ObjectIdentifier = id("2.5.29.18");
pub(super) const BASIC_CONSTRAINTS: ObjectIdentifier = id("2.5.29.19");
pub(super) const CRL_DISTRIBUTION_POINTS: ObjectIdentifier = id("2.5.29.31");
pub(super) const CERTIFICATE_POLICIES: ObjectIdentifier = id("2.5.29.32");
pub(super) const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier = id("2.5.29.35");
pub(super) const EXTENDED_KEY_USAGE: ObjectIdentifier = id("2.5.29.37");
pub(super) const AUTHORITY_INFORMATION_ACCESS: ObjectIdentifier = id("1.3.6.1.5.5.7.1.1");

pub(super) const CPS: ObjectIdentifier = id("1.3.6.1.5.5.7.2.1");
pub(super) const OCSP: ObjectIdentifier = id("1.3.6.1.5.5.7.48.1");
pub(super) const CLIENT_AUTHENTICATION: ObjectIdentifier = id("1.3.6.1.5.5.7.3.2");

pub(super) const SIGNING_TEST_POLICY: ObjectIdentifier = id("1.2.392.200149.8.5.1.0.20");
pub(super) const AUTHENTICATION_TEST_POLICY: ObjectIdentifier = id("1.2.392.200149.8.5.1.0.30");

// Types of the other names in the subject alternative name of a signing certificate.
pub(super) const NAME: ObjectIdentifier = id("1.2.392.200149.8.5.5.1");
pub(super) const NAME_SUBSTITUTES: ObjectIdentifier = id("1.2.392.200149.8.5.5.2");
pub(super) const SEX: ObjectIdentifier = id("1.2.392.200149.8.5.5.3");
pub(super) const BIRTH_DATE: ObjectIdentifier = id("1.2.392.200149.8.5.5.4");
pub(super) const ADDRESS: ObjectIdentifier = id("1.2.392.200149.8.5.5.5");
pub(super) const ADDRESS_SUBSTITUTES: ObjectIdentifier = id("1.2.392.200149.8.5.5.6");
