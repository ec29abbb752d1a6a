use std::fmt;

use super::algorithm::Digests;
use super::kept::Kept;
use super::session::Session;
use super::{CardReading, Progress, ReadError, ReadingPlan, Secrets, Transport};

/// A reading that can go on after the card was taken away: it keeps the whole files and the
/// signatures that arrived, for one plan and one challenge. They are wiped when it is dropped.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # fn main() -> Result<(), mnid_mdoc::Error> {
/// use mnid_mdoc::card::simulator::{Fault, Holder, SoftwareCard};
/// use mnid_mdoc::card::{Presence, ReadError, ReadingPlan, TransportError, UnfinishedReading};
/// use mnid_mdoc::testing::software_card_secrets;
///
/// let mut card = SoftwareCard::new(Holder::Hanako)?;
/// card.inject(40, Fault::Removed);
/// let secrets = software_card_secrets(Holder::Hanako)?;
///
/// let plan = ReadingPlan::new(Presence::SigningKey).with_face();
/// let mut reading = UnfinishedReading::new(&plan, "the challenge's text");
/// let removed = reading.finish(&mut card, &secrets, &mut |_| {});
/// assert_eq!(removed, Err(ReadError::Transport(TransportError::Removed)));
///
/// card.insert(); // the holder puts it back
/// let reading = reading.finish(&mut card, &secrets, &mut |_| {})?;
/// assert!(reading.signing.is_some() && reading.face.is_some());
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "testing"))]
/// # fn main() {}
/// ```
pub struct UnfinishedReading {
    plan: ReadingPlan,
    digests: Digests,
    kept: Kept,
}

impl UnfinishedReading {
    /// Nothing is read yet. The keys will sign the challenge's text (UTF-8)
    /// by SHA-256, those of a JPKI on P-384 by SHA-384.
    pub fn new(plan: &ReadingPlan, challenge: &str) -> Self {
        Self {
            plan: plan.clone(),
            digests: Digests::of(challenge),
            kept: Kept::default(),
        }
    }

    /// Reads what is missing, from a card that is there for the first time or was put in again.
    ///
    /// Each call sends each secret at most once, after asking how many tries are left, and none
    /// when all that it opens has arrived. A card that was taken away forgets which secrets it was
    /// given, so a second call may send one that the first did: call again only when the holder
    /// has put the card back, and with what the holder wants to send. Where the answer to a secret
    /// was lost and the card now tells fewer tries than before, it was wrong: that is told once
    /// as [`ReadError::WrongSecret`], and none is sent in its place. `progress` tells what this
    /// call does, and nothing of what had arrived before.
    ///
    /// # Errors
    /// [`ReadError`]; a wrong secret has cost one try. What has arrived is kept for the next call,
    /// unless the card was seen to be exchanged within this one; an exchange in a call that ends
    /// before its last step may go unseen, and is left to `evidence`. When a call begins with
    /// [`ReadError::AnotherCard`], the card of before may still be presented.
    pub fn finish(
        &mut self,
        transport: &mut dyn Transport,
        secrets: &Secrets,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<CardReading, ReadError> {
        let (plan, kept) = (&self.plan, &mut self.kept);
        Session::new(transport, plan, secrets, &self.digests, progress, kept).read()?;
        Ok(std::mem::take(&mut self.kept).into_reading())
    }
}

/// Says how much there is, and nothing of it.
impl fmt::Debug for UnfinishedReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnfinishedReading")
            .field("plan", &self.plan)
            .field("kept", &self.kept)
            .finish()
    }
}
