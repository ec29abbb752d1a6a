//! Object identifiers that more than one file names.

use der::oid::ObjectIdentifier;

pub(crate) const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
pub(crate) const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
pub(crate) const STATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.8");
pub(crate) const LOCALITY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.7");
pub(crate) const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

/// mdlDS: the extended key usage of a document signer (ISO/IEC 18013-5 B.1.4 of the second
/// edition's draft).
pub(crate) const MDL_DOCUMENT_SIGNER: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.0.18013.5.1.2");

/// The extended key usage of a document signer for any document type (ISO/IEC TS 23220-4).
pub(crate) const MDOC_DOCUMENT_SIGNER: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.0.23220.4.1.2");

/// mdlVICAL: the extended key usage of a VICAL signer (ISO/IEC 18013-5 C.1.7).
pub(crate) const MDL_VICAL_SIGNER: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.0.18013.5.1.8");

/// What certificates are for that an IACA makes beside its status-list signers': documents, readers,
/// lists of roots (ISO/IEC 18013-5 and TS 23220-4), and answers of OCSP (RFC 6960). Their holders
/// sign no status list.
pub(crate) const OTHER_SIGNERS: [ObjectIdentifier; 7] = [
    MDL_DOCUMENT_SIGNER,
    MDOC_DOCUMENT_SIGNER,
    ObjectIdentifier::new_unwrap("1.0.18013.5.1.6"),
    ObjectIdentifier::new_unwrap("1.0.23220.4.1.6"),
    MDL_VICAL_SIGNER,
    ObjectIdentifier::new_unwrap("1.0.23220.4.1.8"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9"),
];

pub(crate) const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("2.5.29.14");
pub(crate) const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
pub(crate) const SUBJECT_ALTERNATIVE_NAME: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("2.5.29.17");
pub(crate) const ISSUER_ALTERNATIVE_NAME: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("2.5.29.18");
pub(crate) const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
/// Of an entry of a revocation list (RFC 5280 5.3.2).
pub(crate) const INVALIDITY_DATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.24");
/// Of a delta list (RFC 5280 5.2.4).
pub(crate) const DELTA_CRL_INDICATOR: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.27");
/// Of a list that does not speak for all certificates of its issuer (RFC 5280 5.2.5).
pub(crate) const ISSUING_DISTRIBUTION_POINT: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("2.5.29.28");
/// Of an entry of an indirect list (RFC 5280 5.3.3).
pub(crate) const CERTIFICATE_ISSUER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.29");
pub(crate) const NAME_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.30");
pub(crate) const CRL_DISTRIBUTION_POINTS: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("2.5.29.31");
pub(crate) const POLICY_MAPPINGS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.33");
pub(crate) const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("2.5.29.35");
pub(crate) const POLICY_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.36");
pub(crate) const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
pub(crate) const FRESHEST_CRL: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.46");
pub(crate) const INHIBIT_ANY_POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.54");
