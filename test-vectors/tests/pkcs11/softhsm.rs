//! A SoftHSM for one test: a real PKCS#11 module, with tokens that are thrown away.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs, thread};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::{Slot, TokenInfo};
use cryptoki::types::AuthPin;
use mnid_mdoc::crypto::pkcs11::{Token, TokenName, TokenPin, TokenSettings};

pub(crate) const PIN: &str = "8273645510";
pub(crate) const LABEL: &str = "issuer";

pub(crate) struct SoftHsm {
    folder: PathBuf,
    module: PathBuf,
}

/// Runs a test with a token of its own.
///
/// SoftHSM learns from the environment where its tokens are, and a program must not change its own
/// environment: so this test program runs itself once more, for the one test.
pub(crate) fn with_softhsm(test: impl FnOnce(&SoftHsm)) {
    let module = env::var_os(MODULE).map(PathBuf::from);
    let Some(module) = module.or_else(installed) else {
        return skip("SoftHSM is not installed");
    };
    if let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) {
        return test(&SoftHsm { folder, module });
    }
    let thread = thread::current();
    let name = thread.name().unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("pkcs11")
        .join(name.replace(':', "-"));
    let _ = fs::remove_dir_all(&folder);
    let tokens = folder.join("tokens");
    fs::create_dir_all(&tokens).unwrap();
    let settings = folder.join("softhsm2.conf");
    let line = format!(
        "directories.tokendir = {}\nlog.level = ERROR\n",
        tokens.display()
    );
    fs::write(&settings, line).unwrap();
    let run = Command::new(env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env("SOFTHSM2_CONF", settings)
        .env(FOLDER, &folder)
        .env("MNID_MDOC_FAULTY_MODULE", &module)
        .env("MNID_MDOC_FAULTS", &folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    let wrong = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}{wrong}");
    assert!(said.contains("1 passed"), "{said}{wrong}");
    // What the library and its errors said.
    assert!(!said.contains(PIN) && !wrong.contains(PIN), "the PIN shows");
    print!("{said}");
}

/// Ends a test for want of a program, which may be demanded.
pub(crate) fn skip(why: &str) {
    assert!(env::var_os(DEMANDED).is_none(), "{why}");
    println!("skipped: {why}");
}

impl SoftHsm {
    pub(crate) fn make_token(&self, label: &str) {
        let made = Command::new("softhsm2-util")
            .args(["--init-token", "--free", "--label", label])
            .args(["--pin", PIN, "--so-pin", "99887766"])
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
    }

    /// A folder for the files of the test.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn module(&self) -> &Path {
        &self.module
    }

    pub(crate) fn settings(&self) -> TokenSettings {
        TokenSettings {
            module: self.module.clone(),
            token: TokenName::Label(LABEL.to_owned()),
            pin: TokenPin::parse(PIN).unwrap(),
            sessions: 2,
            wait: Duration::from_secs(30),
            exclusive: true,
        }
    }

    /// A token with nothing in it, opened.
    pub(crate) fn token(&self) -> Token {
        self.make_token(LABEL);
        Token::open(self.settings()).unwrap()
    }

    /// Takes every token out of its slot.
    pub(crate) fn remove_tokens(&self) {
        let (tokens, away) = (self.folder.join("tokens"), self.folder.join("away"));
        fs::rename(&tokens, away).unwrap();
        fs::create_dir(tokens).unwrap();
    }

    pub(crate) fn put_tokens_back(&self) {
        let (tokens, away) = (self.folder.join("tokens"), self.folder.join("away"));
        fs::remove_dir_all(&tokens).unwrap();
        fs::rename(away, tokens).unwrap();
    }

    /// SoftHSM behind a module that fails when it is told to.
    pub(crate) fn faulty(&self) -> FaultyModule<'_> {
        let module = self.folder.join("faulty.so");
        let source =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("test-vectors/tests/pkcs11/faulty.c");
        let compiled = Command::new("cc")
            .args(["-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o"])
            .args([&module, &source])
            .arg("-ldl")
            .output()
            .unwrap();
        assert!(compiled.status.success(), "{compiled:?}");
        self.make_token(LABEL);
        FaultyModule {
            softhsm: self,
            module,
        }
    }

    /// The module as another part of this program uses it.
    pub(crate) fn other_user(&self) -> Pkcs11 {
        let module = Pkcs11::new(&self.module).unwrap();
        match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => module,
            Err(error) => panic!("{error}"),
        }
    }

    pub(crate) fn slot(&self) -> (Slot, TokenInfo) {
        let module = self.other_user();
        let mut slots = module.get_slots_with_initialized_token().unwrap();
        let slot = slots.remove(0);
        (slot, module.get_token_info(slot).unwrap())
    }

    /// A session of another part of this program.
    pub(crate) fn session(&self) -> Session {
        let session = self.other_user().open_rw_session(self.slot().0).unwrap();
        match session.login(UserType::User, Some(&AuthPin::new(PIN.into()))) {
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => session,
            Err(error) => panic!("{error}"),
        }
    }
}

pub(crate) struct FaultyModule<'a> {
    softhsm: &'a SoftHsm,
    module: PathBuf,
}

impl FaultyModule<'_> {
    pub(crate) fn settings(&self) -> TokenSettings {
        TokenSettings {
            module: self.module.clone(),
            ..self.softhsm.settings()
        }
    }

    /// What the next calls of a function return, in this order.
    pub(crate) fn fail(&self, function: &str, answers: &[u64]) {
        let lines: String = answers.iter().map(|one| format!("{one:x}\n")).collect();
        fs::write(
            self.softhsm.folder.join(format!("{function}.faults")),
            lines,
        )
        .unwrap();
    }

    /// How often a function was called since this was asked last.
    pub(crate) fn calls(&self, function: &str) -> usize {
        let file = self.softhsm.folder.join(format!("{function}.calls"));
        let calls = fs::read(&file).unwrap_or_default().len();
        fs::write(file, b"").unwrap();
        calls
    }
}

/// Where distributions put the module.
fn installed() -> Option<PathBuf> {
    [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib64/softhsm/libsofthsm2.so",
        "/usr/lib64/pkcs11/libsofthsm2.so",
        "/usr/local/lib/softhsm/libsofthsm2.so",
        "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    ]
    .into_iter()
    .map(PathBuf::from)
    .find(|path| path.exists())
}

/// Names the module, where it is somewhere else.
const MODULE: &str = "SOFTHSM2_MODULE";
/// When it is set, a test that would be skipped fails.
const DEMANDED: &str = "MNID_MDOC_DEMAND_SOFTHSM";
const FOLDER: &str = "MNID_MDOC_SOFTHSM_FOLDER";
