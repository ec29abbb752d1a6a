use crate::error::{Category, Coded};

/// An option that cannot be.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ProfileError {
    /// The device would be allowed to sign an element of a document type itself.
    #[error("a device may not sign the element `{element}` of {namespace} itself; leave it out")]
    DeviceSignsIssuersElement {
        /// The namespace.
        namespace: String,
        /// The element, or `*` for the whole namespace.
        element: String,
    },
    /// A namespace or element that is empty or has control characters.
    #[error("a namespace or element is empty or not printable; correct it")]
    Name,
    /// A salt of a length that is not allowed.
    #[error("a salt of {found} bytes; use 16 to 32")]
    SaltLength {
        /// The length asked for.
        found: usize,
    },
}

impl Coded for ProfileError {
    fn code(&self) -> &'static str {
        match self {
            Self::DeviceSignsIssuersElement { .. } => "profile.device-signs-issuers-element",
            Self::Name => "profile.name",
            Self::SaltLength { .. } => "profile.salt-length",
        }
    }

    fn category(&self) -> Category {
        Category::Misuse
    }
}
