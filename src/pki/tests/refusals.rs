//! What fails outside, and what is malformed in what is read beside certificates.

use super::*;
use crate::crypto::{Random, RandomError};
use crate::error::Coded;
use crate::limits;
use crate::pki::{
    CertificateRequest, Edition, IacaLinkRequest, PkiError, Profile, RevocationListRequest, Role,
    SignerRequest, VerifyingKey, VicalEntry, VicalRequest, iacas_from_json, oid,
};

/// A signer that answers nothing.
struct Absent(SoftwareKey);

impl Signer for Absent {
    fn public_key(&self) -> PublicKey {
        self.0.public_key()
    }

    fn sign(&self, _: &[&[u8]]) -> Result<Signature, SignerError> {
        Err(SignerError {
            reason: "absent",
            source: None,
        })
    }
}

/// A source that gives nothing.
struct Broken;

impl Random for Broken {
    fn fill(&mut self, _: &mut [u8]) -> Result<(), RandomError> {
        Err(RandomError)
    }
}

/// A root, a document signer, a status-list signer and a link, made by one key and source.
fn made(chain: &Chain, key: &dyn Signer, random: &mut dyn Random) -> [&'static str; 4] {
    let code = |made: Result<Certificate, PkiError>| match made {
        Ok(_) => "made",
        Err(error) => error.code(),
    };
    let (iaca, public) = (&chain.iaca, chain.document_signer_key.public_key());
    let (not_before, not_after) = (at("2026-02-01T00:00:00Z"), at("2027-02-01T00:00:00Z"));
    let status_list_signer = SignerRequest {
        profile: Profile::new(Role::StatusListSigner, Edition::EveryReader),
        common_name: "TEST status lists".to_owned(),
        organization: None,
        not_before,
        not_after,
        crl_uri: None,
    };
    let link = IacaLinkRequest {
        edition: Edition::EveryReader,
        not_before,
        not_after,
        crl_uri: None,
    };
    let request = document_signer_request();
    [
        code(iaca_request().issue(key, random)),
        code(request.issue(iaca, key, &public, random)),
        code(status_list_signer.issue(iaca, key, &public, random)),
        code(link.issue(iaca, key, &Chain::next_iaca(SigningCurve::P256).0, random)),
    ]
}

#[test]
fn without_randomness_or_a_signer_no_certificate_is_made() {
    let chain = Chain::new(SigningCurve::P256);
    let random = &mut SeededRandom::new(b"refusals");
    assert_eq!(made(&chain, &chain.iaca_key, random), ["made"; 4]);
    let without = made(&chain, &chain.iaca_key, &mut Broken);
    assert_eq!(without, ["crypto.random"; 4]);
    let absent = Absent(chain.iaca_key.clone());
    assert_eq!(made(&chain, &absent, random), ["crypto.signer"; 4]);
}

#[test]
fn without_a_signer_no_list_or_request_is_made() {
    let chain = Chain::new(SigningCurve::P256);
    let absent = Absent(chain.iaca_key.clone());
    let absent_signer = Absent(chain.document_signer_key.clone());
    let list = RevocationListRequest {
        this_update: at("2026-06-01T00:00:00Z"),
        next_update: at("2026-07-01T00:00:00Z"),
        number: 1,
        revoked: Vec::new(),
    };
    let made = list.issue(&chain.iaca, &absent);
    assert_eq!(made.unwrap_err().code(), "crypto.signer");
    let made = CertificateRequest::sign("TEST", &absent);
    assert_eq!(made.unwrap_err().code(), "crypto.signer");
    // As if the document signer signed lists of roots.
    let signer = chain.faulty_document_signer(|part| {
        let eku = [0x30, 9, 6, 7, 0x28, 0x81, 0x8C, 0x5D, 5, 1, 8];
        part.put(oid::EXTENDED_KEY_USAGE, true, &eku);
        part.put(oid::KEY_USAGE, true, &[3, 2, 6, 0x40]);
        part.set_subject(&[(oid::ORGANIZATION, der::Tag::Utf8String, "TEST")]);
    });
    let vical = VicalRequest {
        provider: "TEST".to_owned(),
        issue_id: None,
        date: at("2026-06-01T00:00:00Z"),
        next_update: None,
        not_after: None,
        entries: vec![VicalEntry {
            certificate: chain.iaca.clone(),
            doc_types: vec!["org.iso.18013.5.1.mDL".to_owned()],
        }],
    };
    let made = vical.issue(std::slice::from_ref(&signer), &absent_signer);
    assert_eq!(made.unwrap_err().code(), "crypto.signer");
    let made = vical.prepare(&vec![signer; limits::CHAIN_LENGTH + 1]);
    assert_eq!(made.unwrap_err().code(), "vical.field");
}

#[test]
fn every_field_of_a_request_for_a_root_is_named_when_it_cannot_be_written() {
    type Change = fn(&mut IacaRequest);
    let long = |length: usize| "x".repeat(length);
    let chain = Chain::new(SigningCurve::P256);
    let cases: [(&str, Change); 15] = [
        ("common_name", |request| request.common_name.clear()),
        ("common_name", |request| {
            request.common_name = " \u{3000}".to_owned()
        }),
        ("common_name", |request| {
            request.common_name = "a\u{2028}b".to_owned()
        }),
        ("contact_uri", |request| {
            request.contact_uri = "https://".to_owned()
        }),
        ("contact_uri", |request| {
            request.contact_uri = "https:///path".to_owned();
        }),
        ("contact_uri", |request| {
            request.contact_uri = "mailto:a@b?subject=c".to_owned();
        }),
        ("contact_uri", |request| {
            request.contact_uri = "mailto:a@b@c".to_owned();
        }),
        ("contact_uri", |request| {
            request.contact_uri = format!("mailto:{}@b", "a".repeat(253));
        }),
        ("crl_uri", |request| request.crl_uri = None),
        ("organization", |request| {
            request.organization = Some(String::new());
        }),
        ("state", |request| {
            request.state = Some("a\u{7f}".to_owned())
        }),
        ("country", |request| request.country = "JPN".to_owned()),
        ("contact_uri", |request| {
            request.contact_uri = "mailto:example".to_owned();
        }),
        ("crl_uri", |request| {
            request.crl_uri = Some("https://issuer.example/ü".to_owned());
        }),
        ("not_before", |request| {
            request.not_before = at("1969-12-31T23:59:59Z");
        }),
    ];
    let field = |request: &IacaRequest| {
        let random = &mut SeededRandom::new(b"refusals");
        let made = request.issue(&chain.iaca_key, random);
        match made.map(drop) {
            Ok(()) => "none",
            Err(PkiError::Field { field, .. }) => field,
            Err(other) => other.code(),
        }
    };
    for (expected, change) in cases {
        let mut request = iaca_request();
        change(&mut request);
        assert_eq!(field(&request), expected);
    }
    // Each of the lengths is the last that is taken.
    for (over, expected) in [
        (0, ["none"; 4]),
        (1, ["common_name", "organization", "state", "crl_uri"]),
    ] {
        let changes: [&dyn Fn(&mut IacaRequest); 4] = [
            &|request| request.common_name = long(64 + over),
            &|request| request.organization = Some(long(64 + over)),
            &|request| request.state = Some(long(128 + over)),
            &|request| request.crl_uri = Some(format!("https://{}", long(504 + over))),
        ];
        for (change, expected) in changes.into_iter().zip(expected) {
            let mut request = iaca_request();
            change(&mut request);
            assert_eq!(field(&request), expected);
        }
    }
}

#[test]
fn a_published_list_of_roots_with_one_fault_is_refused_for_it() {
    let reason = |json: &str| match iacas_from_json(json.as_bytes()).unwrap_err() {
        PkiError::File { reason } | PkiError::Malformed { field: reason } => reason,
        other => panic!("{other}"),
    };
    let list = |certificate: &str| format!(r#"{{"iacas":[{{"certificate":"{certificate}"}}]}}"#);
    let long = " ".repeat(limits::CERTIFICATE_FILE + 1);
    assert_eq!(reason(&long), "a list of roots that is too long");
    assert_eq!(reason("[]"), "no JSON with iacas");
    assert_eq!(reason(r#"{"iacas":[]}"#), "a list of no or too many roots");
    assert_eq!(reason(&list("MA-=")), "no base64");
    assert_eq!(reason(&list("MAA=")), "tbsCertificate");
}

#[test]
fn an_extension_twice_and_a_key_that_is_none_have_codes_of_their_own() {
    let chain = Chain::new(SigningCurve::P256);
    let mut part = SignedPart::from_der(chain.iaca.signed_part()).unwrap();
    part.extensions.push(part.extensions[0].clone());
    let whole = encoding::certificate(
        &part.to_der().unwrap(),
        crate::crypto::Curve::P256,
        &[1; 64],
    );
    let refused = Certificate::from_der(&whole.unwrap()).unwrap_err();
    assert_eq!(refused.code(), "pki.duplicate-extension");
    let refused = VerifyingKey::from_spki_der(&[0x30, 0]).unwrap_err();
    assert_eq!(refused.code(), "pki.malformed");
}
