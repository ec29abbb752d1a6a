use super::*;
use crate::card::Application;
use crate::card::simulator::Variation;
use crate::error::{Category, Coded};
use crate::limits;

#[test]
fn a_transcript_is_written_as_documented() {
    let plan = ReadingPlan::new(Presence::AuthenticationKey);
    let less = Variation::TriesLeft(Application::Jpki, 0x18, 2);
    let mut card = SoftwareCard::varied(HOLDER, &[less]).unwrap();
    card.inject(10, Fault::Removed);
    let (_, transcript) = recorded(&mut card, HOLDER, &plan);
    let text = transcript.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[..6],
        [
            "mnid-mdoc card transcript 1",
            "> 00A4040C0AD392F000260100000001",
            "< 9000",
            "> 00B08A0000",
            "< 308205CE[252]9000",
            "> 00B0010000",
        ],
        "{text}"
    );
    let rest = lines[lines.len() - 9..].join("\n");
    assert_eq!(
        rest,
        "< [256]9000\n> 00200098\n< 63C2\n> 00200098[secret]\n< 9000\n> 00A4020C020017\n< 9000\n\
         > 802A008033[51]00\n! card.removed",
        "{text}"
    );
    assert_eq!(transcript.exchanges(), (lines.len() - 1) / 2);
    assert!(Transcript::parse(&text) == Ok(transcript));
}

#[test]
fn comments_spaces_and_other_ends_of_lines_mean_nothing() {
    let plain = "mnid-mdoc card transcript 1\n> 00A4040C02ABCD\n< [2+3]9000\n> 00200080[secret]\n\
                 ! card.too-late\n";
    let loose = "\n# from the reader at the desk\nmnid-mdoc card transcript 1\r\n\r\n\
                 >00 a4 04 0c 02 ab cd\r\n  # and then\n<[2+3] 90 00\n\n> 00200080 [secret] \n\
                 !card.too-late";
    let transcript = Transcript::parse(loose).unwrap();
    assert_eq!(transcript.to_string(), plain);
    assert_eq!(format!("{transcript:?}"), "Transcript(exchanges: 2)");
}

#[test]
fn what_is_no_transcript_is_refused_with_its_line() {
    let wrong = |line, expected| TranscriptError::Line { line, expected };
    let command = |line| wrong(line, "a command (>)");
    let answer = |line| wrong(line, "an answer (<) or a failure (!)");
    for (text, expected) in [
        ("", TranscriptError::Header),
        ("# only a comment", TranscriptError::Header),
        ("mnid-mdoc card transcript 2\n", TranscriptError::Header),
        ("> 00\n< 9000\n", TranscriptError::Header),
    ] {
        assert_eq!(Transcript::parse(text), Err(expected), "{text}");
    }
    let one = "65544";
    let two = "[65544]00";
    for (lines, expected) in [
        ("< 9000", command(2)),
        ("> 0", command(2)),
        ("> 0G", command(2)),
        ("> +1", command(2)),
        ("> 番号", command(2)),
        ("> [", command(2)),
        ("> []", command(2)),
        ("> [-1]", command(2)),
        ("> [+1]", command(2)),
        ("> [1+]", command(2)),
        ("> [1+1+1]", command(2)),
        ("> [99999999999999999999999999]", command(2)),
        (&format!("> {two}"), command(2)),
        ("> [18446744073709551615][18446744073709551615]", command(2)),
        ("> [secret]00", command(2)),
        ("> [secret][secret]", command(2)),
        ("> 00", answer(3)),
        ("> 00\n> 00", answer(3)),
        ("> 00\n\n# here\n? 00", answer(5)),
        ("> 00\n< [secret]", answer(3)),
        ("> 00\n< 900", answer(3)),
        ("> 00\n! card.another-card", answer(3)),
        ("> 00\n!", answer(3)),
        ("> 00\n< 9000\n9000", command(4)),
    ] {
        let text = format!("mnid-mdoc card transcript 1\n{lines}");
        let error = Transcript::parse(&text).unwrap_err();
        assert_eq!(error, expected, "{lines}");
        assert_eq!(error.code(), "transcript.line");
        assert_eq!(error.category(), Category::UntrustedInput);
    }
    let most = format!("mnid-mdoc card transcript 1\n> [{one}]\n< [{one}]");
    assert!(Transcript::parse(&most).is_ok());
}

#[test]
fn a_transcript_beyond_its_bounds_is_refused() {
    let header = "mnid-mdoc card transcript 1\n";
    let exchanges = |count| format!("{header}{}", ">\n<\n".repeat(count));
    assert!(Transcript::parse(&exchanges(limits::TRANSCRIPT_EXCHANGES)).is_ok());
    for text in [
        exchanges(limits::TRANSCRIPT_EXCHANGES + 1),
        format!("{header}#{}", " ".repeat(limits::TRANSCRIPT)),
    ] {
        assert_eq!(Transcript::parse(&text), Err(TranscriptError::TooLarge));
    }
}
