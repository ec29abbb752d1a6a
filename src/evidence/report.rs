use serde::{Deserialize, Serialize};

use super::policy::Waiver;
use super::{
    AnswerSource, Assurance, AttributeSource, Environment, FaceBinding, HolderBinding,
    LicenceBinding, Role, UnknownCause,
};
use crate::time::Timestamp;

/// What was checked, in order, and what was not. Made for an audit log: it holds no personal data.
///
/// Serialised with serde; names are in kebab case, hashes in hexadecimal, times in RFC 3339. In
/// JSON it is what [`JSON_SCHEMA`](Self::JSON_SCHEMA) says.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Report {
    /// Which world's anchors were used.
    pub environment: Environment,
    /// What was proven about the person at the card.
    pub assurance: Assurance,
    /// By what that was proven.
    pub proven: Proven,
    /// When the last check was made.
    pub concluded_at: Timestamp,
    /// Which kind of wallet key the challenge named.
    pub holder_binding: BindingKind,
    /// Which record name and address are from.
    pub attributes_from: AttributeSource,
    /// What ties the photo to the person, when there is a photo.
    pub face_binding: Option<FaceBinding>,
    /// Who says that the licence is the person's, when there is a licence.
    pub licence_binding: Option<LicenceBinding>,
    /// The checks that were made and passed, in their order.
    pub checks: Vec<Check>,
    /// What was answered about the revocation of each certificate.
    pub revocation: Vec<RevocationCheck>,
    /// What the policy waived or loosened and this evidence made use of.
    pub waivers: Vec<Waiver>,
    /// What the issuer, not the card, says.
    pub issuer_assertions: Vec<Assertion>,
}

impl Report {
    /// The schema of its JSON (JSON Schema, draft 2020-12).
    pub const JSON_SCHEMA: &'static str = include_str!("report.schema.json");
}

/// What the checks of a report come to: which secrets the holder knows, which keys of the card are
/// present, and how old the answers about revocation were.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Proven {
    /// Secrets that opened a key which signed the challenge. Others are not proven to a server:
    /// that the card accepted them, only the phone says.
    pub secrets: Vec<ProvenSecret>,
    /// Parts of the card whose key signed the challenge: that part is present. For
    /// [`Role::Text`] it is *a* card of the municipality, since its key is signed apart from the
    /// record.
    pub presence: Vec<Role>,
    /// Seconds from the oldest good answer about revocation to the conclusion; absent when none
    /// was good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation_age: Option<u32>,
}

impl Proven {
    pub(super) fn of(
        checks: &[Check],
        revocation: &[RevocationCheck],
        concluded_at: Timestamp,
    ) -> Self {
        let passed = |name: &CheckName| checks.iter().any(|check| check.check == *name);
        let secrets = [
            (CheckName::SigningSignature, ProvenSecret::SigningPassword),
            (
                CheckName::AuthenticationSignature,
                ProvenSecret::AuthenticationPin,
            ),
        ];
        let presence = [
            (CheckName::SigningSignature, Role::Signing),
            (CheckName::AuthenticationSignature, Role::Authentication),
            (CheckName::TextPresence, Role::Text),
            (CheckName::FacePresence, Role::Face),
        ];
        let good = revocation.iter().filter(|answer| answer.unknown.is_none());
        let oldest = good.map(|answer| answer.as_of).min();
        Self {
            secrets: secrets
                .into_iter()
                .filter_map(|(check, secret)| passed(&check).then_some(secret))
                .collect(),
            presence: presence
                .into_iter()
                .filter_map(|(check, role)| passed(&check).then_some(role))
                .collect(),
            // A source whose clock is ahead of ours is of now.
            revocation_age: oldest.map(|as_of| {
                let seconds = concluded_at.unix().saturating_sub(as_of.unix()).max(0);
                u32::try_from(seconds).unwrap_or(u32::MAX)
            }),
        }
    }
}

/// A secret that the holder is proven to know.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProvenSecret {
    /// The password of 6 to 16 characters (署名用パスワード).
    SigningPassword,
    /// The PIN of four digits (利用者証明用暗証番号).
    AuthenticationPin,
}

/// One check that passed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Check {
    /// What was checked.
    pub check: CheckName,
    /// The anchor that it ended at, when it ended at one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<AnchorName>,
}

/// What was answered about the revocation of one certificate. One that is revoked or suspended is
/// in no report.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RevocationCheck {
    /// Which certificate.
    pub role: Role,
    /// Where the answer is from.
    pub source: AnswerSource,
    /// Of when the good answer is, or since when nothing is known.
    pub as_of: Timestamp,
    /// Why nothing is known, which the policy waived; absent when the answer was good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<UnknownCause>,
}

/// A trust anchor by name and hash.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AnchorName {
    /// The name that the issuer gave it.
    pub name: String,
    /// SHA-256, in hexadecimal: of the certificate, or of the SubjectPublicKeyInfo of a
    /// bare key.
    pub sha256: String,
}

impl AnchorName {
    pub(super) fn new(name: &str, sha256: &[u8; 32]) -> Self {
        let digits = sha256.iter().flat_map(|byte| [byte >> 4, byte & 0x0F]);
        Self {
            name: name.to_owned(),
            sha256: digits
                .filter_map(|digit| char::from_digit(digit.into(), 16))
                .collect(),
        }
    }
}

/// A check. The card's applications are those of the My Number Card.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckName {
    /// The challenge was not too late.
    ChallengeExpiry,
    /// A root issued the signing certificate, which is valid now and for this purpose.
    SigningCertificate,
    /// The signing key signed the challenge: the card is present and its holder knows the
    /// password.
    SigningSignature,
    /// A root issued the authentication certificate, which is valid now and for this purpose.
    AuthenticationCertificate,
    /// The authentication key signed the challenge: the card is present and its holder knows the
    /// PIN.
    AuthenticationSignature,
    /// A face anchor certified the municipality's key.
    FaceAuthority,
    /// The municipality signed the face record.
    FaceRecord,
    /// The face record's key signed the challenge.
    FacePresence,
    /// Birth date and sex of the face record are the person's.
    FaceLink,
    /// A text anchor certified the municipality's key.
    TextAuthority,
    /// The municipality signed the text record.
    TextRecord,
    /// The municipality signed the text application's card key.
    TextCardKey,
    /// That key signed the challenge.
    TextPresence,
    /// The text record is equal to the certificate, except where that flags substitutes.
    TextLink,
    /// The individual number is the one of the text record's signed digest.
    IndividualNumber,
    /// Face and text record are of one municipality.
    Municipality,
    /// A police anchor signed the licence records.
    LicenceRecord,
    /// The licence has not expired.
    LicenceExpiry,
    /// The signing certificate is not revoked, by an answer that is fresh enough.
    SigningRevocation,
    /// The authentication certificate is not revoked, by an answer that is fresh enough.
    AuthenticationRevocation,
}

/// Which kind of wallet key a challenge named.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BindingKind {
    /// Device keys by thumbprint.
    DeviceKeys,
    /// The wallet's DPoP key.
    DpopKey,
    /// None: a waiver.
    SessionOnly,
}

impl From<&HolderBinding> for BindingKind {
    fn from(binding: &HolderBinding) -> Self {
        match binding {
            HolderBinding::DeviceKeys(_) => Self::DeviceKeys,
            HolderBinding::DpopKey(_) => Self::DpopKey,
            HolderBinding::SessionOnly => Self::SessionOnly,
        }
    }
}

/// Something that the issuer says and no signature on the card proves.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assertion {
    /// [`FaceBinding`] above birth date and sex.
    FaceBinding,
    /// [`LicenceBinding`].
    LicenceBinding,
}
