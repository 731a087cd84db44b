//! Makes sure the folder of the built web app exists, because embedding resolves it at compile time,
//! and compiles again when the web app was built anew.

fn main() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/dist");
    if let Err(error) = std::fs::create_dir_all(folder) {
        println!("cargo:warning=web/dist could not be made: {error}");
    }
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={folder}");
}
