//! The vendors' own SDKs, run with Node.
//!
//! What the fakes are worth rests on them. They are fetched (pinned, with hashes) once.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    sync::LazyLock,
};

use serde_json::Value;

/// The folder of the SDKs, with their packages in it.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testkit/sdk");
    // A runner may give every test a process of its own; one of them fetches, the others wait.
    let lock = Path::new(env!("CARGO_TARGET_TMPDIR")).join("vendor-sdks.lock");
    let lock = std::fs::File::create(lock).expect("the target folder can be written");
    lock.lock().expect("the file system has locks");
    if !is_there(&folder) {
        let mut npm = std::process::Command::new("npm");
        let status = npm.args(["ci", "--no-audit", "--no-fund", "--silent"]).current_dir(&folder).status();
        assert!(status.is_ok_and(|status| status.success()), "npm could not fetch the vendors' SDKs");
    }
    folder
});

/// Whether every SDK is there in the version that is wanted.
fn is_there(folder: &Path) -> bool {
    let read = |path: PathBuf| -> Option<Value> { serde_json::from_slice(&std::fs::read(path).ok()?).ok() };
    let wanted = read(folder.join("package.json")).expect("the list of SDKs is in the repository");
    let wanted = wanted["dependencies"].as_object().expect("the list names some");
    wanted.iter().all(|(name, version)| {
        let found = read(folder.join("node_modules").join(name).join("package.json"));
        found.is_some_and(|package| package["version"] == *version)
    })
}

/// Runs a script of the folder, which ends well when the SDK is content. Answers what it printed.
pub async fn run(script: &str, arguments: &[&str]) -> String {
    let folder = tokio::task::spawn_blocking(|| FOLDER.clone()).await.unwrap();
    let mut node = tokio::process::Command::new("node");
    node.arg(script).args(arguments).current_dir(folder);
    let output = node.stdin(Stdio::null()).kill_on_drop(true).output().await.expect("Node is installed");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script} {arguments:?}: {text}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
