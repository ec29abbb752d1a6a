use der::asn1::ObjectIdentifier;

/// DER of one value (X.690 8.1, 10.1).
pub(super) fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let size = content.len().to_be_bytes();
    let significant: Vec<u8> = size.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut out = vec![tag];
    match significant.as_slice() {
        [] => out.push(0),
        [short] if *short < 0x80 => out.push(*short),
        long => {
            let [.., count] = long.len().to_be_bytes();
            out.push(0x80 | count);
            out.extend(long);
        }
    }
    out.extend(content);
    out
}

/// `SEQUENCE`.
pub(super) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    value(0x30, &parts.concat())
}

/// `OBJECT IDENTIFIER`.
pub(super) fn oid(identifier: ObjectIdentifier) -> Vec<u8> {
    value(0x06, identifier.as_bytes())
}

/// `UTF8String`.
pub(super) fn utf8(text: &str) -> Vec<u8> {
    value(0x0C, text.as_bytes())
}

/// `BIT STRING` of whole bytes.
pub(super) fn bits(content: &[u8]) -> Vec<u8> {
    value(0x03, &[&[0], content].concat())
}

/// `INTEGER`, from big-endian bytes of a number that is not negative.
pub(super) fn unsigned(number: &[u8]) -> Vec<u8> {
    value(0x02, &positive(number))
}

/// The content of an `INTEGER`: shortest, with a leading zero where it would look negative.
pub(super) fn positive(number: &[u8]) -> Vec<u8> {
    let mut content: Vec<u8> = number.iter().copied().skip_while(|b| *b == 0).collect();
    if content.first().is_none_or(|first| *first >= 0x80) {
        content.insert(0, 0);
    }
    content
}

/// A constructed context-specific value `[number]`.
pub(super) fn context(number: u8, content: &[u8]) -> Vec<u8> {
    value(0xA0 | number, content)
}
