//! Places where the crash test lets the process die.
//!
//! A test starts the binary with `MARTY_FAILPOINT=<name>`; reaching that place ends the process at once,
//! without unwinding or flushing, as a power cut would. Release builds contain none of it.

/// Dies here when the test asked for it.
#[macro_export]
macro_rules! failpoint {
    ($name:literal) => {
        #[cfg(debug_assertions)]
        $crate::platform::failpoint::reach($name);
    };
}

/// Ends the process if `name` is the failpoint that was asked for.
#[cfg(debug_assertions)]
pub fn reach(name: &str) {
    static WANTED: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    let wanted = WANTED.get_or_init(|| std::env::var("MARTY_FAILPOINT").ok());
    if wanted.as_deref() == Some(name) {
        std::process::abort();
    }
}
