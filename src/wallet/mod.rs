//! The shapes in which wallets are given credentials, without any HTTP.
//!
//! [`credentials`] reads an OpenID4VCI 1.0 credential response as a wallet has to: nothing in it is
//! kept before every credential was verified and found to be for a key of the request. An issuer
//! that holds its own answers to it finds what a wallet would refuse. [`CredentialConfiguration`]
//! reads what the issuer's metadata say of a credential.

mod configuration;
mod error;
mod response;

#[cfg(test)]
mod tests;

pub use configuration::CredentialConfiguration;
pub use error::WalletError;
pub use response::credentials;
