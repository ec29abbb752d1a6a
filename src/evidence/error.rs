use super::{
    ChallengeStoreError, Environment, FaceBinding, LicenceBinding, RevocationReason, Role,
    UnknownCause,
};
use crate::card::record::RecordError;
use crate::crypto::{RandomError, SealError};
use crate::error::{Category, Coded};
use crate::pki::PkiError;
use crate::time::Timestamp;

/// Why a card's data are no evidence. Names parts of the card and rules, never what is written on
/// it; not even a certificate's end, which is a birthday.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// An anchor that cannot be one, or not in this environment.
    #[error(
        "this is no {role} anchor of the {environment} environment ({reason}); correct the configuration"
    )]
    Anchor {
        /// What it was to be an anchor of.
        role: Role,
        /// The environment of the anchors.
        environment: Environment,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A file of anchors that is not one.
    #[error("the file of anchors cannot be taken: {place}: {reason}; correct it")]
    AnchorsFile {
        /// Which entry and member, as `list[index].member`, or which line.
        place: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Anchors of one environment under a policy for the other.
    #[error(
        "the policy is for the {policy} environment, the anchors are of the {anchors} one; use anchors of the policy's"
    )]
    Environment {
        /// The policy's.
        policy: Environment,
        /// The anchors'.
        anchors: Environment,
    },
    /// A challenge cannot be made of this.
    #[error(
        "no challenge can be made with this {field} ({expected} is expected); correct the call"
    )]
    ChallengeText {
        /// Which argument.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// The challenge was answered too late.
    #[error("the challenge expired at {expires}; ask the holder to present the card again")]
    ChallengeExpired {
        /// When it did.
        expires: Timestamp,
    },
    /// No such challenge waits for an answer.
    #[error(
        "no such challenge is kept: it was answered before, or long ago, or never made; start over with a new challenge"
    )]
    ChallengeUnknown,
    /// The challenge was made for another session.
    #[error(
        "the challenge was made for another session; refuse the answer, and start over with a new challenge"
    )]
    ChallengeSession,
    /// The store of challenges failed.
    #[error(transparent)]
    ChallengeStore(#[from] ChallengeStoreError),
    /// The challenge names no key of the wallet, and the policy does not waive that.
    #[error("the challenge binds no wallet key; name the device keys or the DPoP key in it")]
    SessionOnlyBinding,
    /// The card has no signing certificate, as cards of persons under 15 have none.
    #[error(
        "the card has no certificate for digital signatures (nobody under 15 has one); use another procedure"
    )]
    NoSigningCertificate,
    /// Only the authentication key answered, and the policy does not accept a PIN for the
    /// password.
    #[error("only the four-digit PIN was proven; ask the holder to sign with the signing password")]
    AuthenticationKeyOnly,
    /// Bytes that are no certificate.
    #[error("the {role} certificate cannot be read; refuse the card")]
    Certificate {
        /// Which one.
        role: Role,
        /// Why not.
        #[source]
        source: PkiError,
    },
    /// A certificate that is not of the profile of its role (JPKI profile 3.2).
    #[error("the {role} certificate is not one by its profile ({reason}); refuse the card")]
    CertificateProfile {
        /// Which one.
        role: Role,
        /// What differs.
        reason: &'static str,
    },
    /// No anchor of this role has the issuer's name or key id.
    #[error(
        "no trusted authority issued the {role} certificate; check the environment, or refuse the card"
    )]
    UnknownIssuer {
        /// Which one.
        role: Role,
    },
    /// An anchor has the issuer's name or key id, and did not sign.
    #[error("the {role} certificate is not signed by the authority that it names; refuse the card")]
    CertificateSignature {
        /// Which one.
        role: Role,
    },
    /// Not yet or no longer valid.
    #[error("the {role} certificate is not valid at this time; the holder has to renew it")]
    CertificateNotCurrent {
        /// Which one.
        role: Role,
    },
    /// A key on the path that the issuer distrusts.
    #[error("the {role} data depend on a distrusted key; refuse the card")]
    DistrustedKey {
        /// Of which part of the card.
        role: Role,
    },
    /// No signature over the challenge, and the policy does not waive it.
    #[error(
        "the {role} key did not sign the challenge; read the card again with its presence proven"
    )]
    MissingSignature {
        /// Which key.
        role: Role,
    },
    /// A signature that is not this key's over this challenge.
    #[error(
        "the {role} key's signature is not over this challenge; start over with a new challenge"
    )]
    ChallengeSignature {
        /// Which key.
        role: Role,
    },
    /// Bytes that are no record of the card.
    #[error("a {role} record cannot be read; refuse the card")]
    Record {
        /// Of which application.
        role: Role,
        /// Why not.
        #[source]
        source: RecordError,
    },
    /// A record that its authority did not sign.
    #[error("the {role} record is not signed by its authority; refuse the card")]
    RecordSignature {
        /// Of which application.
        role: Role,
    },
    /// The attributes are not those of the signed digest.
    #[error(
        "name, address, birth date or sex of the text record are not those that were signed; refuse the card"
    )]
    AttributesDigest,
    /// The individual number is not that of the signed digest.
    #[error("the individual number is not the one that was signed; refuse the card")]
    IndividualNumberDigest,
    /// The reading has the individual number, and the policy does not take it.
    #[error(
        "the reading holds an individual number that nobody asked for; read the card without it"
    )]
    UnrequestedIndividualNumber,
    /// The attributes are needed from the text application, and it was not read.
    #[error(
        "the text application was not read; read it, since the certificate has not the person's own characters or none at all"
    )]
    TextNotRead,
    /// Names differ where no substitute character is flagged.
    #[error("the name on the certificate and in the text record differ; present one card")]
    NameDiffers,
    /// Addresses differ where no substitute character is flagged.
    #[error("the address on the certificate and in the text record differ; present one card")]
    AddressDiffers,
    /// The birth date of a record is not the person's.
    #[error("the birth date of the {role} record is another than the person's; present one card")]
    BirthDateDiffers {
        /// Of which application.
        role: Role,
    },
    /// The sex of a record is not the person's.
    #[error("the sex of the {role} record is another than the person's; present one card")]
    SexDiffers {
        /// Of which application.
        role: Role,
    },
    /// Face and text record are of different municipalities.
    #[error("face and text record are of different municipalities; present one card")]
    MunicipalityDiffers,
    /// The printed expiry has passed.
    #[error("the card has expired; the holder has to renew it")]
    CardExpired,
    /// The photo is bound too weakly.
    #[error(
        "the photo must be bound to the holder at least by {least:?}; review it and assert the result"
    )]
    FaceBinding {
        /// What the policy demands.
        least: FaceBinding,
    },
    /// The application holds no licence, only a history or nothing.
    #[error("the card holds no driving licence; read it without the licence application")]
    NoLicence,
    /// The licence's last day has passed.
    #[error("the driving licence has expired; read the card without it")]
    LicenceExpired,
    /// The licence is bound too weakly: nothing on the card says whose it is.
    #[error("the licence must be bound to the holder at least by {least:?}; do that and assert it")]
    LicenceBinding {
        /// What the policy demands.
        least: LicenceBinding,
    },
    /// A certificate's question was not answered.
    #[error(
        "whether the {role} certificate is revoked was not answered; ask the revocation source"
    )]
    RevocationUnanswered {
        /// Which one.
        role: Role,
    },
    /// The source does not know.
    #[error("it is not known whether the {role} certificate is revoked ({why}); try again later")]
    RevocationUnknown {
        /// Which one.
        role: Role,
        /// Why not.
        why: UnknownCause,
    },
    /// An answer from too long ago, from the future, or after which newer information was due.
    #[error(
        "the revocation answer for the {role} certificate is of {as_of}, outdated or in the future; ask again"
    )]
    RevocationNotFresh {
        /// Which one.
        role: Role,
        /// Of when the answer is.
        as_of: Timestamp,
    },
    /// An answer to no question of this examination, or a second one to the same.
    #[error(
        "a revocation answer is for another certificate, or a second one for the same; match answers to questions"
    )]
    ForeignAnswer,
    /// The certificate is revoked.
    #[error("the {role} certificate is revoked; the holder has to renew it")]
    Revoked {
        /// Which one.
        role: Role,
        /// Why.
        reason: RevocationReason,
    },
    /// The certificate is on hold: a card reported lost.
    #[error(
        "the {role} certificate is suspended, as after a loss was reported; the holder has to have it released"
    )]
    Suspended {
        /// Which one.
        role: Role,
    },
    /// The time of the conclusion is before that of the examination.
    #[error(
        "the conclusion is dated before the examination; give both the time of one right clock"
    )]
    ConcludedTooEarly,
    /// The examination is longer ago than evidence may be used, or the card ended since.
    #[error("the card was examined too long ago; ask the holder to present it again")]
    ConcludedTooLate,
    /// The random source failed.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// Sealing or opening failed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl Coded for EvidenceError {
    fn code(&self) -> &'static str {
        match self {
            Self::Anchor { .. } => "evidence.anchor",
            Self::AnchorsFile { .. } => "evidence.anchors-file",
            Self::Environment { .. } => "evidence.environment",
            Self::ChallengeText { .. } => "evidence.challenge-text",
            Self::ChallengeExpired { .. } => "evidence.challenge-expired",
            Self::ChallengeUnknown => "evidence.challenge-unknown",
            Self::ChallengeSession => "evidence.challenge-session",
            Self::ChallengeStore(error) => error.code(),
            Self::SessionOnlyBinding => "evidence.session-only-binding",
            Self::NoSigningCertificate => "evidence.no-signing-certificate",
            Self::AuthenticationKeyOnly => "evidence.authentication-key-only",
            Self::Certificate { .. } => "evidence.certificate",
            Self::CertificateProfile { .. } => "evidence.certificate-profile",
            Self::UnknownIssuer { .. } => "evidence.unknown-issuer",
            Self::CertificateSignature { role } => match role {
                Role::Signing | Role::Authentication => "evidence.jpki-signature",
                Role::Face | Role::Text | Role::Licence => "evidence.authority-signature",
            },
            Self::CertificateNotCurrent { .. } => "evidence.certificate-not-current",
            Self::DistrustedKey { .. } => "evidence.distrusted-key",
            Self::MissingSignature { .. } => "evidence.missing-signature",
            Self::ChallengeSignature { .. } => "evidence.challenge-signature",
            Self::Record { .. } => "evidence.record",
            Self::RecordSignature { .. } => "evidence.record-signature",
            Self::AttributesDigest => "evidence.attributes-digest",
            Self::IndividualNumberDigest => "evidence.individual-number-digest",
            Self::UnrequestedIndividualNumber => "evidence.unrequested-individual-number",
            Self::TextNotRead => "evidence.text-not-read",
            Self::NameDiffers => "evidence.name-differs",
            Self::AddressDiffers => "evidence.address-differs",
            Self::BirthDateDiffers { .. } => "evidence.birth-date-differs",
            Self::SexDiffers { .. } => "evidence.sex-differs",
            Self::MunicipalityDiffers => "evidence.municipality-differs",
            Self::CardExpired => "evidence.card-expired",
            Self::FaceBinding { .. } => "evidence.face-binding",
            Self::NoLicence => "evidence.no-licence",
            Self::LicenceExpired => "evidence.licence-expired",
            Self::LicenceBinding { .. } => "evidence.licence-binding",
            Self::RevocationUnanswered { .. } => "evidence.revocation-unanswered",
            Self::RevocationUnknown { .. } => "evidence.revocation-unknown",
            Self::RevocationNotFresh { .. } => "evidence.revocation-not-fresh",
            Self::ForeignAnswer => "evidence.foreign-answer",
            Self::Revoked { .. } => "evidence.revoked",
            Self::Suspended { .. } => "evidence.suspended",
            Self::ConcludedTooEarly => "evidence.concluded-too-early",
            Self::ConcludedTooLate => "evidence.concluded-too-late",
            Self::Random(error) => error.code(),
            Self::Seal(error) => error.code(),
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::Anchor { .. }
            | Self::AnchorsFile { .. }
            | Self::Environment { .. }
            | Self::ChallengeText { .. }
            | Self::SessionOnlyBinding
            | Self::FaceBinding { .. }
            | Self::LicenceBinding { .. }
            | Self::UnrequestedIndividualNumber
            | Self::TextNotRead
            | Self::ForeignAnswer
            | Self::ConcludedTooEarly => Category::Misuse,
            Self::ChallengeExpired { .. }
            | Self::AuthenticationKeyOnly
            | Self::CertificateNotCurrent { .. }
            | Self::CardExpired
            | Self::LicenceExpired
            | Self::ConcludedTooLate
            | Self::Revoked { .. }
            | Self::Suspended { .. } => Category::Holder,
            Self::NoSigningCertificate | Self::NoLicence => Category::Card,
            Self::RevocationUnanswered { .. }
            | Self::RevocationUnknown { .. }
            | Self::RevocationNotFresh { .. } => Category::Upstream,
            Self::ChallengeStore(error) => error.category(),
            Self::Random(error) => error.category(),
            Self::Seal(error) => error.category(),
            _ => Category::UntrustedInput,
        }
    }
}
