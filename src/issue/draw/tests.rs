use super::*;

#[test]
fn an_id_that_is_taken_moves_on_to_the_next_free_one() {
    let word = |id: u64| id << 33;
    let last = u64::from(u32::MAX >> 1);
    let ids = distinct([word(5), word(5), word(6), word(5)].into_iter());
    assert_eq!(ids, [5, 6, 7, 8]);
    let ids = distinct([word(last), word(last)].into_iter());
    assert_eq!(ids, [u32::MAX >> 1, 0]);
}

#[test]
fn a_permutation_has_every_id_once() {
    let mut ids = permutation([u64::MAX, 0, 1 << 63, 7, u64::MAX / 3].into_iter());
    ids.sort_unstable();
    assert_eq!(ids, [0, 1, 2, 3, 4]);
}
