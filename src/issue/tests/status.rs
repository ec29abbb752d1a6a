use super::kit::{self, Kit, NOW, at, licence};
use super::refusals::code;
use super::{Counted, key};
use crate::crypto::{Signer, SigningCurve};
use crate::holder::DeviceKey;
use crate::issue::Recipient;
use crate::limits;
use crate::mdoc::{Status, StatusReference};
use crate::testing::SeededRandom;

#[test]
fn a_status_reference_is_issued_and_read_back() {
    let kit = Kit::new();
    let (claims, issuer) = (licence(), kit.issuer(kit::policy()));
    let device = kit.device();
    let list = reference(70_000);
    let mut random = SeededRandom::new(b"status");
    let issued = issuer
        .admit(&claims, at(NOW))
        .unwrap()
        .issue(with_status(&device, list), &mut random, &kit.signer_key)
        .unwrap();
    let document = crate::verify::issuer_signed(issued.as_bytes(), &kit.trust())
        .accepted()
        .unwrap();
    assert_eq!(document.status().unwrap().status_list, Some(list));
    assert_eq!(document.status().unwrap().identifier_list, None);
}

#[test]
fn a_status_reference_that_no_reader_takes_is_refused_before_anything_is_drawn() {
    let kit = Kit::new();
    let (claims, issuer) = (licence(), kit.issuer(kit::policy()));
    let subject = issuer.admit(&claims, at(NOW)).unwrap();
    let device = kit.device();
    let long = "u".repeat(limits::STATUS_URI + 1);
    let certificate = vec![0x30; limits::CERTIFICATE + 1];
    let identifier_too_long = vec![7; limits::STATUS_IDENTIFIER + 1];
    let list = |uri, certificate| {
        Status::List(StatusReference {
            entry: 1,
            uri,
            certificate,
        })
    };
    let identifier = |entry| {
        Status::Identifier(StatusReference {
            entry,
            uri: URI,
            certificate: None,
        })
    };
    let mut random = Counted(SeededRandom::new(b"status"), 0);
    for status in [
        list("", None),
        list(&long, None),
        list(URI, Some(&[])),
        list(URI, Some(&certificate)),
        list("not a uri\n at all", None),
        list("ftp://status.example/1", None),
        list("https://", None),
        list("https:///1", None),
        list("https://status.example/ 1", None),
        list(URI, Some(b"no certificate")),
        identifier(&[]),
        identifier(&identifier_too_long),
    ] {
        let recipient = Recipient {
            device_key: &device,
            status: Some(status),
        };
        assert_eq!(
            code(subject.prepare(recipient, &mut random)),
            "issue.status"
        );
    }
    assert_eq!(random.1, 0);
}

#[test]
fn one_place_in_a_status_list_serves_one_credential_of_a_batch() {
    let kit = Kit::new();
    let (claims, issuer) = (licence(), kit.issuer(kit::policy()));
    let subject = issuer.admit(&claims, at(NOW)).unwrap();
    let other = kit::device(&key(SigningCurve::P256, "other").public_key());
    let own = kit.device();
    let mut random = SeededRandom::new(b"twice");
    let signed = StatusReference {
        certificate: Some(kit.signer.der()),
        ..reference(7)
    };
    for second in [reference(7), signed] {
        let batch = [with_status(&own, reference(7)), with_status(&other, second)];
        let refused = subject.prepare_batch(batch, &mut random);
        assert_eq!(code(refused), "issue.status-twice");
    }
    let batch = [
        with_status(&own, reference(7)),
        with_status(&other, reference(8)),
    ];
    assert_eq!(subject.prepare_batch(batch, &mut random).unwrap().len(), 2);
}

fn with_status<'a>(device_key: &'a DeviceKey, list: StatusReference<'a, u64>) -> Recipient<'a> {
    Recipient {
        device_key,
        status: Some(Status::List(list)),
    }
}

fn reference(entry: u64) -> StatusReference<'static, u64> {
    StatusReference {
        entry,
        uri: URI,
        certificate: None,
    }
}

const URI: &str = "https://status.example/1";
