//! One fault in one file of the software card.

use super::*;

type Pick = fn(&mut CardReading) -> &mut Vec<u8>;

const SIGNING: Pick = |r| &mut r.signing.as_mut().unwrap().certificate;
const AUTHENTICATION: Pick = |r| &mut r.authentication.as_mut().unwrap().certificate;
const FACE: Pick = |r| &mut r.face.as_mut().unwrap().record;
const FACE_CERTIFICATE: Pick = |r| &mut r.face.as_mut().unwrap().certificate;
const ATTRIBUTES: Pick = |r| &mut r.text.as_mut().unwrap().attributes;
const INTEGRITY: Pick = |r| &mut r.text.as_mut().unwrap().integrity;
const TEXT_CERTIFICATE: Pick = |r| &mut r.text.as_mut().unwrap().certificate;
const CARD_KEY: Pick = |r| r.text.as_mut().unwrap().card_key.as_mut().unwrap();
const NUMBER: Pick = |r| r.text.as_mut().unwrap().individual_number.as_mut().unwrap();
const LICENCE: Pick = |r| &mut r.licence.as_mut().unwrap().data;
const LICENCE_SIGNATURE: Pick = |r| &mut r.licence.as_mut().unwrap().signature;

#[test]
fn each_signature_has_its_own_refusal() {
    let table: [(&str, Pick, usize, &str); 11] = [
        ("certificate", SIGNING, 1_000, "evidence.jpki-signature"),
        (
            "certificate",
            AUTHENTICATION,
            500,
            "evidence.jpki-signature",
        ),
        ("photo", FACE, 3_000, "evidence.record-signature"),
        // 7F21 820233 { 5F4E 820129 { issuer[16], subject[16], key }, 5F37 820100 signature }
        ("issuer", FACE_CERTIFICATE, 10, "evidence.unknown-issuer"),
        (
            "subject",
            FACE_CERTIFICATE,
            26,
            "evidence.authority-signature",
        ),
        (
            "signature",
            TEXT_CERTIFICATE,
            400,
            "evidence.authority-signature",
        ),
        ("name", ATTRIBUTES, 22, "evidence.attributes-digest"),
        ("a digest", INTEGRITY, 50, "evidence.record-signature"),
        ("signature", INTEGRITY, 200, "evidence.record-signature"),
        ("signature", CARD_KEY, 400, "evidence.record-signature"),
        (
            "signature",
            LICENCE_SIGNATURE,
            100,
            "evidence.record-signature",
        ),
    ];
    for (name, pick, byte, code) in table {
        let mut reading = reading(HANAKO);
        pick(&mut reading)[byte] ^= 1;
        assert_eq!(refusal(&policy(), &reading), code, "{name}, byte {byte}");
    }
}

#[test]
fn files_that_are_cut_off_or_no_records_are_refused() {
    for pick in [
        SIGNING,
        AUTHENTICATION,
        FACE,
        FACE_CERTIFICATE,
        ATTRIBUTES,
        INTEGRITY,
        TEXT_CERTIFICATE,
        CARD_KEY,
        NUMBER,
        LICENCE_SIGNATURE,
    ] {
        for bytes in [
            vec![],
            vec![0xFF; 40],
            pick(&mut reading(HANAKO))[..12].to_vec(),
        ] {
            let mut reading = reading(HANAKO);
            *pick(&mut reading) = bytes;
            let code = refusal(&policy(), &reading);
            let unread = ["evidence.record", "evidence.certificate"];
            assert!(unread.contains(&code), "{code}");
        }
    }
}

/// Every 31st byte of every file, one bit of it.
#[test]
fn a_flipped_bit_is_refused_or_changes_no_claim() {
    let baseline = claims(&evidence(&policy(), &reading(HANAKO)).unwrap());
    let (mut accepted, mut refused) = (0, 0);
    for pick in [
        SIGNING,
        AUTHENTICATION,
        FACE,
        FACE_CERTIFICATE,
        ATTRIBUTES,
        INTEGRITY,
        TEXT_CERTIFICATE,
        CARD_KEY,
        NUMBER,
        LICENCE,
        LICENCE_SIGNATURE,
    ] {
        let mut reading = reading(HANAKO);
        for byte in (0..pick(&mut reading).len()).step_by(31) {
            let bit = 1 << (byte % 8);
            pick(&mut reading)[byte] ^= bit;
            match evidence(&policy(), &reading) {
                Ok(found) => {
                    assert!(claims(&found) == baseline, "byte {byte} changed a claim");
                    accepted += 1;
                }
                Err(_) => refused += 1,
            }
            pick(&mut reading)[byte] ^= bit;
        }
    }
    assert!(
        accepted > 0 && refused > 10 * accepted,
        "{accepted}, {refused}"
    );
}

fn claims(evidence: &Evidence) -> impl PartialEq + use<> {
    let holder = evidence.holder();
    let licence = evidence.licence().unwrap();
    let data = licence.data().unwrap();
    (
        (holder.name().to_owned(), holder.address().to_owned()),
        (holder.birth_date(), holder.sex()),
        evidence.portrait().unwrap().image().to_vec(),
        *evidence.individual_number().unwrap().digits(),
        (licence.expires(), data.number().map(str::to_owned)),
        (data.categories().to_vec(), data.conditions().to_vec()),
        data.photo().map(<[u8]>::to_vec),
    )
}

#[test]
fn a_distrusted_key_refuses_all_that_depends_on_it() {
    let authorities = Authorities::new().unwrap();
    let root = |der: &[u8]| {
        let root = crate::pki::Certificate::from_der(der).unwrap();
        root.public_key().rsa().unwrap().clone()
    };
    let reading = reading(HANAKO);
    let record = &reading.face.as_ref().unwrap().record;
    let card_key = reading.text.as_ref().unwrap().card_key.as_ref().unwrap();
    for (role, key) in [
        (Role::Signing, root(&authorities.signing_ca)),
        (
            Role::Signing,
            root(&reading.signing.as_ref().unwrap().certificate),
        ),
        (Role::Authentication, root(&authorities.authentication_ca)),
        (
            Role::Face,
            crate::card::record::FaceRecord::parse(record)
                .unwrap()
                .card_key()
                .clone(),
        ),
        (
            Role::Text,
            crate::card::record::CardKeyRecord::parse(card_key)
                .unwrap()
                .key()
                .clone(),
        ),
        (
            Role::Licence,
            RsaPublicKey::from_spki_der(&authorities.police.public_key).unwrap(),
        ),
    ] {
        let anchors = anchors().distrusting(key.spki_sha256());
        match policy().examine(&anchors, challenge(), &reading, now()) {
            Err(EvidenceError::DistrustedKey { role: found }) => assert_eq!(found, role),
            other => panic!("{role}: {other:?}"),
        }
    }
}
