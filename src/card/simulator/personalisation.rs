use std::fmt;

use super::authorities::{CHIYODA, SHINJUKU};
use super::file::{Content, DedicatedFile, ElementaryFile};
use super::holder::Holder;
use super::{certificate, face, jpki, licence, resident, text};
use crate::card::Application;
use crate::error::{Category, Coded};
use crate::time::TimeError;

/// How a card differs from a perfect one of its holder. Several apply in order; one that remakes
/// an application undoes earlier ones in it.
#[derive(Clone, Eq, PartialEq)]
pub enum Variation {
    /// The card of a child under 15: no signing certificate, key or password.
    NoSigningCertificate,
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

/// Only the kind: contents are personal data, though of nobody.
impl fmt::Debug for Variation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSigningCertificate => f.write_str("NoSigningCertificate"),
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
    /// Expired in 2023 or 2024.
    Expired,
}

/// A software card could not be made as asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PersonalisationError {
    /// A key file of the crate is unusable.
    #[error("a key file of the software card is unusable; restore the crate's own files")]
    Key,
    /// A key did not sign.
    #[error("a key of the software card did not sign; restore the crate's own files")]
    Signature,
    /// A date of a holder is none.
    #[error("a date of the software card's holder does not exist; restore the crate's own files")]
    Date,
    /// A text cannot be written in JIS X 0208.
    #[error("a text of the licence cannot be written in JIS X 0208; restore the crate's own files")]
    Text,
    /// A variation names an application or file that the card does not have.
    #[error("the variation names an application or a file that this card does not have")]
    NoSuchFile,
}

impl From<TimeError> for PersonalisationError {
    fn from(_: TimeError) -> Self {
        Self::Date
    }
}

impl Coded for PersonalisationError {
    fn code(&self) -> &'static str {
        match self {
            Self::Key => "simulator.key",
            Self::Signature => "simulator.signature",
            Self::Date => "simulator.date",
            Self::Text => "simulator.text",
            Self::NoSuchFile => "simulator.no-such-file",
        }
    }

    fn category(&self) -> Category {
        Category::Misuse
    }
}

/// The applications of a card of `holder`, with these variations.
pub(super) fn applications(
    holder: Holder,
    variations: &[Variation],
) -> Result<Vec<DedicatedFile>, PersonalisationError> {
    let mut applications = vec![
        resident::card_application(holder, &CHIYODA),
        resident::resident_application(),
    ];
    for application in [
        Application::Jpki,
        Application::Text,
        Application::Face,
        Application::Licence,
    ] {
        applications.extend(perfect(application, holder)?);
    }
    for variation in variations {
        vary(&mut applications, holder, variation)?;
    }
    Ok(applications)
}

/// An application of the card of `holder`, without variations; none if the card has none.
fn perfect(
    application: Application,
    holder: Holder,
) -> Result<Option<DedicatedFile>, PersonalisationError> {
    let pictures = &holder.person().pictures;
    match application {
        Application::Jpki => jpki::application(holder).map(Some),
        Application::Text => text::application(holder, &CHIYODA).map(Some),
        Application::Face => face::application(holder, &CHIYODA, pictures.portrait).map(Some),
        Application::Licence => {
            let licence = holder.person().licence;
            licence
                .map(|licence| licence::application(licence, pictures.licence_portrait, true))
                .transpose()
        }
    }
}

fn vary(
    applications: &mut Vec<DedicatedFile>,
    holder: Holder,
    variation: &Variation,
) -> Result<(), PersonalisationError> {
    let pictures = &holder.person().pictures;
    let licence = || {
        holder
            .person()
            .licence
            .ok_or(PersonalisationError::NoSuchFile)
    };
    match variation {
        Variation::NoSigningCertificate => {
            jpki::without_signing(find(applications, Application::Jpki)?);
        }
        Variation::SigningCertificate(flaw) => {
            let certificate = certificate::signing(holder, Some(*flaw))?;
            find(applications, Application::Jpki)?.put(jpki::signing_certificate_file(certificate));
        }
        Variation::AuthenticationCertificate(flaw) => {
            let certificate = certificate::authentication(holder, Some(*flaw))?;
            find(applications, Application::Jpki)?
                .put(jpki::authentication_certificate_file(certificate));
        }
        Variation::TextOfOtherMunicipality => {
            *find(applications, Application::Text)? = text::application(holder, &SHINJUKU)?;
        }
        Variation::FaceOfOtherMunicipality => {
            *find(applications, Application::Face)? =
                face::application(holder, &SHINJUKU, pictures.portrait)?;
        }
        Variation::FacePortrait(portrait) => {
            *find(applications, Application::Face)? =
                face::application(holder, &CHIYODA, portrait)?;
        }
        Variation::LicencePortrait(portrait) => {
            *find(applications, Application::Licence)? =
                licence::application(licence()?, portrait, true)?;
        }
        Variation::NoLicencePin => {
            *find(applications, Application::Licence)? =
                licence::application(licence()?, pictures.licence_portrait, false)?;
        }
        Variation::ApplicationOf(application, of) => {
            applications.retain(|other| other.name != name(*application));
            applications.extend(perfect(*application, *of)?);
        }
        Variation::FileOf(application, id, of) => {
            let other = perfect(*application, *of)?;
            let file = other.as_ref().and_then(|other| other.file(*id));
            let file = file.ok_or(PersonalisationError::NoSuchFile)?.clone();
            find(applications, *application)?.put(file);
        }
        Variation::File(application, id, bytes) => {
            let file = find_file(applications, *application, *id)?;
            file.content = Content::Binary(bytes.clone());
        }
        Variation::TriesLeft(application, id, tries) => {
            match &mut find_file(applications, *application, *id)?.content {
                Content::Secret(secret) => secret.tries = *tries,
                _ => return Err(PersonalisationError::NoSuchFile),
            }
        }
    }
    Ok(())
}

fn name(application: Application) -> &'static [u8] {
    match application {
        Application::Jpki => jpki::NAME,
        Application::Text => text::NAME,
        Application::Face => face::NAME,
        Application::Licence => licence::NAME,
    }
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
