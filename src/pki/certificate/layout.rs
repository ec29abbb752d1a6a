use std::ops::Range;

use der::{Reader, SliceReader};

use crate::pki::strict::position;

/// Where the parts are that are compared or hashed as received.
#[derive(Clone)]
pub(super) struct Layout {
    pub(super) signed_part: Range<usize>,
    pub(super) serial: Range<usize>,
    pub(super) issuer: Range<usize>,
    pub(super) subject: Range<usize>,
    pub(super) public_key: Range<usize>,
}

impl Layout {
    /// `SEQUENCE { tbs SEQUENCE { [0] version, serial, signature, issuer, validity, subject,
    /// subjectPublicKeyInfo, … }, signatureAlgorithm, signature }`, RFC 5280 4.1.
    pub(super) fn read(der: &[u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(der)?;
        reader.sequence(|certificate| {
            let from = position(certificate);
            let mut layout = certificate.sequence(|tbs| {
                tbs.tlv_bytes()?;
                let serial = next(tbs)?;
                tbs.tlv_bytes()?;
                let issuer = next(tbs)?;
                tbs.tlv_bytes()?;
                let subject = next(tbs)?;
                let public_key = next(tbs)?;
                // Extensions, which may be absent.
                while !tbs.is_finished() {
                    tbs.tlv_bytes()?;
                }
                Ok::<_, der::Error>(Self {
                    signed_part: from..from,
                    // At most 21 octets, so its head has two.
                    serial: serial.start + 2..serial.end,
                    issuer,
                    subject,
                    public_key,
                })
            })?;
            layout.signed_part = from..position(certificate);
            certificate.tlv_bytes()?;
            certificate.tlv_bytes()?;
            Ok(layout)
        })
    }
}

fn next(reader: &mut SliceReader<'_>) -> der::Result<Range<usize>> {
    let from = position(reader);
    reader.tlv_bytes()?;
    Ok(from..position(reader))
}
