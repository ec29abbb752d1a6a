//! What a document is trusted by: a list of roots instead of a root, and revocation lists.

use ciborium::Value;
use mnid_mdoc::crypto::{Signer, SigningCurve, SoftwareKey};
use mnid_mdoc::pki::{
    Certificate, Edition, Profile, RevocationListRequest, Role, SignerRequest, VicalEntry,
    VicalRequest,
};
use mnid_mdoc::testing::ThrowawayPki;
use serde_json::json;

use super::super::certificate_draft::CertificateDraft;
use super::super::draft::{array, decode, encode, map, member, tagged};
use super::super::scene::random;
use super::super::vector::hex;
use super::certificate::{EXTENDED_KEY_USAGE, KEY_USAGE};
use super::{Case, Failure, Kit, MDL, MNC, Vector, clause, valid};

pub(super) fn cases(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let mut vectors = by_list(kit)?;
    vectors.extend(revoked(kit)?);
    Ok(vectors)
}

/// Who says of which roots they are trusted.
struct Provider {
    root: Certificate,
    signer: Certificate,
    key: SoftwareKey,
}

impl Provider {
    fn new(kit: &Kit<'_>) -> Result<Self, Failure> {
        let random = &mut random("provider");
        let pki = ThrowawayPki::generate(SigningCurve::P256, kit.scene.now, random)?;
        let key = SoftwareKey::generate(SigningCurve::P256, random)?;
        let request = SignerRequest {
            profile: Profile::new(Role::DocumentSigner, Edition::EveryReader),
            common_name: "TEST mnid-mdoc VICAL signer".to_owned(),
            organization: Some("TEST mnid-mdoc".to_owned()),
            not_before: pki.iaca().not_before(),
            not_after: pki.iaca().not_before().plus_days(400),
            crl_uri: Some("https://mnid-mdoc.example/vical.crl".to_owned()),
        };
        let signer = request.issue(pki.iaca(), pki.iaca_key(), &key.public_key(), random)?;
        // Of a document signer the key usage and the purpose are other ones.
        let mut draft = CertificateDraft::of(&signer)?;
        draft.put(KEY_USAGE, true, &[3, 2, 6, 0x40])?;
        let vical = [0x30, 9, 6, 7, 0x28, 0x81, 0x8C, 0x5D, 5, 1, 8];
        draft.put(EXTENDED_KEY_USAGE, true, &vical)?;
        let signer = Certificate::from_der(&draft.sign(pki.iaca_key())?)?;
        Ok(Self {
            root: pki.iaca().clone(),
            signer,
            key,
        })
    }

    /// A list that has the issuer's root, for documents of this type.
    fn list(&self, kit: &Kit<'_>, doc_type: &str) -> Result<Vec<u8>, Failure> {
        let request = VicalRequest {
            provider: "TEST mnid-mdoc".to_owned(),
            issue_id: Some(1),
            date: kit.scene.now.plus_days(-1),
            next_update: Some(kit.scene.now.plus_days(30)),
            not_after: None,
            entries: vec![VicalEntry {
                certificate: kit.scene.root().clone(),
                doc_types: vec![doc_type.to_owned()],
            }],
        };
        Ok(request.issue(std::slice::from_ref(&self.signer), &self.key)?)
    }

    /// A list with another payload, signed anew.
    fn resigned(
        &self,
        list: &[u8],
        change: impl FnOnce(Vec<u8>) -> Result<Vec<u8>, Failure>,
    ) -> Result<Vec<u8>, Failure> {
        let mut whole = decode(list)?;
        let [protected, _, payload, signature] = array(&mut whole)?.as_mut_slice() else {
            return Err("a list has four parts".into());
        };
        let changed = change(payload.as_bytes().ok_or("no payload")?.clone())?;
        let message = encode(&Value::Array(vec![
            "Signature1".into(),
            protected.clone(),
            Value::Bytes(Vec::new()),
            Value::Bytes(changed.clone()),
        ]))?;
        *payload = Value::Bytes(changed);
        *signature = Value::Bytes(self.key.sign(&[&message])?.as_bytes().to_vec());
        encode(&whole)
    }
}

fn by_list(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let provider = Provider::new(kit)?;
    let list = provider.list(kit, MDL)?;
    let anchors = json!([provider.root.to_pem()]);
    let comment = "The root is trusted since a VICAL lists it for this document type.";
    let good = valid(kit.scene, "trusted-by-vical", "Vical", comment, kit.bytes())?
        .feature("vical")
        .input("trust_anchors", json!([]))
        .input("vical", hex(&list))
        .input("vical_trust_anchors", anchors);
    let broken = |name, flag, comment, list: &[u8]| {
        Vector::invalid(&good, name, "certificate", flag, comment)
            .spec(VICAL)
            .input("vical", hex(list))
    };
    let other = provider.list(kit, MNC)?;
    let in_tag_24 = provider.resigned(&list, |payload| encode(&tagged(payload)))?;
    let of_another_major = provider.resigned(&list, |payload| {
        let mut list = decode(&payload)?;
        *member(&mut list, "version")? = "2.0".into();
        encode(&list)
    })?;
    let over = provider.resigned(&list, |payload| {
        let mut list = decode(&payload)?;
        let date = Value::Tag(0, Box::new("2026-11-24T08:59:59Z".into()));
        map(&mut list)?.push(("notAfter".into(), date));
        encode(&list)
    })?;
    let mut forged = decode(&list)?;
    if let Some(last) = array(&mut forged)?.last_mut() {
        let signature = last.as_bytes_mut().ok_or("no signature")?;
        signature.iter_mut().take(1).for_each(|byte| *byte ^= 1);
    }
    let nobody = Vector::invalid(
        &good,
        "vical-of-nobody",
        "certificate",
        "Vical",
        "The list's signer is below no root that is trusted for lists.",
    )
    .spec(VICAL);
    Ok(vec![
        broken(
            "vical-of-another-document-type",
            "Vical",
            "The list has the root, but for My Number documents alone.",
            &other,
        ),
        broken(
            "vical-payload-in-tag-24",
            "Vical",
            "The payload of the list stands in tag 24, where the bare list belongs.",
            &in_tag_24,
        ),
        broken(
            "vical-of-another-major-version",
            "Vical",
            "The version of the list is 2.0.",
            &of_another_major,
        ),
        broken(
            "vical-over",
            "Vical",
            "The list was usable until a second ago.",
            &over,
        ),
        broken(
            "vical-forged",
            "Vical",
            "One bit of the list's signature is another.",
            &encode(&forged)?,
        ),
        nobody.input("vical_trust_anchors", json!([kit.scene.root().to_pem()])),
        good,
    ])
}

/// A revocation list of the root, which has the document's signer or has not.
fn revoked(kit: &Kit<'_>) -> Result<Vec<Vector>, Failure> {
    let (now, root) = (kit.scene.now, kit.scene.root());
    let list = |revoked: Vec<_>, from: i64, until: i64| -> Result<String, Failure> {
        let request = RevocationListRequest {
            this_update: now.plus_seconds(from),
            next_update: now.plus_seconds(until),
            number: 1,
            revoked,
        };
        let list = request.issue(root, kit.scene.authority.iaca_key())?;
        Ok(hex(list.der()))
    };
    let comment = "The root's revocation list does not have the document signer.";
    let good = valid(
        kit.scene,
        "signer-not-revoked",
        "Revocation",
        comment,
        kit.bytes(),
    )?
    .feature("crl")
    .input("crl", list(Vec::new(), -3_600, 86_400)?);
    let signer = vec![(kit.signer().clone(), now.plus_seconds(-7_200))];
    let case = Case(
        "status",
        "signer-revoked",
        "Revocation",
        "The root's revocation list has the document signer.",
    );
    let over = Case(
        "status",
        "revocation-list-over",
        "Revocation",
        "The revocation list was to be replaced a second ago.",
    );
    let broken = |case: Case<'_>, crl: String| {
        Vector::invalid(&good, case.1, case.0, case.2, case.3)
            .spec(clause(case.0))
            .input("crl", crl)
    };
    Ok(vec![
        broken(case, list(signer, -3_600, 86_400)?),
        broken(over, list(Vec::new(), -86_400, -1)?),
        good,
    ])
}

const VICAL: &str = "ISO/IEC 18013-5:2021 Annex C.1.7";
