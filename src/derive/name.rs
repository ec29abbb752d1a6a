/// Family name and given names, where the card's one string shows which is which: Japanese script in
/// two parts, with one ideographic space between. Names in Latin letters, with an alias (通称) in
/// brackets, or in more parts do not show it.
pub(super) fn parts(name: &str) -> Option<(&str, &str)> {
    let (family, given) = name.split_once(IDEOGRAPHIC_SPACE)?;
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.contains(|c: char| {
                c.is_ascii() || c.is_whitespace() || BRACKETS.contains(&c) || is_fullwidth_ascii(c)
            })
    };
    (is_part(family) && is_part(given)).then_some((family, given))
}

fn is_fullwidth_ascii(character: char) -> bool {
    matches!(character, '\u{FF01}'..='\u{FF5E}')
}

const IDEOGRAPHIC_SPACE: char = '\u{3000}';
const BRACKETS: [char; 8] = ['〔', '〕', '［', '］', '「', '」', '【', '】'];
