//! The process that completes what another one prepared: it has the sealing key, as a server has
//! it from its store of secrets, and takes what was sealed and the signature, as from a queue.

use std::error::Error as StdError;
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};

use mnid_mdoc::Error;
use mnid_mdoc::crypto::{Curve, SealingKey, Signature};
use mnid_mdoc::issue::{IssuedMdoc, Prepared};
use mnid_mdoc::time::Timestamp;
use zeroize::Zeroizing;

/// The second half of issuing, for what any process of the issuer prepared. What was sealed can be
/// opened twice, so a queue hands it out once.
fn issue(
    sealed: &[u8],
    sealing_key: &SealingKey,
    signature: &[u8],
    now: Timestamp,
) -> Result<IssuedMdoc, Error> {
    let prepared = Prepared::open(sealed, sealing_key, now)?;
    let signature = Signature::from_bytes(Curve::P256, signature)?;
    Ok(prepared.complete(signature, now)?)
}

/// What runs in the process: prints the encoded credential.
pub(crate) fn run(now: &str) -> Result<(), Box<dyn StdError>> {
    let mut input = Zeroizing::new(Vec::new());
    io::stdin().take(LONGEST_INPUT).read_to_end(&mut input)?;
    let (sealing_key, work) = input.split_first_chunk().ok_or("no sealing key")?;
    let (signature, sealed) = work.split_first_chunk::<64>().ok_or("no signature")?;
    let sealing_key = SealingKey::from_bytes(*sealing_key);
    let issued = issue(sealed, &sealing_key, signature, Timestamp::parse(now)?)?;
    Ok(io::stdout().write_all(issued.as_bytes())?)
}

/// Starts the process, and takes back the encoded credential, or the code of its refusal.
///
/// Key and content go through a pipe: every user of a machine can read the arguments of a process.
pub(crate) fn complete_elsewhere(
    sealed: &[u8],
    sealing_key: &[u8; 32],
    signature: &Signature,
    now: Timestamp,
) -> io::Result<Result<Vec<u8>, String>> {
    let mut process = Command::new(std::env::current_exe()?)
        .args(["complete", &now.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut input) = process.stdin.take() {
        for part in [sealing_key, signature.as_bytes(), sealed] {
            input.write_all(part)?;
        }
    }
    let output = process.wait_with_output()?;
    Ok(match output.status.success() {
        true => Ok(output.stdout),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    })
}

/// A key, a signature, and more than a credential ever has.
const LONGEST_INPUT: u64 = 2 << 20;
