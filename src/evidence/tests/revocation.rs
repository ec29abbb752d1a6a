//! Revocation lists of the software card's authorities, asked by questions of its examination.

mod forged;
mod forged_response;
mod handles;
mod hostile;
mod lists;
mod responders;
mod responses;

use super::*;
use crate::card::simulator::{CertificateIssuer, ListedCertificate};
use crate::pki::RevocationList;
use crate::testing::software_card_revocations;
use forged::{Key, List, entry, extension, full_name, point, reason, time};

/// The examination of both certificates of a holder.
fn examined_of(holder: simulator::Holder) -> Examined {
    let mut reading = reading(holder);
    reading.licence = None;
    reading.face = None;
    examine(&policy(), &reading).unwrap()
}

/// The one about Hanako's signing certificate.
fn question() -> RevocationQuestion {
    static QUESTION: LazyLock<RevocationQuestion> =
        LazyLock::new(|| examined_of(HANAKO).questions()[0].clone());
    QUESTION.clone()
}

fn listed(serial: &[u8], reason: u8) -> ListedCertificate {
    ListedCertificate {
        serial: serial.to_vec(),
        since: now().plus_days(-3),
        reason,
    }
}

/// The lists that the authorities would make with this certificate on the one for signing.
fn lists_with(listed: ListedCertificate) -> Vec<CardRevocationList> {
    software_card_revocations(&[(CertificateIssuer::Signing, listed)], now()).unwrap()
}

fn check(list: &List) -> Result<CardRevocationList, RevocationError> {
    let list = RevocationList::from_der(&list.to_der())?;
    CardRevocationList::check(list, &anchors(), now())
}

fn code(list: &List) -> &'static str {
    check(list).map_or_else(|error| error.code(), |_| "accepted")
}
