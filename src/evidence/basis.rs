use std::fmt;

use serde::{Deserialize, Serialize};

use crate::crypto::Thumbprint;

/// Which world a trust anchor, and everything checked against it, belongs to. The two never mix.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Environment {
    /// Real cards of real holders.
    Production,
    /// Test cards and software cards.
    Test,
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Production => "production",
            Self::Test => "test",
        })
    }
}

/// What was proven about the person at the card, from weakest to strongest.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assurance {
    /// Authorities signed the records; neither the card's presence nor its holder's knowledge was
    /// proven. Reached only by a waiver.
    RecordsOnly,
    /// A card is present whose holder knows a PIN of four digits, and records were read; nothing
    /// cryptographic says that the records are of that card. Reached only by a waiver.
    PinOnCard,
    /// The holder signed with the card's signing key (6 to 16 character password) and its
    /// certificate names them.
    SignedByHolder,
}

/// Which wallet keys a challenge, and the evidence that answers it, may serve.
///
/// Without it, a victim's card could be relayed to an attacker's phone.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HolderBinding {
    /// Exactly these device keys.
    DeviceKeys(Vec<Thumbprint>),
    /// Every device key that is proven in a request under this DPoP key (RFC 9449) of the wallet.
    DpopKey(Thumbprint),
    /// Nothing but the session binds the wallet: a waiver, shown in the report.
    SessionOnly,
}

/// What ties the photo of the face application to the person whom the certificate names, beyond
/// the birth date and sex that both sign. From weakest to strongest; the issuer asserts the upper
/// two, and the report says so.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaceBinding {
    /// Birth date and sex are equal, and nothing more is known. Enough only by a waiver: another
    /// person's card can have both.
    BirthDateAndSex,
    /// The issuer compared the signed picture of the name with the certificate's name.
    NameImageReviewed,
    /// The issuer matched a live picture of the holder with the photo.
    LiveFaceMatched,
}

/// Who says that the licence data are this holder's. Nothing on the card does: the record names
/// nobody and no key of the card signs it. From weakest to strongest; the issuer asserts the upper
/// three, and the report says so.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LicenceBinding {
    /// Nobody. Enough only by a waiver.
    Unbound,
    /// The issuer compared the licence's photo with the face record's or with the holder's face.
    FaceCompared,
    /// An attested app of the issuer read all applications in one session with one card.
    AttestedReadingApp,
    /// The issuer looked the licence up with the police, by number and person.
    PoliceRecord,
}
