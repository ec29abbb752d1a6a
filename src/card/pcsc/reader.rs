use std::ffi::CString;
use std::fmt;
use std::thread;
use std::time::{Duration, Instant};

use pcsc::{Context, Error, Protocols, ReaderState, Scope, ShareMode, State};

use super::{Connection, ReaderError};

/// A card reader of this machine.
#[derive(Clone)]
pub struct Reader {
    context: Context,
    name: CString,
}

impl Reader {
    /// The names of the readers that are connected now.
    ///
    /// # Errors
    /// [`ReaderError::NoService`].
    pub fn names() -> Result<Vec<String>, ReaderError> {
        let names = names(&context()?)?;
        Ok(names.iter().map(shown).collect())
    }

    /// The reader of this name; else that whose name has `wanted` in it, in capital or small
    /// letters. Of several such readers it is the one that holds a card.
    ///
    /// # Errors
    /// [`ReaderError::NoService`], [`ReaderError::NoReader`], [`ReaderError::SeveralReaders`].
    pub fn find(wanted: &str) -> Result<Self, ReaderError> {
        let context = context()?;
        let names = names(&context)?;
        let fitting = fitting(&names, wanted);
        let name = match fitting.as_slice() {
            [] => {
                return Err(ReaderError::NoReader {
                    wanted: wanted.to_owned(),
                    readers: names.iter().map(shown).collect(),
                });
            }
            [name] => (*name).clone(),
            several => {
                let mut holding = several
                    .iter()
                    .filter(|name| matches!(present(&context, name), Ok(Some(_))));
                match (holding.next(), holding.next()) {
                    (Some(name), None) => (*name).clone(),
                    _ => {
                        return Err(ReaderError::SeveralReaders {
                            wanted: wanted.to_owned(),
                            readers: several.iter().copied().map(shown).collect(),
                        });
                    }
                }
            }
        };
        Ok(Self { context, name })
    }

    /// Its whole name.
    pub fn name(&self) -> String {
        shown(&self.name)
    }

    /// Connects to the card in the reader, for which it waits at most so long. Other programs may be
    /// connected to it too.
    ///
    /// # Errors
    /// [`ReaderError`]: of what was in the way when the time was over, or at once what time does not
    /// mend.
    pub fn connect(&self, wait: Duration) -> Result<Connection, ReaderError> {
        let began = Instant::now();
        let mut state = ReaderState::new(self.name.clone(), State::UNAWARE);
        loop {
            let connected = self
                .context
                .connect(&self.name, ShareMode::Shared, Protocols::ANY);
            let error = match connected {
                Ok(card) => return Ok(Connection::new(card, self.clone())),
                Err(Error::UnknownReader | Error::ReaderUnavailable) => {
                    return Err(ReaderError::NoReader {
                        wanted: self.name(),
                        readers: Self::names()?,
                    });
                }
                Err(Error::RemovedCard) => ReaderError::NoCard {
                    reader: self.name(),
                },
                Err(error) => ReaderError::of(error, &self.name()),
            };
            let left = wait.saturating_sub(began.elapsed());
            let mends = matches!(
                error,
                ReaderError::NoCard { .. } | ReaderError::Mute { .. } | ReaderError::Busy { .. }
            );
            if left.is_zero() || !mends {
                return Err(error);
            }
            state.sync_current_state();
            let states = std::slice::from_mut(&mut state);
            match self.context.get_status_change(left.min(LOOK_AGAIN), states) {
                Ok(()) | Err(Error::Timeout) => {}
                Err(error) => return Err(ReaderError::of(error, &self.name())),
            }
        }
    }

    /// The card that is there, as far as the service tells cards apart: by how many came and went.
    pub(super) fn present(&self) -> Result<Option<u32>, Error> {
        present(&self.context, &self.name)
    }

    /// Whether the card that was there has left, or is seen to within a second.
    pub(super) fn has_left(&self, card: Option<u32>) -> bool {
        for _ in 0..LOOKS {
            match self.present() {
                Ok(now) if now.is_some() && now == card => thread::sleep(BETWEEN_LOOKS),
                Ok(_) => return true,
                // It is not the card that is missing.
                Err(_) => return false,
            }
        }
        false
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reader({})", self.name())
    }
}

/// The readers of the name, or with it in theirs.
pub(super) fn fitting<'n>(names: &'n [CString], wanted: &str) -> Vec<&'n CString> {
    if let Some(name) = names.iter().find(|name| shown(name) == wanted) {
        return vec![name];
    }
    let wanted = wanted.to_lowercase();
    let fits = |name: &&CString| shown(name).to_lowercase().contains(&wanted);
    names.iter().filter(fits).collect()
}

fn context() -> Result<Context, ReaderError> {
    Context::establish(Scope::User).map_err(of_service)
}

fn names(context: &Context) -> Result<Vec<CString>, ReaderError> {
    match context.list_readers_owned() {
        Err(Error::NoReadersAvailable) => Ok(Vec::new()),
        names => names.map_err(of_service),
    }
}

fn of_service(error: Error) -> ReaderError {
    ReaderError::of(error, "")
}

fn present(context: &Context, name: &CString) -> Result<Option<u32>, Error> {
    let mut state = ReaderState::new(name.clone(), State::UNAWARE);
    context.get_status_change(Duration::ZERO, std::slice::from_mut(&mut state))?;
    let present = state.event_state().contains(State::PRESENT);
    Ok(present.then(|| state.event_count()))
}

fn shown(name: &CString) -> String {
    name.to_string_lossy().into_owned()
}

/// How long a change of a reader is waited for before it is tried all the same.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// How often, and how long apart: `pcscd` sees within 0.4 seconds that a card is gone.
const LOOKS: usize = 10;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);
