//! A document signer's key behind the network: what a server does between the two halves of
//! issuing.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use mnid_mdoc::Error;
use mnid_mdoc::crypto::{Curve, Signature, SignerError};
use mnid_mdoc::issue::{IssuedMdoc, Prepared};
use mnid_mdoc::time::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A P-256 key of a signing service. Each signature is an exchange of its own, so any number may be
/// under way, and a caller that stops waiting disturbs no other.
#[derive(Clone, Copy)]
pub(crate) struct RemoteSigner {
    address: SocketAddr,
}

impl RemoteSigner {
    /// The key of the service at this address. Nothing here is secret or trusted: what comes back
    /// is checked before anything is issued. A real service asks who its clients are.
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address }
    }

    /// Has a prepared credential signed, and lets it out if the signature is right and not too
    /// late by the clock, which is read when it has come.
    ///
    /// `complete` takes the prepared credential itself, so nobody can complete it a second time.
    pub(crate) async fn issue(
        self,
        prepared: Prepared,
        clock: impl Fn() -> Timestamp,
    ) -> Result<IssuedMdoc, Error> {
        let signature = self.sign(prepared.to_be_signed()).await?;
        Ok(prepared.complete(signature, clock())?)
    }

    /// Signs the message that the parts make when joined.
    pub(crate) async fn sign(self, message: [&[u8]; 2]) -> Result<Signature, SignerError> {
        let failed = |reason, source| SignerError {
            reason,
            source: Some(source),
        };
        let signature = timeout(PATIENCE, self.exchange(message))
            .await
            .map_err(|error| failed("the signing service takes too long", error.into()))?
            .map_err(|error| failed("the signing service cannot be reached", error.into()))?;
        // `Signature::from_der` reads what other services answer.
        Signature::from_bytes(Curve::P256, &signature)
            .map_err(|error| failed("the signing service made no signature", error.into()))
    }

    async fn exchange(self, message: [&[u8]; 2]) -> io::Result<[u8; 64]> {
        let mut connection = TcpStream::connect(self.address).await?;
        for part in message {
            connection.write_all(part).await?;
        }
        connection.shutdown().await?;
        let mut signature = [0; 64];
        connection.read_exact(&mut signature).await?;
        Ok(signature)
    }
}

const PATIENCE: Duration = Duration::from_secs(10);
