use super::authorities::CHIYODA;
use super::file::DedicatedFile;
use super::holder::Holder;
use super::variation::Variation;
use super::{face, jpki, licence, resident, text};
use crate::card::Application;
use crate::error::{Category, Coded};
use crate::time::TimeError;

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
        variation.apply(holder, &mut applications)?;
    }
    Ok(applications)
}

/// An application of the card of `holder`, without variations; none if the card has none.
pub(super) fn perfect(
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

pub(super) fn name(application: Application) -> &'static [u8] {
    match application {
        Application::Jpki => jpki::NAME,
        Application::Text => text::NAME,
        Application::Face => face::NAME,
        Application::Licence => licence::NAME,
    }
}
