//! What the issuer knows of each holder and the card does not say, as a register and the police
//! would tell it.

use mnid_mdoc::Error;
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::derive::{Fact, IssuerFacts, Source};
use mnid_mdoc::time::FullDate;

pub(crate) fn facts(holder: Holder) -> Result<IssuerFacts, Error> {
    let (family_name, given_name, source) = match holder {
        Holder::Hanako => ("BANGO", "HANAKO", Source::Passport),
        Holder::RareKanji => ("YOSHIDA", "TSUJIKO", Source::Transliteration),
        Holder::Foreign => ("SMITH", "JOHN", Source::Passport),
        Holder::NoLicence => ("YAMADA", "TARO", Source::Passport),
    };
    let facts = IssuerFacts::new()
        .with(Fact::municipality_code("13101"), Source::ResidentsRegister)
        .with(Fact::family_name(family_name), source)
        .with(Fact::given_name(given_name), source);
    if !holder.has_licence() {
        return Ok(facts);
    }
    Ok(facts
        .with(
            Fact::issue_date(FullDate::new(2024, 4, 16)?),
            Source::PoliceRecord,
        )
        .with(
            Fact::issuing_authority("Tokyo Metropolitan Public Safety Commission"),
            Source::PoliceRecord,
        )
        .with(
            Fact::issuing_authority_unicode("東京都公安委員会"),
            Source::PoliceRecord,
        )
        .with(Fact::issuing_jurisdiction("JP-13"), Source::PoliceRecord))
}
