use std::collections::BTreeMap;

use cryptoki::session::Session;

use super::found::FoundKey;
use super::module::Module;
use super::{KeyName, Pkcs11Error};

/// A session that is logged in, with the keys that were found through it: their handles are no
/// older than the login.
pub(super) struct TokenSession {
    session: Session,
    keys: BTreeMap<KeyName, FoundKey>,
    // Dropped after the session.
    _module: Module,
}

impl TokenSession {
    pub(super) fn new(session: Session, module: Module) -> Self {
        Self {
            session,
            keys: BTreeMap::new(),
            _module: module,
        }
    }

    /// The session itself.
    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    /// Does `work` with the key of this name, which is searched for and tried when a session first
    /// needs it.
    pub(super) fn with_key<T>(
        &mut self,
        name: &KeyName,
        work: impl FnOnce(&Session, &FoundKey) -> Result<T, Pkcs11Error>,
    ) -> Result<T, Pkcs11Error> {
        if let Some(known) = self.keys.get(name) {
            return work(&self.session, known);
        }
        let found = FoundKey::find(&self.session, name)?;
        let done = work(&self.session, &found);
        self.keys.insert(name.clone(), found);
        done
    }

    /// Forgets a session that the module does not know any more, without closing it.
    pub(super) fn abandon(self) {
        std::mem::forget(self.session);
    }
}
