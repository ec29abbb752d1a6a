use mnid_mdoc::pki::{
    self, Certificate, CurrentRevocations, Finding, PkiError, Profile, RevocationList, Role,
    Severity,
};
use mnid_mdoc::time::Timestamp;
use mnid_mdoc::verify::Stage;
use serde_json::{Map, Value, json};

use super::{Answer, Failure, hex, optional, preset, roots, text, unhex};

/// May the first certificate of the chain be used for the purpose?
pub(super) fn judge(input: &Map<String, Value>) -> Result<Answer, Failure> {
    let chain = input.get("chain").and_then(Value::as_array);
    let chain = chain.into_iter().flatten().filter_map(Value::as_str);
    let encoded: Vec<Vec<u8>> = chain.map(unhex).collect::<Result<_, _>>()?;
    let refused = |stage: Stage| Ok(Answer::Refused(stage.to_string()));
    let chain = encoded.iter().map(|der| Certificate::from_der(der));
    let Ok(chain) = chain.collect::<Result<Vec<_>, _>>() else {
        return refused(Stage::Certificate);
    };
    let task = Task {
        role: role(text(input, "purpose")?)?,
        anchors: roots(input, "trust_anchors")?,
        edition: preset(input)?.map(|preset| preset.edition()),
        now: text(input, "now")?.parse()?,
        chain,
    };
    let Ok(checked) = task.check() else {
        return refused(Stage::Certificate);
    };
    let mut findings = checked.findings;
    if let Some(list) = optional(input, "crl") {
        match task.not_revoked(&checked.issuer, &unhex(list)?) {
            Ok(list) => findings.extend(list.list().lint(&checked.issuer)),
            Err(_) => return refused(Stage::Status),
        }
    }
    // Only under a profile is anything a fault that does not refuse the certificate by itself.
    if task.edition.is_some() && findings.iter().any(|one| one.severity > Severity::Note) {
        return refused(Stage::Policy);
    }
    let certificate = task.chain.first().ok_or("an empty chain was accepted")?;
    Ok(Answer::Valid(json!({
        "not_before": certificate.not_before().to_string(),
        "not_after": certificate.not_after().to_string(),
        "public_key": hex(certificate.public_key_der()),
    })))
}

fn role(purpose: &str) -> Result<Role, Failure> {
    Ok(match purpose {
        "document-signer" => Role::DocumentSigner,
        "iaca" => Role::Iaca,
        "iaca-link" => Role::IacaLink,
        "status-list-signer" => Role::StatusListSigner,
        "vical-signer" => Role::VicalSigner,
        _ => return Err("no such purpose".into()),
    })
}

struct Task {
    role: Role,
    chain: Vec<Certificate>,
    anchors: Vec<Certificate>,
    edition: Option<pki::Edition>,
    now: Timestamp,
}

/// A certificate that is good for its purpose.
struct Checked {
    issuer: Certificate,
    findings: Vec<Finding>,
}

impl Task {
    fn check(&self) -> Result<Checked, PkiError> {
        match self.role {
            Role::DocumentSigner => {
                let signer = pki::validate(&self.chain, &self.anchors, self.now)?;
                let findings = signer.lint(self.edition());
                Ok(Checked {
                    issuer: signer.anchor().clone(),
                    findings: findings.into_iter().map(|(_, finding)| finding).collect(),
                })
            }
            Role::IacaLink => {
                let (Some(old), [link, new]) = (self.anchors.first(), self.chain.as_slice()) else {
                    return Err(PkiError::UnknownIssuer);
                };
                pki::follow_link(old, link, new, self.now)?;
                let profile = Profile::new(Role::IacaLink, self.edition());
                Ok(Checked {
                    issuer: old.clone(),
                    findings: pki::lint(profile, link, old),
                })
            }
            _ => self.check_by_rules(),
        }
    }

    /// A root by itself, another signer below a root that is trusted.
    fn check_by_rules(&self) -> Result<Checked, PkiError> {
        let whole = [&self.chain[..], &self.anchors].concat();
        let linted = pki::lint_chain_as(self.role, &whole, self.edition());
        let first = linted.into_iter().next().ok_or(PkiError::UnknownIssuer)?;
        let mut refused = first.findings.iter();
        if let Some(finding) = refused.find(|one| one.severity == Severity::Refused) {
            return Err(PkiError::Profile {
                role: self.role,
                finding: *finding,
            });
        }
        let trusted = match self.role {
            Role::Iaca => 0..1,
            _ => self.chain.len()..whole.len(),
        };
        let issuer = first.issuer.filter(|place| trusted.contains(place));
        let issuer = issuer.and_then(|place| whole.get(place));
        let issuer = issuer.ok_or(PkiError::UnknownIssuer)?;
        for certificate in self.chain.iter().chain([issuer]) {
            if !certificate.is_current(self.now) {
                return Err(PkiError::Expired {
                    role: self.role,
                    not_after: certificate.not_after(),
                });
            }
        }
        Ok(Checked {
            issuer: issuer.clone(),
            findings: first.findings,
        })
    }

    /// The list, which is current and does not have the certificate.
    fn not_revoked(
        &self,
        issuer: &Certificate,
        list: &[u8],
    ) -> Result<CurrentRevocations, PkiError> {
        let list = RevocationList::from_der(list)?.check(issuer, self.now)?;
        let certificate = self.chain.first().ok_or(PkiError::UnknownIssuer)?;
        match list.revoked_since(certificate)? {
            Some(since) => Err(PkiError::Revoked {
                role: self.role,
                since,
            }),
            None => Ok(list),
        }
    }

    fn edition(&self) -> pki::Edition {
        self.edition.unwrap_or_default()
    }
}
