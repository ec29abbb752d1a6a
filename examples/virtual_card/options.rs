use lexopt::prelude::*;
use mnid_mdoc::card::simulator::{Holder, Interface};

pub(crate) const USAGE: &str = "\
usage: virtual_card [OPTION ...]
  --vpcd HOST:PORT       where the reader driver vpcd listens (127.0.0.1:35963)
  --holder NAME          whose card: hanako, rare-kanji, foreign, no-licence (hanako)
  --atr KIND             answer to reset: contact, or typeb as by radio (contact)
  --remove-at N          take the card out at its command number N, and put it back after two seconds
A line for each command goes to the output, without its data. The card waits ten seconds for its
reader, but without end for one that it was in. End it with Ctrl-C.
exit status: 1 no reader, 2 wrong use";

/// What the command line asks for.
pub(crate) struct Options {
    pub(crate) vpcd: String,
    pub(crate) holder: Holder,
    pub(crate) interface: Interface,
    /// At least 1.
    pub(crate) remove_at: Option<usize>,
}

impl Options {
    pub(crate) fn read(mut words: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        let mut options = Self {
            vpcd: "127.0.0.1:35963".to_owned(),
            holder: Holder::Hanako,
            interface: Interface::Contacts,
            remove_at: None,
        };
        while let Some(word) = words.next()? {
            match word {
                Short('h') | Long("help") => return Ok(None),
                Long("vpcd") => options.vpcd = words.value()?.parse_with(address)?,
                Long("holder") => options.holder = words.value()?.parse()?,
                Long("atr") => options.interface = words.value()?.parse_with(interface)?,
                Long("remove-at") => {
                    options.remove_at = Some(words.value()?.parse_with(number)?);
                }
                _ => return Err(word.unexpected()),
            }
        }
        Ok(Some(options))
    }
}

/// A host may have to be looked up, and be there later: only the form is looked at.
fn address(text: &str) -> Result<String, &'static str> {
    match text.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
            Ok(text.to_owned())
        }
        _ => Err("HOST:PORT is expected"),
    }
}

fn interface(name: &str) -> Result<Interface, &'static str> {
    match name {
        "contact" => Ok(Interface::Contacts),
        "typeb" => Ok(Interface::TypeB),
        _ => Err("contact or typeb is expected"),
    }
}

fn number(text: &str) -> Result<usize, &'static str> {
    let number = text.parse().ok();
    number
        .filter(|number| *number > 0)
        .ok_or("a number from 1 is expected")
}
