//! The command nexusql.

fn main() -> std::process::ExitCode {
    nexusql_cli::main()
}
