//! Dialogues in which something goes wrong.

use mnid_mdoc::card::Application;
use mnid_mdoc::card::simulator::{Fault, Holder, SoftwareCard, Variation};

use super::{Base, Failure, HOLDER, Made, Scene};

/// A good card at which something goes wrong.
fn faulty(faults: Vec<(usize, Fault)>) -> Result<SoftwareCard, Failure> {
    let mut card = SoftwareCard::new(HOLDER)?;
    for (place, fault) in faults {
        card.inject(place, fault);
    }
    Ok(card)
}

pub(super) fn of_the_password(scene: &Scene, base: &Base) -> Made {
    let sent = base.verification()?;
    let asked = sent.checked_sub(1).ok_or("nothing before the password")?;
    let case = |told, place, answer: [u8; 2]| {
        let card = faulty(vec![(place, Fault::Answer(answer.to_vec()))])?;
        scene.invalid(base, told, card)
    };
    Ok(vec![
        case(
            [
                "wrong-password",
                "card.wrong-secret",
                "CardSecret",
                "The card refuses the password and leaves two tries. It may not be sent again.",
            ],
            sent,
            [0x63, 0xC2],
        )?,
        case(
            [
                "password-blocked-by-this-try",
                "card.blocked",
                "CardSecret",
                "The card refuses the password and leaves no try.",
            ],
            sent,
            [0x63, 0xC0],
        )?,
        case(
            [
                "password-blocked-before",
                "card.blocked",
                "CardSecret",
                "Asked before, the card says that no try is left: the password may not be sent.",
            ],
            asked,
            [0x63, 0xC0],
        )?,
        case(
            [
                "last-try",
                "card.last-try",
                "CardSecret",
                "Asked before, the card says that one try is left: the password may not be sent \
                 without the holder's leave.",
            ],
            asked,
            [0x63, 0xC1],
        )?,
    ])
}

pub(super) fn of_the_way(scene: &Scene, base: &Base) -> Made {
    let sent = base.verification()?;
    let read = base.place(|command| command.get(1) == Some(&0xB0))?;
    let case = |told, place, fault| scene.invalid(base, told, faulty(vec![(place, fault)])?);
    Ok(vec![
        case(
            [
                "removed-in-the-middle",
                "card.removed",
                "CardRemoved",
                "The card is taken away before the password is sent.",
            ],
            sent,
            Fault::Removed,
        )?,
        case(
            [
                "reader-failed",
                "card.transport",
                "CardTransport",
                "The reader fails at the first command.",
            ],
            0,
            Fault::TransportFailed,
        )?,
        case(
            [
                "endless-61xx",
                "card.too-many-exchanges",
                "CardHostile",
                "The card answers 6110 to everything, for ever: that more bytes wait.",
            ],
            read,
            Fault::AnswerForever(vec![0x61, 0x10]),
        )?,
        case(
            [
                "answer-longer-than-asked",
                "card.answer-too-long",
                "CardHostile",
                "An answer has one byte more than was asked for.",
            ],
            read,
            Fault::Lengthened(1),
        )?,
        case(
            [
                "answer-without-status",
                "card.malformed-answer",
                "CardHostile",
                "An answer of one byte, which is no status word.",
            ],
            read,
            Fault::Answer(vec![0x90]),
        )?,
        case(
            [
                "memory-failure",
                "card.unexpected-status",
                "CardStatus",
                "The card answers 6581 to the first reading of a file.",
            ],
            read,
            Fault::Answer(vec![0x65, 0x81]),
        )?,
    ])
}

pub(super) fn of_the_card(scene: &Scene, base: &Base) -> Made {
    let varied = |told, variation| {
        let card = SoftwareCard::varied(HOLDER, &[variation])?;
        scene.invalid(base, told, card)
    };
    let absent = faulty(vec![(0, Fault::Answer(vec![0x6A, 0x82]))])?;
    Ok(vec![
        scene.invalid(
            base,
            [
                "another-kind-of-card",
                "card.application-absent",
                "CardApplication",
                "The card has no application of JPKI.",
            ],
            absent,
        )?,
        varied(
            [
                "no-signing-certificate",
                "card.no-signing-certificate",
                "CardApplication",
                "The card of a child, which has no signing certificate.",
            ],
            Variation::NoSigningCertificate,
        )?,
        varied(
            [
                "certificate-with-lying-length",
                "record.length",
                "CardHostile",
                "The signing certificate's length says 2 GiB.",
            ],
            Variation::File(
                Application::Jpki,
                0x01,
                [&[0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF][..], &[0; 300]].concat(),
            ),
        )?,
    ])
}

pub(super) fn of_the_applications(scene: &Scene, base: &Base) -> Made {
    let selected = |command: &[u8]| command.get(1) == Some(&0xA4) && command.get(2) == Some(&0x04);
    // The applications after JPKI.
    let later = base.commands.iter().enumerate();
    let later = later.filter(|(_, command)| selected(command));
    let last = later
        .map(|(place, _)| place)
        .next_back()
        .ok_or("no SELECT")?;
    let another = Fault::AnotherCard(Holder::Foreign, Vec::new());
    let without = SoftwareCard::new(Holder::NoLicence)?;
    Ok(vec![
        scene.invalid(
            base,
            [
                "another-card",
                "card.another-card",
                "CardExchanged",
                "In the middle another card answers, and the reader says nothing.",
            ],
            faulty(vec![(last + 1, another)])?,
        )?,
        scene.invalid(
            base,
            [
                "no-licence-on-the-card",
                "card.no-licence-application",
                "CardApplication",
                "The card has no driving licence.",
            ],
            without,
        )?,
    ])
}
