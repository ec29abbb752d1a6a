mod commands;
mod holders;
mod records;
mod session;
mod shapes;
mod variations;

use super::*;
use crate::card::Application;
use crate::card::Transport;

/// What opens the card of `hanako` besides its PINs.
const NUMBER_A: &str = "123456789018";
const NUMBER_B: &str = "02041520352285";
const BIRTH_DATE: &str = "020415";

/// Sends commands given as hexadecimal digits, and reads the answers.
struct Reader(SoftwareCard);

impl Reader {
    fn of(holder: Holder) -> Self {
        Self(SoftwareCard::new(holder).unwrap())
    }

    fn hanako() -> Self {
        Self::of(Holder::Hanako)
    }

    fn varied(variations: &[Variation]) -> Self {
        Self(SoftwareCard::varied(Holder::Hanako, variations).unwrap())
    }

    /// Data and status word.
    fn send(&mut self, command: &str) -> (Vec<u8>, u16) {
        self.send_bytes(&bytes(command))
    }

    fn send_bytes(&mut self, command: &[u8]) -> (Vec<u8>, u16) {
        let mut answer = self.0.transmit(command).unwrap();
        let status = answer.split_off(answer.len() - 2);
        (answer, u16::from_be_bytes([status[0], status[1]]))
    }

    /// The status word.
    fn status(&mut self, command: &str) -> u16 {
        self.send(command).1
    }

    fn select(&mut self, application: Application) {
        let name = match application {
            Application::Jpki => jpki::NAME,
            Application::Text => text::NAME,
            Application::Face => face::NAME,
            Application::Licence => licence::NAME,
        };
        let length = u8::try_from(name.len()).unwrap();
        let command = [&[0x00, 0xA4, 0x04, 0x0C, length], name].concat();
        assert_eq!(self.send_bytes(&command).1, 0x9000);
    }

    fn verify(&mut self, short_id: u8, secret: &str) -> u16 {
        let length = u8::try_from(secret.len()).unwrap();
        let command = [
            &[0x00, 0x20, 0x00, 0x80 | short_id, length],
            secret.as_bytes(),
        ]
        .concat();
        self.send_bytes(&command).1
    }

    /// Selects an application of the card of `hanako` and verifies all its secrets.
    fn open(&mut self, application: Application) {
        self.select(application);
        let secrets: &[(u8, &str)] = match application {
            Application::Jpki => &[(0x18, PIN), (0x1B, SIGNING_PASSWORD)],
            Application::Text => &[(0x11, PIN)],
            Application::Face => &[(0x11, BIRTH_DATE), (0x12, NUMBER_B), (0x13, NUMBER_A)],
            Application::Licence => &[(0x06, PIN)],
        };
        for (short_id, secret) in secrets {
            assert_eq!(self.verify(*short_id, secret), 0x9000);
        }
    }

    /// The status word of reading one byte.
    fn read_status(&mut self, short_id: u8) -> u16 {
        self.send_bytes(&[0x00, 0xB0, 0x80 | short_id, 0x00, 0x01])
            .1
    }

    /// The whole file, with one command of extended length.
    fn file(&mut self, short_id: u8) -> Vec<u8> {
        let command = [0x00, 0xB0, 0x80 | short_id, 0x00, 0x00, 0x00, 0x00];
        let (data, status) = self.send_bytes(&command);
        assert_eq!(status, 0x9000);
        data
    }

    /// A signature over a challenge, by the key that `P2` names.
    fn sign(&mut self, p2: u8, challenge: &[u8]) -> Vec<u8> {
        let digest = crate::crypto::sha256(&[challenge]);
        let prefix = bytes("3031300D060960864801650304020105000420");
        let command = [
            &[0x80, 0x2A, 0x00, p2, 0x33],
            prefix.as_slice(),
            &digest,
            &[0],
        ]
        .concat();
        let (signature, status) = self.send_bytes(&command);
        assert_eq!(status, 0x9000);
        signature
    }
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let digits: String = hexadecimal.chars().filter(|c| !c.is_whitespace()).collect();
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}
