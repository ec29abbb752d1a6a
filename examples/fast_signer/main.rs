//! `fast_signer`
//!
//! Issues one credential with a signer that is not the crate's own, and verifies it. All that a
//! signer has to do stands in `signer.rs`.

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod signer;

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use mnid_mdoc::card::simulator::Holder;
    use mnid_mdoc::crypto::{OsRandom, SigningCurve};
    use mnid_mdoc::derive::{self, ClaimOptions};
    use mnid_mdoc::evidence::HolderBinding;
    use mnid_mdoc::testing::{
        SoftwareWallet, ThrowawayPki, software_card_evidence, software_card_facts,
    };
    use mnid_mdoc::time::Timestamp;
    use mnid_mdoc::verify::{self, Trust};

    let now = Timestamp::parse("2026-11-24T09:00:00Z")?;
    let pki = ThrowawayPki::generate(SigningCurve::P384, now, &mut OsRandom)?;
    let signer = signer::FastSigner::from_pkcs8_der(&pki.document_signer_key().to_pkcs8_der()?)?;

    let mut wallet = SoftwareWallet::new();
    wallet.make_keys(1, &mut OsRandom)?;
    let device_keys = wallet.device_keys(now)?;
    let device_key = device_keys.first().ok_or("the wallet has no key")?;

    let binding = HolderBinding::DeviceKeys(vec![device_key.thumbprint()]);
    let evidence = software_card_evidence(Holder::Hanako, binding, now, &mut OsRandom)?;
    let facts = software_card_facts(Holder::Hanako)?;
    let claims = derive::driving_licence(&evidence, &facts, now, &ClaimOptions::new())?;

    let issuer = pki.issuer(now)?;
    let subject = issuer.admit(&claims, now)?;
    let credential = subject
        .issue(device_key, &mut OsRandom, &signer)?
        .into_bytes();

    let trust = Trust::new(std::slice::from_ref(pki.iaca()), now);
    let document = verify::issuer_signed(&credential, &trust).accepted()?;
    println!("signed by graviola, {} bytes", credential.len());
    println!("valid {}", document.doc_type());
    Ok(())
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn main() {
    eprintln!("graviola has code for x86-64 and AArch64 alone; bring another signer");
    std::process::exit(1);
}
