use der::asn1::{AnyRef, BitString};
use der::{Decode, Reader, SliceReader, Tag, Tagged};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::Validity;

/// The first field of RFC 5280 4.1 that cannot be read in bytes that are no certificate.
pub(super) fn malformed(der: &[u8]) -> &'static str {
    match fields(der) {
        Err(field) => field,
        // Each is good by itself.
        Ok(()) => "extensions",
    }
}

fn fields(der: &[u8]) -> Result<(), &'static str> {
    let mut certificate = Members::of(der, "Certificate")?;
    let mut signed = Members::of(certificate.next("tbsCertificate")?, "tbsCertificate")?;
    signed.next("version")?;
    signed.decoded::<SerialNumber>("serialNumber")?;
    signed.decoded::<AlgorithmIdentifierOwned>("signature")?;
    signed.decoded::<Name>("issuer")?;
    signed.decoded::<Validity>("validity")?;
    signed.decoded::<Name>("subject")?;
    signed.decoded::<SubjectPublicKeyInfoOwned>("subjectPublicKeyInfo")?;
    certificate.decoded::<AlgorithmIdentifierOwned>("signatureAlgorithm")?;
    certificate.decoded::<BitString>("signatureValue")
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

    fn decoded<T: Decode<'a>>(&mut self, field: &'static str) -> Result<(), &'static str> {
        T::from_der(self.next(field)?).map(drop).map_err(|_| field)
    }
}
