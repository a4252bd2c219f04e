//! The command nexusql.

/// Reading a catalog makes many small strings: a fifth of its time is the allocator's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    nexusql_cli::main()
}
