//! Where the tests run: one at a time, each beginning with empty readers.

use std::env;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use mnid_mdoc::card::pcsc::Reader;
use pcsc::{Context, ReaderState, Scope, State};

/// The slots of vpcd: the reader's name and where its card connects to.
pub(crate) const FIRST: Slot = Slot("Virtual PCD 00 00", "127.0.0.1:35963");
pub(crate) const SECOND: Slot = Slot("Virtual PCD 00 01", "127.0.0.1:35964");

#[derive(Clone, Copy)]
pub(crate) struct Slot(pub(crate) &'static str, &'static str);

/// Longer than anything here takes.
pub(crate) const WAIT: Duration = Duration::from_secs(20);

/// The right to use the readers, when there are such.
pub(crate) fn alone() -> Option<MutexGuard<'static, ()>> {
    static ALONE: Mutex<()> = Mutex::new(());
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let names = Reader::names().unwrap_or_default();
    if names.iter().any(|name| name == FIRST.0) {
        until(|| !holds_card(FIRST) && !holds_card(SECOND));
        return Some(alone);
    }
    assert!(
        env::var_os(DEMANDED).is_none(),
        "there is no virtual reader"
    );
    println!("skipped: there is no virtual reader");
    None
}

/// The example `virtual_card`. The card leaves its reader when this is dropped.
pub(crate) struct Card(Child);

impl Card {
    pub(crate) fn in_reader(slot: Slot, words: &[&str]) -> Self {
        let card = Self::on_its_way(slot, words);
        until(|| holds_card(slot));
        card
    }

    pub(crate) fn on_its_way(slot: Slot, words: &[&str]) -> Self {
        let child = Command::new(EXAMPLES.join("virtual_card"))
            .args(["--vpcd", slot.1])
            .args(words)
            .stdout(Stdio::piped())
            .spawn();
        Self(child.unwrap())
    }

    /// Takes it out; what it was told until then.
    pub(crate) fn told(mut self) -> String {
        self.0.kill().unwrap();
        let mut told = String::new();
        let mut output = self.0.stdout.take().unwrap();
        output.read_to_string(&mut told).unwrap();
        told
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// How another program sees it.
pub(crate) fn holds_card(slot: Slot) -> bool {
    let context = Context::establish(Scope::User).unwrap();
    let name = std::ffi::CString::new(slot.0).unwrap();
    let mut states = [ReaderState::new(name, State::UNAWARE)];
    context
        .get_status_change(Duration::ZERO, &mut states)
        .unwrap();
    states[0].event_state().contains(State::PRESENT)
}

pub(crate) fn until(mut holds: impl FnMut() -> bool) {
    for _ in 0..200 {
        if holds() {
            return;
        }
        thread::sleep(WAIT / 200);
    }
    panic!("it did not come to that");
}

/// The folder in which cargo put the examples.
static EXAMPLES: LazyLock<PathBuf> = LazyLock::new(|| {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline", "--example", "virtual_card"])
        .status()
        .unwrap();
    assert!(status.success(), "the example cannot be built");
    let test = env::current_exe().unwrap();
    test.parent().unwrap().parent().unwrap().join("examples")
});

const DEMANDED: &str = "MNID_MDOC_DEMAND_VPCD";
