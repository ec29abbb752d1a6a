use crate::{printed, run, status};

#[test]
fn a_signer_of_ones_own_issues_a_credential_that_verifies() {
    if !cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) {
        println!("skipped: the signer has no code for this processor");
        return;
    }
    let run = run("fast_signer", NO_WORDS);
    assert_eq!(status(&run), 0, "{run:?}");
    let story = printed(&run);
    assert_eq!(story.lines().last(), Some("valid org.iso.18013.5.1.mDL"));
}

#[test]
fn a_service_signs_several_credentials_at_once_and_another_process_completes_one() {
    let run = run("remote_signer", NO_WORDS);
    assert_eq!(status(&run), 0, "{run:?}");
    let story = printed(&run);
    let completed: Vec<&str> = story
        .lines()
        .filter_map(|line| line.strip_prefix("    completed number "))
        .filter_map(|line| line.get(..1))
        .collect();
    // In the order of the answers, which is not that of the questions.
    let mut in_order = completed.clone();
    in_order.sort_unstable();
    assert_eq!(in_order, ["1", "2", "3", "4"]);
    assert_ne!(completed, in_order);
    for line in [
        "    asked     for 4 signatures",
        "    verified  all of them",
        "    verified  org.iso.18013.5.1.mDL",
    ] {
        assert!(story.lines().any(|said| said == line), "{line}");
    }
}

#[test]
fn wrong_and_late_completions_are_refused_here_and_in_another_process() {
    let story = printed(&run("remote_signer", NO_WORDS));
    let lines = story.lines().skip_while(|line| !line.starts_with("[4/4]"));
    let refused: Vec<String> = lines
        .skip(1)
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let expected = [
        "the signature of another key issue.signature issue.signature",
        "the signature for another document issue.signature issue.signature",
        "after the credential's expiry issue.completion-time crypto.seal-expired",
        "with evidence grown too old issue.evidence-age crypto.seal-expired",
        "when the service is gone crypto.signer",
    ];
    assert_eq!(refused, expected);
}

#[test]
fn remote_signer_takes_no_words() {
    for words in [&["extra"][..], &["complete"], &["serve", "extra"]] {
        assert_eq!(status(&run("remote_signer", words)), 2, "{words:?}");
    }
}

const NO_WORDS: &[&str] = &[];
