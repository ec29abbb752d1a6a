//! Certificates, requests and revocation lists in DER. The first byte picks the parser.

#![no_main]

use std::hint::black_box;

use libfuzzer_sys::fuzz_target;
use mnid_mdoc::pki::{Certificate, CertificateRequest, Edition, RevocationList, lint_chain};

fuzz_target!(|bytes: &[u8]| {
    let Some((parser, der)) = bytes.split_first() else {
        return;
    };
    match parser % 3 {
        0 => {
            if let Ok(certificate) = Certificate::from_der(der) {
                assert_eq!(certificate.der(), der);
                black_box(lint_chain(&[certificate], Edition::Edition1));
            }
        }
        1 => {
            if let Ok(request) = CertificateRequest::from_der(der) {
                assert_eq!(request.der(), der);
            }
        }
        _ => {
            if let Ok(list) = RevocationList::from_der(der) {
                assert_eq!(list.der(), der);
                black_box(list.revoked_count());
            }
        }
    }
});
