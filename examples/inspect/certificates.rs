//! Certificates, decoded, also such as the library refuses.

use mnid_mdoc::pki::Certificate;
use mnid_mdoc::time::Timestamp;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};

use super::harmless::harmless;
use super::moment::{Bound, standing, words};
use super::node::{Decoded, Note};
use super::notation::hex;

/// What a certificate says. `number` counts from 0.
pub(crate) fn decoded(number: usize, der: &[u8], now: Option<Timestamp>) -> Decoded {
    let mut shown = Decoded {
        title: format!("Certificate {number}, {} bytes", der.len()),
        lines: Vec::new(),
    };
    match x509_cert::Certificate::from_der(der) {
        Ok(certificate) => lines(&certificate, now, &mut shown),
        Err(error) => {
            let why = Note::bad(harmless(&error.to_string()));
            shown.lines.push((
                "Unreadable",
                "not a certificate in DER".to_owned(),
                vec![why],
            ));
        }
    }
    if let Err(error) = Certificate::from_der(der) {
        let note = Note::bad(error.to_string());
        shown.lines.push((
            "Refused",
            "this crate does not read it".to_owned(),
            vec![note],
        ));
    }
    shown
}

fn lines(certificate: &x509_cert::Certificate, now: Option<Timestamp>, shown: &mut Decoded) {
    let body = certificate.tbs_certificate();
    let plain = |text: &str| (harmless(text), Vec::new());
    let mut line = |name, (text, notes): (String, Vec<Note>)| shown.lines.push((name, text, notes));
    line("Subject", plain(&body.subject().to_string()));
    line("Issuer", plain(&body.issuer().to_string()));
    line(
        "Serial number",
        plain(&hex(body.serial_number().as_bytes())),
    );
    let validity = body.validity();
    for (name, time, bound) in [
        ("Not before", &validity.not_before, Bound::NotBefore),
        ("Not after", &validity.not_after, Bound::NotAfter),
    ] {
        let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok();
        let moment = seconds.and_then(|seconds| Timestamp::from_unix(seconds).ok());
        match moment {
            Some(at) => line(
                name,
                (words(at), standing(at, bound, now).into_iter().collect()),
            ),
            None => line(name, plain("out of range")),
        }
    }
    let key = body.subject_public_key_info();
    let parameters = key.algorithm.parameters.as_ref();
    let curve = parameters.and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
    let mut text = oid(key.algorithm.oid);
    if let Some(curve) = curve {
        text = format!("{text}, {}", oid(curve));
    }
    let bits = key.subject_public_key.bit_len();
    line("Public key", plain(&format!("{text}, {bits} bits encoded")));
    line(
        "Signed with",
        plain(&oid(certificate.signature_algorithm().oid)),
    );
    for extension in body.extensions().into_iter().flatten().take(EXTENSIONS) {
        let value = extension.extn_value.as_bytes();
        let critical = match extension.critical {
            true => vec![Note::plain("critical")],
            false => Vec::new(),
        };
        let (name, text) = extension_line(extension.extn_id, value);
        line(name, (harmless(&text), critical));
    }
    if let Ok(der) = certificate.to_der()
        && let Ok(read) = Certificate::from_der(&der)
    {
        line("SHA-256", plain(&hex(&read.sha256())));
    }
}

fn extension_line(id: ObjectIdentifier, value: &[u8]) -> (&'static str, String) {
    let unread = || format!("{} (not decoded)", cut(value));
    match id.to_string().as_str() {
        "2.5.29.15" => {
            let uses = KeyUsage::from_der(value).map(|usage| {
                let names = usage.0.into_iter().map(|one| format!("{one:?}"));
                names.collect::<Vec<_>>().join(", ")
            });
            ("Key usage", uses.unwrap_or_else(|_| unread()))
        }
        "2.5.29.37" => {
            let uses = ExtendedKeyUsage::from_der(value)
                .map(|usage| usage.0.into_iter().map(oid).collect::<Vec<_>>().join(", "));
            ("Extended key usage", uses.unwrap_or_else(|_| unread()))
        }
        "2.5.29.19" => {
            let text = BasicConstraints::from_der(value).map(|basic| {
                let length = basic.path_len_constraint;
                match (basic.ca, length) {
                    (true, Some(length)) => format!("CA, path length {length}"),
                    (true, None) => "CA".to_owned(),
                    (false, _) => "not a CA".to_owned(),
                }
            });
            ("Basic constraints", text.unwrap_or_else(|_| unread()))
        }
        "2.5.29.14" => ("Subject key identifier", octets(value)),
        "2.5.29.35" => ("Authority key identifier", octets(value)),
        "2.5.29.18" => ("Issuer alternative name", texts(value)),
        "2.5.29.17" => ("Subject alternative name", texts(value)),
        "2.5.29.31" => ("CRL distribution points", texts(value)),
        "1.3.6.1.5.5.7.1.1" => ("Authority information", texts(value)),
        "2.5.29.32" => ("Certificate policies", cut(value)),
        _ => ("Extension", format!("{id}: {}", cut(value))),
    }
}

/// The longest run of bytes at the end of a short identifier: what stands after its heads.
fn octets(value: &[u8]) -> String {
    match value {
        [0x04, length, rest @ ..] if usize::from(*length) == rest.len() => hex(rest),
        [0x30, _, 0x80, length, rest @ ..] => hex(rest.get(..usize::from(*length)).unwrap_or(rest)),
        _ => cut(value),
    }
}

/// The addresses inside names: their runs of printable letters.
fn texts(value: &[u8]) -> String {
    let runs = value.split(|byte| !matches!(byte, 0x21..=0x7E));
    let runs = runs.filter_map(|run| std::str::from_utf8(run).ok());
    let found: Vec<_> = runs
        .filter_map(|run| run.get(run.find("http").or_else(|| run.find("mailto"))?..))
        .collect();
    match found.as_slice() {
        [] => cut(value),
        found => found.join(", "),
    }
}

fn cut(value: &[u8]) -> String {
    match value.get(..SHOWN) {
        Some(start) if value.len() > SHOWN => format!("{}... ({} bytes)", hex(start), value.len()),
        _ => hex(value),
    }
}

fn oid(id: ObjectIdentifier) -> String {
    let text = id.to_string();
    let known = OIDS.iter().find(|known| known.0 == text);
    known.map_or(text, |known| known.1.to_owned())
}

const OIDS: [(&str, &str); 18] = [
    ("1.2.840.10045.2.1", "EC"),
    ("1.2.840.10045.3.1.7", "P-256"),
    ("1.3.132.0.34", "P-384"),
    ("1.3.132.0.35", "P-521"),
    ("1.2.840.113549.1.1.1", "RSA"),
    ("1.3.101.112", "Ed25519"),
    ("1.2.840.10045.4.3.2", "ECDSA with SHA-256"),
    ("1.2.840.10045.4.3.3", "ECDSA with SHA-384"),
    ("1.2.840.10045.4.3.4", "ECDSA with SHA-512"),
    ("1.2.840.113549.1.1.11", "RSA with SHA-256"),
    ("1.0.18013.5.1.2", "mdoc document signer"),
    ("1.0.18013.5.1.3", "mdoc JWS signer"),
    ("1.0.18013.5.1.6", "mdoc reader"),
    ("1.0.18013.5.1.8", "VICAL signer"),
    ("1.3.6.1.5.5.7.3.30", "status list signer"),
    ("1.3.6.1.5.5.7.3.9", "OCSP signer"),
    ("1.3.6.1.5.5.7.3.1", "TLS server"),
    ("1.3.6.1.5.5.7.3.2", "TLS client"),
];

/// Extensions that are shown; a certificate of ISO/IEC 18013-5 has fewer than ten.
const EXTENSIONS: usize = 32;

/// Bytes of one that is not decoded.
const SHOWN: usize = 32;
