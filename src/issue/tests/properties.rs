//! What holds for all options: what is issued verifies and departs from a preset in the rules that
//! the options break, and is refused for the documented reasons alone.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::key;
use super::kit::{self, Kit, NOW, at};
use super::preferred::{Heads, walk};
use crate::crypto::{Curve, PublicKey, Signer, SigningCurve};
use crate::derive::Claims;
use crate::doctype::{DocType, PortraitFormat, Presence};
use crate::error::Coded;
use crate::issue::{IssueError, Issuer, IssuingPolicy, Recipient};
use crate::mdoc::{DigestAlgorithm, IssuerSigned, Status, StatusReference};
use crate::pki::{self, Edition, Severity};
use crate::profile::tests::lint::claims_of;
use crate::profile::{
    Circuits, DigestIds, IssuingOptions, KeyAuthorizations, Preset, SaltLength, lint,
};
use crate::testing::SeededRandom;
use crate::verify::{self, Stage, Trust};

#[derive(Clone, Debug)]
struct Case {
    signer: SigningCurve,
    certificate: Edition,
    doc_type: &'static DocType,
    /// Which of the elements that may be missing are.
    left_out: Vec<bool>,
    options: IssuingOptions,
    validity_days: u64,
    device_key: PublicKey,
    status: Option<Status<'static>>,
    seed: u64,
}

/// Issuers by the curve of the document signer and the edition of its certificate.
static KITS: LazyLock<Vec<(SigningCurve, Edition, Kit)>> = LazyLock::new(|| {
    let editions = |curve| EDITIONS.map(|edition| (curve, edition));
    let all = SIGNERS.into_iter().flat_map(editions);
    all.map(|(curve, edition)| {
        let kit = Kit::in_edition(edition, (SigningCurve::P256, curve), None, "properties");
        (curve, edition, kit)
    })
    .collect()
});

static DEVICE_KEYS: LazyLock<Vec<PublicKey>> = LazyLock::new(|| {
    let secret = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let point = secret.verifying_key();
    vec![
        key(SigningCurve::P256, "device").public_key(),
        key(SigningCurve::P384, "device").public_key(),
        PublicKey::from_coordinates(Curve::Ed25519, point.as_bytes(), &[]).unwrap(),
    ]
});

const SIGNERS: [SigningCurve; 2] = [SigningCurve::P256, SigningCurve::P384];
const EDITIONS: [Edition; 3] = [Edition::EveryReader, Edition::Edition1, Edition::Edition2];
const URI: &str = "https://status.example/1";

fn any_options() -> impl Strategy<Value = IssuingOptions> {
    let own = KeyAuthorizations::none().with_namespace("own").unwrap();
    let note = KeyAuthorizations::none().with_element("org.iso.18013.5.1", "note");
    let algorithms = [
        DigestAlgorithm::Sha256,
        DigestAlgorithm::Sha384,
        DigestAlgorithm::Sha512,
    ];
    let circuits = prop_oneof![
        2 => Just(None),
        1 => select(vec![Some(Circuits::Version6), Some(Circuits::Version7)]),
    ];
    let any = (
        select(algorithms.to_vec()),
        16..=32_usize,
        any::<bool>(),
        select(vec![DigestIds::Permutation, DigestIds::Random]),
        select(vec![KeyAuthorizations::none(), own, note.unwrap()]),
        proptest::option::of(0..100 * 86_400_u64),
        any::<bool>(),
        select(EDITIONS.to_vec()),
        circuits,
    );
    let any = any.prop_map(
        |(
            digest_algorithm,
            salt,
            decoys,
            digest_ids,
            authorized,
            update,
            x5t,
            edition,
            circuits,
        )| {
            IssuingOptions {
                digest_algorithm,
                salt_length: SaltLength::new(salt).unwrap(),
                decoys,
                digest_ids,
                key_authorizations: authorized,
                expected_update: update.map(Duration::from_secs),
                certificate_thumbprint: x5t,
                certificates: edition,
                portrait: PortraitFormat::AsOnCard,
                zero_knowledge: circuits,
            }
        },
    );
    let without_circuits = [
        Preset::Default,
        Preset::Edition1,
        Preset::Edition2,
        Preset::Japan,
    ];
    let of_preset = prop_oneof![
        select(without_circuits.to_vec()),
        select(Preset::all().to_vec())
    ];
    let of_preset = of_preset.prop_map(Preset::options);
    // One departure from a preset, so that not all cases break several rules at once.
    let nearly =
        (of_preset.clone(), any.clone(), 0..9_usize).prop_map(|(options, other, which)| {
            let mut options = options;
            match which {
                0 => options.digest_algorithm = other.digest_algorithm,
                1 => options.salt_length = other.salt_length,
                2 => options.decoys = other.decoys,
                3 => options.digest_ids = other.digest_ids,
                4 => options.key_authorizations = other.key_authorizations,
                5 => options.expected_update = other.expected_update,
                6 => options.certificate_thumbprint = other.certificate_thumbprint,
                7 => options.certificates = other.certificates,
                _ => options.zero_knowledge = other.zero_knowledge,
            }
            options
        });
    prop_oneof![1 => of_preset, 3 => nearly, 2 => any]
}

fn any_status() -> impl Strategy<Value = Option<Status<'static>>> {
    let list = any::<u64>().prop_map(|entry| {
        Status::List(StatusReference {
            entry,
            uri: URI,
            certificate: None,
        })
    });
    let identifier = Just(Status::Identifier(StatusReference {
        entry: &[7; 16][..],
        uri: URI,
        certificate: Some(KITS[0].2.signer.der()),
    }));
    proptest::option::of(prop_oneof![list, identifier])
}

fn any_case() -> impl Strategy<Value = Case> {
    let curves = prop_oneof![3 => Just(SigningCurve::P256), 1 => Just(SigningCurve::P384)];
    let editions = prop_oneof![3 => Just(Edition::EveryReader), 1 => select(EDITIONS.to_vec())];
    let device_keys = prop_oneof![3 => Just(0_usize), 1 => 1..3_usize];
    let parts = (
        (curves, editions, select(DocType::all().to_vec())),
        vec(prop::bool::weighted(0.3), 64),
        any_options(),
        prop_oneof![1 => Just(0), 9 => 1..400_u64],
        device_keys,
        any_status(),
        any::<u64>(),
    );
    parts.prop_map(
        |(
            (signer, certificate, doc_type),
            left_out,
            options,
            validity_days,
            device,
            status,
            seed,
        )| {
            Case {
                signer,
                certificate,
                doc_type,
                left_out,
                options,
                validity_days,
                device_key: DEVICE_KEYS[device].clone(),
                status,
                seed,
            }
        },
    )
}

impl Case {
    fn kit(&self) -> &'static Kit {
        let mut kits = KITS.iter();
        let own = |(curve, edition, _): &&(SigningCurve, Edition, Kit)| {
            (*curve, *edition) == (self.signer, self.certificate)
        };
        &kits.find(own).unwrap().2
    }

    fn claims(&self) -> Claims {
        let mut claims = claims_of(self.doc_type);
        let mut left_out = self.left_out.iter();
        for space in &mut claims.namespaces {
            space.elements.retain(|claimed| {
                let row = self.doc_type.element(space.name, claimed.identifier);
                let mandatory = row.unwrap().presence == Presence::Mandatory;
                mandatory || !left_out.next().unwrap()
            });
        }
        claims.namespaces.retain(|space| !space.elements.is_empty());
        claims
    }

    fn issue(&self, claims: &Claims, options: &IssuingOptions) -> Result<Vec<u8>, IssueError> {
        let kit = self.kit();
        let policy = IssuingPolicy {
            validity: Duration::from_secs(self.validity_days * 86_400),
            options: options.clone(),
            ..kit::policy()
        };
        let anchors = std::slice::from_ref(&kit.iaca);
        let signer = pki::validate(std::slice::from_ref(&kit.signer), anchors, at(NOW)).unwrap();
        let issuer = Issuer::new(signer, policy)?;
        let device = kit::device(&self.device_key);
        let recipient = Recipient {
            device_key: &device,
            status: self.status,
        };
        let mut random = SeededRandom::new(&self.seed.to_be_bytes());
        let subject = issuer.admit(claims, at(NOW))?;
        let issued = subject.issue(recipient, &mut random, &kit.signer_key)?;
        Ok(issued.into_bytes())
    }

    /// Whether the certificate has a purpose that only the second edition knows.
    fn purpose_of_edition_2(&self, edition: Edition) -> bool {
        self.certificate == Edition::Edition2 && edition != Edition::Edition2
    }

    /// What the circuits would not take.
    fn contradictions(&self) -> Vec<&'static str> {
        let options = &self.options;
        let faults = [
            (
                self.signer == SigningCurve::P384,
                "a document signer on P-256",
            ),
            (
                options.digest_algorithm != DigestAlgorithm::Sha256,
                "SHA-256 digests",
            ),
            (
                options.certificate_thumbprint,
                "no certificate thumbprint in the protected header",
            ),
            (
                options.key_authorizations != KeyAuthorizations::none(),
                "no key authorisations",
            ),
            (
                self.device_key.curve() != Curve::P256,
                "a device key on P-256",
            ),
        ];
        let faults = faults.into_iter().filter(|(fault, _)| *fault);
        faults.map(|(_, demand)| demand).collect()
    }

    /// Whether this is the refusal that the case has to meet; `payload` is the length of the
    /// signed part without circuits.
    fn is_refused_for(&self, error: &IssueError, payload: Option<usize>) -> bool {
        let circuits = self.options.zero_knowledge;
        match error {
            IssueError::DocumentSignerProfile { finding, .. } => {
                finding.rule == "pki.extended-key-usage-only"
                    && self.purpose_of_edition_2(self.options.certificates)
            }
            IssueError::Circuits { demand } => {
                circuits.is_some() && self.contradictions().contains(demand)
            }
            IssueError::ValidityEmpty { .. } => self.validity_days == 0,
            IssueError::CircuitsBudget { excess } => {
                let budget = circuits.unwrap().longest_payload();
                payload.unwrap().checked_sub(budget) == Some(*excess) && *excess > 0
            }
            _ => false,
        }
    }

    /// Whether anything has to be refused.
    fn is_refused(&self, payload: Option<usize>) -> bool {
        let too_long = |circuits: Circuits| payload > Some(circuits.longest_payload());
        let circuits = self.options.zero_knowledge;
        self.purpose_of_edition_2(self.options.certificates)
            || circuits.is_some() && !self.contradictions().is_empty()
            || self.validity_days == 0
            || circuits.is_some_and(too_long)
    }

    /// The rules of a preset that are broken beyond a note, by the options and the keys.
    fn broken(&self, preset: Preset, payload: usize) -> BTreeSet<&'static str> {
        let options = &self.options;
        let (every_reader, circuits) = match preset {
            Preset::Default | Preset::PhoneWallet => (true, None),
            Preset::ZeroKnowledge(circuits) => (true, Some(circuits)),
            Preset::Edition1 | Preset::Edition2 | Preset::Japan => (false, None),
        };
        let own_key_alone = options.key_authorizations == KeyAuthorizations::none()
            && self.device_key.curve() == Curve::P256;
        let rules = [
            (
                "profile.es256",
                every_reader && self.signer == SigningCurve::P384,
            ),
            (
                "profile.sha256",
                every_reader && options.digest_algorithm != DigestAlgorithm::Sha256,
            ),
            (
                "profile.protected-header",
                preset != Preset::Edition2 && options.certificate_thumbprint,
            ),
            (
                "profile.device-key-info",
                circuits.is_some() && !own_key_alone,
            ),
            (
                "profile.payload-too-long",
                circuits.is_some_and(|circuits| payload > circuits.longest_payload()),
            ),
            (
                "pki.extended-key-usage-only",
                self.purpose_of_edition_2(preset.edition()),
            ),
        ];
        let broken = rules.into_iter().filter(|(_, broken)| *broken);
        broken.map(|(rule, _)| rule).collect()
    }
}

fn payload_length(credential: &[u8]) -> usize {
    IssuerSigned::parse(credential).unwrap().payload().len()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn options_are_issued_as_asked_or_refused_for_a_documented_reason(case in any_case()) {
        let claims = case.claims();
        let without_circuits = IssuingOptions { zero_knowledge: None, ..case.options.clone() };
        let unbounded = case.issue(&claims, &without_circuits).ok();
        let payload = unbounded.as_deref().map(payload_length);
        let bytes = match case.issue(&claims, &case.options) {
            Ok(bytes) => bytes,
            Err(error) => {
                let documented = case.is_refused_for(&error, payload);
                prop_assert!(documented, "{}: {error}", error.code());
                return Ok(());
            }
        };
        prop_assert!(!case.is_refused(payload));
        // Circuits refuse, and change nothing.
        prop_assert_eq!(Some(&bytes), unbounded.as_ref());
        prop_assert_eq!(walk(&bytes, &mut Heads::new()), Some(&[][..]));

        let trust = Trust { doc_type: Some(case.doc_type.name), ..case.kit().trust() };
        let document = verify::issuer_signed(&bytes, &trust).accepted().unwrap();
        let claimed: usize = claims.namespaces.iter().map(|space| space.elements.len()).sum();
        prop_assert_eq!(document.elements().len(), claimed);
        prop_assert_eq!(document.device_key(), &case.device_key);
        prop_assert_eq!(document.status().is_some(), case.status.is_some());

        for preset in Preset::all() {
            let found = lint(&bytes, preset).unwrap();
            let grave = found.iter().filter(|found| found.severity > Severity::Note);
            let grave: BTreeSet<_> = grave.map(|found| found.rule).collect();
            let expected = case.broken(preset, payload.unwrap_or_default());
            prop_assert_eq!(&grave, &expected, "{:?}", preset);
            if case.options == preset.options() && case.certificate == preset.edition() {
                let keys = ["profile.es256", "profile.device-key-info"];
                prop_assert!(expected.iter().all(|rule| keys.contains(rule)), "{expected:?}");
            }
            let refused = !grave.is_empty();
            let trust = Trust { preset: Some(preset), ..trust };
            let stage = verify::issuer_signed(&bytes, &trust).accepted().err().map(|invalid| invalid.stage);
            prop_assert_eq!(stage, refused.then_some(Stage::Policy), "{:?}", preset);
        }
    }
}
