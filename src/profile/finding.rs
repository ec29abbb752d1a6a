use std::fmt;

use super::Obstacle;
use crate::doctype::ValueError;
use crate::pki::{Role, Severity};

/// One way in which a credential or its certificate departs from a preset. It never tells the value
/// of an element.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// The rule's stable name, for example `profile.salt-twice` or `pki.key-usage`.
    pub rule: &'static str,
    /// What the rule demands, in one sentence.
    pub demand: &'static str,
    /// Where it comes from: a clause of ISO/IEC 18013-5 (second edition's draft) unless it says
    /// otherwise.
    pub clause: &'static str,
    /// What follows from it under the preset: [`verify`](crate::verify) with that preset refuses
    /// what has a finding above [`Severity::Note`].
    pub severity: Severity,
    /// Where it departs.
    pub place: Place,
    /// In which way, where that can be said.
    pub detail: Option<Detail>,
}

/// Where a credential departs from a preset.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Place {
    /// The issuer's signature with its headers.
    IssuerAuth,
    /// The mobile security object.
    SecurityObject,
    /// An element, there or missing.
    Element {
        /// The namespace.
        namespace: String,
        /// The element identifier.
        identifier: String,
    },
    /// A certificate of `x5chain`.
    Certificate {
        /// Its position, from 0.
        position: usize,
        /// The role by whose rules it was judged.
        role: Role,
    },
}

/// In which way a rule is broken.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Detail {
    /// So many bytes too long.
    Excess(usize),
    /// What the element's row does not allow.
    Value(ValueError),
    /// Why the element cannot be proven.
    Obstacle(Obstacle),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IssuerAuth => f.write_str("issuerAuth"),
            Self::SecurityObject => f.write_str("MSO"),
            Self::Element {
                namespace,
                identifier,
            } => write!(f, "{namespace}/{identifier}"),
            Self::Certificate { position, role } => write!(f, "x5chain[{position}] ({role})"),
        }
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Excess(bytes) => write!(f, "{bytes} bytes too long"),
            Self::Value(error) => error.fmt(f),
            Self::Obstacle(obstacle) => obstacle.fmt(f),
        }
    }
}
