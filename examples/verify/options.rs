//! The command line.

use std::ffi::OsString;

use lexopt::prelude::*;
use mnid_mdoc::crypto::SoftwareKey;
use mnid_mdoc::mdoc::Tag18;
use mnid_mdoc::pki::{Certificate, CurrentRevocations, Vical};
use mnid_mdoc::profile::Preset;
use mnid_mdoc::time::Timestamp;
use mnid_mdoc::verify::{Invalid, Trust};

use crate::files::{certificate, certificates, key, read, revocations};
use crate::kind::is_device_response;

pub(crate) const USAGE: &str = "\
usage: verify FILE --iaca IACA.pem --now YYYY-MM-DDThh:mm:ssZ [--doc-type T] [--transcript FILE]
              [--reader-key PEM] [--profile NAME] [--crl FILE]... [--vical FILE --vical-root PEM]
              [--status-token FILE --status-cert PEM] [--tag-18] [--json]
  FILE           an IssuerSigned or a DeviceResponse, in CBOR
  --iaca         the trusted IACA roots, in PEM; may be left out with --vical
  --now          the time at which the document has to be valid
  --doc-type     the document type that it has to have
  --transcript   the SessionTranscript (untagged array) that a DeviceResponse answers
  --reader-key   the reader's ephemeral private key of that session, for a device that answers by a
                 MAC
  --profile      default, edition_1, edition_2, zero_knowledge, zero_knowledge_6, japan or
                 phone_wallet
  --crl          a revocation list of one of the roots, in PEM or DER; may be repeated
  --vical        a list of roots, each trusted for the document types that it is listed with
  --vical-root   the root of the list's provider
  --status-token the status list or identifier list to which the document refers, a CWT
  --status-cert  the certificate of the token's signer; may be left out if the token carries it
  --tag-18       takes an issuerAuth with tag 18, which the standard leaves out
  --json         prints the whole report of each document, as JSON in one line
exit status: 0 valid, 1 invalid, 2 wrong use, an unreadable file, or a revocation list that is not
a root's current one";

/// What the command line asks for, with the files read.
pub(crate) struct Options {
    pub(crate) document: Vec<u8>,
    pub(crate) transcript: Option<Vec<u8>>,
    pub(crate) reader_key: Option<SoftwareKey>,
    pub(crate) status_token: Option<Vec<u8>>,
    pub(crate) status_certificate: Option<Certificate>,
    pub(crate) json: bool,
    iacas: Vec<Certificate>,
    /// None of it, or one; or why it cannot be believed.
    vicals: Result<Vec<Vical>, Invalid>,
    revocations: Vec<CurrentRevocations>,
    now: Timestamp,
    doc_type: Option<String>,
    preset: Option<Preset>,
    tag_18: Tag18,
}

impl Options {
    /// `None` when help is asked for.
    pub(crate) fn read(mut words: lexopt::Parser) -> Result<Option<Self>, lexopt::Error> {
        let (mut file, mut iacas, mut now) = (None, None, None);
        let (mut doc_type, mut transcript, mut preset) = (None, None, None);
        let (mut reader_key, mut list, mut list_root) = (None, None, None);
        let (mut status_token, mut status_certificate) = (None, None);
        let (mut json, mut tag_18) = (false, Tag18::Refused);
        let mut lists = Vec::new();
        while let Some(word) = words.next()? {
            match word {
                Short('h') | Long("help") => return Ok(None),
                Long("iaca") => iacas = Some(certificates(&words.value()?)?),
                Long("now") => now = Some(words.value()?.parse()?),
                Long("doc-type") => doc_type = Some(words.value()?.string()?),
                Long("profile") => preset = Some(words.value()?.parse_with(named)?),
                Long("crl") => lists.push(words.value()?),
                Long("transcript") => transcript = Some(read(&words.value()?)?),
                Long("reader-key") => reader_key = Some(key(&words.value()?)?),
                Long("vical") => list = Some(words.value()?),
                Long("vical-root") => list_root = Some(certificate(&words.value()?)?),
                Long("status-token") => status_token = Some(read(&words.value()?)?),
                Long("status-cert") => status_certificate = Some(certificate(&words.value()?)?),
                Long("tag-18") => tag_18 = Tag18::Accepted,
                Long("json") => json = true,
                Value(name) if file.is_none() => file = Some(name),
                _ => return Err(word.unexpected()),
            }
        }
        if iacas.is_none() && list.is_none() {
            return Err("--iaca is missing".into());
        }
        if status_certificate.is_some() && status_token.is_none() {
            return Err("--status-cert goes with --status-token".into());
        }
        let iacas = iacas.unwrap_or_default();
        let now = now.ok_or("--now is missing")?;
        let vicals = vicals(list, list_root, now)?;
        let roots = roots(&iacas, vicals.as_deref().unwrap_or_default());
        let lists = lists.iter().map(|file| revocations(file, &roots, now));
        let options = Self {
            document: read(&file.ok_or("FILE is missing")?)?,
            revocations: lists.collect::<Result<_, _>>()?,
            iacas,
            vicals,
            now,
            doc_type,
            transcript,
            reader_key,
            preset,
            status_token,
            status_certificate,
            tag_18,
            json,
        };
        if is_device_response(&options.document) && options.transcript.is_none() {
            return Err("a DeviceResponse needs --transcript".into());
        }
        Ok(Some(options))
    }

    /// With no status list: which one is asked is known when the document is.
    pub(crate) fn trust(&self) -> Trust<'_> {
        Trust {
            vicals: self.vicals.as_deref().unwrap_or_default(),
            revocations: &self.revocations,
            doc_type: self.doc_type.as_deref(),
            preset: self.preset,
            tag_18: self.tag_18,
            ..Trust::new(&self.iacas, self.now)
        }
    }

    /// Why the list of roots cannot be believed.
    pub(crate) fn vical_refusal(&self) -> Option<&Invalid> {
        self.vicals.as_ref().err()
    }
}

fn named(name: &str) -> Result<Preset, &'static str> {
    Preset::from_name(name).ok_or("there is no such preset")
}

fn vicals(
    file: Option<OsString>,
    root: Option<Certificate>,
    now: Timestamp,
) -> Result<Result<Vec<Vical>, Invalid>, String> {
    match (file, root) {
        (Some(file), Some(root)) => {
            let list = Vical::verify(&read(&file)?, &[root], now);
            Ok(list.map(|list| vec![list]).map_err(Invalid::from))
        }
        (None, None) => Ok(Ok(Vec::new())),
        _ => Err("--vical and --vical-root go together".to_owned()),
    }
}

/// Every root that may have made a revocation list.
fn roots(iacas: &[Certificate], vicals: &[Vical]) -> Vec<Certificate> {
    let listed = vicals.iter().flat_map(Vical::entries);
    let listed = listed.map(|entry| &entry.certificate);
    iacas.iter().chain(listed).cloned().collect()
}
