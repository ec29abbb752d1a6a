//! Roots, and the link from an old one to a new one.

use der::Tag;
use mnid_mdoc::pki::{Certificate, Edition, IacaLinkRequest};
use serde_json::json;

use super::super::certificate_draft::{CertificateDraft, name};
use super::super::scene::random;
use super::super::vector::{Vector, hex};
use super::authorities::*;
use super::{CERTIFICATE, Fault, Made, POLICY, base, invalid, under_profile, valid};

pub(super) fn cases(own: &Authorities<'_>) -> Made {
    let root = &own.own.root;
    let good = valid("root", "A root.", "iaca", &[root], &[])?;
    let strict = under_profile(&good, "default");
    let mut vectors = vec![good.clone(), strict.clone()];
    for fault in FAULTS {
        let mut draft = CertificateDraft::of(root)?;
        (fault.change)(&mut draft)?;
        let changed = draft.sign(&own.own.key)?;
        let vector = invalid(base(fault.stage, &good, &strict), fault);
        vectors.push(vector.input("chain", json!([hex(&changed)])));
    }
    let foreign = CertificateDraft::of(root)?.sign(&own.namesake.key)?;
    vectors.push(
        Vector::invalid(
            &good,
            "root-signed-by-another",
            CERTIFICATE,
            "CertificateSignature",
            "The root is signed by another key than its own.",
        )
        .input("chain", json!([hex(&foreign)])),
    );
    vectors.extend(links(own)?);
    Ok(vectors)
}

fn links(own: &Authorities<'_>) -> Made {
    let (old, new) = (&own.own, &own.next);
    let request = IacaLinkRequest {
        edition: Edition::EveryReader,
        not_before: old.root.not_before(),
        not_after: old.root.not_after(),
        crl_uri: None,
    };
    let link = request.issue(&old.root, &old.key, &new.root, &mut random("link"))?;
    let good = valid(
        "link",
        "The old root, which is trusted, vouches for the new one: first the link certificate, then \
         the new root.",
        "iaca-link",
        &[&link, &new.root],
        &[&old.root],
    )?;
    let case = |name, flag, comment, link: &[u8], new: &Certificate| {
        Vector::invalid(&good, name, CERTIFICATE, flag, comment)
            .input("chain", json!([hex(link), hex(new.der())]))
    };
    let mut long = CertificateDraft::of(&link)?;
    long.put(BASIC_CONSTRAINTS, true, &PATH_LENGTH_1)?;
    let mut rekeyed = CertificateDraft::of(&link)?;
    let other = CertificateDraft::of(&own.namesake.root)?;
    let identifier = other.clone().extension(SUBJECT_KEY_IDENTIFIER)?.clone();
    rekeyed.key = other.key;
    rekeyed.put(
        SUBJECT_KEY_IDENTIFIER,
        false,
        identifier.extn_value.as_bytes(),
    )?;
    Ok(vec![
        case(
            "link-by-another-root",
            "CertificateSignature",
            "The link is signed by another root of the old one's name.",
            &CertificateDraft::of(&link)?.sign(&own.namesake.key)?,
            &new.root,
        ),
        case(
            "link-of-another-key",
            "CertificateLink",
            "The link has the new root's name and another key.",
            &rekeyed.sign(&old.key)?,
            &new.root,
        ),
        case(
            "link-to-another-root",
            "CertificateLink",
            "The new root is not the one that the link names.",
            link.der(),
            &own.of_a_state.root,
        ),
        case(
            "link-with-path-length-1",
            "CertificateBasicConstraints",
            "The link's path length is 1.",
            &long.sign(&old.key)?,
            &new.root,
        ),
        good,
    ])
}

/// SEQUENCE { cA TRUE, pathLenConstraint 1 }
const PATH_LENGTH_1: [u8; 8] = [0x30, 0x06, 0x01, 0x01, 0xFF, 0x02, 0x01, 0x01];

fn renamed(draft: &mut CertificateDraft, tag: Tag, country: &str) -> Result<(), super::Failure> {
    let subject = name(&[
        (COUNTRY, tag, country),
        (ORGANIZATION, Tag::Utf8String, "TEST mnid-mdoc"),
        (COMMON_NAME, Tag::Utf8String, "TEST mnid-mdoc IACA"),
    ])?;
    draft.issuer = subject.clone();
    draft.subject = subject;
    Ok(())
}

const FAULTS: &[Fault] = &[
    Fault {
        name: "root-with-path-length-1",
        stage: CERTIFICATE,
        flag: "CertificateBasicConstraints",
        comment: "The root's path length is 1.",
        change: |draft| draft.put(BASIC_CONSTRAINTS, true, &PATH_LENGTH_1),
    },
    Fault {
        name: "root-without-path-length",
        stage: CERTIFICATE,
        flag: "CertificateBasicConstraints",
        comment: "The root has no path length.",
        change: |draft| draft.put(BASIC_CONSTRAINTS, true, &[0x30, 0x03, 0x01, 0x01, 0xFF]),
    },
    Fault {
        name: "root-without-basic-constraints",
        stage: CERTIFICATE,
        flag: "CertificateBasicConstraints",
        comment: "The root has no basic constraints.",
        change: |draft| {
            draft.remove(BASIC_CONSTRAINTS);
            Ok(())
        },
    },
    Fault {
        name: "root-key-usage-with-another-bit",
        stage: CERTIFICATE,
        flag: "CertificateKeyUsage",
        comment: "Key usage has digitalSignature beside keyCertSign and cRLSign.",
        change: |draft| draft.put(KEY_USAGE, true, &[0x03, 0x02, 0x01, 0x86]),
    },
    Fault {
        name: "root-key-usage-without-crl-sign",
        stage: CERTIFICATE,
        flag: "CertificateKeyUsage",
        comment: "Key usage has no cRLSign.",
        change: |draft| draft.put(KEY_USAGE, true, &[0x03, 0x02, 0x02, 0x04]),
    },
    Fault {
        name: "root-expired-yesterday",
        stage: CERTIFICATE,
        flag: "CertificateTime",
        comment: "The root's last second was yesterday.",
        change: |draft| {
            draft.set_validity(
                "2021-11-24T00:00:00Z".parse()?,
                "2026-11-23T09:00:00Z".parse()?,
            )
        },
    },
    Fault {
        name: "root-country-in-lower-case",
        stage: POLICY,
        flag: "CertificateName",
        comment: "The country is jp.",
        change: |draft| renamed(draft, Tag::PrintableString, "jp"),
    },
    Fault {
        name: "root-country-as-utf8-string",
        stage: POLICY,
        flag: "CertificateName",
        comment: "The country is a UTF8String.",
        change: |draft| renamed(draft, Tag::Utf8String, "JP"),
    },
    Fault {
        name: "root-country-missing",
        stage: CERTIFICATE,
        flag: "CertificateName",
        comment: "The root has no country.",
        change: |draft| {
            let subject = name(&[(COMMON_NAME, Tag::Utf8String, "TEST mnid-mdoc IACA")])?;
            draft.issuer = subject.clone();
            draft.subject = subject;
            Ok(())
        },
    },
    Fault {
        name: "root-with-extended-key-usage",
        stage: POLICY,
        flag: "CertificatePurpose",
        comment: "The root has an extended key usage.",
        change: |draft| draft.put(EXTENDED_KEY_USAGE, true, &MDL_DOCUMENT_SIGNER),
    },
    Fault {
        name: "root-issuer-alternative-name-missing",
        stage: POLICY,
        flag: "CertificateContact",
        comment: "The root has no issuer alternative name.",
        change: |draft| {
            draft.remove(ISSUER_ALTERNATIVE_NAME);
            Ok(())
        },
    },
    Fault {
        name: "root-valid-for-21-years",
        stage: POLICY,
        flag: "CertificateValidityPeriod",
        comment: "The root is valid for 21 years, one more than it may be.",
        change: |draft| {
            draft.set_validity(
                "2026-11-22T00:00:00Z".parse()?,
                "2047-11-22T00:00:00Z".parse()?,
            )
        },
    },
];
