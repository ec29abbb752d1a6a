//! The signing service, a process of its own: it makes the key, asks for a certificate, and signs
//! what it is sent.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use mnid_mdoc::crypto::{OsRandom, Signer, SigningCurve, SoftwareKey};
use mnid_mdoc::pki::CertificateRequest;

/// The service as the issuer sees it. It stops when this is dropped, or when this process ends.
pub(crate) struct Service {
    process: Child,
    pub(crate) address: SocketAddr,
    /// Proves that the service has the key for which it asks a certificate.
    pub(crate) request: CertificateRequest,
}

impl Service {
    pub(crate) fn start() -> Result<Self, Box<dyn std::error::Error>> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let said = process.stdout.take().ok_or("the service has no output")?;
        let mut lines = BufReader::new(said).lines();
        let address = lines.next().ok_or("the service did not start")??.parse()?;
        let mut request = String::new();
        while !request.contains("-----END") {
            request += &lines.next().ok_or("the service made no request")??;
            request += "\n";
        }
        Ok(Self {
            process,
            address,
            request: CertificateRequest::from_pem(&request)?,
        })
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        // It may have ended by itself.
        let _ = self.process.wait();
    }
}

/// What runs in the service's own process. The key never leaves it.
pub(crate) fn run() -> Result<(), Box<dyn std::error::Error>> {
    let key = Arc::new(SoftwareKey::generate(SigningCurve::P256, &mut OsRandom)?);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("{}", listener.local_addr()?);
    let request = CertificateRequest::sign("document signer", &*key)?;
    print!("{}", request.to_pem());
    thread::spawn(move || {
        for (earlier, connection) in listener.incoming().enumerate() {
            let key = Arc::clone(&key);
            thread::spawn(move || answer(&key, connection?, latency(earlier)));
        }
    });
    // Its end of this pipe closes when the process that started this one ends.
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}

/// One exchange: the message up to its end, then the signature.
fn answer(key: &SoftwareKey, mut connection: TcpStream, latency: Duration) -> io::Result<()> {
    let mut message = Vec::new();
    (&mut connection)
        .take(LONGEST_MESSAGE)
        .read_to_end(&mut message)?;
    thread::sleep(latency);
    let signature = key.sign(&[&message]).map_err(io::Error::other)?;
    connection.write_all(signature.as_bytes())?;
    connection.shutdown(Shutdown::Both)
}

/// The first requests wait longest, so that answers come out of order.
fn latency(earlier: usize) -> Duration {
    let steps = u32::try_from(earlier).map_or(1, |earlier| 4_u32.saturating_sub(earlier).max(1));
    Duration::from_millis(50) * steps
}

/// Longer than a security object ever is. One that is cut gets a signature that the issuer refuses.
const LONGEST_MESSAGE: u64 = 1 << 20;
