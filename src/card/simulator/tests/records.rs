use super::*;
use crate::card::record::{
    CardKeyRecord, CardVerifiableCertificate, FaceRecord, IndividualNumberRecord, KeyId,
    LicenceData, LicenceSignature, TextAttributes, TextIntegrity, pin_is_set,
};
use crate::crypto::{RsaPublicKey, sha256};

#[test]
fn the_text_records_are_signed_by_the_municipality() {
    for holder in Holder::ALL {
        let mut reader = Reader::of(holder);
        reader.open(Application::Text);
        let [number, attributes, integrity, certificate, card_key] =
            [0x01, 0x02, 0x03, 0x04, 0x07].map(|id| reader.file(id));
        let authority = Authorities::new().unwrap().text;
        let municipality = municipality_key(&certificate, &authority);

        let integrity = TextIntegrity::parse(&integrity).unwrap();
        let signature = integrity.signature();
        municipality
            .verify(&[integrity.signed_part()], signature)
            .unwrap();
        let attributes = TextAttributes::parse(&attributes).unwrap();
        assert_eq!(attributes.name(), holder.full_name());
        assert_eq!(attributes.address(), holder.address());
        assert_eq!(
            *integrity.attributes_digest(),
            sha256(&[attributes.signed_part()])
        );
        let number_record = IndividualNumberRecord::parse(&number).unwrap();
        assert_eq!(number_record.number(), holder.individual_number());
        assert_eq!(number.len(), 17);
        assert_eq!(*integrity.individual_number_digest(), sha256(&[&number]));

        let card_key = CardKeyRecord::parse(&card_key).unwrap();
        municipality
            .verify(&[card_key.signed_part()], card_key.signature())
            .unwrap();
        let signature = reader.sign(0x00, b"challenge");
        card_key.key().verify(&[b"challenge"], &signature).unwrap();
    }
}

#[test]
fn the_face_record_is_signed_by_the_municipality() {
    for holder in Holder::ALL {
        let mut reader = Reader::of(holder);
        reader.select(Application::Face);
        assert_eq!(
            reader.verify(0x12, &holder.verification_number_b().unwrap()),
            0x9000
        );
        let [face, certificate] = [0x02, 0x04].map(|id| reader.file(id));
        let authority = Authorities::new().unwrap().face;
        let municipality = municipality_key(&certificate, &authority);

        let face = FaceRecord::parse(&face).unwrap();
        municipality
            .verify_three_digests(face.signed_digests(), face.signature())
            .unwrap();
        assert!(face.name_image().starts_with(b"\x89PNG"));
        assert!(face.address_image().starts_with(b"\x89PNG"));
        assert!(face.photo().starts_with(b"\0\0\0\x0CjP  "));
        let expiry = face.unsigned_expiry().to_string().replace('-', "");
        assert_eq!(expiry, holder.card_expiry());

        let signature = reader.sign(0x00, b"challenge");
        face.card_key().verify(&[b"challenge"], &signature).unwrap();
    }
}

#[test]
fn the_age_and_number_records_are_signed_with_the_card_key_in_them() {
    let mut reader = Reader::hanako();
    reader.select(Application::Face);
    for (secret, value) in [(0x11, BIRTH_DATE), (0x13, NUMBER_A)] {
        assert_eq!(reader.verify(secret, value), 0x9000);
    }
    let certificate = reader.file(0x04);
    let municipality = municipality_key(&certificate, &Authorities::new().unwrap().face);
    for id in [0x01, 0x05] {
        let file = reader.file(id);
        let objects = shapes::objects(&file);
        let [(_, content), (_, key), (_, signature)] = objects.as_slice() else {
            panic!("three objects");
        };
        let signed = [&file[5..5 + content.header], content.value, key.whole].concat();
        municipality.verify(&[&signed], signature.value).unwrap();
    }
}

#[test]
fn the_licence_is_signed_by_the_police() {
    let police = Authorities::new().unwrap().police;
    let key = RsaPublicKey::from_spki_der(&police.public_key).unwrap();
    for holder in Holder::ALL
        .into_iter()
        .filter(|holder| holder.has_licence())
    {
        let mut reader = Reader::of(holder);
        reader.select(Application::Licence);
        assert!(pin_is_set(&reader.file(0x1A)).unwrap());
        assert_eq!(reader.verify(0x06, PIN), 0x9000);
        let [data, signature_file] = [0x1B, 0x1C].map(|id| reader.file(id));
        assert_eq!((data.len(), signature_file.len()), (5845, 584));
        let data = LicenceData::parse(&data).unwrap();
        let signature = LicenceSignature::parse(&signature_file).unwrap();
        let last = signature.unsigned_key_identifier();
        assert!(
            last.len() == 32 && signature_file.ends_with(last),
            "no filler"
        );
        let [objects, _] = data.signed_candidates();
        key.verify(&[objects], signature.signature()).unwrap();
        assert_eq!(data.number(), holder.licence_number());
        assert!(data.photo().unwrap().starts_with(b"\0\0\0\x0CjP  "));
        assert!(!data.categories().is_empty() && !data.conditions().is_empty());
        assert!(data.colour_class().is_some() && data.valid_until().is_some());
    }
}

#[test]
fn the_licence_application_is_there_only_with_a_licence() {
    let select = "00A4040C10A0000002310600000000000000000000";
    for holder in Holder::ALL {
        let expected = if holder.has_licence() { 0x9000 } else { 0x6A82 };
        assert_eq!(Reader::of(holder).status(select), expected, "{holder}");
    }
}

#[test]
fn the_jpki_keys_sign_for_their_certificates_in_every_form() {
    let message = b"challenge";
    let digest = sha256(&[message]);
    let prefixed = [
        &bytes("3031300D060960864801650304020105000420")[..],
        &digest,
    ]
    .concat();
    let cases = [
        (0x18, PIN, 0x17, 0x0A),
        (0x1B, SIGNING_PASSWORD, 0x1A, 0x01),
    ];
    for (secret, value, key, certificate) in cases {
        let mut reader = Reader::hanako();
        reader.select(Application::Jpki);
        assert_eq!(reader.verify(secret, value), 0x9000);
        let public = shapes::public_key(&reader.file(certificate));
        assert_eq!(reader.status(&format!("00A4020C0200{key:02X}")), 0x9000);
        let forms: [(u8, &[u8]); 3] = [(0x00, &prefixed), (0x02, &digest), (0x03, message)];
        for (p1, data) in forms {
            for p2 in [0x80, 0x80 | key] {
                let length = u8::try_from(data.len()).unwrap();
                let command = [&[0x80, 0x2A, p1, p2, length], data, &[0x00]].concat();
                let (signature, status) = reader.send_bytes(&command);
                assert_eq!((signature.len(), status), (256, 0x9000));
                public.verify(&[message], &signature).unwrap();
            }
        }
        // P1 01: the digest alone is padded, without naming its algorithm.
        let command = [&[0x80, 0x2A, 0x01, 0x80, 9], &message[..], &[0x00]].concat();
        let bare = reader.send_bytes(&command).0;
        assert!(public.verify(&[message], &bare).is_err());
        let command = [&[0x80, 0x2A, 0x00, 0x80, 32], &digest[..], &[0x00]].concat();
        assert_eq!(reader.send_bytes(&command).0, bare);
    }
}

#[test]
fn two_cards_of_one_holder_are_the_same_bytes() {
    let files = || {
        let mut reader = Reader::hanako();
        reader.open(Application::Jpki);
        [0x01, 0x02, 0x06, 0x08, 0x0A, 0x0B].map(|id| reader.file(id))
    };
    assert_eq!(files(), files());
}

/// The key in a card-verifiable certificate, after its signature was verified.
fn municipality_key(certificate: &[u8], authority: &CardVerifiableAuthority) -> RsaPublicKey {
    let certificate = CardVerifiableCertificate::parse(certificate).unwrap();
    assert_eq!(certificate.issuer(), KeyId::new(authority.key_id));
    let issuer = RsaPublicKey::from_components(&authority.modulus, &authority.exponent).unwrap();
    issuer
        .verify(&[certificate.signed_part()], certificate.signature())
        .unwrap();
    certificate.key().clone()
}
