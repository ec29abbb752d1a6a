//! The elements, judged by the tables of the document types, and what circuits can prove of them.

use super::security_object::circuits;
use super::{Breach, DEVIATION, NOTE, REFUSED, Rule, Severities, Subject, unless};
use crate::doctype::driving_licence::{ISSUING_COUNTRY, ISSUING_JURISDICTION};
use crate::doctype::{self, Edition, Element, ImageFormat, Presence};
use crate::mdoc::ReceivedItem;
use crate::pki::Certificate;
use crate::profile::lint::Extent;
use crate::profile::{Detail, Place};

pub(super) static RULES: &[Rule] = &[
    Rule {
        name: "profile.document-type",
        clause: "project profile",
        demand: "the document type is one whose elements are known",
        severity: Severities {
            japan: REFUSED,
            ..Severities::NOTE
        },
        breaches: |s| unless(s.doc_type.is_some(), Place::SecurityObject),
    },
    Rule {
        name: "profile.element-missing",
        clause: "13.4.2",
        demand: "every mandatory element of the standard is there",
        severity: Severities::REFUSED,
        breaches: |s| missing(s, is_of_standard),
    },
    Rule {
        name: "profile.element-missing-of-japan",
        clause: "the published elements of the Japanese document; project profile",
        demand: "every mandatory element of the Japanese documents is there",
        severity: Severities {
            japan: REFUSED,
            ..Severities::NEVER
        },
        breaches: |s| missing(s, |element| !is_of_standard(element)),
    },
    Rule {
        name: "profile.element-unknown",
        clause: "13.4.2",
        demand: "no other identifier than those of the namespace's table",
        severity: Severities::DEVIATION,
        breaches: |s| {
            let known = |namespace: &str| {
                s.doc_type
                    .and_then(|doc_type| doc_type.namespace(namespace))
            };
            s.elements_where(|received| {
                known(received.namespace).is_some() && row(s, received).is_none()
            })
        },
    },
    Rule {
        name: "profile.namespace-unknown",
        clause: "project profile",
        demand: "no other namespace than those of the document type",
        severity: Severities {
            japan: DEVIATION,
            ..Severities::NOTE
        },
        breaches: |s| {
            s.elements_where(|received| {
                s.doc_type
                    .is_some_and(|doc_type| doc_type.namespace(received.namespace).is_none())
            })
        },
    },
    Rule {
        name: "profile.element-newer",
        clause: "7.2.1 of the first edition",
        demand: "no element that the first edition does not have",
        severity: Severities {
            edition_1: NOTE,
            ..Severities::NEVER
        },
        breaches: |s| {
            s.elements_where(|received| {
                row(s, received).is_some_and(|row| row.edition == Edition::Mdl2025Draft)
            })
        },
    },
    Rule {
        name: "profile.element-value",
        clause: "13.4.2",
        demand: "the value has the type, characters and length of its element",
        severity: Severities::REFUSED,
        breaches: |s| {
            s.details_where(|received| {
                let checked = row(s, received)?.check(received.item.element_value);
                checked.err().map(Detail::Value)
            })
        },
    },
    Rule {
        name: "profile.portrait-jpeg",
        clause: "project profile",
        demand: "a portrait is a JPEG, which every phone and browser shows",
        severity: Severities {
            phone_wallet: DEVIATION,
            ..Severities::NEVER
        },
        breaches: |s| {
            s.elements_where(|received| {
                let value = received.item.element_value;
                row(s, received)
                    .and_then(|row| doctype::picture(row, value))
                    .is_some_and(|picture| picture.format() != ImageFormat::Jpeg)
            })
        },
    },
    Rule {
        name: "profile.issuing-country",
        clause: "13.4.2",
        demand: "issuing_country is the country of the document signer's certificate",
        severity: Severities::REFUSED,
        breaches: |s| tells_another_place(s, &ISSUING_COUNTRY),
    },
    Rule {
        name: "profile.issuing-jurisdiction",
        clause: "13.4.2",
        demand: "issuing_jurisdiction is the state of the document signer's certificate, if it has one",
        severity: Severities::REFUSED,
        breaches: |s| tells_another_place(s, &ISSUING_JURISDICTION),
    },
    Rule {
        name: "profile.country-of-japan",
        clause: "project profile",
        demand: "the document signer's certificate is of Japan",
        severity: Severities {
            japan: REFUSED,
            ..Severities::NEVER
        },
        breaches: |s| {
            let japan = |signer: &Certificate| signer.country() == Some("JP");
            unless(s.chain.first().is_none_or(japan), Place::IssuerAuth)
        },
    },
    Rule {
        name: "profile.device-signs-issuers-element",
        clause: "13.4.2",
        demand: "the holder's key may not sign the document type's elements itself",
        severity: Severities {
            edition_2: DEVIATION,
            ..Severities::REFUSED
        },
        breaches: device_signed,
    },
    Rule {
        name: "profile.not-provable",
        clause: "Longfellow circuits",
        demand: "the element can be proven in zero knowledge",
        severity: Severities {
            zero_knowledge: NOTE,
            ..Severities::NEVER
        },
        breaches: |s| {
            s.details_where(|received| {
                let obstacle = circuits(s)?.obstacle_of(received);
                obstacle.map(Detail::Obstacle)
            })
        },
    },
    Rule {
        name: "profile.nothing-provable",
        clause: "Longfellow circuits",
        demand: "one element at least can be proven in zero knowledge",
        severity: Severities {
            zero_knowledge: REFUSED,
            ..Severities::NEVER
        },
        breaches: |s| {
            let provable = |received: &ReceivedItem<'_>| {
                circuits(s).is_some_and(|circuits| circuits.obstacle_of(received).is_none())
            };
            unless(
                s.issuer_signed.items().iter().any(provable),
                Place::SecurityObject,
            )
        },
    },
];

impl<'a> Subject<'a> {
    /// A breach for each element of which `broken` holds.
    pub(super) fn elements_where(
        &self,
        mut broken: impl FnMut(&ReceivedItem<'a>) -> bool,
    ) -> Vec<Breach> {
        let items = self.issuer_signed.items().iter();
        items
            .filter(|received| broken(received))
            .map(|received| (place(received), None))
            .collect()
    }

    /// A breach for each element of which `broken` tells something.
    fn details_where(&self, broken: impl Fn(&ReceivedItem<'a>) -> Option<Detail>) -> Vec<Breach> {
        let items = self.issuer_signed.items().iter();
        items
            .filter_map(|received| broken(received).map(|detail| (place(received), Some(detail))))
            .collect()
    }
}

fn place(received: &ReceivedItem<'_>) -> Place {
    element(received.namespace, received.item.element_identifier)
}

fn element(namespace: &str, identifier: &str) -> Place {
    Place::Element {
        namespace: namespace.to_owned(),
        identifier: identifier.to_owned(),
    }
}

fn row(subject: &Subject<'_>, received: &ReceivedItem<'_>) -> Option<&'static Element> {
    let identifier = received.item.element_identifier;
    subject.doc_type?.element(received.namespace, identifier)
}

fn is_of_standard(element: &Element) -> bool {
    matches!(element.edition, Edition::Mdl2021 | Edition::Mdl2025Draft)
}

/// What a wallet chose to show need not have every element.
fn missing(subject: &Subject<'_>, of_rule: fn(&Element) -> bool) -> Vec<Breach> {
    let Some(doc_type) = subject.doc_type.filter(|_| subject.extent == Extent::Whole) else {
        return Vec::new();
    };
    let there = |namespace: &str, row: &Element| {
        let mut items = subject.issuer_signed.items().iter();
        items.any(|received| {
            received.namespace == namespace && row.matches(received.item.element_identifier)
        })
    };
    doc_type
        .elements()
        .filter(|(_, row)| row.presence == Presence::Mandatory && of_rule(row))
        .filter(|(namespace, row)| !there(namespace, row))
        .map(|(namespace, row)| (element(namespace, row.identifier), None))
        .collect()
}

fn tells_another_place(subject: &Subject<'_>, told: &'static Element) -> Vec<Breach> {
    let Some(signer) = subject.chain.first() else {
        return Vec::new();
    };
    subject.elements_where(|received| {
        row(subject, received) == Some(told)
            && doctype::tells_another_place(told, received.item.element_value, signer)
    })
}

fn device_signed(subject: &Subject<'_>) -> Vec<Breach> {
    let authorizations = &subject.security_object.key_authorizations;
    let rows = subject
        .doc_type
        .into_iter()
        .flat_map(|doc_type| doc_type.elements());
    let rows = rows.map(|(namespace, row)| (namespace, row.identifier));
    // Members of a family have one row, which does not name them.
    let items = subject.issuer_signed.items().iter();
    let items = items.map(|received| (received.namespace, received.item.element_identifier));
    let mut all: Vec<_> = rows.chain(items).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter()
        .filter(|(namespace, identifier)| authorizations.authorizes(namespace, identifier))
        .map(|(namespace, identifier)| (element(namespace, identifier), None))
        .collect()
}
