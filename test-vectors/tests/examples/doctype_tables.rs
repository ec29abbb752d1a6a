use crate::{printed, run, status};

#[test]
fn the_page_in_the_documentation_is_what_the_tables_give() {
    let run = run("doctype_tables", &[""; 0]);
    assert_eq!(status(&run), 0);
    let page = include_str!("../../../src/doctype/tables.md");
    assert!(
        printed(&run) == page,
        "run `cargo run --example doctype_tables > src/doctype/tables.md`"
    );
}
