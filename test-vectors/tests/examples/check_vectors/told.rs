//! What is said of runners that say something odd, or nothing.

use super::*;

#[test]
fn what_a_broken_runner_complained_of_is_shown() {
    let printed = comes_to(
        "vectors-traceback",
        "echo 'no module' >&2",
        &[("broken", 4)],
        1,
    );
    assert!(printed.contains("printed no answer; on standard error: no module\n"));
}

#[test]
fn nothing_that_a_runner_says_reaches_the_terminal_as_a_command_or_a_line_of_its_own() {
    for (name, runner) in [
        (
            "vectors-escape-stage",
            r#"sed 's/"digest"/"x\\u001b[2J\\nall  0\\u009b"/; s/"signature"/"\\u202e"/'"#,
        ),
        (
            "vectors-escape-code",
            r#"sed 's/derive.no-name/\\u001b[2J\\nall  0/'"#,
        ),
        (
            "vectors-escape-result",
            r#"sed 's/"result":"[a-z]*"/"result":"\\u001b[2J\\nall  0"/'"#,
        ),
        (
            "vectors-escape-error",
            r"printf '\033[2J\r\nall  0\nmore\007' >&2",
        ),
    ] {
        let printed = printed(&check(runner, &folder(name), &[]));
        let told = |letter: char| !letter.is_control() && letter != '\u{202E}';
        assert!(
            printed.lines().all(|line| line.chars().all(told)),
            "{printed:?}"
        );
        assert!(
            !printed.lines().any(|line| line.starts_with("all  0")),
            "{printed}"
        );
        assert!(printed.contains(r"\u{1b}"), "{name}: {printed}");
    }
}

#[test]
fn a_runner_that_cannot_be_started_is_told_in_one_sentence_and_once() {
    for (name, runner) in [
        ("vectors-missing", "/no/such/program"),
        ("vectors-folder", "/"),
    ] {
        let output = check(runner, &folder(name), &[]);
        assert_eq!(status(&output), 2, "{}", printed(&output));
        assert_eq!(printed(&output), "");
        let complained = complained(&output);
        assert_eq!(complained.lines().count(), 1, "{complained}");
        assert!(complained.contains(runner), "{complained}");
    }
}

#[test]
fn a_runner_that_lacks_a_program_for_one_vector_is_broken_there_alone() {
    let runner = "vector=$(cat); case $vector in (*no-name*) no-such-program;; \
                  (*) printf %s \"$vector\";; esac";
    comes_to(
        "vectors-lacking",
        runner,
        &[("passed", 3), ("broken", 1)],
        1,
    );
}
