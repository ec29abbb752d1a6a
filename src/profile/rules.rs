//! The rules of a credential, each a name, a clause, a demand, a severity for each preset, and a
//! question that answers with every place at which it is broken.

use super::lint::Extent;
use super::{Detail, Finding, Place, Preset};
use crate::doctype::DocType;
use crate::mdoc::{IssuerSigned, MobileSecurityObject};
use crate::pki::{Certificate, Severity};

mod elements;
mod header;
mod security_object;

/// What a rule is asked about.
pub(super) struct Subject<'a> {
    pub(super) issuer_signed: &'a IssuerSigned<'a>,
    pub(super) security_object: &'a MobileSecurityObject<'a>,
    /// `None` when it has no table.
    pub(super) doc_type: Option<&'static DocType>,
    /// Empty when there is none, or one in it cannot be read.
    pub(super) chain: &'a [Certificate],
    pub(super) readable: bool,
    pub(super) preset: Preset,
    pub(super) extent: Extent,
}

/// Where and how a rule is broken.
type Breach = (Place, Option<Detail>);

pub(super) struct Rule {
    pub(super) name: &'static str,
    clause: &'static str,
    demand: &'static str,
    severity: Severities,
    breaches: fn(&Subject<'_>) -> Vec<Breach>,
}

/// The severity under each preset; `None`: the rule is not asked.
struct Severities {
    default: Option<Severity>,
    edition_1: Option<Severity>,
    edition_2: Option<Severity>,
    zero_knowledge: Option<Severity>,
    japan: Option<Severity>,
    /// Where it is asked beyond the default.
    phone_wallet: Option<Severity>,
}

impl Severities {
    const NEVER: Self = Self::always(None);
    const REFUSED: Self = Self::always(Some(Severity::Refused));
    const DEVIATION: Self = Self::always(Some(Severity::Deviation));
    const NOTE: Self = Self::always(Some(Severity::Note));

    const fn always(severity: Option<Severity>) -> Self {
        Self {
            default: severity,
            edition_1: severity,
            edition_2: severity,
            zero_knowledge: severity,
            japan: severity,
            phone_wallet: None,
        }
    }

    fn under(&self, preset: Preset) -> Option<Severity> {
        match preset {
            Preset::Default => self.default,
            Preset::Edition1 => self.edition_1,
            Preset::Edition2 => self.edition_2,
            Preset::ZeroKnowledge(_) => self.zero_knowledge,
            Preset::Japan => self.japan,
            Preset::PhoneWallet => self.phone_wallet.or(self.default),
        }
    }
}

pub(super) fn findings(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in all() {
        let Some(severity) = rule.severity.under(subject.preset) else {
            continue;
        };
        let breaches = (rule.breaches)(subject).into_iter();
        findings.extend(breaches.map(|(place, detail)| Finding {
            rule: rule.name,
            demand: rule.demand,
            clause: rule.clause,
            severity,
            place,
            detail,
        }));
    }
    findings
}

pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    [header::RULES, security_object::RULES, elements::RULES]
        .into_iter()
        .flatten()
}

/// One breach at a place, unless the rule holds.
fn unless(holds: bool, place: Place) -> Vec<Breach> {
    match holds {
        true => Vec::new(),
        false => vec![(place, None)],
    }
}

const REFUSED: Option<Severity> = Some(Severity::Refused);
const DEVIATION: Option<Severity> = Some(Severity::Deviation);
const NOTE: Option<Severity> = Some(Severity::Note);
