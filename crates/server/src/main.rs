//! The `marty` binary: one program, its roles as subcommands.

/// Faster than the system's allocator under many small allocations from many threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    server::commands::run()
}
