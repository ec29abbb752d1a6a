//! Chains, envelopes, lists and entries with one fault each.

use super::*;

#[test]
fn a_signer_s_chain_with_one_fault_is_refused() {
    let signer: [(&str, Change); 6] = [
        ("pki.key-usage", |part| {
            part.put(oid::KEY_USAGE, true, &[3, 2, 7, 0x80]);
        }),
        ("pki.extended-key-usage", |part| {
            part.put(oid::EXTENDED_KEY_USAGE, false, &EKU_VICAL);
        }),
        ("pki.basic-constraints", |part| {
            part.put(oid::BASIC_CONSTRAINTS, true, &CA);
        }),
        ("pki.authority-key-identifier", |part| {
            part.remove(oid::AUTHORITY_KEY_IDENTIFIER);
        }),
        ("pki.expired", |part| {
            part.set_validity("2026-02-01T00:00:00Z", "2026-05-31T00:00:00Z");
        }),
        ("pki.not-yet-valid", |part| {
            part.set_validity("2026-06-02T00:00:00Z", "2026-07-01T00:00:00Z");
        }),
    ];
    let authority: [(&str, Change); 8] = [
        ("pki.extension", |part| {
            part.put(oid::BASIC_CONSTRAINTS, true, &[5, 0]);
        }),
        ("pki.extension", |part| {
            part.put(oid::KEY_USAGE, true, &[5, 0]);
        }),
        ("pki.unsupported-key", |part| {
            let other = include_str!("../../chain/tests/foreign/p521.pem");
            let other = Certificate::from_pem(other).unwrap();
            part.key = spki::SubjectPublicKeyInfoOwned::from_der(other.public_key_der()).unwrap();
        }),
        ("vical.authority", |part| {
            part.remove(oid::BASIC_CONSTRAINTS)
        }),
        ("vical.authority", |part| part.remove(oid::KEY_USAGE)),
        ("vical.authority", |part| {
            part.put(oid::KEY_USAGE, true, &[3, 2, 1, 2]);
        }),
        ("vical.authority", |part| {
            part.put(oid::NAME_CONSTRAINTS, true, &[0x30, 0]);
        }),
        ("vical.authority", |part| {
            part.set_validity("2026-02-01T00:00:00Z", "2026-05-31T00:00:00Z");
        }),
    ];
    let root: [(&str, Change); 2] = [
        ("vical.authority", |part| {
            part.put(oid::BASIC_CONSTRAINTS, true, &CA_ABOVE_NO_OTHER);
        }),
        ("vical.authority", |part| {
            part.set_validity("2026-02-01T00:00:00Z", "2026-05-31T00:00:00Z");
        }),
    ];
    let good = Provider::new();
    let list = request().issue(&good.chain(), &good.key).unwrap();
    let payload = Sign1::parse(&list).unwrap().payload().unwrap();
    let signer = signer.map(|(code, change)| (code, [unchanged, unchanged, change]));
    let authority = authority.map(|(code, change)| (code, [unchanged, change, unchanged]));
    let root = root.map(|(code, change)| (code, [change, unchanged, unchanged]));
    for (expected, changes) in signer.into_iter().chain(authority).chain(root) {
        let provider = Provider::changed(changes);
        let list = provider.sign(&provider.chain(), payload);
        assert_eq!(provider.code(&list), expected);
    }
    let (signer, authority, root) = (&good.signer, &good.authority, &good.root);
    for (expected, chain) in [
        ("vical.untrusted-signer", &[signer][..]),
        ("vical.untrusted-signer", &[signer, root]),
        ("pki.key-usage", &[authority, signer]),
    ] {
        let chain: Vec<_> = chain.iter().map(|one| (*one).clone()).collect();
        assert_eq!(good.code(&good.sign(&chain, payload)), expected);
    }
}

#[test]
fn an_envelope_with_one_fault_is_refused() {
    let provider = Provider::new();
    let written = |write: &dyn Fn(&mut Writer<'_>)| {
        let mut list = Vec::new();
        let mut writer = Writer::new(&mut list);
        writer
            .array(4)
            .byte_string(&protected_header(Curve::P256, None));
        write(&mut writer);
        writer.byte_string(&[0; 64]);
        list
    };
    let without_chain = written(&|writer| {
        writer.map(0).byte_string(&[0xA0]);
    });
    assert_eq!(provider.code(&without_chain), "vical.untrusted-signer");
    let detached = written(&|writer| {
        writer.map(1).unsigned(33).array(2);
        for certificate in provider.chain() {
            writer.byte_string(certificate.der());
        }
        writer.null();
    });
    assert_eq!(provider.code(&detached), "vical.structure");
    let good = request().issue(&provider.chain(), &provider.key).unwrap();
    let tagged = [&[0xD2], good.as_slice()].concat();
    assert_eq!(provider.code(&tagged), "cose.tagged");
}

#[test]
fn a_list_with_one_fault_is_refused() {
    let provider = Provider::new();
    let cases: [(&str, ListChange); 13] = [
        ("accepted", |list| list.set("more", Value::from(1))),
        ("accepted", |list| list.remove("vicalIssueID")),
        ("vical.missing", |list| list.remove("version")),
        ("vical.missing", |list| list.remove("vicalProvider")),
        ("vical.missing", |list| list.remove("date")),
        ("vical.missing", |list| list.remove("certificateInfos")),
        ("vical.version", |list| {
            list.set("version", Value::from("2.0"))
        }),
        ("vical.date", |list| {
            list.set("date", Value::from("2026-05-01T00:00:00Z"));
        }),
        ("vical.date", |list| {
            list.set("nextUpdate", tdate_value("2026-07-01T00:00:00.0Z"));
        }),
        ("vical.structure", |list| {
            list.set("vicalIssueID", Value::from("1"));
        }),
        ("vical.structure", |list| {
            list.set("certificateInfos", Value::Null);
        }),
        ("vical.too-large", |list| {
            list.set("certificateInfos", Value::Array(vec![Value::Null; 1_025]));
        }),
        ("vical.structure", |list| {
            let content = list.0.clone().to_vec().unwrap();
            list.0 = Value::Tag(24, Box::new(Value::Bytes(content)));
        }),
    ];
    for (index, (expected, change)) in cases.into_iter().enumerate() {
        assert_eq!(provider.code(&provider.forged(change)), expected, "{index}");
    }
    let twice = hex_literal::hex!("A2 61 61 00 61 61 00");
    let list = provider.sign(&provider.chain(), &twice);
    assert_eq!(provider.code(&list), "vical.not-cbor");
}

#[test]
fn an_entry_with_one_fault_anchors_nothing_and_leaves_the_others() {
    let provider = Provider::new();
    let cases: [(&str, ListChange); 12] = [
        ("vical.missing", |entry| entry.remove("certificate")),
        ("vical.missing", |entry| entry.remove("serialNumber")),
        ("vical.missing", |entry| entry.remove("ski")),
        ("vical.missing", |entry| entry.remove("docType")),
        ("vical.structure", |entry| {
            entry.set("docType", Value::Array(vec![]))
        }),
        ("vical.entry-mismatch", |entry| {
            entry.set("serialNumber", Value::from(1));
        }),
        ("vical.entry-mismatch", |entry| {
            entry.set("ski", Value::Bytes(vec![1; 20]));
        }),
        ("vical.entry-mismatch", |entry| {
            entry.set("issuer", Value::Bytes(vec![0x30, 0]));
        }),
        ("vical.entry-mismatch", |entry| {
            entry.set("subject", Value::Bytes(vec![0x30, 0]));
        }),
        ("vical.entry-mismatch", |entry| {
            entry.set(
                "certificate",
                Value::Bytes(Chain::new(SigningCurve::P384).iaca.der().to_vec()),
            );
        }),
        ("pki.malformed", |entry| {
            entry.set("certificate", Value::Bytes(vec![0x30, 0]));
        }),
        ("vical.other-profile", |entry| {
            let reader = Value::from("1.0.18013.5.1.6");
            entry.set("certificateProfile", Value::Array(vec![reader]));
        }),
    ];
    for (expected, change) in cases {
        let vical = provider.verify(&provider.forged(|list| list.entry(change)));
        let vical = vical.unwrap();
        assert_eq!(vical.anchors_for(MNC).count(), 0);
        assert_eq!(vical.anchors_for(MDL).count(), 1);
        let [unusable] = vical.unusable() else {
            panic!("{expected}")
        };
        assert_eq!((unusable.position, unusable.reason.code()), (0, expected));
    }
}
