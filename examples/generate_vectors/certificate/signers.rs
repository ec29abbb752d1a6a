//! Signers of status lists and of VICALs.

use der::Tag;
use mnid_mdoc::crypto::Signer;
use mnid_mdoc::pki::{Certificate, Edition, Role};
use serde_json::json;

use super::super::certificate_draft::{CertificateDraft, name};
use super::super::vector::{Vector, hex};
use super::authorities::*;
use super::{CERTIFICATE, Fault, Made, POLICY, base, invalid, under_profile, valid};

pub(super) fn cases(own: &Authorities<'_>) -> Made {
    let key = own.scene.signer_key().public_key();
    let lists = own
        .own
        .certify(Role::StatusListSigner, Edition::EveryReader, &key)?;
    let mut vectors = of(own, "status-list-signer", "status-list", &lists, LISTS)?;
    let vicals = own.vical_signer()?;
    vectors.extend(of(own, "vical-signer", "vical", &vicals, VICALS)?);
    Ok(vectors)
}

fn of(
    own: &Authorities<'_>,
    purpose: &str,
    feature: &'static str,
    certificate: &Certificate,
    faults: &[Fault],
) -> Made {
    let comment = format!("The certificate of a {}.", purpose.replace('-', " "));
    let good = valid(purpose, &comment, purpose, &[certificate], &[&own.own.root])?;
    let good = good.feature(feature);
    let strict = under_profile(&good, "default");
    let mut vectors: Vec<Vector> = vec![good.clone(), strict.clone()];
    for fault in faults {
        let mut draft = CertificateDraft::of(certificate)?;
        (fault.change)(&mut draft)?;
        let changed = draft.sign(&own.own.key)?;
        let vector = invalid(base(fault.stage, &good, &strict), fault);
        vectors.push(vector.input("chain", json!([hex(&changed)])));
    }
    Ok(vectors)
}

const LISTS: &[Fault] = &[
    Fault {
        name: "status-list-signer-for-documents",
        stage: CERTIFICATE,
        flag: "CertificatePurpose",
        comment: "The extended key usage is that of a document signer.",
        change: |draft| draft.put(EXTENDED_KEY_USAGE, true, &MDL_DOCUMENT_SIGNER),
    },
    Fault {
        name: "status-list-signer-with-non-repudiation",
        stage: CERTIFICATE,
        flag: "CertificateKeyUsage",
        comment: "Key usage is nonRepudiation.",
        change: |draft| draft.put(KEY_USAGE, true, &[0x03, 0x02, 0x06, 0x40]),
    },
    Fault {
        name: "status-list-signer-as-ca",
        stage: CERTIFICATE,
        flag: "CertificateBasicConstraints",
        comment: "The certificate has basic constraints with cA true.",
        change: |draft| draft.put(BASIC_CONSTRAINTS, true, &PATH_LENGTH_0),
    },
];

const VICALS: &[Fault] = &[
    Fault {
        name: "vical-signer-with-digital-signature",
        stage: CERTIFICATE,
        flag: "CertificateKeyUsage",
        comment: "Key usage is digitalSignature; a VICAL is signed with nonRepudiation.",
        change: |draft| draft.put(KEY_USAGE, true, &[0x03, 0x02, 0x07, 0x80]),
    },
    Fault {
        name: "vical-signer-for-documents",
        stage: CERTIFICATE,
        flag: "CertificatePurpose",
        comment: "The extended key usage is that of a document signer.",
        change: |draft| draft.put(EXTENDED_KEY_USAGE, true, &MDL_DOCUMENT_SIGNER),
    },
    Fault {
        name: "vical-signer-without-organization",
        stage: POLICY,
        flag: "CertificateName",
        comment: "The subject has no organizationName.",
        change: |draft| {
            draft.subject = name(&[
                (COUNTRY, Tag::PrintableString, "JP"),
                (COMMON_NAME, Tag::Utf8String, "TEST mnid-mdoc VICAL signer"),
            ])?;
            Ok(())
        },
    },
];
