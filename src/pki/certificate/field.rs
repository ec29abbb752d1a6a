use der::asn1::{AnyRef, BitString};
use der::{Decode, Encode, Reader, SliceReader, Tag, Tagged};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::Validity;

use crate::pki::strict::exact;

/// The first field of RFC 5280 4.1 that cannot be read in bytes that are no certificate.
pub(super) fn malformed(der: &[u8]) -> &'static str {
    match fields(der) {
        Err(field) => field,
        // Each of the others is good by itself.
        Ok(()) => "extensions",
    }
}

fn fields(der: &[u8]) -> Result<(), &'static str> {
    let mut certificate = Members::of(der, "Certificate")?;
    let mut signed = Members::of(certificate.next("tbsCertificate")?, "tbsCertificate")?;
    if signed.next("version")? != VERSION_3 {
        return Err("version");
    }
    signed.decoded::<SerialNumber>("serialNumber")?;
    signed.decoded::<AlgorithmIdentifierOwned>("signature")?;
    signed.decoded::<Name>("issuer")?;
    signed.decoded::<Validity>("validity")?;
    signed.decoded::<Name>("subject")?;
    signed.decoded::<SubjectPublicKeyInfoOwned>("subjectPublicKeyInfo")?;
    certificate.decoded::<AlgorithmIdentifierOwned>("signatureAlgorithm")?;
    certificate.decoded::<BitString>("signatureValue")?;
    match certificate.0.is_finished() {
        true => Ok(()),
        false => Err("Certificate"),
    }
}

/// What is left of a sequence.
struct Members<'a>(SliceReader<'a>);

impl<'a> Members<'a> {
    fn of(der: &'a [u8], field: &'static str) -> Result<Self, &'static str> {
        let sequence = AnyRef::from_der(der).map_err(|_| field)?;
        if sequence.tag() != Tag::Sequence {
            return Err(field);
        }
        SliceReader::new(sequence.value())
            .map(Self)
            .map_err(|_| field)
    }

    fn next(&mut self, field: &'static str) -> Result<&'a [u8], &'static str> {
        self.0.tlv_bytes().map_err(|_| field)
    }

    fn decoded<T: Decode<'a> + Encode>(&mut self, field: &'static str) -> Result<(), &'static str> {
        exact::<T>(self.next(field)?).map(drop).ok_or(field)
    }
}

/// `[0] INTEGER 2`.
const VERSION_3: &[u8] = &[0xA0, 0x03, 0x02, 0x01, 0x02];
