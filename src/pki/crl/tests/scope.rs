//! For which certificates a list speaks, by the distribution points of both.

use super::*;
use crate::pki::oid;

/// A value of this tag, shorter than 128 bytes unless it is a name.
fn value(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let head = match u8::try_from(content.len()).unwrap() {
        short @ ..0x80 => vec![tag, short],
        long => vec![tag, 0x81, long],
    };
    [head, content].concat()
}

#[test]
fn a_certificate_is_listed_at_a_point_that_both_name() {
    let chain = Chain::new(SigningCurve::P256);
    let issuer = AnyRef::from_der(chain.iaca.subject_der()).unwrap().value();
    // CN=A, CN=B, as an attribute.
    let part = |name: &[u8]| value(0x30, &[&[6, 3, 0x55, 4, 3], &value(0x0C, &[name])]);
    let whole = |name: &[u8]| {
        let name = value(0x30, &[issuer, &value(0x31, &[&part(name)])]);
        value(0xA0, &[&value(0xA0, &[&value(0xA4, &[&name])])])
    };
    let relative = |name: &[u8]| value(0xA0, &[&value(0xA1, &[&part(name)])]);
    let points = |points: &[&[u8]]| {
        let points: Vec<_> = points.iter().map(|one| value(0x30, &[one])).collect();
        Some(value(0x30, &[&points.concat()]))
    };
    let (a, b) = (&whole(b"A")[..], &whole(b"B")[..]);
    let (relative_a, relative_b) = (&relative(b"A")[..], &relative(b"B")[..]);
    let reasons = [a, &[0x81, 2, 6, 0x40]].concat();
    let of_issuer = value(0xA4, &[chain.iaca.subject_der()]);
    let indirect = [a, &value(0xA2, &[&of_issuer])].concat();
    let cases = [
        (points(&[a]), a, true),
        (points(&[b]), a, false),
        (points(&[b, a]), a, true),
        // A name relative to the issuer is the whole one.
        (points(&[relative_a]), relative_a, true),
        (points(&[relative_a]), a, true),
        (points(&[a]), relative_a, true),
        (points(&[relative_a]), relative_b, false),
        // Points at which not every reason, or another issuer's list, is to be found.
        (points(&[&reasons]), a, false),
        (points(&[&indirect]), a, false),
        (points(&[&[5, 0]]), a, false),
        (None, a, false),
    ];
    for (index, (certificate, list, covered)) in cases.into_iter().enumerate() {
        let certificate = chain.faulty_document_signer(|part| match &certificate {
            Some(points) => part.put(oid::CRL_DISTRIBUTION_POINTS, false, points),
            None => part.remove(oid::CRL_DISTRIBUTION_POINTS),
        });
        let list = forged(&chain, |part| {
            let mut extension = part.extensions[1].clone();
            extension.extn_id = oid::ISSUING_DISTRIBUTION_POINT;
            extension.critical = true;
            extension.extn_value = octets(&value(0x30, &[list]));
            part.extensions.push(extension);
        });
        let scope = list.scope().unwrap();
        assert_eq!(scope.covers(&certificate), covered, "case {index}");
    }
}
