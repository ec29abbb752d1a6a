/// Prints a line. The run goes on when nobody reads any more.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        writeln!(std::io::stdout(), $($words)*).unwrap_or_default()
    }};
}

pub(crate) use say;
