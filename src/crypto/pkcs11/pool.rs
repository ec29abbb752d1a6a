use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use cryptoki::context::Function;
use cryptoki::error::{Error, RvError};
use cryptoki::session::{Session, SessionState, UserType};
use cryptoki::slot::{Slot, TokenInfo};

use super::error::failed;
use super::module::Module;
use super::session::TokenSession;
use super::{Pkcs11Error, TokenName, TokenSettings};
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
        let (slot, info) = match self.slot(&module) {
            Err(Pkcs11Error::TokenMissing { .. }) => self.returned(&module),
            other => other,
        }?;
        let session = match mode {
            Mode::ReadOnly => module.functions().open_ro_session(slot),
            Mode::ReadWrite => module.functions().open_rw_session(slot),
        }
        .map_err(failed)?;
        self.log_in(&session, &info, &mut refusal)?;
        Ok(TokenSession::new(session, module))
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

    /// The slot of a token that is back, which some modules see only when they start anew.
    fn returned(&self, module: &Module) -> Result<(Slot, TokenInfo), Pkcs11Error> {
        // The sessions went with the token.
        let gone = std::mem::take(&mut locked(&self.sessions).idle);
        drop(gone);
        if self.settings.exclusive {
            module.restart()?;
        }
        self.slot(module)
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
        if info.user_pin_locked() {
            return Err(self.refused("the token is locked"));
        }
        if info.user_pin_final_try() {
            return Err(self.refused("a wrong one would lock the token, so log in by hand first"));
        }
        let answer = match session.login(UserType::User, Some(self.settings.pin.expose())) {
            Err(Error::Pkcs11(answer, _)) => answer,
            other => return other.map_err(failed),
        };
        let reason = match answer {
            RvError::UserAlreadyLoggedIn => return Ok(()),
            RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange => {
                "the token says that it is wrong"
            }
            RvError::PinLocked => "the token is locked",
            RvError::PinExpired => "the token says that it has expired",
            RvError::UserPinNotInitialized => "the token has none yet",
            _ => return Err(failed(Error::Pkcs11(answer, Function::Login))),
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

/// A thread that panicked left nothing half done behind these locks.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
