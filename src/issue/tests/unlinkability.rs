//! Nothing but the elements tells that two credentials are of one holder.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use ciborium::Value;

use super::key;
use super::kit::{self, Kit, at, decode, encode, licence, member, untagged};
use crate::crypto::{Signer, SigningCurve};
use crate::issue::{IssuingPolicy, Recipient};
use crate::mdoc::{DigestAlgorithm, Status, StatusReference};
use crate::profile::{DigestIds, IssuingOptions, Preset};
use crate::testing::SeededRandom;

/// Credentials of one holder from two admissions, and last that of a stranger, who has other
/// elements and keys, at a third instant of the same hour.
fn credentials(kit: &Kit, options: &IssuingOptions) -> Vec<Vec<u8>> {
    let policy = IssuingPolicy {
        options: options.clone(),
        ..kit::policy()
    };
    let issuer = kit.issuer(policy);
    let mut stranger = licence();
    stranger.namespaces.truncate(1);
    stranger.namespaces[0].elements.truncate(4);
    stranger.namespaces[0].elements[0].value = b"\x65OTHER".to_vec();
    let requests = [
        (licence(), "2026-06-10T09:41:23Z", 3),
        (licence(), "2026-06-10T09:52:07Z", 3),
        (stranger, "2026-06-10T09:03:59Z", 1),
    ];
    let mut issued = Vec::new();
    for (mut claims, now, count) in requests {
        claims.basis.concluded_at = at(now).plus_seconds(-30);
        claims.basis.usable_until = at(now).plus_seconds(600);
        claims.basis.valid_from = at(now);
        claims.basis.valid_until = at("2030-04-15T14:59:59Z").plus_days(17 * count);
        let devices: Vec<_> = (0..count)
            .map(|number| key(SigningCurve::P256, &format!("{now} {number}")))
            .map(|key| kit::device(&key.public_key()))
            .collect();
        // Places as an allocator draws them: each begins with a byte of its own.
        let places = (0_u64..).map(|number| (number * 37 + 1) << 24 | number);
        let places = places.skip(issued.len());
        let recipients = places.zip(&devices).map(|(entry, device_key)| Recipient {
            device_key,
            status: Some(Status::List(StatusReference {
                entry,
                uri: "https://status.example/1",
                certificate: None,
            })),
        });
        let subject = issuer.admit(&claims, at(now)).unwrap();
        let mut random = SeededRandom::new(now.as_bytes());
        let batch = subject.issue_batch(recipients, &mut random, &kit.signer_key);
        issued.extend(batch.unwrap().into_iter().map(|mdoc| mdoc.into_bytes()));
    }
    issued
}

fn all_options() -> [IssuingOptions; 3] {
    [
        Preset::Default.options(),
        Preset::Edition2.options(),
        IssuingOptions {
            digest_algorithm: DigestAlgorithm::Sha512,
            digest_ids: DigestIds::Random,
            ..Preset::Default.options()
        },
    ]
}

/// What every reader gets, whatever the wallet shows: each value of `issuerAuth` with its place.
/// Digest ids are no part of a place, since they are few and meet by chance.
fn issuer_auth(credential: &[u8]) -> HashSet<(String, Vec<u8>)> {
    fn walk(value: &Value, place: &str, found: &mut HashSet<(String, Vec<u8>)>) {
        match value {
            Value::Map(members) => {
                for (key, value) in members {
                    let key = match key.as_integer() {
                        Some(_) if place.contains("valueDigests") => "digest".to_owned(),
                        _ => format!("{key:?}"),
                    };
                    walk(value, &format!("{place} {key}"), found);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    walk(item, &format!("{place} {index}"), found);
                }
            }
            Value::Tag(24, content) => {
                walk(&decode(content.as_bytes().unwrap()), place, found);
            }
            leaf => assert!(found.insert((place.to_owned(), encode(leaf))), "{place}"),
        }
    }

    let mut whole = decode(credential);
    let mut auth = member(&mut whole, "issuerAuth").as_array().unwrap().clone();
    for encoded in [0, 2] {
        auth[encoded] = decode(auth[encoded].as_bytes().unwrap());
    }
    let signature = auth[3].as_bytes().unwrap();
    let (r, s) = signature.split_at(signature.len() / 2);
    auth[3] = Value::Array(vec![r.to_vec().into(), s.to_vec().into()]);
    let mut found = HashSet::new();
    walk(&Value::Array(auth), "", &mut found);
    found
}

#[test]
fn the_signed_part_shares_nothing_with_the_holders_others_that_a_strangers_does_not_share() {
    let kit = Kit::new();
    for options in all_options() {
        let issued = credentials(&kit, &options);
        let mut parts: Vec<_> = issued.iter().map(|one| issuer_auth(one)).collect();
        let stranger = parts.pop().unwrap();
        assert_eq!(parts.len(), 6);
        for (place, one) in parts.iter().enumerate() {
            for other in &parts[place + 1..] {
                let mut shared = one.intersection(other);
                let telling = shared.find(|value| !stranger.contains(*value));
                assert_eq!(telling, None);
            }
            // Header, certificate, version, algorithm, three dates, type, key type and curve, list.
            assert!(one.intersection(&stranger).count() >= 11);
            assert!(one.difference(&stranger).count() > 40);
        }
    }
}

#[test]
fn no_salt_digest_key_or_half_of_a_signature_occurs_twice() {
    fn put(seen: &mut HashSet<Vec<u8>>, kind: &str, bytes: &Value) {
        let bytes = bytes.as_bytes().unwrap().clone();
        assert!(seen.insert(bytes), "{kind}");
    }

    let kit = Kit::new();
    for options in all_options() {
        let (mut seen, mut orders) = (HashSet::new(), HashSet::new());
        let mut ids: BTreeMap<String, HashSet<u64>> = BTreeMap::new();
        let issued = credentials(&kit, &options);
        for credential in &issued {
            let mut draft = kit::Draft::of(credential);
            let mut order = Vec::new();
            for (_, items) in &mut draft.items {
                for item in items {
                    // Id, salt, identifier and value, and nothing beside them.
                    assert_eq!(item.as_map().unwrap().len(), 4);
                    put(&mut seen, "salt", member(item, "random"));
                    let id = member(item, "digestID").as_integer().unwrap();
                    let id = u64::try_from(id).unwrap();
                    order.push(id);
                    let name = member(item, "elementIdentifier").as_text().unwrap();
                    ids.entry(name.to_owned()).or_default().insert(id);
                }
            }
            assert!(orders.insert(order));
            for (_, digests) in draft.mso(&["valueDigests"]).as_map().unwrap() {
                for (_, digest) in digests.as_map().unwrap() {
                    put(&mut seen, "digest", digest);
                }
            }
            let device_key = draft.mso(&["deviceKeyInfo", "deviceKey"]).clone();
            for (label, coordinate) in device_key.as_map().unwrap() {
                if [Value::from(-2), Value::from(-3)].contains(label) {
                    put(&mut seen, "device key", coordinate);
                }
            }
            // Two signatures with one r would give the document signer's key away.
            let mut whole = decode(credential);
            let auth = member(&mut whole, "issuerAuth").as_array().unwrap();
            for half in auth[3].as_bytes().unwrap().chunks(32) {
                put(&mut seen, "signature", &Value::Bytes(half.to_vec()));
            }
        }
        // Nor does one element keep its id.
        assert!(ids.values().all(|ids| ids.len() > 1));
    }
}

#[test]
fn no_number_of_digests_tells_what_the_holder_has() {
    let kit = Kit::new();
    for options in all_options() {
        let counts = credentials(&kit, &options).into_iter().map(|credential| {
            let mut whole = decode(&credential);
            let auth = member(&mut whole, "issuerAuth").as_array().unwrap().clone();
            let payload = auth[2].as_bytes().unwrap().clone();
            let mut object = decode(&untagged(decode(&payload)));
            let digests = member(&mut object, "valueDigests")
                .as_map()
                .unwrap()
                .clone();
            let count = |(name, digests): (Value, Value)| (name, digests.into_map().unwrap().len());
            digests.into_iter().map(count).collect::<Vec<_>>()
        });
        let counts: Vec<_> = counts.collect();
        assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
    }
}

#[test]
fn no_date_tells_the_minute_or_second_of_anything() {
    let options = IssuingOptions {
        expected_update: Some(Duration::from_secs(86_401)),
        ..Preset::Default.options()
    };
    let (kit, mut claims) = (Kit::new(), licence());
    let policy = IssuingPolicy {
        options,
        ..kit::policy()
    };
    let issuer = kit.issuer(policy);
    let mut seen = HashSet::new();
    for second in (0..3_600).step_by(97) {
        let now = at("2026-06-10T09:00:00Z").plus_seconds(second);
        claims.basis.concluded_at = now.plus_seconds(-second / 7);
        claims.basis.usable_until = now.plus_seconds(second * 3);
        // Derived at once or before, and good for as long as each card is.
        claims.basis.valid_from = now.plus_seconds(-second * 1_111);
        claims.basis.valid_until = now.plus_seconds(86_400 * 365 + second * 7_919);
        let admitted = issuer.admit(&claims, now).unwrap();
        seen.insert(format!("{:?}", admitted.validity()));
    }
    assert_eq!(seen.len(), 1, "{seen:?}");
}
