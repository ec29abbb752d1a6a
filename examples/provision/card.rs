//! What a phone does: the PINs stay with it, and only signed objects leave.

use mnid_mdoc::Error;
use mnid_mdoc::card::simulator::SoftwareCard;
use mnid_mdoc::card::{
    CardReading, Presence, ReadingPlan, Secrets, TextWanted, Transport, TransportError,
    UnfinishedReading,
};
use mnid_mdoc::testing::software_card_secrets;

use crate::options::Options;
use crate::story::Story;

/// Reads the card in the reader that was named, or a software card.
pub(crate) fn read(
    options: &Options,
    challenge: &str,
    story: &Story,
) -> Result<CardReading, Error> {
    let mut plan = ReadingPlan::new(Presence::SigningKey)
        .with_face()
        .with_text(TextWanted::IfSubstituted);
    if options.holder.has_licence() {
        plan = plan.with_licence();
    }
    if options.individual_number {
        plan = plan.with_individual_number();
    }
    let mut reading = UnfinishedReading::new(&plan, challenge);
    let mut finish = |card: &mut dyn Transport, secrets: &Secrets| {
        let mut card = Counted { card, exchanges: 0 };
        let read = reading.finish(&mut card, secrets, &mut |progress| story.progress(progress));
        story.exchanges(card.exchanges);
        read
    };
    #[cfg(feature = "pcsc")]
    if let Some(wanted) = &options.reader {
        return crate::reader::read(wanted, options.holder.has_licence(), &mut finish);
    }
    let secrets = software_card_secrets(options.holder)?;
    Ok(finish(&mut SoftwareCard::new(options.holder)?, &secrets)?)
}

/// A card whose commands are counted.
struct Counted<'c> {
    card: &'c mut dyn Transport,
    exchanges: usize,
}

impl Transport for Counted<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        self.exchanges += 1;
        self.card.transmit(command)
    }
}
