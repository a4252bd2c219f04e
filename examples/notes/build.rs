//! The compiler sees that a file of migrations has changed, but not that one has come or gone.

#![allow(clippy::print_stdout)] // That is how a build script speaks.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
