//! `check_vector < VECTOR`: the model of a runner.
//!
//! Reads one vector on standard input, and prints one line of JSON with its `id` and the verdict of
//! this crate: `result` with, of an invalid one, `stage` or `code`.

#[path = "../command/say.rs"]
mod say;

mod judge;

use std::io::{self, Read};
use std::process::ExitCode;

use say::say;

fn main() -> ExitCode {
    let mut text = String::new();
    if let Err(error) = io::stdin().read_to_string(&mut text) {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    match judge::answer(&text) {
        Ok(line) => {
            say!("{line}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
