use std::ffi::OsString;
use std::num::NonZero;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use lexopt::prelude::*;

pub(crate) const USAGE: &str = "\
usage: check_vectors --runner 'COMMAND' [OPTION ...]
  --runner 'COMMAND'  the program that is checked, as one would type it in a shell: it is run once
                      for each vector, with the vector on standard input
  --vectors DIR       where the vectors are (test-vectors)
  --kind KIND         only the vectors of this kind; again for more
  --feature FEATURE   of the vectors that need optional features, only those that need no others
                      than these; again for more (all)
  --known FILE        what is known to differ, as a JSON array of {id, expected, actual, reason}
  --junit FILE        write the outcome as JUnit XML too
  --timeout SECONDS   how long the program may take for one vector (10)
  --jobs N            how many vectors are checked at a time (one for each processor)
exit status: 0 every vector passed, was skipped or is known to differ; 1 others; 2 wrong use, the
vectors are not those that index.json lists, or the program cannot be started";

/// What the command line asks for.
pub(crate) struct Options {
    pub(crate) runner: OsString,
    pub(crate) vectors: PathBuf,
    /// Empty: all.
    pub(crate) kinds: Vec<String>,
    /// Empty: all.
    pub(crate) features: Vec<String>,
    pub(crate) known: Option<PathBuf>,
    pub(crate) junit: Option<PathBuf>,
    pub(crate) timeout: Duration,
    pub(crate) jobs: usize,
}

impl Options {
    pub(crate) fn read(mut words: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        let mut runner = None;
        let mut options = Self {
            runner: OsString::new(),
            vectors: PathBuf::from("test-vectors"),
            kinds: Vec::new(),
            features: Vec::new(),
            known: None,
            junit: None,
            timeout: Duration::from_secs(10),
            jobs: thread::available_parallelism().map_or(1, NonZero::get),
        };
        while let Some(word) = words.next()? {
            match word {
                Short('h') | Long("help") => return Ok(None),
                Long("runner") => runner = Some(words.value()?),
                Long("vectors") => options.vectors = words.value()?.into(),
                Long("kind") => options.kinds.push(words.value()?.string()?),
                Long("feature") => options.features.push(words.value()?.string()?),
                Long("known") => options.known = Some(words.value()?.into()),
                Long("junit") => options.junit = Some(words.value()?.into()),
                Long("timeout") => options.timeout = words.value()?.parse_with(seconds)?,
                Long("jobs") => options.jobs = words.value()?.parse::<NonZero<usize>>()?.get(),
                _ => return Err(word.unexpected()),
            }
        }
        options.runner = runner.ok_or("--runner is missing")?;
        Ok(Some(options))
    }
}

/// From a tenth of a second to an hour.
fn seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds: f64 = text.parse().map_err(|_| "seconds are expected")?;
    match (0.1..=3600.0).contains(&seconds) {
        true => Ok(Duration::from_secs_f64(seconds)),
        false => Err("0.1 to 3600 seconds are expected"),
    }
}
