//! Everything up to issuing, made once for benches and guards: the driving licence of the software
//! card with a portrait of a chosen size, an issuer to throw away, proven device keys.

#![allow(dead_code)] // not every one of them uses all of it

use mnid_mdoc::Error;
use mnid_mdoc::card::simulator::Holder;
use mnid_mdoc::crypto::{Random, SigningCurve};
use mnid_mdoc::derive::{self, ClaimOptions, Claims};
use mnid_mdoc::evidence::HolderBinding;
use mnid_mdoc::holder::DeviceKey;
use mnid_mdoc::issue::{IssueError, Issuer, Prepared, Subject};
use mnid_mdoc::testing::{
    self, SeededRandom, SoftwareWallet, ThrowawayPki, software_card_evidence, software_card_facts,
};
use mnid_mdoc::time::Timestamp;

/// Repeatable: the same keys, claims and certificates in every run.
pub(crate) struct Scene {
    pub(crate) now: Timestamp,
    pub(crate) pki: ThrowawayPki,
    pub(crate) issuer: Issuer,
    pub(crate) claims: Claims,
    pub(crate) device_keys: Vec<DeviceKey>,
}

impl Scene {
    /// With so many device keys, and a portrait of so many bytes.
    pub(crate) fn set(keys: usize, portrait: usize) -> Result<Self, Error> {
        let now = Timestamp::parse("2026-11-24T09:00:00Z")?;
        let mut random = SeededRandom::new(b"scene");
        let pki = ThrowawayPki::generate(SigningCurve::P384, now, &mut random)?;
        let mut wallet = SoftwareWallet::new();
        wallet.make_keys(keys, &mut random)?;
        let device_keys = wallet.device_keys(now)?;
        let thumbprints = device_keys.iter().map(DeviceKey::thumbprint);
        let binding = HolderBinding::DeviceKeys(thumbprints.collect());
        let evidence = software_card_evidence(Holder::Hanako, binding, now, &mut random)?;
        let facts = software_card_facts(Holder::Hanako)?;
        let claims = derive::driving_licence(&evidence, &facts, now, &ClaimOptions::new())?;
        Ok(Self {
            now,
            issuer: pki.issuer(now)?,
            pki,
            claims: testing::with_portrait(&claims, &picture(portrait))?,
            device_keys,
        })
    }

    /// The claims, admitted anew: one request's.
    pub(crate) fn subject(&self) -> Result<Subject<'_>, IssueError> {
        self.issuer.admit(&self.claims, self.now)
    }

    /// The first half of issuing for one key.
    pub(crate) fn prepare(
        &self,
        key: &DeviceKey,
        random: &mut dyn Random,
    ) -> Result<Prepared, IssueError> {
        self.subject()?.prepare(key, random)
    }
}

/// A JPEG of exactly so many bytes, or the smallest there is: comment segments (ISO/IEC 10918-1
/// B.2.4.5) after the start of the image fill it up.
fn picture(bytes: usize) -> Vec<u8> {
    let (start, rest) = SMALLEST.split_at(2);
    let mut missing = bytes.saturating_sub(SMALLEST.len());
    let mut picture = start.to_vec();
    while missing >= 4 {
        // What is left over must be none, or long enough for another segment.
        let segment = missing.min(60_000);
        let length = u16::try_from(segment - 2).unwrap_or(u16::MAX);
        picture.extend([0xFF, 0xFE]);
        picture.extend(length.to_be_bytes());
        picture.resize(picture.len() + segment - 4, b' ');
        missing -= segment;
    }
    picture.extend(rest);
    picture
}

const SMALLEST: &[u8] = include_bytes!("../../src/doctype/sample.jpg");
