//! A certificate with exactly one fault in its encoding is refused with the name of the field.

use der::asn1::AnyRef;
use der::{Reader, SliceReader};

use super::*;

/// The fields of a certificate in their order, each with its head.
#[derive(Clone)]
struct Fields {
    /// Of the signed part: version to extensions.
    signed: Vec<Vec<u8>>,
    /// signatureAlgorithm and signatureValue.
    around: Vec<Vec<u8>>,
}

impl Fields {
    fn of(certificate: &Certificate) -> Self {
        let mut whole = members(certificate.der());
        let signed = members(&whole.remove(0));
        Self {
            signed,
            around: whole,
        }
    }

    fn field(&mut self, name: &str) -> &mut Vec<u8> {
        if let Some(place) = SIGNED.iter().position(|field| *field == name) {
            return &mut self.signed[place];
        }
        &mut self.around[AROUND.iter().position(|field| *field == name).unwrap()]
    }

    fn encode(&self) -> Vec<u8> {
        let signed = sequence(&self.signed.concat());
        sequence(&[signed, self.around.concat()].concat())
    }
}

fn members(der: &[u8]) -> Vec<Vec<u8>> {
    let mut reader = SliceReader::new(AnyRef::from_der(der).unwrap().value()).unwrap();
    let mut members = Vec::new();
    while !reader.is_finished() {
        members.push(reader.tlv_bytes().unwrap().to_vec());
    }
    members
}

fn sequence(content: &[u8]) -> Vec<u8> {
    tlv(0x30, content)
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    let length = match (high, low) {
        (0, 0..=0x7F) => vec![low],
        (0, _) => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    [&[tag], length.as_slice(), content].concat()
}

/// The field that is named when a good certificate has this change.
fn named(change: impl FnOnce(&mut Fields)) -> &'static str {
    let mut fields = Fields::of(&Chain::new(SigningCurve::P256).document_signer);
    change(&mut fields);
    fault(&fields.encode())
}

fn fault(der: &[u8]) -> &'static str {
    match Certificate::from_der(der) {
        Ok(_) => "nothing",
        Err(PkiError::Malformed { field }) => field,
        Err(other) => other.code(),
    }
}

const SIGNED: [&str; 8] = [
    "version",
    "serialNumber",
    "signature",
    "issuer",
    "validity",
    "subject",
    "subjectPublicKeyInfo",
    "extensions",
];
const AROUND: [&str; 2] = ["signatureAlgorithm", "signatureValue"];

#[test]
fn an_unchanged_certificate_is_read() {
    assert_eq!(named(|_| {}), "nothing");
}

#[test]
fn a_field_of_another_type_is_named() {
    for field in SIGNED.into_iter().chain(AROUND) {
        assert_eq!(named(|fields| fields.field(field)[0] = 5), field);
        assert_eq!(named(|fields| *fields.field(field) = vec![5, 0]), field);
    }
    let der = Chain::new(SigningCurve::P256)
        .document_signer
        .der()
        .to_vec();
    for (place, field) in [(0, "Certificate"), (4, "tbsCertificate")] {
        let mut changed = der.clone();
        changed[place] = 5;
        assert_eq!(fault(&changed), field);
    }
}

#[test]
fn a_field_that_is_missing_is_named() {
    for field in SIGNED.into_iter().chain(AROUND) {
        let found = named(|fields| fields.field(field).clear());
        // The standard's grammar lets them be absent: the profiles demand them.
        let expected = if field == "extensions" {
            "nothing"
        } else {
            field
        };
        assert_eq!(found, expected);
    }
}

#[test]
fn what_stands_after_the_last_field_is_no_part_of_it() {
    assert_eq!(
        named(|fields| fields.around.push(vec![5, 0])),
        "Certificate"
    );
    assert_eq!(named(|fields| fields.signed.push(vec![5, 0])), "extensions");
    let mut der = Chain::new(SigningCurve::P256)
        .document_signer
        .der()
        .to_vec();
    der.push(0);
    assert_eq!(fault(&der), "Certificate");
    assert_eq!(fault(&der[..der.len() - 2]), "Certificate");
    assert_eq!(fault(&[]), "Certificate");
}

#[test]
fn a_field_with_a_fault_inside_is_named() {
    let name = |attribute: &[u8]| sequence(&tlv(0x31, attribute));
    let time = |text: &[u8]| sequence(&[tlv(0x17, text), tlv(0x17, b"270101000000Z")].concat());
    let extension = |parts: &[&[u8]]| tlv(0xA3, &sequence(&sequence(&parts.concat())));
    let identifier = [0x06, 0x03, 0x55, 0x1D, 0x0F].as_slice();
    let value = [0x04, 0x02, 0x05, 0x00].as_slice();
    // RFC 5280 4.1.2.5: GeneralizedTime is for 2050 and later.
    let early = [tlv(0x18, b"20260101000000Z"), tlv(0x17, b"270101000000Z")].concat();
    let faults: [(&str, Vec<u8>); 36] = [
        ("version", vec![0xA0, 3, 2, 1, 0]),
        ("version", vec![0xA0, 3, 2, 1, 1]),
        ("version", vec![0xA0, 3, 2, 1, 3]),
        ("version", vec![0xA0, 4, 2, 2, 0, 2]),
        ("serialNumber", vec![2, 0]),
        ("serialNumber", vec![2, 2, 0, 1]),
        ("serialNumber", tlv(2, &[1; 22])),
        ("signature", sequence(&[])),
        ("signature", sequence(&[0x06, 0x00])),
        ("signature", sequence(&[0x06, 0x01, 0x80])),
        ("signature", sequence(&[0x06, 0x01, 0x2A, 5, 0, 5, 0])),
        ("issuer", name(&[0x30, 0])),
        ("issuer", name(&sequence(&[6, 3, 0x55, 4, 3]))),
        (
            "issuer",
            sequence(&sequence(&[6, 3, 0x55, 4, 3, 0x0C, 1, b'x'])),
        ),
        (
            "issuer",
            name(&sequence(&[0x0C, 1, b'x', 6, 3, 0x55, 4, 3])),
        ),
        ("validity", sequence(&tlv(0x17, b"260101000000Z"))),
        ("validity", sequence(&early)),
        ("validity", time(b"260101000000")),
        ("validity", time(b"260101000000+0100")),
        ("validity", time(b"2601010000Z")),
        ("validity", time(b"261301000000Z")),
        ("validity", time(b"260230000000Z")),
        ("validity", time(b"26010100000xZ")),
        ("subject", name(&[0x30, 0])),
        ("subject", name(&sequence(&[6, 0, 0x0C, 1, b'x']))),
        ("subjectPublicKeyInfo", sequence(&[3, 2, 0, 4])),
        ("subjectPublicKeyInfo", sequence(&[0x30, 0, 3, 2, 0, 4])),
        ("subjectPublicKeyInfo", sequence(&[0x30, 3, 6, 1, 0x2A])),
        (
            "subjectPublicKeyInfo",
            sequence(&[0x30, 3, 6, 1, 0x2A, 3, 2, 8, 4]),
        ),
        ("extensions", tlv(0xA3, &sequence(&[5, 0]))),
        ("extensions", extension(&[value])),
        ("extensions", extension(&[identifier])),
        // FALSE is the default, which is not written, and TRUE is FF.
        ("extensions", extension(&[identifier, &[1, 1, 0], value])),
        ("extensions", extension(&[identifier, &[1, 1, 1], value])),
        ("signatureAlgorithm", sequence(&[0x06, 0x00])),
        ("signatureValue", vec![3, 2, 8, 4]),
    ];
    for (field, content) in faults {
        let shown = format!("{field} {content:02x?}");
        assert_eq!(
            named(|fields| *fields.field(field) = content),
            field,
            "{shown}"
        );
    }
}

#[test]
fn unique_identifiers_are_named() {
    for (tag, field) in [(0x81, "issuerUniqueID"), (0x82, "subjectUniqueID")] {
        let found = named(|fields| fields.signed.insert(7, vec![tag, 2, 0, 1]));
        assert_eq!(found, field);
    }
}

#[test]
fn whatever_bit_of_a_field_s_content_is_changed_no_other_field_is_named() {
    let good = Chain::new(SigningCurve::P256).document_signer;
    let fields = Fields::of(&good);
    // Certificate and tbsCertificate have heads of four bytes.
    let mut start = 8;
    let named = SIGNED.into_iter().chain(AROUND);
    for (field, content) in named.zip(fields.signed.iter().chain(&fields.around)) {
        // A content of up to 127 bytes has a head of two; extensions have one of four.
        let head = if content.len() < 130 { 2 } else { 4 };
        for place in start + head..start + content.len() {
            for bit in 0..8 {
                let mut der = good.der().to_vec();
                der[place] ^= 1 << bit;
                let found = fault(&der);
                let expected = [
                    field,
                    "nothing",
                    "pki.algorithm",
                    "pki.duplicate-extension",
                    "pki.public-key",
                ];
                assert!(
                    expected.contains(&found),
                    "{field}: {found} at {place}.{bit}"
                );
            }
        }
        start += content.len();
    }
    assert_eq!(start, good.der().len());
}
