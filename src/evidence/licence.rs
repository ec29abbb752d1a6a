use std::fmt;

use zeroize::Zeroizing;

use super::LicenceBinding;
use crate::time::FullDate;

/// A driving licence that a police anchor signed. Only [`Evidence`](super::Evidence) holds one.
pub struct Licence {
    /// The records of EF 001B, as they were signed, without filler.
    pub(super) data: Zeroizing<Vec<u8>>,
    pub(super) expires: FullDate,
    pub(super) binding: LicenceBinding,
}

impl Licence {
    /// The signed records (EF 001B of the licence application), without filler.
    pub(crate) fn data(&self) -> &[u8] {
        &self.data
    }

    /// The last day on which the licence is valid, in Japan.
    pub fn expires(&self) -> FullDate {
        self.expires
    }

    /// Who says that it is this holder's.
    pub fn binding(&self) -> LicenceBinding {
        self.binding
    }
}

impl fmt::Debug for Licence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Licence(redacted, {:?})", self.binding)
    }
}

/// For unit tests only, like [`unchecked_for_tests`](super::unchecked_for_tests).
#[cfg(test)]
pub(crate) fn unchecked_licence_for_tests(data: Vec<u8>, expires: FullDate) -> Licence {
    Licence {
        data: Zeroizing::new(data),
        expires,
        binding: LicenceBinding::FaceCompared,
    }
}
