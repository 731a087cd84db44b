//! The operator's flows: files in `flows/` of the catalog's folder, read at start.
//!
//! A file that is wrong stops the start. Each file is a flow of the installation; a changed file is its next
//! version, and a flow whose file is gone is archived.

use std::path::Path;

use domain::flow::{self, Toolbox};

use super::{
    document,
    find::INSTALLATION,
    store::{self, NewVersion},
    toolbox::InstalledTools,
};
use crate::{app::App, catalog::Offers, platform::db::DbError};

/// A flow of a file, checked.
#[derive(Clone, Debug)]
pub struct FileFlow {
    slug: String,
    definition: String,
    source: String,
}

/// Reads and checks the files of `flows/` in the catalog's folder, in the order of their names.
///
/// # Errors
/// A sentence for every mistake, with file and place.
pub fn read_files(directory: &str, offers: Offers<'_>) -> Result<Vec<FileFlow>, String> {
    let folder = Path::new(directory).join("flows");
    if directory.is_empty() || !folder.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "toml" || ending == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut flows: Vec<FileFlow> = Vec::with_capacity(paths.len());
    let mut mistakes = Vec::new();
    for path in &paths {
        match read_file(path, &InstalledTools(offers)) {
            Ok(flow) if offers.catalog.flow(&flow.slug).is_some() => {
                mistakes.push(format!(
                    "{}: id: `{}` is the id of a flow that ships",
                    path.display(),
                    flow.slug
                ));
            }
            Ok(flow) if flows.iter().any(|other| other.slug == flow.slug) => {
                mistakes.push(format!("{}: id: another file has the id `{}`", path.display(), flow.slug));
            }
            Ok(flow) => flows.push(flow),
            Err(found) => mistakes.extend(found),
        }
    }
    if mistakes.is_empty() { Ok(flows) } else { Err(mistakes.join("\n")) }
}

fn read_file(path: &Path, toolbox: &dyn Toolbox) -> Result<FileFlow, Vec<String>> {
    let name = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| vec![format!("{name}: {error}")])?;
    let document = document::of_text(&text)
        .map_err(|mistake| vec![format!("{name}: {}: {}", mistake.path, mistake.message)])?;
    let read = flow::read(&document.value, toolbox).map_err(|mistakes| {
        let named =
            mistakes.into_iter().map(|mistake| format!("{name}: {}: {}", mistake.path, mistake.message));
        named.collect::<Vec<_>>()
    })?;
    for warning in &read.warnings {
        tracing::warn!(file = %name, place = warning.path, "{}", warning.message);
    }
    Ok(FileFlow { slug: read.definition.id, definition: document.value.to_string(), source: document.source })
}

/// Writes the files' flows down, so that runs can name their version. Starting again with the same files
/// changes nothing.
///
/// # Errors
/// [`DbError`].
pub async fn publish(app: &App) -> Result<(), DbError> {
    let files: Vec<_> = app.flow_files.iter().map(|file| (app.env.new_id(), file.clone())).collect();
    let now = app.env.now();
    app.db
        .write(move |tx| {
            let known = store::of_owner(tx, INSTALLATION)?;
            for gone in known.iter().filter(|row| row.origin == "file") {
                if files.iter().all(|(_, file)| file.slug != gone.slug) {
                    store::archive(tx, gone.id, now)?;
                }
            }
            for (id, FileFlow { slug, definition, source }) in files {
                let version = NewVersion { definition, source, by: None, now };
                match known.iter().find(|row| row.slug == slug) {
                    Some(row) if row.origin == "file" && row.definition == version.definition => {}
                    Some(row) if row.origin == "file" => {
                        store::next(tx, row.id, row.version + 1, &version)?;
                    }
                    // What an administrator had saved under this id gives way to the file.
                    Some(row) => {
                        store::archive(tx, row.id, now)?;
                        store::insert(tx, id, INSTALLATION, &slug, "file", &version)?;
                    }
                    None => store::insert(tx, id, INSTALLATION, &slug, "file", &version)?,
                }
            }
            Ok(())
        })
        .await
}
