use std::fmt;
use std::time::Duration;

use super::{Transport, TransportError};

/// A transport that sends nothing more after a time.
///
/// An exchange that is under way is not cut off, and an answer that came late is still taken: what
/// a card did with a secret must be known. How long one exchange may take is for the transport
/// below to bound. Where that knows no bound either, as PC/SC does not, a reader that hangs holds up
/// the reading for ever: run it on a thread of its own, and let whoever waits for its result give up
/// after a time. Begin no other reading with the same reader before that thread has ended, which it
/// does when the card answers and, as a rule, when card or reader are pulled.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # fn main() -> Result<(), mnid_mdoc::Error> {
/// use std::time::{Duration, Instant};
///
/// use mnid_mdoc::card::simulator::{Holder, SoftwareCard};
/// use mnid_mdoc::card::{Deadline, Presence, ReadingPlan, read};
/// use mnid_mdoc::testing::software_card_secrets;
///
/// let mut card = SoftwareCard::new(Holder::Hanako)?;
/// let begun = Instant::now();
/// let clock = || begun.elapsed();
/// let mut in_time = Deadline::new(&mut card, &clock, Duration::from_secs(60));
/// let plan = ReadingPlan::new(Presence::SigningKey);
/// let secrets = software_card_secrets(Holder::Hanako)?;
/// read(&mut in_time, &plan, &secrets, "the challenge's text", &mut |_| {})?;
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "testing"))]
/// # fn main() {}
/// ```
pub struct Deadline<'t> {
    transport: &'t mut dyn Transport,
    clock: &'t dyn Fn() -> Duration,
    end: Duration,
}

impl<'t> Deadline<'t> {
    /// Ends `allowed` after now. The clock tells the time since some moment, and never goes back.
    pub fn new(
        transport: &'t mut dyn Transport,
        clock: &'t dyn Fn() -> Duration,
        allowed: Duration,
    ) -> Self {
        let end = clock().saturating_add(allowed);
        Self {
            transport,
            clock,
            end,
        }
    }
}

impl Transport for Deadline<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        if (self.clock)() >= self.end {
            return Err(TransportError::TooLate);
        }
        self.transport.transmit(command)
    }
}

impl fmt::Debug for Deadline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Deadline({:?})", self.end)
    }
}
