//! Certificates in the shape of JPKI's (profile of the Japan Agency for Local Authority
//! Information Systems, version 3.2), with the policies of its test system.

use der::asn1::ObjectIdentifier;

use oid::{
    ADDRESS, ADDRESS_SUBSTITUTES, AUTHENTICATION_TEST_POLICY, AUTHORITY_INFORMATION_ACCESS,
    AUTHORITY_KEY_IDENTIFIER, BASIC_CONSTRAINTS, BIRTH_DATE, CERTIFICATE_POLICIES,
    CLIENT_AUTHENTICATION, COMMON_NAME, COUNTRY, CPS, CRL_DISTRIBUTION_POINTS, EXTENDED_KEY_USAGE,
    ISSUER_ALTERNATIVE_NAME, KEY_USAGE, LOCALITY, NAME, NAME_SUBSTITUTES, OCSP, ORGANIZATION, SEX,
    SIGNING_TEST_POLICY, SUBJECT_ALTERNATIVE_NAME, SUBJECT_KEY_IDENTIFIER, UNIT,
};

use super::PersonalisationError;
use super::asn1;
use super::holder::Holder;
use super::key::{CertificateKey, KeyFile, P384KeyFile, key_file, p384_key_file};
use super::variation::CertificateFlaw;
use crate::time::{Era, FullDate, Timestamp};

mod oid;
mod revocation;

pub use revocation::{CertificateIssuer, ListedCertificate};

/// One of the two authorities: a self-signed root that signs the holders' certificates.
#[derive(Clone, Copy)]
pub(super) struct CertificateAuthority {
    key: KeyFile,
    p384_key: P384KeyFile,
    unit: &'static str,
    japanese_unit: &'static str,
    number: u8,
}

/// Of what kind the keys of JPKI are, of the authorities and of the holders alike.
#[derive(Clone, Copy)]
pub(super) enum KeyKind {
    Rsa2048,
    P384,
}

/// Issues signing certificates (署名用電子証明書).
pub(super) const SIGNING: CertificateAuthority = CertificateAuthority {
    key: key_file!("jpki-signing-ca"),
    p384_key: p384_key_file!("jpki-signing-ca"),
    unit: "TEST for digital signature",
    japanese_unit: "試験用署名用",
    number: 1,
};

/// Issues authentication certificates (利用者証明用電子証明書).
pub(super) const AUTHENTICATION: CertificateAuthority = CertificateAuthority {
    key: key_file!("jpki-authentication-ca"),
    p384_key: p384_key_file!("jpki-authentication-ca"),
    unit: "TEST for user authentication",
    japanese_unit: "試験用利用者証明用",
    number: 2,
};

impl CertificateAuthority {
    /// The root certificate. Those of both kinds share one name.
    pub(super) fn certificate(&self, kind: KeyKind) -> Result<Vec<u8>, PersonalisationError> {
        let key = self.key(kind)?;
        let extensions = [
            extension(KEY_USAGE, true, &asn1::value(0x03, &[0x01, 0x06])),
            extension(
                SUBJECT_ALTERNATIVE_NAME,
                false,
                &asn1::sequence(&[directory_name(&self.japanese_name())]),
            ),
            extension(
                BASIC_CONSTRAINTS,
                true,
                &asn1::sequence(&[asn1::value(0x01, &[0xFF])]),
            ),
            extension(
                CRL_DISTRIBUTION_POINTS,
                false,
                &distribution_point(&self.name()),
            ),
            subject_key_identifier(&*key),
        ];
        let content = Content {
            serial: &self.serial(kind),
            issuer: self.name(),
            not_before: "200101000000Z".to_owned(),
            not_after: "391231145959Z".to_owned(),
            subject: self.name(),
            key: &*key,
            extensions: &extensions,
        };
        content.signed_by(&*key)
    }

    fn key(&self, kind: KeyKind) -> Result<Box<dyn CertificateKey>, PersonalisationError> {
        Ok(match kind {
            KeyKind::Rsa2048 => Box::new(self.key.load()?),
            KeyKind::P384 => Box::new(self.p384_key.load()?),
        })
    }

    fn serial(&self, kind: KeyKind) -> [u8; 3] {
        match kind {
            KeyKind::Rsa2048 => [0x01, 0x00, self.number],
            KeyKind::P384 => [0x02, 0x00, self.number],
        }
    }

    fn name(&self) -> Vec<u8> {
        name(&[
            (COUNTRY, "JP"),
            (ORGANIZATION, ORGANIZATION_NAME),
            (UNIT, self.unit),
            (UNIT, "TEST Agency of the software card"),
        ])
    }

    fn japanese_name(&self) -> Vec<u8> {
        name(&[
            (COUNTRY, "JP"),
            (ORGANIZATION, "試験用サービス"),
            (UNIT, self.japanese_unit),
            (UNIT, "試験用機構"),
        ])
    }

    /// The name of its revocation list for the holders' municipality.
    fn distribution(&self) -> Vec<u8> {
        name(&[
            (COUNTRY, "JP"),
            (ORGANIZATION, ORGANIZATION_NAME),
            (UNIT, self.unit),
            (UNIT, "CRL Distribution Points"),
            (UNIT, "Tokyo-to"),
            (COMMON_NAME, "Chiyoda-ku CRLDP"),
        ])
    }

    /// Extensions that a leaf of this authority ends with, but for its own key identifier.
    fn leaf_extensions(
        &self,
        policy: ObjectIdentifier,
        kind: KeyKind,
    ) -> Result<LeafExtensions, PersonalisationError> {
        let qualifier = asn1::sequence(&[
            asn1::oid(CPS),
            asn1::value(0x16, b"http://jpki-like.test/cps.html"),
        ]);
        let policy = asn1::sequence(&[asn1::oid(policy), asn1::sequence(&[qualifier])]);
        let authority = [
            asn1::value(0x80, &self.key(kind)?.identifier()),
            asn1::context(1, &directory_name(&self.name())),
            asn1::value(0x82, &asn1::positive(&self.serial(kind))),
        ];
        Ok(LeafExtensions {
            policies: extension(CERTIFICATE_POLICIES, true, &asn1::sequence(&[policy])),
            issuer_alternative: extension(
                ISSUER_ALTERNATIVE_NAME,
                false,
                &asn1::sequence(&[directory_name(&self.japanese_name())]),
            ),
            distribution: extension(
                CRL_DISTRIBUTION_POINTS,
                false,
                &distribution_point(&self.distribution()),
            ),
            authority: extension(AUTHORITY_KEY_IDENTIFIER, false, &asn1::sequence(&authority)),
        })
    }

    fn issue(
        &self,
        holder: Holder,
        subject: Vec<u8>,
        key: &dyn CertificateKey,
        kind: KeyKind,
        extensions: &[Vec<u8>],
        flaw: Option<CertificateFlaw>,
    ) -> Result<Vec<u8>, PersonalisationError> {
        let issued = match flaw {
            Some(CertificateFlaw::Expired) => FullDate::new(2020, 6, 1)?,
            _ => FullDate::new(2025, 6, 1)?,
        };
        let born = holder.born()?;
        let last_day = born
            .birthday(born.age_on(issued) + 5)
            .ok_or(PersonalisationError::Date)?;
        let issuer_key = match flaw {
            Some(CertificateFlaw::UnrelatedAuthority) => Box::new(UNRELATED.load()?),
            _ => self.key(kind)?,
        };
        let [generation, ..] = self.serial(kind);
        let content = Content {
            serial: &[0x11 + generation, self.number, holder.person().ordinal],
            issuer: self.name(),
            not_before: utc_time(Timestamp::start_of_day_in_japan(issued)),
            not_after: utc_time(Timestamp::end_of_day_in_japan(last_day)),
            subject,
            key,
            extensions,
        };
        content.signed_by(&*issuer_key)
    }
}

/// The signing certificate: its subject is a number, its subject alternative name says who it is.
pub(super) fn signing(
    holder: Holder,
    kind: KeyKind,
    flaw: Option<CertificateFlaw>,
) -> Result<Vec<u8>, PersonalisationError> {
    let person = holder.person();
    let key: Box<dyn CertificateKey> = match kind {
        KeyKind::Rsa2048 => Box::new(person.keys.signing.load()?),
        KeyKind::P384 => Box::new(person.keys.signing_p384.load()?),
    };
    let common = SIGNING.leaf_extensions(SIGNING_TEST_POLICY, kind)?;
    let (era, _) = Era::of(holder.born()?).ok_or(PersonalisationError::Date)?;
    let birth_date = format!("{}{}", char::from(era.digit()), person.birth_date);
    let attributes = [
        (NAME, person.name.certified),
        (BIRTH_DATE, birth_date.as_str()),
        (SEX, person.sex),
        (ADDRESS, person.address.certified),
        (NAME_SUBSTITUTES, person.name.substitutes),
        (ADDRESS_SUBSTITUTES, person.address.substitutes),
    ]
    .map(|(attribute, text)| {
        let value = asn1::context(0, &asn1::utf8(text));
        asn1::context(0, &[asn1::oid(attribute), value].concat())
    });
    let extensions = [
        extension(KEY_USAGE, true, &asn1::value(0x03, &[0x06, 0xC0])),
        extension(
            SUBJECT_ALTERNATIVE_NAME,
            false,
            &asn1::sequence(&attributes),
        ),
        common.policies,
        common.issuer_alternative,
        common.distribution,
        common.authority,
        subject_key_identifier(&*key),
    ];
    let subject = name(&[
        (COUNTRY, "JP"),
        (LOCALITY, "Tokyo-to"),
        (LOCALITY, "Chiyoda-ku"),
        (
            COMMON_NAME,
            &format!("202506010900000000{}13101003A", person.ordinal),
        ),
    ]);
    SIGNING.issue(holder, subject, &*key, kind, &extensions, flaw)
}

/// The authentication certificate: it names nobody.
pub(super) fn authentication(
    holder: Holder,
    kind: KeyKind,
    flaw: Option<CertificateFlaw>,
) -> Result<Vec<u8>, PersonalisationError> {
    let person = holder.person();
    let key: Box<dyn CertificateKey> = match kind {
        KeyKind::Rsa2048 => Box::new(person.keys.authentication.load()?),
        KeyKind::P384 => Box::new(person.keys.authentication_p384.load()?),
    };
    let common = AUTHENTICATION.leaf_extensions(AUTHENTICATION_TEST_POLICY, kind)?;
    let responder = asn1::sequence(&[
        asn1::oid(OCSP),
        asn1::value(0x86, b"http://ocsp.jpki-like.test"),
    ]);
    let extensions = [
        extension(KEY_USAGE, true, &asn1::value(0x03, &[0x07, 0x80])),
        extension(
            EXTENDED_KEY_USAGE,
            false,
            &asn1::sequence(&[asn1::oid(CLIENT_AUTHENTICATION)]),
        ),
        common.policies,
        common.issuer_alternative,
        common.distribution,
        extension(
            AUTHORITY_INFORMATION_ACCESS,
            false,
            &asn1::sequence(&[responder]),
        ),
        common.authority,
        subject_key_identifier(&*key),
    ];
    let subject = name(&[
        (COUNTRY, "JP"),
        (
            COMMON_NAME,
            &format!("TEST000000000{}13101003A", person.ordinal),
        ),
    ]);
    AUTHENTICATION.issue(holder, subject, &*key, kind, &extensions, flaw)
}

/// What every leaf of one authority has.
struct LeafExtensions {
    policies: Vec<u8>,
    issuer_alternative: Vec<u8>,
    distribution: Vec<u8>,
    authority: Vec<u8>,
}

/// TBSCertificate (RFC 5280 4.1), version 3.
struct Content<'a> {
    serial: &'a [u8],
    issuer: Vec<u8>,
    not_before: String,
    not_after: String,
    subject: Vec<u8>,
    key: &'a dyn CertificateKey,
    extensions: &'a [Vec<u8>],
}

impl Content<'_> {
    fn signed_by(self, issuer: &dyn CertificateKey) -> Result<Vec<u8>, PersonalisationError> {
        let algorithm = issuer.algorithm();
        let time = |text: &str| asn1::value(0x17, text.as_bytes());
        let signed_part = asn1::sequence(&[
            asn1::context(0, &asn1::unsigned(&[2])),
            asn1::unsigned(self.serial),
            algorithm.clone(),
            self.issuer,
            asn1::sequence(&[time(&self.not_before), time(&self.not_after)]),
            self.subject,
            self.key.spki(),
            asn1::context(3, &asn1::sequence(self.extensions)),
        ]);
        let signature = asn1::bits(&issuer.certify(&signed_part)?);
        Ok(asn1::sequence(&[signed_part, algorithm, signature]))
    }
}

/// A name of one attribute per RDN; the country a PrintableString, the rest UTF8String.
fn name(attributes: &[(ObjectIdentifier, &str)]) -> Vec<u8> {
    let rdns: Vec<Vec<u8>> = attributes
        .iter()
        .map(|(attribute, text)| {
            let value = match *attribute {
                COUNTRY => asn1::value(0x13, text.as_bytes()),
                _ => asn1::utf8(text),
            };
            asn1::value(0x31, &asn1::sequence(&[asn1::oid(*attribute), value]))
        })
        .collect();
    asn1::sequence(&rdns)
}

/// GeneralName `directoryName`.
fn directory_name(name: &[u8]) -> Vec<u8> {
    asn1::context(4, name)
}

/// CRLDistributionPoints of one `fullName` that is a directory name: there is no URL.
fn distribution_point(name: &[u8]) -> Vec<u8> {
    let full_name = asn1::context(0, &directory_name(name));
    asn1::sequence(&[asn1::sequence(&[asn1::context(0, &full_name)])])
}

fn subject_key_identifier(key: &dyn CertificateKey) -> Vec<u8> {
    extension(
        SUBJECT_KEY_IDENTIFIER,
        false,
        &asn1::value(0x04, &key.identifier()),
    )
}

fn extension(identifier: ObjectIdentifier, critical: bool, content: &[u8]) -> Vec<u8> {
    let critical = if critical {
        asn1::value(0x01, &[0xFF])
    } else {
        Vec::new()
    };
    asn1::sequence(&[asn1::oid(identifier), critical, asn1::value(0x04, content)])
}

/// UTCTime `YYMMDDhhmmssZ`.
fn utc_time(time: Timestamp) -> String {
    let text = time.to_rfc3339();
    let digits = text.iter().skip(2).filter(|byte| byte.is_ascii_digit());
    digits
        .map(|digit| char::from(*digit))
        .chain(['Z'])
        .collect()
}

const UNRELATED: KeyFile = key_file!("unrelated-ca");

const ORGANIZATION_NAME: &str = "TEST JPKI-LIKE";
