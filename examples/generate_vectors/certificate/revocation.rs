//! Document signers with the revocation list of their root.

use der::oid::ObjectIdentifier;
use mnid_mdoc::pki::{Certificate, RevocationList, RevocationListRequest};

use super::super::Failure;
use super::super::certificate_draft::{RevocationListDraft, extension, time};
use super::super::vector::{Vector, hex};
use super::authorities::{Authorities, Authority};
use super::{DOCUMENT_SIGNER, Made, POLICY, STATUS, base, under_profile, valid};

pub(super) fn cases(own: &Authorities<'_>) -> Made {
    let nobody = list(own, &own.own, Vec::new())?;
    let somebody = list(own, &own.own, vec![own.own.document_signer(own.scene)?])?;
    let of_nobody = Bases::new(
        own,
        "with-revocation-list",
        "The root's revocation list has nobody.",
        &nobody,
    )?;
    let of_somebody = Bases::new(
        own,
        "with-revocation-list-of-another",
        "The root's revocation list has another document signer.",
        &somebody,
    )?;
    let mut vectors = Vec::new();
    for bases in [&of_nobody, &of_somebody] {
        vectors.extend([bases.plain.clone(), bases.strict.clone()]);
    }
    for fault in FAULTS {
        let mut draft = RevocationListDraft::of(&nobody)?;
        (fault.change)(&mut draft)?;
        vectors.push(of_nobody.case(fault.told, &draft.sign(&own.own.key)?));
    }
    let mut with_reason = RevocationListDraft::of(&somebody)?;
    for entry in with_reason.revoked.iter_mut().flatten() {
        let reason = ObjectIdentifier::new_unwrap("2.5.29.21");
        entry.extensions = Some(vec![extension(reason, false, &[0x0A, 0x01, 0x01])?]);
    }
    let form = "RevocationListForm";
    vectors.push(of_somebody.case(
        [
            "revocation-list-with-entry-reason",
            POLICY,
            form,
            "The entry of the other document signer has a reason, keyCompromise.",
        ],
        &with_reason.sign(&own.own.key)?,
    ));
    let revoked = list(own, &own.own, vec![own.document_signer().clone()])?;
    let told = [
        "revoked",
        STATUS,
        "CertificateRevoked",
        "The root's revocation list has the document signer.",
    ];
    vectors.push(of_nobody.case(told, revoked.der()));
    for (name, comment, authority) in [
        (
            "revocation-list-of-another-root",
            "The list is of a root of another name.",
            &own.next,
        ),
        (
            "revocation-list-of-a-namesake",
            "The list is of a root of the same name with another key.",
            &own.namesake,
        ),
    ] {
        let told = [name, STATUS, "RevocationListIssuer", comment];
        vectors.push(of_nobody.case(told, list(own, authority, Vec::new())?.der()));
    }
    Ok(vectors)
}

/// A good case, without and under a profile.
struct Bases {
    plain: Vector,
    strict: Vector,
}

impl Bases {
    fn new(
        own: &Authorities<'_>,
        name: &str,
        comment: &str,
        list: &RevocationList,
    ) -> Result<Self, Failure> {
        let (chain, roots) = ([own.document_signer()], [&own.own.root]);
        let plain = valid(name, comment, DOCUMENT_SIGNER, &chain, &roots)?
            .feature("crl")
            .input("crl", hex(list.der()));
        let strict = under_profile(&plain, "default");
        Ok(Self { plain, strict })
    }

    fn case(&self, [name, stage, flag, comment]: [&'static str; 4], der: &[u8]) -> Vector {
        let base = base(stage, &self.plain, &self.strict);
        Vector::invalid(base, name, stage, flag, comment)
            .spec("ISO/IEC 18013-5, B.2")
            .input("crl", hex(der))
    }
}

/// A root's list of yesterday, due for 30 days.
fn list(
    own: &Authorities<'_>,
    authority: &Authority,
    revoked: Vec<Certificate>,
) -> Result<RevocationList, Failure> {
    let this_update = own.now.floor_to_day().plus_days(-1);
    let revoked = revoked.into_iter();
    let request = RevocationListRequest {
        this_update,
        next_update: this_update.plus_days(30),
        number: 1,
        revoked: revoked.map(|one| (one, this_update)).collect(),
    };
    Ok(request.issue(&authority.root, &authority.key)?)
}

struct Fault {
    /// Name, stage, flag and comment.
    told: [&'static str; 4],
    change: fn(&mut RevocationListDraft) -> Result<(), Failure>,
}

const FAULTS: &[Fault] = &[
    Fault {
        told: [
            "revocation-list-outdated",
            STATUS,
            "RevocationListTime",
            "The next list was due yesterday.",
        ],
        change: |draft| {
            draft.this_update = time("2026-11-01T00:00:00Z".parse()?)?;
            draft.next_update = Some(time("2026-11-23T09:00:00Z".parse()?)?);
            Ok(())
        },
    },
    Fault {
        told: [
            "revocation-list-of-tomorrow",
            STATUS,
            "RevocationListTime",
            "The list is of tomorrow.",
        ],
        change: |draft| {
            draft.this_update = time("2026-11-25T09:00:00Z".parse()?)?;
            Ok(())
        },
    },
    Fault {
        told: [
            "revocation-list-without-next-update",
            STATUS,
            "RevocationListForm",
            "The list does not say when the next one is due.",
        ],
        change: |draft| {
            draft.next_update = None;
            Ok(())
        },
    },
    Fault {
        told: [
            "revocation-list-of-changes",
            STATUS,
            "RevocationListForm",
            "A delta list: it has only the changes to another one.",
        ],
        change: |draft| {
            let id = ObjectIdentifier::new_unwrap("2.5.29.27");
            draft.extensions.push(extension(id, true, &[2, 1, 1])?);
            Ok(())
        },
    },
    Fault {
        told: [
            "revocation-list-with-empty-sequence",
            POLICY,
            "RevocationListForm",
            "revokedCertificates is an empty sequence; it is absent when nobody is revoked.",
        ],
        change: |draft| {
            draft.revoked = Some(Vec::new());
            Ok(())
        },
    },
    Fault {
        told: [
            "revocation-list-for-a-year",
            POLICY,
            "RevocationListForm",
            "The next list is due in a year; 90 days are the most.",
        ],
        change: |draft| {
            draft.next_update = Some(time("2027-11-23T00:00:00Z".parse()?)?);
            Ok(())
        },
    },
];
