//! Writes what the fuzz targets begin with, into `corpus/TARGET/` beside the manifest: the files,
//! certificates and photos of the software cards, whole readings of them, and lists of answers; and
//! what is in the test vectors.

use std::error::Error;
use std::path::PathBuf;
use std::{fs, io};

use mnid_mdoc::card::record::{FaceRecord, LicenceData};
use mnid_mdoc::card::simulator::{CertificateIssuer, Holder, SoftwareCard};
use mnid_mdoc::card::transcript::Recorder;
use mnid_mdoc::card::{self, CardReading, Transport, TransportError};
use mnid_mdoc::testing::software_card_secrets;
use mnid_mdoc_fuzz::{challenge, input, now, plan, reading, vectors};

fn main() -> Result<(), Box<dyn Error>> {
    for holder in [Holder::Hanako, Holder::RareKanji, Holder::Foreign] {
        let reading = reading(holder)?;
        for target in ["readings", "examine"] {
            seed(target, &reading.to_cbor())?;
        }
        let (answers, transcript) = session(holder)?;
        seed("answers", &answers)?;
        seed("transcripts", transcript.as_bytes())?;
        for (parser, file) in files(&reading) {
            seed("records", &[&[parser], file].concat())?;
        }
        for certificate in certificates(&reading) {
            seed("certificates", &[&[0], certificate].concat())?;
        }
        for photo in photos(&reading)? {
            seed("portrait", &photo)?;
        }
    }
    seed("records", b"\x0B19800217")?;
    seed("records", b"\x0B4350215")?;
    for sample in [
        &include_bytes!("../../../src/derive/portrait/samples/tiles.jp2")[..],
        include_bytes!("../../../src/derive/portrait/samples/layers.j2k"),
    ] {
        seed("portrait", sample)?;
    }
    for issuer in [
        CertificateIssuer::Signing,
        CertificateIssuer::Authentication,
    ] {
        let list = issuer.revocation_list(&[], now(), now().plus_days(1))?;
        seed("certificates", &[&[2], list.as_slice()].concat())?;
        seed("revocation", &[&[0], list.as_slice()].concat())?;
    }
    seed("revocation", &[&[1], OCSP_RESPONSE].concat())?;
    of_vectors()
}

/// The inputs of the test vectors: target, kind, and the member that has the bytes.
const OF_VECTORS: [(&str, &str, &str); 6] = [
    ("issuer_signed", "issuer-signed", "issuer_signed"),
    ("cbor", "issuer-signed", "issuer_signed"),
    ("device_response", "device-response", "device_response"),
    ("status_token", "status-list", "token"),
    ("vical", "issuer-signed", "vical"),
    ("certificates", "certificate", "crl"),
];

fn of_vectors() -> Result<(), Box<dyn Error>> {
    for (target, kind, member) in OF_VECTORS {
        for vector in vectors(kind)? {
            // Long ones only make a target slow.
            match input(&vector, member) {
                Some(bytes) if bytes.len() <= 20_000 && target == "certificates" => {
                    seed(target, &[&[2], &bytes[..]].concat())?;
                }
                Some(bytes) if bytes.len() <= 20_000 => seed(target, &bytes)?,
                Some(_) | None => {}
            }
        }
    }
    for vector in vectors("device-key-proof")? {
        let proofs = &vector["input"]["proofs"];
        seed("proof", &[&[1], proofs.to_string().as_bytes()].concat())?;
        for proof in proofs["jwt"].as_array().into_iter().flatten() {
            let text = proof.as_str().unwrap_or_default();
            seed("proof", &[&[0], text.as_bytes()].concat())?;
        }
    }
    for vector in vectors("issuance-response")? {
        let response = vector["input"]["response"].as_str().unwrap_or_default();
        seed("proof", &[&[2], response.as_bytes()].concat())?;
        let configuration = vector["input"]["configuration"].to_string();
        seed("proof", &[&[3], configuration.as_bytes()].concat())?;
    }
    Ok(())
}

/// With the parser that reads each.
fn files(reading: &CardReading) -> Vec<(u8, &[u8])> {
    let mut files = Vec::new();
    if let Some(face) = &reading.face {
        files.extend([(0, face.certificate.as_slice()), (2, &face.record)]);
    }
    if let Some(text) = &reading.text {
        files.extend([(6, text.attributes.as_slice()), (7, &text.integrity)]);
        files.extend(text.card_key.as_deref().map(|file| (8, file)));
        files.extend(text.individual_number.as_deref().map(|file| (9, file)));
    }
    if let Some(licence) = &reading.licence {
        files.extend([(3, licence.data.as_slice()), (4, &licence.signature)]);
    }
    files
}

fn certificates(reading: &CardReading) -> impl Iterator<Item = &[u8]> {
    let both = reading.signing.iter().chain(&reading.authentication);
    both.map(|reading| reading.certificate.as_slice())
}

fn photos(reading: &CardReading) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let mut photos = Vec::new();
    if let Some(face) = &reading.face {
        photos.push(FaceRecord::parse(&face.record)?.photo().to_vec());
    }
    if let Some(licence) = &reading.licence {
        photos.extend(
            LicenceData::parse(&licence.data)?
                .photo()
                .map(<[u8]>::to_vec),
        );
    }
    Ok(photos)
}

/// What a card answers when it is read whole, in the form of the target `answers`, and the session's
/// transcript.
fn session(holder: Holder) -> Result<(Vec<u8>, String), Box<dyn Error>> {
    let mut answers = Answers(SoftwareCard::new(holder)?, Vec::new());
    let secrets = software_card_secrets(holder)?;
    let mut recorder = Recorder::new();
    let mut recording = recorder.record(&mut answers);
    card::read(
        &mut recording,
        &plan(),
        &secrets,
        challenge()?.text(),
        &mut |_| {},
    )?;
    Ok((answers.1, recorder.into_transcript().to_string()))
}

struct Answers(SoftwareCard, Vec<u8>);

impl Transport for Answers {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, TransportError> {
        let answer = self.0.transmit(command)?;
        let length = u16::try_from(answer.len()).unwrap_or(u16::MAX);
        self.1.extend(length.to_be_bytes());
        self.1.extend(answer.iter().take(usize::from(length)));
        Ok(answer)
    }
}

/// Named by its length and first use, so that a second run writes the same files.
fn seed(target: &str, bytes: &[u8]) -> io::Result<()> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "corpus", target]
        .iter()
        .collect();
    fs::create_dir_all(&folder)?;
    let sum = bytes
        .iter()
        .fold(0_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(*byte));
    fs::write(folder.join(format!("{sum:016x}")), bytes)
}

/// OpenSSL's, for the signing certificate of the first software card: good.
const OCSP_RESPONSE: &[u8] = include_bytes!("ocsp-response.der");
