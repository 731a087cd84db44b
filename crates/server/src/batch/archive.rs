//! Everything a batch made, as one ZIP.
//!
//! The archive is written while it is sent: items are looked up a page at a time and files are copied in
//! small pieces, so memory stays flat however much there is. Files are stored as they are; pictures and
//! clips are compressed already. `manifest.json` comes last and says what each file is. When a file cannot
//! be read, the transfer breaks off, so that nobody takes half an archive for a whole one.

use std::io::{self, Write};

use axum::body::Body;
use domain::{
    batch::ItemState,
    id::{AssetId, BatchId, WorkspaceId},
};
use serde::Serialize;
use tokio::runtime::Handle;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    store::{self, ItemRecord},
    view::Glance,
};
use crate::{
    app::App,
    generation, media,
    platform::{
        db::Reader,
        http::written::{Pieces, written_body},
    },
};

/// Bytes that are copied, and sent, at a time.
const CHUNK_BYTES: usize = 64 * 1024;
/// Items looked up at once.
const ITEMS_AT_ONCE: u32 = 50;

/// What the archive says of itself.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    batch: String,
    items: Vec<Entry>,
}

/// What the archive says of an item.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    index: u32,
    prompt: String,
    style: String,
    seed: i64,
    status: ItemState,
    model: String,
    price: String,
    files: Vec<String>,
    error: Option<String>,
}

/// The archive of a batch that was found to be of this workspace, as a body that is written as it is read.
pub(super) fn stream(app: &App, id: BatchId, workspace: WorkspaceId) -> Body {
    let (app, handle) = (app.clone(), Handle::current());
    written_body(format!("the archive of {id}"), move |pieces| {
        Archive { app, handle, workspace, id }.write(pieces)
    })
}

struct Archive {
    app: App,
    handle: Handle,
    workspace: WorkspaceId,
    id: BatchId,
}

impl Archive {
    fn write(&self, pieces: Pieces) -> io::Result<()> {
        let mut zip = ZipWriter::new_stream(io::BufWriter::with_capacity(CHUNK_BYTES, pieces));
        let options =
            SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(true);
        let mut manifest = Manifest { batch: self.id.to_string(), items: Vec::new() };
        let mut after = -1;
        loop {
            let page = self.page(after)?;
            let Some((last, _)) = page.last() else { break };
            after = i64::from(last.index);
            for (item, glance) in page {
                let mut entry = entry(&item);
                for (place, asset) in glance.iter().flat_map(|glance| &glance.output_assets).enumerate() {
                    let name = name(item.index, place, &asset.filename);
                    zip.start_file(name.as_str(), options).map_err(io::Error::other)?;
                    self.copy(&asset.id, &mut zip)?;
                    entry.files.push(name);
                }
                if let Some(step) = glance.as_ref().and_then(Glance::made_by) {
                    entry.model = step.to_owned();
                }
                manifest.items.push(entry);
            }
        }
        zip.start_file("manifest.json", options).map_err(io::Error::other)?;
        serde_json::to_writer_pretty(&mut zip, &manifest)?;
        let rest = zip.finish().map_err(io::Error::other)?;
        rest.into_inner().into_inner().map_err(io::IntoInnerError::into_error).map(drop)
    }

    fn page(&self, after: i64) -> io::Result<Vec<(ItemRecord, Option<Glance>)>> {
        let look = |reader: &Reader<'_>| {
            let records = store::items(reader, self.id, after, 0, ITEMS_AT_ONCE)?;
            let with_run = |record: ItemRecord| {
                let delivered = record.generation.filter(|_| record.state == ItemState::Completed);
                let glance = match delivered {
                    Some(id) => generation::read_as::<Glance>(reader, id)?,
                    None => None,
                };
                Ok((record, glance))
            };
            records.into_iter().map(with_run).collect()
        };
        let found: Result<_, crate::platform::db::DbError> = self.handle.block_on(self.app.db.read(look));
        found.map_err(|error| io::Error::other(error.to_string()))
    }

    fn copy(&self, asset: &str, zip: &mut impl Write) -> io::Result<()> {
        let id: AssetId = asset.parse().map_err(|_| io::Error::other("a run names no file"))?;
        let opened = self.handle.block_on(media::open(&self.app.db, &self.app.storage, id, self.workspace));
        // A file that was deleted is left out of an archive as it is of the conversation.
        let Some(file) = opened.map_err(|error| io::Error::other(error.to_string()))? else { return Ok(()) };
        let mut file = self.handle.block_on(file.into_std());
        io::copy(&mut file, zip).map(drop)
    }
}

fn entry(item: &ItemRecord) -> Entry {
    Entry {
        index: item.index,
        prompt: item.request.words().to_owned(),
        style: item.request.style().to_owned(),
        seed: item.request.seed().unwrap_or_default(),
        status: item.state,
        model: item.steps.first().map_or_else(String::new, |step| step.model.name.clone()),
        price: item.delivered.to_string(),
        files: Vec::new(),
        error: item.failure.as_ref().map(|(_, message)| message.clone()),
    }
}

/// `007-a-fox-at-dawn.png`: in the order of the items, and never the same name twice.
fn name(index: u32, place: usize, filename: &str) -> String {
    match place {
        0 => format!("{:03}-{filename}", index + 1),
        place => format!("{:03}-{}-{filename}", index + 1, place + 1),
    }
}
