use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lexopt::prelude::*;
use mnid_mdoc::card::Application;
use mnid_mdoc::card::simulator::{Fault, Holder, Variation};
use mnid_mdoc::error::{Category, Coded};

pub(crate) const USAGE: &str = "\
usage: record_transcript [OPTION ...]
  --out FILE        where the transcript goes (target/card.transcript)
  --holder NAME     whose software card: hanako, rare-kanji, foreign, no-licence (hanako)
  --fault FAULT@N   what happens at exchange N of the software card, counted from 1; again for more:
                    removed, answer-lost, failed, 61xx, 6cxx, truncated, too-long, slow, length,
                    other-card, other-record
  --pcsc READER     record the card in the reader with this in its name, which needs the feature
                    pcsc; its secrets are asked for on standard input, and are not written
  --replay FILE     use no card, but what is recorded in this file, with the same plan
  --no-licence      leave the driving licence out of the plan
  --text            read the text application too
  --deadline SECONDS   how long a reading may take (60)
exit status: 0 done, whatever the session came to; 1 the replay goes another way; 2 wrong use";

/// What the command line asks for.
pub(crate) struct Options {
    pub(crate) out: PathBuf,
    pub(crate) holder: Holder,
    /// By exchange, counted from 0.
    pub(crate) faults: Vec<(usize, Fault)>,
    #[cfg(feature = "pcsc")]
    pub(crate) reader: Option<String>,
    pub(crate) replay: Option<PathBuf>,
    pub(crate) licence: bool,
    pub(crate) text: bool,
    pub(crate) deadline: Duration,
}

impl Options {
    pub(crate) fn read(mut words: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        let mut options = Self {
            out: PathBuf::from("target/card.transcript"),
            holder: Holder::Hanako,
            faults: Vec::new(),
            #[cfg(feature = "pcsc")]
            reader: None,
            replay: None,
            licence: true,
            text: false,
            deadline: Duration::from_secs(60),
        };
        let mut faults = Vec::new();
        while let Some(word) = words.next()? {
            match word {
                Short('h') | Long("help") => return Ok(None),
                Long("out") => options.out = words.value()?.into(),
                Long("holder") => options.holder = words.value()?.parse()?,
                Long("fault") => faults.push(words.value()?),
                #[cfg(feature = "pcsc")]
                Long("pcsc") => options.reader = Some(words.value()?.string()?),
                #[cfg(not(feature = "pcsc"))]
                Long("pcsc") => return Err("--pcsc: run with --features pcsc".into()),
                Long("replay") => options.replay = Some(words.value()?.into()),
                Long("no-licence") => options.licence = false,
                Long("text") => options.text = true,
                Long("deadline") => {
                    options.deadline = Duration::from_secs(words.value()?.parse()?);
                }
                _ => return Err(word.unexpected()),
            }
        }
        #[cfg(feature = "pcsc")]
        if options.reader.is_some() && !(faults.is_empty() && options.replay.is_none()) {
            return Err("--pcsc: neither --fault nor --replay goes with it".into());
        }
        options.licence &= options.holder.has_licence();
        for words in faults {
            let fault = words.parse_with(|words| fault(words, options.holder))?;
            options.faults.push(fault);
        }
        Ok(Some(options))
    }
}

/// `FAULT@N`.
fn fault(words: &str, holder: Holder) -> Result<(usize, Fault), &'static str> {
    let wrong = "FAULT@N is expected, as in removed@20";
    let (name, exchange) = words.split_once('@').ok_or(wrong)?;
    let exchange: usize = exchange.parse().map_err(|_| wrong)?;
    let exchange = exchange.checked_sub(1).ok_or(wrong)?;
    let other = match holder {
        Holder::Foreign => Holder::Hanako,
        _ => Holder::Foreign,
    };
    let fault = match name {
        "removed" => Fault::Removed,
        "answer-lost" => Fault::AnswerLost,
        "failed" => Fault::TransportFailed,
        "61xx" => Fault::AnswerForever(vec![0x61, 0x10]),
        "6cxx" => Fault::AnswerForever(vec![0x6C, 0x10]),
        "truncated" => Fault::Truncated(1),
        "too-long" => Fault::Lengthened(300),
        "slow" => Fault::Slow(Duration::from_secs(3600)),
        "length" => Fault::Overwritten(2, vec![0x7F, 0xFF]),
        "other-card" => Fault::AnotherCard(other, vec![]),
        "other-record" => Fault::Varied(Variation::FileOf(Application::Face, 0x0002, other)),
        _ => return Err("there is no such fault; --help has their names"),
    };
    Ok((exchange, fault))
}

/// Why nothing can be recorded or replayed.
#[derive(Debug)]
pub(crate) enum Failed {
    /// A file cannot be read or written.
    File { file: PathBuf, source: io::Error },
    /// A replay of what was just recorded came to another end.
    OtherEnd,
}

impl Failed {
    pub(crate) fn file(file: &Path, source: io::Error) -> Self {
        let file = file.to_owned();
        Self::File { file, source }
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { file, source } => write!(f, "{}: {source}", file.display()),
            Self::OtherEnd => f.write_str(
                "a replay of the transcript comes to another end; describe the fault beside it",
            ),
        }
    }
}

impl std::error::Error for Failed {}

impl Coded for Failed {
    fn code(&self) -> &'static str {
        match self {
            Self::File { .. } => "record-transcript.file",
            Self::OtherEnd => "record-transcript.other-end",
        }
    }

    fn category(&self) -> Category {
        Category::Misuse
    }
}
