use std::sync::Arc;

use der::oid::{AssociatedOid, ObjectIdentifier};
use x509_cert::ext::pkix::{BasicConstraints, CertificatePolicies, ExtendedKeyUsage, KeyUsage};

use super::anchors::Root;
use super::attributes::CertificateAttributes;
use super::examine::Examination;
use super::key::Key;
use super::parent::Parent;
use super::{CheckName, Environment, EvidenceError, RevocationQuestion, Role, Waiver};
use crate::card::CertificateReading;
use crate::pki::Certificate;
use crate::time::Timestamp;

/// A certificate of the card that a root issued for its role.
pub(super) struct CheckedCertificate {
    role: Role,
    certificate: Certificate,
    root: Arc<Root>,
    /// Whether its key signed the challenge.
    pub(super) answered: bool,
}

impl CheckedCertificate {
    pub(super) fn not_after(&self) -> Timestamp {
        self.certificate.not_after()
    }

    pub(super) fn parent(&self) -> Parent {
        Parent {
            issuer_key: self.root.key_sha256,
            serial: self.certificate.serial().to_vec(),
        }
    }

    pub(super) fn into_question(self, asked_at: Timestamp) -> RevocationQuestion {
        RevocationQuestion::new(self.role, self.certificate, self.root, asked_at)
    }
}

impl Examination<'_> {
    pub(super) fn signing_certificate(
        &mut self,
        reading: &CertificateReading,
    ) -> Result<(CheckedCertificate, CertificateAttributes), EvidenceError> {
        let checked = self.certificate(&SIGNING, reading)?;
        let attributes = CertificateAttributes::of(&checked.certificate)?;
        Ok((checked, attributes))
    }

    pub(super) fn authentication_certificate(
        &mut self,
        reading: &CertificateReading,
    ) -> Result<CheckedCertificate, EvidenceError> {
        self.certificate(&AUTHENTICATION, reading)
    }

    fn certificate(
        &mut self,
        profile: &Profile,
        reading: &CertificateReading,
    ) -> Result<CheckedCertificate, EvidenceError> {
        let role = profile.role;
        let certificate = Certificate::from_der(&reading.certificate)
            .map_err(|source| EvidenceError::Certificate { role, source })?;
        let root = self.anchors.root_of(role, &certificate)?;
        // A root that has expired since still vouches for what it issued before.
        if !certificate.is_current(self.now)
            || !root.certificate.is_current(certificate.not_before())
        {
            return Err(EvidenceError::CertificateNotCurrent { role });
        }
        let key = profile.check(&certificate, &root.key, self.policy.environment)?;
        self.anchors.check_trusted(role, || key.sha256())?;
        self.passed_at(profile.certificate, root.name.clone());
        let root = Arc::clone(root);
        let answered = self.answered(
            role,
            &key,
            reading.signature.as_deref(),
            profile.signature,
            &[Waiver::HolderKnowledge, Waiver::Presence],
        )?;
        Ok(CheckedCertificate {
            role,
            certificate,
            root,
            answered,
        })
    }
}

/// What a certificate of a role looks like (JPKI profile 3.2).
struct Profile {
    role: Role,
    certificate: CheckName,
    signature: CheckName,
    /// The key usage extension's content, which must be critical.
    key_usage: [u8; 4],
    extended_key_usage: Option<ObjectIdentifier>,
    production_policy: ObjectIdentifier,
    test_policy: ObjectIdentifier,
}

impl Profile {
    fn check(
        &self,
        certificate: &Certificate,
        root: &Key,
        environment: Environment,
    ) -> Result<Key, EvidenceError> {
        let refuse = |reason| EvidenceError::CertificateProfile {
            role: self.role,
            reason,
        };
        if certificate.unknown_critical_extension(&KNOWN).is_some() {
            return Err(refuse("an unknown critical extension"));
        }
        let usage = certificate.extension(KeyUsage::OID);
        if !usage
            .is_some_and(|usage| usage.critical && usage.extn_value.as_bytes() == self.key_usage)
        {
            return Err(refuse("another key usage"));
        }
        let extended = certificate
            .decoded_extension::<ExtendedKeyUsage>()
            .map_err(|_| refuse("a malformed extended key usage"))?
            .map(|(_, usage)| usage.0);
        if extended.as_deref() != self.extended_key_usage.as_ref().map(std::slice::from_ref) {
            return Err(refuse("another extended key usage"));
        }
        let policy = match environment {
            Environment::Production => self.production_policy,
            Environment::Test => self.test_policy,
        };
        let policies = certificate
            .decoded_extension::<CertificatePolicies>()
            .map_err(|_| refuse("malformed certificate policies"))?;
        match policies {
            Some((true, CertificatePolicies(policies))) if matches!(policies.as_slice(), [only] if only.policy_identifier == policy) =>
                {}
            _ => return Err(refuse("another certificate policy")),
        }
        let constraints = certificate
            .decoded_extension::<BasicConstraints>()
            .map_err(|_| refuse("malformed basic constraints"))?;
        if constraints.is_some_and(|(_, constraints)| constraints.ca) {
            return Err(refuse("it is an authority's"));
        }
        Key::of(certificate.public_key())
            .filter(|key| key.is_of_one_kind_with(root))
            .ok_or(refuse("another kind of key than its authority's"))
    }
}

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const SIGNING: Profile = Profile {
    role: Role::Signing,
    certificate: CheckName::SigningCertificate,
    signature: CheckName::SigningSignature,
    // digitalSignature and nonRepudiation.
    key_usage: [0x03, 0x02, 0x06, 0xC0],
    extended_key_usage: None,
    production_policy: oid("1.2.392.200149.8.5.1.1.20"),
    test_policy: oid("1.2.392.200149.8.5.1.0.20"),
};

const AUTHENTICATION: Profile = Profile {
    role: Role::Authentication,
    certificate: CheckName::AuthenticationCertificate,
    signature: CheckName::AuthenticationSignature,
    // digitalSignature alone.
    key_usage: [0x03, 0x02, 0x07, 0x80],
    extended_key_usage: Some(oid("1.3.6.1.5.5.7.3.2")),
    production_policy: oid("1.2.392.200149.8.5.1.3.30"),
    test_policy: oid("1.2.392.200149.8.5.1.0.30"),
};

/// The critical extensions that [`Profile::check`] looks at.
const KNOWN: [ObjectIdentifier; 4] = [
    KeyUsage::OID,
    ExtendedKeyUsage::OID,
    CertificatePolicies::OID,
    BasicConstraints::OID,
];
