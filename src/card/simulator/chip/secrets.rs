use super::Chip;
use crate::card::simulator::command::Command;
use crate::card::simulator::file::{Content, Secret};
use crate::card::simulator::instruction::Instruction;
use crate::card::simulator::status::StatusWord;

impl Chip {
    /// Without data, how many tries are left.
    pub(super) fn verify(&mut self, command: &Command<'_>) -> Result<Vec<u8>, StatusWord> {
        if command.p1 != 0 {
            return Err(StatusWord::WRONG_PARAMETERS);
        }
        if command.expected.is_some() {
            return Err(StatusWord::WRONG_LENGTH);
        }
        let id = self.referenced(command.p2)?;
        let secret = self.secret(id)?;
        if command.data.is_empty() {
            return Err(StatusWord::tries_left(secret.tries));
        }
        if secret.tries == 0 {
            return Err(StatusWord::BLOCKED);
        }
        if secret.value != command.data {
            secret.tries -= 1;
            let status = StatusWord::tries_left(secret.tries);
            self.verified.remove(&id);
            return Err(status);
        }
        secret.tries = secret.most_tries;
        self.verified.insert(id);
        Ok(Vec::new())
    }

    /// A new value for a secret that was verified, by the command of its application.
    pub(super) fn change(
        &mut self,
        instruction: Instruction,
        command: &Command<'_>,
    ) -> Result<Vec<u8>, StatusWord> {
        let p1 = match instruction {
            Instruction::ChangeReferenceData => 0x01,
            _ => 0x00,
        };
        if command.p1 != p1 {
            return Err(StatusWord::WRONG_PARAMETERS);
        }
        let id = self.referenced(command.p2)?;
        let verified = self.verified.contains(&id);
        let secret = self.secret(id)?;
        let Some(change) = secret.change.as_ref().filter(|c| c.by == instruction) else {
            return Err(StatusWord::CONDITIONS_OF_USE);
        };
        if !verified {
            return Err(StatusWord::SECURITY_STATUS);
        }
        if !change.lengths.contains(&command.data.len()) || command.expected.is_some() {
            return Err(StatusWord::WRONG_LENGTH);
        }
        secret.value = command.data.to_vec();
        Ok(Vec::new())
    }

    fn secret(&mut self, id: u16) -> Result<&mut Secret, StatusWord> {
        match &mut self.file_mut(id)?.content {
            Content::Secret(secret) => Ok(secret),
            _ => Err(StatusWord::WRONG_FILE_STRUCTURE),
        }
    }
}
