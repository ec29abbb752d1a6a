//! OpenSSL as the authority that issued a software card's signing certificate.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mnid_mdoc::evidence::RevocationQuestion;

/// A certificate authority in a folder of its own.
pub(crate) struct Authority {
    folder: PathBuf,
}

/// Runs a test with an authority of its own, which has issued the certificate in question.
pub(crate) fn with_authority(question: &RevocationQuestion, test: impl FnOnce(&Authority)) {
    if Command::new("openssl").arg("version").output().is_err() {
        println!("skipped: OpenSSL is not installed");
        return;
    }
    let thread = std::thread::current();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("revocation")
        .join(thread.name().unwrap().replace(':', "-"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let authority = Authority { folder };
    let write = |name: &str, content: &[u8]| fs::write(authority.file(name), content).unwrap();
    write("ca.der", question.issuer_certificate_der());
    write("card.der", question.certificate_der());
    write("ca.key.der", CA_KEY);
    write("index.txt", b"");
    write("number", b"1000\n");
    write("openssl.cnf", SETTINGS.as_bytes());
    for name in ["ca", "card"] {
        authority.run(&["x509", "-inform", "DER", "-in"], &[name, ".der"], name);
    }
    authority.run(
        &["pkey", "-inform", "DER", "-in"],
        &["ca", ".key.der"],
        "ca.key",
    );
    authority.openssl(["ca", "-config", "openssl.cnf", "-valid", "card.pem"]);
    test(&authority);
}

impl Authority {
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.file(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, content: &[u8]) {
        fs::write(self.file(name), content).unwrap();
    }

    /// Runs OpenSSL in the folder.
    pub(crate) fn openssl(&self, words: impl IntoIterator<Item = impl AsRef<OsStr>>) -> String {
        let mut command = Command::new("openssl");
        command.args(words).current_dir(&self.folder);
        let output = command.output().unwrap();
        let wrong = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command:?}: {wrong}");
        String::from_utf8_lossy(&output.stdout).into_owned() + &wrong
    }

    /// Revokes the card's certificate, for one of the reasons that OpenSSL has names for.
    pub(crate) fn revoke(&self, reason: &str) {
        let words = ["ca", "-config", "openssl.cnf", "-crl_reason", reason];
        self.openssl(words.into_iter().chain(["-revoke", "card.pem"]));
    }

    /// A list in DER with these extensions, a section of the settings.
    pub(crate) fn list(&self, extensions: &str) -> Vec<u8> {
        let words = [
            "ca",
            "-config",
            "openssl.cnf",
            "-gencrl",
            "-crlexts",
            extensions,
        ];
        self.openssl(words.into_iter().chain(["-out", "list.pem"]));
        self.openssl("crl -in list.pem -outform DER -out list.der".split(' '));
        self.read("list.der")
    }

    fn run(&self, words: &[&str], from: &[&str], to: &str) {
        let (from, to) = (from.concat(), format!("{to}.pem"));
        let words = words.iter().copied();
        self.openssl(words.chain([from.as_str(), "-out", to.as_str()]));
    }
}

const CA_KEY: &[u8] = include_bytes!("../../../src/card/simulator/assets/keys/jpki-signing-ca.der");

const SETTINGS: &str = "\
[ca]
default_ca = signing
[signing]
database = index.txt
crlnumber = number
certificate = ca.pem
private_key = ca.key.pem
default_md = sha256
default_crl_days = 1
[whole]
authorityKeyIdentifier = keyid
[chiyoda]
authorityKeyIdentifier = keyid
issuingDistributionPoint = critical, @chiyoda_point
[chiyoda_point]
fullname = dirName:chiyoda_name
onlyuser = TRUE
[chiyoda_name]
C = JP
O = TEST JPKI-LIKE
1.OU = TEST for digital signature
2.OU = CRL Distribution Points
3.OU = Tokyo-to
CN = Chiyoda-ku CRLDP
[shibuya]
issuingDistributionPoint = critical, @shibuya_point
[shibuya_point]
fullname = dirName:shibuya_name
[shibuya_name]
C = JP
O = TEST JPKI-LIKE
1.OU = TEST for digital signature
2.OU = CRL Distribution Points
3.OU = Tokyo-to
CN = Shibuya-ku CRLDP
[some_reasons]
issuingDistributionPoint = critical, @some_reasons_point
[some_reasons_point]
onlysomereasons = keyCompromise
[indirect]
issuingDistributionPoint = critical, @indirect_point
[indirect_point]
indirectCRL = TRUE
[authorities]
issuingDistributionPoint = critical, @authorities_point
[authorities_point]
onlyCA = TRUE
[relative]
issuingDistributionPoint = critical, @relative_point
[relative_point]
relativename = relative_name
[relative_name]
CN = Chiyoda-ku CRLDP
[delta]
deltaCRL = critical, ASN1:INTEGER:1
[responder]
extendedKeyUsage = OCSPSigning
noCheck = ignored
[responder_to_check]
extendedKeyUsage = OCSPSigning
[no_responder]
extendedKeyUsage = clientAuth
noCheck = ignored
[req]
distinguished_name = req_name
[req_name]
";
