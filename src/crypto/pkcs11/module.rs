use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};

use super::Pkcs11Error;
use super::error::failed;
use super::pool::locked;

/// A module that is in use: as long as this exists, it is not started anew.
pub(super) struct Module(Arc<Loaded>);

struct Loaded {
    functions: Pkcs11,
    users: Mutex<usize>,
}

impl Module {
    /// Loads the module at `path`, if it is not loaded, and initialises it, if it is not.
    pub(super) fn enter(path: &Path) -> Result<Self, Pkcs11Error> {
        // A library of two names is one; one without a path is searched for by the system.
        let name = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let mut modules = locked(&MODULES);
        let loaded = match modules.get(&name) {
            Some(loaded) => Arc::clone(loaded),
            None => Arc::new(Loaded {
                functions: Pkcs11::new(path).map_err(|error| Pkcs11Error::Module {
                    path: path.to_owned(),
                    reason: error.to_string(),
                })?,
                users: Mutex::new(0),
            }),
        };
        // One thread at a time initialises or starts anew.
        let mut users = locked(&loaded.users);
        loaded.initialize()?;
        *users += 1;
        drop(users);
        modules.insert(name, Arc::clone(&loaded));
        Ok(Self(loaded))
    }

    pub(super) fn functions(&self) -> &Pkcs11 {
        &self.0.functions
    }

    /// Starts the module anew (C_Finalize, 5.4), unless somebody else uses it.
    pub(super) fn restart(&self) -> Result<(), Pkcs11Error> {
        let users = locked(&self.0.users);
        if *users > 1 {
            return Ok(());
        }
        self.functions().clone().finalize().map_err(failed)?;
        self.0.initialize()
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        let mut users = locked(&self.0.users);
        *users = users.saturating_sub(1);
    }
}

impl Loaded {
    /// C_Initialize (5.4), with the locks of the operating system.
    fn initialize(&self) -> Result<(), Pkcs11Error> {
        let with_locks = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
        match self.functions.initialize(with_locks) {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(()),
            Err(error) => Err(failed(error)),
        }
    }
}

/// PKCS#11 initialises a module for the whole process, and one that is initialised must not be
/// unloaded. So this belongs to the process too.
static MODULES: Mutex<BTreeMap<PathBuf, Arc<Loaded>>> = Mutex::new(BTreeMap::new());
