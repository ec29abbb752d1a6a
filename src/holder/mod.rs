//! The holder's device key, proven to be the wallet's.

mod device_key;

pub use device_key::DeviceKey;
