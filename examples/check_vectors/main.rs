//! `check_vectors --runner 'COMMAND'`
//!
//! Runs any program that keeps the contract of `test-vectors/README.md` over all test vectors: one
//! vector on its standard input, one line of JSON on its standard output. Prints a table of what
//! passed, then each vector that did not. Run with `--help` for the options.

mod folder;
#[path = "../command/harmless.rs"]
mod harmless;
mod judge;
mod junit;
mod known;
mod options;
mod process;
#[path = "../command/say.rs"]
mod say;
mod table;
mod verdict;

use std::collections::BTreeMap;
use std::fs;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use folder::{Case, Note, Unusable};
use harmless::harmless;
use judge::{Judged, Outcome};
use options::{Options, USAGE};
use process::Ended;
use say::say;

fn main() -> ExitCode {
    let options = match Options::read(lexopt::Parser::from_env()) {
        Ok(Some(options)) => options,
        Ok(None) => {
            say!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(wrong) => {
            eprintln!("{wrong}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match check(&options) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(unusable) => {
            eprintln!("{}", harmless(&unusable.to_string()));
            ExitCode::from(2)
        }
    }
}

/// Whether nothing failed.
fn check(options: &Options) -> Result<bool, Unusable> {
    let all = folder::cases(&options.vectors)?;
    let notes: BTreeMap<String, Note> = folder::read(&options.vectors.join("notes.json"))?;
    let known = match &options.known {
        Some(file) => known::read(file, &all)?,
        None => Vec::new(),
    };
    let cases: Vec<&Case> = all.iter().filter(|case| is_wanted(case, options)).collect();
    if cases.is_empty() {
        return Err(Unusable::Nothing);
    }
    let mut judged = run(&cases, options)?;
    judge::refuse_skips(&mut judged);
    judge::apply(&known, &mut judged);
    say!(
        "{}",
        table::text(&judged, &notes, &options.runner.to_string_lossy()).trim_end()
    );
    if let Some(file) = &options.junit {
        fs::write(file, junit::xml(&judged)).map_err(|source| Unusable::file(file, source))?;
    }
    let outcomes = || judged.iter().map(|judged| judged.outcome);
    if outcomes().all(|outcome| outcome == Outcome::Skipped) {
        eprintln!("every vector was skipped, so nothing was checked");
        return Ok(false);
    }
    Ok(!outcomes().any(Outcome::is_failure))
}

fn is_wanted(case: &Case, options: &Options) -> bool {
    let vector = &case.vector;
    let kinds = &options.kinds;
    let features = &options.features;
    (kinds.is_empty() || kinds.contains(&vector.kind))
        && (features.is_empty() || vector.features.iter().all(|one| features.contains(one)))
}

/// Runs the program for each vector, several at a time, until one cannot be run.
fn run<'a>(cases: &[&'a Case], options: &Options) -> Result<Vec<Judged<'a>>, Unusable> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..options.jobs.min(cases.len()) {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(place) else { break };
                    let judged = one(case, options, place == 0);
                    if judged.is_err() {
                        next.store(cases.len(), Ordering::Relaxed);
                    }
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.push((place, judged));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, judged)| judged).collect()
}

/// A program that is not even there for the first vector is not run for the others.
fn one<'a>(case: &'a Case, options: &Options, is_first: bool) -> Result<Judged<'a>, Unusable> {
    let begun = Instant::now();
    let run = process::run(&options.runner, &case.file, options.timeout)
        .map_err(|source| Unusable::file(&case.file, source))?;
    if is_first && matches!(run.ended, Ended::NotStarted) {
        return Err(Unusable::runner(&options.runner, &run.complaint));
    }
    Ok(judge::judge(case, run, begun.elapsed()))
}
