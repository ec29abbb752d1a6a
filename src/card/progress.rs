use std::fmt;

use super::SecretName;

/// What a reading is doing, for whoever shows it to the holder. Holds no card data.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Progress {
    /// An application was opened.
    Opened(Application),
    /// The card accepted a secret.
    Accepted(SecretName),
    /// A part of a file arrived.
    File {
        /// The application.
        application: Application,
        /// The file, for example `signing certificate`.
        file: &'static str,
        /// Bytes read so far.
        bytes: usize,
        /// Bytes in all; `None` when only the end of the file will tell.
        of: Option<usize>,
    },
    /// The card signed the challenge with its key of this application.
    Signed(Application),
}

/// An application of the card.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Application {
    /// Certificates and keys of the public personal authentication service (公的個人認証, JPKI).
    Jpki,
    /// The printed data as text (券面事項入力補助).
    Text,
    /// The printed face as images (券面事項確認).
    Face,
    /// The driving licence (マイナ免許証).
    Licence,
}

impl fmt::Display for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jpki => "JPKI",
            Self::Text => "text",
            Self::Face => "face",
            Self::Licence => "driving licence",
        })
    }
}
