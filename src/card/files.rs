use super::{Application, SecretName};

/// A file of the card. All identifiers are below 001F, so that each is also a short one.
pub(super) struct File {
    pub(super) application: Application,
    pub(super) identifier: u8,
    /// Its name in errors and progress.
    pub(super) name: &'static str,
    pub(super) extent: Extent,
    pub(super) opened_by: Option<Secret>,
}

/// How much of a file is read.
#[derive(Clone, Copy)]
pub(super) enum Extent {
    /// A certificate of JPKI: exactly its DER, without the filler behind it.
    Certificate,
    /// One object of the text or face application, without the filler behind it.
    Object,
    /// The same, without the picture of the security code.
    FaceRecord,
    /// So many bytes.
    First(usize),
    /// The whole physical file, with its filler.
    Whole,
}

/// A secret of the holder, in a file of the application that it opens.
#[derive(Clone, Copy)]
pub(super) struct Secret {
    pub(super) name: SecretName,
    pub(super) identifier: u8,
}

/// A private key of the card.
pub(super) struct Key {
    pub(super) application: Application,
    /// The file to select before it signs; `None` for the application's own key.
    pub(super) identifier: Option<u8>,
    pub(super) opened_by: Option<Secret>,
    /// The certificate that says of what kind it is; `None` for RSA.
    pub(super) certificate: Option<&'static File>,
}

impl File {
    const fn new(
        application: Application,
        identifier: u8,
        name: &'static str,
        extent: Extent,
        opened_by: Option<Secret>,
    ) -> Self {
        Self {
            application,
            identifier,
            name,
            extent,
            opened_by,
        }
    }
}

impl Secret {
    const fn new(name: SecretName, identifier: u8) -> Self {
        Self { name, identifier }
    }
}

impl Key {
    const fn new(
        application: Application,
        identifier: Option<u8>,
        opened_by: Option<Secret>,
        certificate: Option<&'static File>,
    ) -> Self {
        Self {
            application,
            identifier,
            opened_by,
            certificate,
        }
    }
}

const SIGNING_PASSWORD: Option<Secret> = Some(Secret::new(SecretName::SigningPassword, 0x1B));
const AUTHENTICATION_PIN: Option<Secret> = Some(Secret::new(SecretName::AuthenticationPin, 0x18));
const TEXT_PIN: Option<Secret> = Some(Secret::new(SecretName::TextPin, 0x11));
const NUMBER_B: Option<Secret> = Some(Secret::new(SecretName::VerificationNumberB, 0x12));
const LICENCE_PIN: Option<Secret> = Some(Secret::new(SecretName::LicencePin, 0x06));

/// EF 0008 of JPKI: its first byte is `8F` where there is a signing certificate.
pub(super) const CERTIFICATE_TABLE: u8 = 0x08;
pub(super) const SIGNING_CERTIFICATE: File = File::new(
    Application::Jpki,
    0x01,
    "signing certificate",
    Extent::Certificate,
    SIGNING_PASSWORD,
);
pub(super) const AUTHENTICATION_CERTIFICATE: File = File::new(
    Application::Jpki,
    0x0A,
    "authentication certificate",
    Extent::Certificate,
    None,
);
pub(super) const SIGNING_KEY: Key = Key::new(
    Application::Jpki,
    Some(0x1A),
    SIGNING_PASSWORD,
    Some(&SIGNING_CERTIFICATE),
);
pub(super) const AUTHENTICATION_KEY: Key = Key::new(
    Application::Jpki,
    Some(0x17),
    AUTHENTICATION_PIN,
    Some(&AUTHENTICATION_CERTIFICATE),
);

pub(super) const INDIVIDUAL_NUMBER: File = File::new(
    Application::Text,
    0x01,
    "individual number record",
    Extent::Whole,
    TEXT_PIN,
);
pub(super) const TEXT_ATTRIBUTES: File = File::new(
    Application::Text,
    0x02,
    "attribute record",
    Extent::Object,
    TEXT_PIN,
);
pub(super) const TEXT_INTEGRITY: File = File::new(
    Application::Text,
    0x03,
    "integrity record",
    Extent::Object,
    TEXT_PIN,
);
pub(super) const TEXT_CERTIFICATE: File = File::new(
    Application::Text,
    0x04,
    "text certificate",
    Extent::Object,
    None,
);
pub(super) const TEXT_CARD_KEY: File = File::new(
    Application::Text,
    0x07,
    "card key record",
    Extent::Object,
    TEXT_PIN,
);
pub(super) const TEXT_KEY: Key = Key::new(Application::Text, None, None, None);

pub(super) const FACE_RECORD: File = File::new(
    Application::Face,
    0x02,
    "face record",
    Extent::FaceRecord,
    NUMBER_B,
);
pub(super) const FACE_CERTIFICATE: File = File::new(
    Application::Face,
    0x04,
    "face certificate",
    Extent::Object,
    None,
);
pub(super) const FACE_KEY: Key = Key::new(Application::Face, None, None, None);

pub(super) const LICENCE_PIN_SETTING: File = File::new(
    Application::Licence,
    0x1A,
    "licence PIN setting",
    Extent::First(3),
    None,
);
pub(super) const LICENCE_DATA: File = File::new(
    Application::Licence,
    0x1B,
    "licence data",
    Extent::Whole,
    LICENCE_PIN,
);
pub(super) const LICENCE_SIGNATURE: File = File::new(
    Application::Licence,
    0x1C,
    "licence signature",
    Extent::Whole,
    LICENCE_PIN,
);

/// Sent as the PIN of the licence where the holder has set none.
pub(super) const NO_LICENCE_PIN: &[u8] = b"****";

/// The application of the card itself (共通カード), whose first record has its serial number.
pub(super) const CARD_APPLICATION: &[u8] =
    &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x01, 0x00];

/// The whole name; the card would take a part of it too.
pub(super) fn name(application: Application) -> &'static [u8] {
    match application {
        Application::Jpki => &[0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01],
        Application::Text => &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08],
        Application::Face => &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x02],
        Application::Licence => &[
            0xA0, 0x00, 0x00, 0x02, 0x31, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
            0x00, 0x00,
        ],
    }
}
