//! Foreign text on a terminal.

/// The text, with everything escaped that is no letter, mark or space of Latin and Japanese: no
/// control character and nothing that turns the direction of writing is left.
pub(crate) fn harmless(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '\'' | '"' | '\\' => out.push(letter),
            _ if stays(letter) => out.push(letter),
            _ => out.extend(letter.escape_debug()),
        }
    }
    out
}

/// Letters that `escape_debug` would escape although they are no danger: the ideographic space, and
/// marks that belong to the letter before, variants of Japanese names among them.
pub(crate) fn stays(letter: char) -> bool {
    matches!(
        letter,
        '\u{3000}' | '\u{3099}' | '\u{309A}' | '\u{E0100}'..='\u{E01EF}'
    )
}
