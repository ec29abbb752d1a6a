use std::fmt;

use super::authorities::{CHIYODA, SHINJUKU};
use super::certificate::KeyKind;
use super::file::{Content, DedicatedFile, ElementaryFile};
use super::holder::Holder;
use super::personalisation::{PersonalisationError, name, perfect};
use super::{certificate, face, jpki, licence, text};
use crate::card::Application;

/// How a card differs from a perfect one of its holder. Several apply in order; one that remakes
/// an application undoes earlier ones in it.
#[derive(Clone, Eq, PartialEq)]
pub enum Variation {
    /// The card of a child under 15: no signing certificate, key or password.
    NoSigningCertificate,
    /// The certificates of JPKI, their keys and their authorities are on P-384 (ECDSA with
    /// SHA-384), as announced for the next generation of the card. Commands and files are those of
    /// today: none are published. The card signs a bare SHA-384 digest and answers `r || s`.
    JpkiOnP384,
    /// The signing certificate has a flaw.
    SigningCertificate(CertificateFlaw),
    /// The authentication certificate has a flaw.
    AuthenticationCertificate(CertificateFlaw),
    /// The record of the text application was signed by another municipality.
    TextOfOtherMunicipality,
    /// The record of the face application was signed by another municipality.
    FaceOfOtherMunicipality,
    /// The portrait of the face application, correctly signed.
    FacePortrait(Vec<u8>),
    /// The portrait of the licence application, correctly signed.
    LicencePortrait(Vec<u8>),
    /// The holder set no PIN for the licence: `****` opens it.
    NoLicencePin,
    /// A whole application, keys and secrets included, is that of another holder's card: what a
    /// reader sees when two cards are mixed. Removed when the other card has none.
    ApplicationOf(Application, Holder),
    /// One file of an application is that of another holder's card.
    FileOf(Application, u16, Holder),
    /// The content of a file is these bytes, without padding.
    File(Application, u16, Vec<u8>),
    /// The secret in this file has so many tries left; 0 blocks it.
    TriesLeft(Application, u16, u8),
}

impl Variation {
    /// Changes the applications of the card of `holder`.
    pub(super) fn apply(
        &self,
        holder: Holder,
        applications: &mut Vec<DedicatedFile>,
    ) -> Result<(), PersonalisationError> {
        let pictures = &holder.person().pictures;
        let licence = || {
            holder
                .person()
                .licence
                .ok_or(PersonalisationError::NoSuchFile)
        };
        match self {
            Self::NoSigningCertificate => {
                jpki::without_signing(find(applications, Application::Jpki)?);
            }
            Self::JpkiOnP384 => jpki::on_p384(find(applications, Application::Jpki)?, holder)?,
            Self::SigningCertificate(flaw) => {
                let certificate = certificate::signing(holder, KeyKind::Rsa2048, Some(*flaw))?;
                find(applications, Application::Jpki)?
                    .put(jpki::signing_certificate_file(certificate));
            }
            Self::AuthenticationCertificate(flaw) => {
                let certificate =
                    certificate::authentication(holder, KeyKind::Rsa2048, Some(*flaw))?;
                find(applications, Application::Jpki)?
                    .put(jpki::authentication_certificate_file(certificate));
            }
            Self::TextOfOtherMunicipality => {
                *find(applications, Application::Text)? = text::application(holder, &SHINJUKU)?;
            }
            Self::FaceOfOtherMunicipality => {
                *find(applications, Application::Face)? =
                    face::application(holder, &SHINJUKU, pictures.portrait)?;
            }
            Self::FacePortrait(portrait) => {
                *find(applications, Application::Face)? =
                    face::application(holder, &CHIYODA, portrait)?;
            }
            Self::LicencePortrait(portrait) => {
                *find(applications, Application::Licence)? =
                    licence::application(licence()?, portrait, true)?;
            }
            Self::NoLicencePin => {
                *find(applications, Application::Licence)? =
                    licence::application(licence()?, pictures.licence_portrait, false)?;
            }
            Self::ApplicationOf(application, of) => {
                applications.retain(|other| other.name != name(*application));
                applications.extend(perfect(*application, *of)?);
            }
            Self::FileOf(application, id, of) => {
                let other = perfect(*application, *of)?;
                let file = other.as_ref().and_then(|other| other.file(*id));
                let file = file.ok_or(PersonalisationError::NoSuchFile)?.clone();
                find(applications, *application)?.put(file);
            }
            Self::File(application, id, bytes) => {
                let file = find_file(applications, *application, *id)?;
                file.content = Content::Binary(bytes.clone());
            }
            Self::TriesLeft(application, id, tries) => {
                match &mut find_file(applications, *application, *id)?.content {
                    Content::Secret(secret) => secret.tries = *tries,
                    _ => return Err(PersonalisationError::NoSuchFile),
                }
            }
        }
        Ok(())
    }
}

/// Only the kind: contents are personal data, though of nobody.
impl fmt::Debug for Variation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSigningCertificate => f.write_str("NoSigningCertificate"),
            Self::JpkiOnP384 => f.write_str("JpkiOnP384"),
            Self::SigningCertificate(flaw) => write!(f, "SigningCertificate({flaw:?})"),
            Self::AuthenticationCertificate(flaw) => {
                write!(f, "AuthenticationCertificate({flaw:?})")
            }
            Self::TextOfOtherMunicipality => f.write_str("TextOfOtherMunicipality"),
            Self::FaceOfOtherMunicipality => f.write_str("FaceOfOtherMunicipality"),
            Self::FacePortrait(_) => f.write_str("FacePortrait"),
            Self::LicencePortrait(_) => f.write_str("LicencePortrait"),
            Self::NoLicencePin => f.write_str("NoLicencePin"),
            Self::ApplicationOf(application, of) => {
                write!(f, "ApplicationOf({application:?}, {of:?})")
            }
            Self::FileOf(application, id, of) => {
                write!(f, "FileOf({application:?}, {id:04X}, {of:?})")
            }
            Self::File(application, id, _) => write!(f, "File({application:?}, {id:04X})"),
            Self::TriesLeft(application, id, tries) => {
                write!(f, "TriesLeft({application:?}, {id:04X}, {tries})")
            }
        }
    }
}

/// What is wrong with a certificate whose content is right.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CertificateFlaw {
    /// Signed by an unrelated key, under the authority's name and key identifier.
    UnrelatedAuthority,
    /// Expired in 2024 or 2025.
    Expired,
}

fn find(
    applications: &mut [DedicatedFile],
    application: Application,
) -> Result<&mut DedicatedFile, PersonalisationError> {
    applications
        .iter_mut()
        .find(|other| other.name == name(application))
        .ok_or(PersonalisationError::NoSuchFile)
}

fn find_file(
    applications: &mut [DedicatedFile],
    application: Application,
    id: u16,
) -> Result<&mut ElementaryFile, PersonalisationError> {
    find(applications, application)?
        .file_mut(id)
        .ok_or(PersonalisationError::NoSuchFile)
}
