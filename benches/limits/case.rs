use std::cell::RefCell;
use std::error::Error;
use std::hint::black_box;
use std::thread;

use ciborium::Value;
use mnid_mdoc::crypto::{OsRandom, PublicKey, Random, RandomError, Signature, Signer};
use mnid_mdoc::holder::DeviceKey;
use mnid_mdoc::issue::{IssuedMdoc, Prepared, Subject};
use sha2::{Digest, Sha256};

use crate::scene::Scene;

/// How many credentials are issued for one measurement, all held until its end.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    Single,
    Batch(usize),
}

impl Shape {
    pub(crate) fn count(self) -> usize {
        match self {
            Self::Single => 1,
            Self::Batch(count) => count,
        }
    }
}

/// What a path asks of the allocator.
pub(crate) struct Memory {
    pub(crate) allocations: f64,
    pub(crate) peak_over_document: f64,
}

/// One signer, and the unavoidable work of one credential that it signs.
pub(crate) struct Case<'a> {
    scene: &'a Scene,
    signer: &'a dyn Signer,
    sum: Sum<'a>,
    document: Vec<u8>,
    /// For single credentials, with the number that it has served: it serves each key once.
    subject: RefCell<(Subject<'a>, usize)>,
    /// One for each device key, touched before.
    outputs: RefCell<Vec<Vec<u8>>>,
    /// Keeps the heap from being given back between rounds: it stands above memory that was
    /// touched and freed.
    _plug: Vec<u8>,
}

impl<'a> Case<'a> {
    pub(crate) fn new(scene: &'a Scene, signer: &'a dyn Signer) -> Result<Self, Box<dyn Error>> {
        let key = scene.device_keys.first().ok_or("no device key")?;
        let mut random = Counted(0);
        let prepared = scene.prepare(key, &mut random)?;
        let message = prepared.to_be_signed().map(<[u8]>::to_vec);
        let signature = signer.sign(&prepared.to_be_signed())?;
        let document = prepared.complete(signature, scene.now)?.into_bytes();
        let touched: Vec<_> = scene
            .device_keys
            .iter()
            .map(|_| vec![1_u8; 2 * document.len()])
            .collect();
        let outputs = touched.clone();
        let plug = vec![1; 1024];
        drop(black_box(touched));
        Ok(Self {
            scene,
            signer,
            sum: Sum {
                signer,
                public_key: signer.public_key(),
                message,
                signature,
                items: items(&document)?,
                drawn: random.0,
            },
            document,
            subject: RefCell::new((scene.subject()?, 0)),
            outputs: RefCell::new(outputs),
            _plug: plug,
        })
    }

    pub(crate) fn sign_sum(&self, count: usize) -> Outputs {
        self.sum.sign(count);
        Outputs::default()
    }

    pub(crate) fn release_sum(&self, count: usize) -> Outputs {
        self.sum.release(count);
        Outputs::default()
    }

    /// The sum and plain copies of a finished document.
    pub(crate) fn copies(&self, count: usize) -> Outputs {
        let copy = |_| {
            self.sum.sign(1);
            black_box(&self.document).clone()
        };
        Outputs {
            _copies: (0..count).map(copy).collect(),
            ..Outputs::default()
        }
    }

    pub(crate) fn sign(&self, shape: Shape) -> Outputs {
        self.with_subject(shape, |subject, keys| {
            let signed = match shape {
                Shape::Single => {
                    let prepared = subject.prepare(&keys[0], &mut OsRandom);
                    vec![self.signed(prepared.unwrap())]
                }
                Shape::Batch(_) => {
                    let prepared = subject.prepare_batch(keys, &mut OsRandom).unwrap();
                    let signed = prepared.into_iter().map(|prepared| self.signed(prepared));
                    signed.collect()
                }
            };
            Outputs {
                _signed: signed,
                ..Outputs::default()
            }
        })
    }

    fn signed(&self, prepared: Prepared) -> (Prepared, [u8; SIGNATURE]) {
        let signature = self.signer.sign(&prepared.to_be_signed()).unwrap();
        let mut end = [0x58; SIGNATURE];
        end[1] = 64;
        end[2..].copy_from_slice(signature.as_bytes());
        (prepared, end)
    }

    pub(crate) fn release(&self, shape: Shape) -> Outputs {
        self.with_subject(shape, |subject, keys| match shape {
            Shape::Single => {
                let issued = subject.issue(&keys[0], &mut OsRandom, self.signer);
                Outputs {
                    _issued: Some(issued.unwrap()),
                    ..Outputs::default()
                }
            }
            Shape::Batch(_) => {
                let mut outputs = self.outputs.borrow_mut();
                for (key, output) in keys.iter().zip(outputs.iter_mut()) {
                    output.clear();
                    subject
                        .issue_into(output, key, &mut OsRandom, self.signer)
                        .unwrap();
                }
                Outputs::default()
            }
        })
    }

    /// A batch is admitted as part of its time; a single credential's subject before.
    fn with_subject(
        &self,
        shape: Shape,
        work: impl FnOnce(&Subject<'a>, &[DeviceKey]) -> Outputs,
    ) -> Outputs {
        let keys = &self.scene.device_keys;
        if let Shape::Batch(count) = shape {
            return work(&self.scene.subject().unwrap(), &keys[..count]);
        }
        let mut lasting = self.subject.borrow_mut();
        if lasting.1 == keys.len() {
            *lasting = (self.scene.subject().unwrap(), 0);
        }
        lasting.1 += 1;
        work(&lasting.0, &keys[lasting.1 - 1..][..1])
    }

    /// The sum of every key's credential, on so many threads.
    pub(crate) fn sum_on_threads(&self, threads: usize) {
        let (sum, count) = (&self.sum, self.scene.device_keys.len() / threads);
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(move || sum.release(count));
            }
        });
    }

    pub(crate) fn on_threads(&self, threads: usize) {
        let (keys, signer) = (&self.scene.device_keys, self.signer);
        let subject = &self.scene.subject().unwrap();
        thread::scope(|scope| {
            for part in keys.chunks(keys.len().div_ceil(threads)) {
                scope.spawn(move || {
                    for key in part {
                        black_box(subject.issue(key, &mut OsRandom, signer).unwrap());
                    }
                });
            }
        });
    }

    pub(crate) fn memory(&self, shape: Shape) -> Memory {
        // So that no new admission is counted.
        drop(self.sign(shape));
        let counted = allocation_counter::measure(|| drop(self.sign(shape)));
        let count = shape.count() as f64;
        Memory {
            // One is the list of the outputs.
            allocations: counted.count_total.saturating_sub(1) as f64 / count,
            peak_over_document: counted.bytes_max as f64 / (count * self.document.len() as f64),
        }
    }
}

/// What a path makes and somebody must hold; nothing, where it stands in buffers.
#[derive(Default)]
pub(crate) struct Outputs {
    _signed: Vec<(Prepared, [u8; SIGNATURE])>,
    _issued: Option<IssuedMdoc>,
    _copies: Vec<Vec<u8>>,
}

/// The work of one credential that cannot be avoided.
struct Sum<'a> {
    signer: &'a dyn Signer,
    public_key: PublicKey,
    message: [Vec<u8>; 2],
    signature: Signature,
    items: Vec<Vec<u8>>,
    drawn: usize,
}

impl Sum<'_> {
    fn sign(&self, count: usize) {
        let mut salts = vec![0; self.drawn];
        for _ in 0..count {
            black_box(self.signer.sign(&self.message()).unwrap());
            for item in &self.items {
                black_box(Sha256::digest(black_box(item)));
            }
            OsRandom.fill(black_box(&mut salts)).unwrap();
        }
    }

    fn release(&self, count: usize) {
        self.sign(count);
        for _ in 0..count {
            self.public_key
                .verify(&self.message(), black_box(&self.signature))
                .unwrap();
        }
    }

    fn message(&self) -> [&[u8]; 2] {
        [&self.message[0], &self.message[1]]
    }
}

/// The encoded items of a credential, which are what digests are made of.
fn items(document: &[u8]) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let value: Value = ciborium::from_reader(document)?;
    let members = value.into_map().map_err(|_| "no IssuerSigned")?;
    let (_, namespaces) = members.into_iter().next().ok_or("no namespaces")?;
    let mut items = Vec::new();
    for (_, space) in namespaces.into_map().map_err(|_| "no namespaces")? {
        for item in space.into_array().map_err(|_| "no items")? {
            let mut encoded = Vec::new();
            ciborium::into_writer(&item, &mut encoded)?;
            items.push(encoded);
        }
    }
    Ok(items)
}

/// The operating system's randomness, and how much of it was drawn.
struct Counted(usize);

impl Random for Counted {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomError> {
        self.0 += out.len();
        OsRandom.fill(out)
    }
}

/// Bytes of an ES256 signature with its head.
const SIGNATURE: usize = 2 + 64;
