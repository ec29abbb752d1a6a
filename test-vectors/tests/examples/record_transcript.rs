use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use mnid_mdoc::card::simulator::{Holder, PIN, SIGNING_PASSWORD};

use crate::{complained, printed, run, scratch, status};

fn record(folder: &Path, words: &[&str]) -> (Output, PathBuf) {
    let file = folder.join("card.transcript");
    let out = ["--out", file.to_str().unwrap()];
    (run("record_transcript", &[&out, words].concat()), file)
}

fn replay(file: &Path, words: &[&str]) -> Output {
    let replay = ["--replay", file.to_str().unwrap()];
    run("record_transcript", &[&replay, words].concat())
}

/// The line that says what the session came to.
fn end(output: &Output) -> String {
    let printed = printed(output);
    let line = printed.lines().find(|line| line.starts_with("ended "));
    line.unwrap().to_owned()
}

#[test]
fn every_fault_is_recorded_and_replayed_to_the_same_end() {
    let folder = scratch("record-faults");
    for (faults, expected) in [
        (&[][..], "the card was read whole"),
        (&["removed@20"], "the card was read whole"),
        (&["removed@20", "other-card@21"], "[card.another-card]"),
        (&["other-card@30"], "[card.another-card]"),
        (&["answer-lost@6"], "the card was read whole"),
        (&["failed@3"], "[card.transport]"),
        (&["61xx@9"], "[card.too-many-exchanges]"),
        (&["6cxx@9"], "[card.unexpected-status]"),
        (&["truncated@15"], "[card.malformed-answer]"),
        (&["too-long@8"], "[card.answer-too-long]"),
        (&["slow@8"], "[card.too-late]"),
        (&["length@7"], "[record.too-large]"),
        (&["other-record@2"], "the card was read whole"),
    ] {
        let words: Vec<&str> = faults.iter().flat_map(|fault| ["--fault", fault]).collect();
        let (recorded, file) = record(&folder, &words);
        assert_eq!(
            status(&recorded),
            0,
            "{faults:?}: {}",
            complained(&recorded)
        );
        assert!(
            end(&recorded).contains(expected),
            "{faults:?}: {}",
            end(&recorded)
        );
        assert!(printed(&recorded).ends_with("replayed   to the same end\n"));
        let replayed = replay(&file, &[]);
        assert_eq!(status(&replayed), 0);
        assert!(end(&replayed).contains(expected), "{}", end(&replayed));
    }
}

#[test]
fn a_recorded_session_names_nobody_and_holds_no_secret() {
    let folder = scratch("record-silence");
    for holder in Holder::ALL {
        let words = ["--holder", holder.name(), "--text"];
        let (recorded, file) = record(&folder, &words);
        assert_eq!(status(&recorded), 0);
        let text = fs::read_to_string(file).unwrap();
        assert!(text.starts_with("mnid-mdoc card transcript 1\n"));
        let number = holder.verification_number_b().unwrap();
        for word in [
            PIN,
            SIGNING_PASSWORD,
            &number,
            holder.full_name(),
            holder.address(),
            holder.birth_date(),
            holder.individual_number(),
        ] {
            let hexadecimal: String = word.bytes().map(|byte| format!("{byte:02X}")).collect();
            for said in [&text, &printed(&recorded)] {
                assert!(
                    !said.contains(word) && !said.contains(&hexadecimal),
                    "{word}"
                );
            }
        }
    }
}

#[test]
fn a_replay_with_another_plan_and_a_file_that_is_no_transcript_are_refused() {
    let (_, file) = record(&scratch("record-other"), &[]);
    let other = replay(&file, &["--text"]);
    assert_eq!(status(&other), 1);
    let refused = "refused [card.transcript-deviates]: ";
    assert!(
        complained(&other).starts_with(refused),
        "{}",
        complained(&other)
    );

    fs::write(&file, "not a transcript").unwrap();
    let wrong = replay(&file, &[]);
    assert_eq!(status(&wrong), 1);
    assert!(complained(&wrong).starts_with("refused [transcript.header]: "));
    let none = replay(&file.join("none"), &[]);
    assert_eq!(status(&none), 1);
    assert!(complained(&none).starts_with("refused [record-transcript.file]: "));
}

#[test]
fn faults_of_another_form_are_wrong_use() {
    for fault in ["removed", "removed@0", "removed@x", "stolen@3", "@3", ""] {
        let output = run("record_transcript", &["--fault", fault]);
        assert_eq!(status(&output), 2, "{fault}");
    }
}
