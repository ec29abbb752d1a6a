use super::StatusDraft;
use crate::status::tests::Kit;

#[test]
fn a_token_that_is_taken_apart_and_put_together_is_the_same() {
    let kit = Kit::new();
    let token = kit.token();
    let draft = StatusDraft::of(&token).unwrap();
    assert_eq!(draft.tags, [18]);
    assert_eq!(draft.sign(&kit.key).unwrap(), token);
}
