//! Rebuilds when a seed file changes: they are embedded in the binary.
fn main() {
    println!("cargo:rerun-if-changed=seeds");
}
