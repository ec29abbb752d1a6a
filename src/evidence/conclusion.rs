use std::fmt;
use std::sync::Arc;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::parent::Parent;
use super::{Assurance, Environment, FaceBinding, Holder, HolderBinding, Licence, Report};
use crate::time::Timestamp;

/// What a card proved. Only [`Examined::conclude`](super::Examined::conclude) makes it, and
/// between processes it travels only sealed ([`seal`](Self::seal)).
///
/// ```compile_fail
/// let evidence = mnid_mdoc::evidence::Evidence {};
/// ```
/// It has readers, and no constructor:
/// ```
/// fn age_basis(evidence: &mnid_mdoc::evidence::Evidence) -> mnid_mdoc::time::PartialDate {
///     evidence.holder().birth_date()
/// }
/// ```
pub struct Evidence {
    pub(super) holder: Holder,
    pub(super) portrait: Option<Portrait>,
    pub(super) licence: Option<Licence>,
    pub(super) individual_number: Option<IndividualNumber>,
    pub(super) card_valid_until: Timestamp,
    pub(super) binding: HolderBinding,
    pub(super) usable_until: Timestamp,
    pub(super) parent: Arc<Parent>,
    pub(super) report: Report,
}

impl Evidence {
    /// The person.
    pub fn holder(&self) -> &Holder {
        &self.holder
    }

    /// The photo of the face application, when the reading had one.
    pub fn portrait(&self) -> Option<&Portrait> {
        self.portrait.as_ref()
    }

    /// The driving licence, when the reading had one.
    pub fn licence(&self) -> Option<&Licence> {
        self.licence.as_ref()
    }

    /// The individual number (個人番号), when the reading had it and the policy took it.
    pub fn individual_number(&self) -> Option<&IndividualNumber> {
        self.individual_number.as_ref()
    }

    /// The last second for which the parents of the person's data are good: the certificates'
    /// end, or the card's printed expiry when that is earlier (it is unsigned, so it only
    /// shortens). The licence has its own end, [`Licence::expires`].
    pub fn card_valid_until(&self) -> Timestamp {
        self.card_valid_until
    }

    /// Which wallet keys it may serve.
    pub fn binding(&self) -> &HolderBinding {
        &self.binding
    }

    /// Whether real or test authorities stand behind it.
    pub fn environment(&self) -> Environment {
        self.report.environment
    }

    /// What was proven about the person at the card.
    pub fn assurance(&self) -> Assurance {
        self.report.assurance
    }

    /// When the last check was made.
    pub fn concluded_at(&self) -> Timestamp {
        self.report.concluded_at
    }

    /// The last second at which credentials may be prepared from it.
    pub fn usable_until(&self) -> Timestamp {
        self.usable_until
    }

    pub(crate) fn parent(&self) -> Arc<Parent> {
        Arc::clone(&self.parent)
    }

    /// What was checked, against which anchors, and what was waived. It holds no personal data.
    pub fn report(&self) -> &Report {
        &self.report
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Evidence(redacted, {:?}, {:?})",
            self.environment(),
            self.assurance()
        )
    }
}

/// A photo that an authority signed: a JPEG 2000 file (JP2), one component of 8 bits.
pub struct Portrait {
    pub(super) image: Zeroizing<Vec<u8>>,
    pub(super) binding: FaceBinding,
}

impl Portrait {
    /// The file's bytes.
    pub fn image(&self) -> &[u8] {
        &self.image
    }

    /// What ties it to the holder.
    pub fn binding(&self) -> FaceBinding {
        self.binding
    }
}

impl fmt::Debug for Portrait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Portrait({} bytes, {:?})",
            self.image.len(),
            self.binding
        )
    }
}

/// An individual number (個人番号): 12 digits, the last of them a check digit that fits.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct IndividualNumber(pub(super) [u8; 12]);

impl IndividualNumber {
    /// The ASCII digits.
    pub(crate) fn digits(&self) -> &[u8; 12] {
        &self.0
    }
}

impl fmt::Debug for IndividualNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IndividualNumber(redacted)")
    }
}

/// For unit tests of what stands on evidence: nothing was checked. It exists in this crate's own
/// test build only.
#[cfg(test)]
pub(crate) fn unchecked_for_tests(
    holder: Holder,
    portrait: Option<Vec<u8>>,
    licence: Option<Licence>,
    individual_number: Option<[u8; 12]>,
    now: Timestamp,
) -> Evidence {
    let binding = HolderBinding::SessionOnly;
    Evidence {
        card_valid_until: now.plus_days(1_000),
        usable_until: now.plus_days(1),
        parent: Arc::new(Parent {
            issuer_key: [0; 32],
            serial: vec![1],
        }),
        report: Report {
            environment: Environment::Test,
            assurance: Assurance::SignedByHolder,
            proven: super::Proven::of(&[], &[], now),
            concluded_at: now,
            holder_binding: (&binding).into(),
            attributes_from: holder.source,
            face_binding: portrait.as_ref().map(|_| FaceBinding::NameImageReviewed),
            licence_binding: licence.as_ref().map(|licence| licence.binding),
            checks: Vec::new(),
            revocation: Vec::new(),
            waivers: Vec::new(),
            issuer_assertions: Vec::new(),
        },
        holder,
        portrait: portrait.map(|image| Portrait {
            image: Zeroizing::new(image),
            binding: FaceBinding::NameImageReviewed,
        }),
        licence,
        individual_number: individual_number.map(IndividualNumber),
        binding,
    }
}
