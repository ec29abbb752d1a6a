use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use cryptoki::error::{Error, RvError};
use cryptoki::session::{Session, SessionState, UserType};
use cryptoki::slot::{Slot, TokenInfo};

use super::error::failed;
use super::module::Module;
use super::session::TokenSession;
use super::{Pkcs11Error, TokenName, TokenSettings};
use crate::error::{Category, Coded};
use crate::limits;

/// The sessions of one token, each lent to one thread at a time.
pub(super) struct Pool {
    settings: TokenSettings,
    sessions: Mutex<Sessions>,
    freed: Condvar,
    /// Why the token refused the PIN, if it did.
    refusal: Mutex<Option<&'static str>>,
}

/// Together never more than the settings allow.
struct Sessions {
    idle: Vec<TokenSession>,
    lent: usize,
}

/// What a new session may do to the token.
#[derive(Clone, Copy)]
pub(super) enum Mode {
    ReadOnly,
    ReadWrite,
}

impl Pool {
    pub(super) fn new(settings: TokenSettings) -> Result<Self, Pkcs11Error> {
        let checked = |holds: bool, field, demand| match holds {
            true => Ok(()),
            false => Err(Pkcs11Error::Setting { field, demand }),
        };
        let count = (1..=limits::TOKEN_SESSIONS).contains(&settings.sessions);
        checked(count, "sessions", "1 to 64")?;
        let wait = settings.wait <= limits::TOKEN_WAIT;
        checked(wait, "wait", "at most ten minutes")?;
        Ok(Self {
            settings,
            sessions: Mutex::new(Sessions {
                idle: Vec::new(),
                lent: 0,
            }),
            freed: Condvar::new(),
            refusal: Mutex::new(None),
        })
    }

    pub(super) fn token(&self) -> &TokenName {
        &self.settings.token
    }

    /// Does `work` on a session. If it was used before and `work` fails on it, `work` is done once
    /// more on a new one.
    pub(super) fn run<T>(
        &self,
        work: impl Fn(&mut TokenSession) -> Result<T, Pkcs11Error>,
    ) -> Result<T, Pkcs11Error> {
        let mut place = self.place()?;
        if let Some(used) = place.session.take() {
            let outcome = place.attempt(used, &work);
            if outcome.is_ok() {
                return outcome;
            }
        }
        let new = self.open(Mode::ReadOnly)?;
        place.attempt(new, &work)
    }

    /// A new session, logged in.
    pub(super) fn open(&self, mode: Mode) -> Result<TokenSession, Pkcs11Error> {
        // Held over the login, so that no second thread sends a wrong PIN.
        let mut refusal = locked(&self.refusal);
        if let Some(reason) = *refusal {
            return Err(self.refused(reason));
        }
        let module = Module::enter(&self.settings.module)?;
        let (session, info) = match self.connect(&module, mode) {
            Err(error) if self.settings.exclusive && error.category() == Category::Upstream => {
                // Some modules see only when they start anew that a token is back. The sessions of
                // before went with it.
                let gone = std::mem::take(&mut locked(&self.sessions).idle);
                drop(gone);
                module.restart()?;
                self.connect(&module, mode)
            }
            other => other,
        }?;
        self.log_in(&session, &info, &mut refusal)?;
        Ok(TokenSession::new(session, module))
    }

    /// A session that may not be logged in yet (C_OpenSession, 5.6).
    fn connect(&self, module: &Module, mode: Mode) -> Result<(Session, TokenInfo), Pkcs11Error> {
        let (slot, info) = self.slot(module)?;
        let session = match mode {
            Mode::ReadOnly => module.functions().open_ro_session(slot),
            Mode::ReadWrite => module.functions().open_rw_session(slot),
        };
        match session {
            Ok(session) => Ok((session, info)),
            Err(Error::Pkcs11(RvError::SessionCount, _)) => Err(Pkcs11Error::Setting {
                field: "sessions",
                demand: "fewer: the token has no room for so many",
            }),
            Err(error) => Err(failed(error)),
        }
    }

    fn slot(&self, module: &Module) -> Result<(Slot, TokenInfo), Pkcs11Error> {
        let token = || self.settings.token.clone();
        let mut found = None;
        let slots = module.functions().get_slots_with_token();
        for slot in slots.map_err(failed)? {
            // Another slot may fail; that is no concern of this token.
            let Ok(info) = module.functions().get_token_info(slot) else {
                continue;
            };
            let named = match &self.settings.token {
                TokenName::Label(label) => info.label() == label,
                TokenName::SerialNumber(number) => info.serial_number() == number,
            };
            if named && info.token_initialized() && found.replace((slot, info)).is_some() {
                return Err(Pkcs11Error::TokenAmbiguous { token: token() });
            }
        }
        found.ok_or_else(|| Pkcs11Error::TokenMissing { token: token() })
    }

    /// Logs the process in (C_Login, 5.6), unless it is.
    fn log_in(
        &self,
        session: &Session,
        info: &TokenInfo,
        refusal: &mut Option<&'static str>,
    ) -> Result<(), Pkcs11Error> {
        let state = session.get_session_info().map_err(failed)?.session_state();
        if matches!(state, SessionState::RoUser | SessionState::RwUser) {
            return Ok(());
        }
        let reason = if info.user_pin_locked() {
            LOCKED
        } else if info.user_pin_final_try() {
            "a wrong one would lock the token, so log in by hand first"
        } else {
            match session.login(UserType::User, Some(self.settings.pin.expose())) {
                Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => return Ok(()),
                Err(error) => pin_refusal(&error).ok_or_else(|| failed(error))?,
            }
        };
        *refusal = Some(reason);
        Err(self.refused(reason))
    }

    fn refused(&self, reason: &'static str) -> Pkcs11Error {
        Pkcs11Error::Pin {
            token: self.settings.token.clone(),
            reason,
        }
    }

    /// Waits until a session may be used.
    pub(super) fn place(&self) -> Result<Place<'_>, Pkcs11Error> {
        let most = self.settings.sessions;
        let (mut sessions, _) = self
            .freed
            .wait_timeout_while(locked(&self.sessions), self.settings.wait, |sessions| {
                sessions.lent >= most
            })
            .unwrap_or_else(PoisonError::into_inner);
        if sessions.lent >= most {
            return Err(Pkcs11Error::Busy { sessions: most });
        }
        sessions.lent += 1;
        Ok(Place {
            pool: self,
            session: sessions.idle.pop(),
        })
    }

    /// A module that lost one session has lost them all, and may give their numbers to new ones:
    /// they must not even be closed.
    fn abandon_idle(&self) {
        let lost = std::mem::take(&mut locked(&self.sessions).idle);
        lost.into_iter().for_each(TokenSession::abandon);
    }
}

/// The right to use one session, and that session while it waits to be used.
pub(super) struct Place<'a> {
    pool: &'a Pool,
    session: Option<TokenSession>,
}

impl Place<'_> {
    /// Does `work`, and keeps the session only if that succeeds.
    fn attempt<T>(
        &mut self,
        mut session: TokenSession,
        work: impl Fn(&mut TokenSession) -> Result<T, Pkcs11Error>,
    ) -> Result<T, Pkcs11Error> {
        let outcome = work(&mut session);
        match &outcome {
            Ok(_) => self.session = Some(session),
            Err(Pkcs11Error::Lost { .. }) => {
                session.abandon();
                self.pool.abandon_idle();
            }
            Err(_) => drop(session),
        }
        outcome
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut sessions = locked(&self.pool.sessions);
        sessions.lent = sessions.lent.saturating_sub(1);
        sessions.idle.extend(self.session.take());
        self.pool.freed.notify_one();
    }
}

/// Why a token does not take a PIN, if that is what a login failed of.
fn pin_refusal(error: &Error) -> Option<&'static str> {
    let Error::Pkcs11(answer, _) = error else {
        return None;
    };
    match answer {
        RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange => {
            Some("the token says that it is wrong")
        }
        RvError::PinLocked => Some(LOCKED),
        RvError::PinExpired => Some("the token says that it has expired"),
        RvError::UserPinNotInitialized => Some("the token has none yet"),
        _ => None,
    }
}

/// A thread that panicked left nothing half done behind these locks.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const LOCKED: &str = "the token is locked";
