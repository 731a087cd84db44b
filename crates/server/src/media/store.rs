//! The rows of assets and their derivatives.

use domain::{
    catalog::{MediaType, PixelSize},
    id::{AssetId, GenerationId, WorkspaceId},
    time::Millis,
};

use super::{AssetView, StoredCaptions, StoredFile, picture::StoredDerivative};
use crate::{
    params,
    platform::db::{DbError, Reader, Row, Tx},
};

const INSERT: &str = "INSERT INTO assets (id, workspace_id, generation_id, step_index, kind, media_type, format, filename, \
     content_hash, size_bytes, width, height, duration_ms, alt, color, provenance, created_at, late) \
     VALUES ($1, $2, $3, $4, $18, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
const INSERT_DERIVATIVE: &str = "INSERT INTO asset_derivatives \
     (asset_id, variant, content_hash, format, size_bytes, width, height) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const OF_GENERATION: &str = "SELECT id, media_type, format, filename, size_bytes, width, height, duration_ms, alt, \
     color, created_at, step_index, late, EXISTS (SELECT 1 FROM asset_captions WHERE asset_id = assets.id) \
     FROM assets WHERE generation_id = $1 AND deleted_at IS NULL ORDER BY id";
const ONE: &str = "SELECT id, media_type, format, filename, size_bytes, width, height, duration_ms, alt, color, \
     created_at, step_index, late, EXISTS (SELECT 1 FROM asset_captions WHERE asset_id = assets.id) \
     FROM assets WHERE id = $1 AND workspace_id = $2 AND deleted_at IS NULL";
const REMOVE: &str = "UPDATE assets SET deleted_at = $3 WHERE workspace_id = $2 AND deleted_at IS NULL \
     AND content_hash = (SELECT content_hash FROM assets WHERE id = $1 AND workspace_id = $2) RETURNING generation_id";
const DELETE_INPUT: &str = "UPDATE assets SET deleted_at = $3 \
     WHERE id = $1 AND workspace_id = $2 AND kind = 'input' AND deleted_at IS NULL";
// The same content under another name, of another run. What is deleted is not copied.
const COPY: &str = "INSERT INTO assets (id, workspace_id, generation_id, step_index, kind, media_type, format, \
     filename, content_hash, size_bytes, width, height, duration_ms, alt, color, provenance, created_at, late) \
     SELECT $2, workspace_id, $3, step_index, kind, media_type, format, filename, content_hash, size_bytes, width, \
     height, duration_ms, alt, color, provenance, $4, late FROM assets WHERE id = $1 AND deleted_at IS NULL";
const INSERT_CAPTIONS: &str =
    "INSERT INTO asset_captions (asset_id, format, content_hash, size_bytes) VALUES ($1, $2, $3, $4)";
const COPY_CAPTIONS: &str = "INSERT INTO asset_captions (asset_id, format, content_hash, size_bytes) \
     SELECT $2, format, content_hash, size_bytes FROM asset_captions WHERE asset_id = $1";
const CAPTIONS: &str =
    "SELECT content_hash, format, size_bytes FROM asset_captions WHERE asset_id = $1 AND format = $2";
const COPY_DERIVATIVES: &str = "INSERT INTO asset_derivatives \
     (asset_id, variant, content_hash, format, size_bytes, width, height) \
     SELECT $2, variant, content_hash, format, size_bytes, width, height FROM asset_derivatives WHERE asset_id = $1";
const CONTENT_HASH: &str = "SELECT content_hash FROM assets WHERE id = $1 AND workspace_id = $2";
const IDENTIFY: &str =
    "SELECT media_type, filename FROM assets WHERE id = $1 AND workspace_id = $2 AND deleted_at IS NULL";
const FILE: &str = "SELECT workspace_id, filename, format, content_hash, size_bytes \
     FROM assets WHERE id = $1 AND deleted_at IS NULL";
// What a video measures is known from its poster alone, which is no promise of its size.
const INPUT: &str = "SELECT filename, format, content_hash, size_bytes, \
     CASE media_type WHEN 'image' THEN width END, CASE media_type WHEN 'image' THEN height END FROM assets \
     WHERE id = $1 AND workspace_id = $2 AND deleted_at IS NULL";
const DERIVATIVE: &str =
    "SELECT content_hash, format, size_bytes FROM asset_derivatives WHERE asset_id = $1 AND variant = $2";

/// What is shown in the place of a file that has no colour of its own: the surface of the screen.
const NO_COLOR: &str = "#1e293b";

/// Which version of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variant {
    Original,
    Preview,
    Thumbnail,
    /// WebVTT.
    Captions,
    /// SubRip.
    CaptionsSrt,
}

impl Variant {
    pub(super) fn id(self) -> &'static str {
        match self {
            Variant::Original => "original",
            Variant::Preview => "preview",
            Variant::Thumbnail => "thumbnail",
            Variant::Captions => "captions",
            Variant::CaptionsSrt => "captions-srt",
        }
    }

    pub(super) fn parse(id: &str) -> Option<Variant> {
        use Variant::{Captions, CaptionsSrt, Original, Preview, Thumbnail};
        [Original, Preview, Thumbnail, Captions, CaptionsSrt].into_iter().find(|variant| variant.id() == id)
    }
}

/// What is needed to serve a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileRecord {
    pub(super) filename: String,
    pub(super) format: String,
    pub(super) content_hash: String,
    pub(super) size_bytes: i64,
}

/// Whose a file is, how it came, and what it is called.
pub(super) struct NewRow<'a> {
    pub(super) id: AssetId,
    pub(super) workspace: WorkspaceId,
    /// The run and the step that made it; none for what people bring.
    pub(super) made_by: Option<(GenerationId, u32)>,
    /// From its format, which is known by its content.
    pub(super) filename: &'a dyn Fn(&str) -> String,
    pub(super) alt: &'a str,
    pub(super) provenance: String,
    pub(super) late: bool,
    pub(super) now: Millis,
}

pub(super) fn insert(tx: &mut Tx<'_>, new: &NewRow<'_>, file: &StoredFile) -> Result<(), DbError> {
    let (media_type, format, original, size, duration_ms, color) = match file {
        StoredFile::Picture(picture) => (
            MediaType::Image,
            picture.format.id(),
            &picture.original,
            Some((picture.width, picture.height)),
            None,
            picture.color.as_str(),
        ),
        StoredFile::Clip(clip) => {
            let (size, color) = match &clip.poster {
                Some(poster) => (Some((poster.width, poster.height)), poster.color.as_str()),
                None => (None, NO_COLOR),
            };
            (clip.media_type, clip.format, &clip.original, size, clip.duration_ms, color)
        }
    };
    let (width, height) = size.unzip();
    tx.execute(
        INSERT,
        params![
            new.id,
            new.workspace,
            new.made_by.map(|(generation, _)| generation),
            new.made_by.map(|(_, step)| step),
            media_type.id(),
            format,
            (new.filename)(format),
            &original.content_hash,
            original.size_bytes,
            width,
            height,
            duration_ms,
            new.alt,
            color,
            &new.provenance,
            new.now,
            new.late,
            if new.made_by.is_some() { "output" } else { "input" },
        ],
    )?;
    let (thumbnail, preview) = match file {
        StoredFile::Picture(picture) => (&picture.thumbnail, picture.preview.as_ref()),
        StoredFile::Clip(clip) => {
            insert_captions(tx, new.id, clip.captions.as_ref())?;
            let Some(poster) = &clip.poster else { return Ok(()) };
            (&poster.thumbnail, Some(&poster.preview))
        }
    };
    insert_derivative(tx, new.id, Variant::Thumbnail, thumbnail)?;
    match preview {
        Some(preview) => insert_derivative(tx, new.id, Variant::Preview, preview),
        None => Ok(()),
    }
}

fn insert_captions(
    tx: &mut Tx<'_>,
    asset: AssetId,
    captions: Option<&StoredCaptions>,
) -> Result<(), DbError> {
    let Some(StoredCaptions { web_vtt, sub_rip }) = captions else { return Ok(()) };
    for (format, stored) in [("vtt", web_vtt), ("srt", sub_rip)] {
        tx.execute(INSERT_CAPTIONS, params![asset, format, &stored.content_hash, stored.size_bytes])?;
    }
    Ok(())
}

/// Whether there was a file to copy.
pub(super) fn copy(
    tx: &mut Tx<'_>,
    of: &str,
    id: AssetId,
    generation: GenerationId,
    now: Millis,
) -> Result<bool, DbError> {
    let copied = tx.execute(COPY, params![of, id, generation, now])? == 1;
    tx.execute(COPY_DERIVATIVES, params![of, id])?;
    tx.execute(COPY_CAPTIONS, params![of, id])?;
    Ok(copied)
}

/// Also of a file that was deleted: what was made of it stays what it is.
pub(super) fn content_hash(
    reader: &Reader<'_>,
    id: AssetId,
    workspace: WorkspaceId,
) -> Result<Option<String>, DbError> {
    reader.query_opt(CONTENT_HASH, params![id, workspace], |row| row.get(0))
}

pub(super) fn identify(
    reader: &Reader<'_>,
    id: AssetId,
    workspace: WorkspaceId,
) -> Result<Option<(MediaType, String)>, DbError> {
    let found = reader.query_opt(IDENTIFY, params![id, workspace], |row| {
        Ok((row.get::<String>(0)?, row.get::<String>(1)?))
    })?;
    Ok(found.and_then(|(media_type, filename)| Some((MediaType::parse(&media_type)?, filename))))
}

fn insert_derivative(
    tx: &mut Tx<'_>,
    asset: AssetId,
    variant: Variant,
    derivative: &StoredDerivative,
) -> Result<(), DbError> {
    let StoredDerivative { stored, width, height } = derivative;
    let params = params![
        asset,
        variant.id(),
        &stored.content_hash,
        StoredDerivative::FORMAT,
        stored.size_bytes,
        *width,
        *height,
    ];
    tx.execute(INSERT_DERIVATIVE, params).map(drop)
}

pub(super) fn of_generation(reader: &Reader<'_>, id: GenerationId) -> Result<Vec<AssetView>, DbError> {
    reader.query(OF_GENERATION, params![id], asset)
}

pub(super) fn one(
    reader: &Reader<'_>,
    id: AssetId,
    workspace: WorkspaceId,
) -> Result<Option<AssetView>, DbError> {
    reader.query_opt(ONE, params![id, workspace], asset)
}

/// Hides a file that a person brought. Whether there was one.
pub(super) fn delete_input(
    tx: &mut Tx<'_>,
    id: AssetId,
    workspace: WorkspaceId,
    now: Millis,
) -> Result<bool, DbError> {
    Ok(tx.execute(DELETE_INPUT, params![id, workspace, now])? == 1)
}

/// Hides every file of a workspace with the content of this one; the runs that made them, each once.
pub(super) fn remove(
    tx: &mut Tx<'_>,
    id: AssetId,
    workspace: WorkspaceId,
    now: Millis,
) -> Result<Vec<GenerationId>, DbError> {
    let made_by = tx.query(REMOVE, params![id, workspace, now], |row| row.get::<Option<GenerationId>>(0))?;
    let mut runs: Vec<GenerationId> = made_by.into_iter().flatten().collect();
    runs.sort();
    runs.dedup();
    Ok(runs)
}

fn asset(row: &Row<'_>) -> Result<AssetView, DbError> {
    let url = format!("/api/files/{}", row.get::<AssetId>(0)?);
    Ok(AssetView {
        id: row.get(0)?,
        captions_url: row.get::<bool>(13)?.then(|| format!("{url}?variant=captions")),
        thumbnail_url: format!("{url}?variant=thumbnail"),
        preview_url: format!("{url}?variant=preview"),
        url,
        media_type: row.get(1)?,
        format: row.get(2)?,
        filename: row.get(3)?,
        size: row.get(4)?,
        width: row.get(5)?,
        height: row.get(6)?,
        duration_ms: row.get(7)?,
        alt: row.get(8)?,
        color: row.get(9)?,
        created_at: row.get(10)?,
        step_index: row.get(11)?,
        late: row.get(12)?,
    })
}

/// An asset of `workspace` to work on, with the size of a picture.
pub(super) fn input(
    reader: &Reader<'_>,
    id: AssetId,
    workspace: WorkspaceId,
) -> Result<Option<(FileRecord, Option<PixelSize>)>, DbError> {
    reader.query_opt(INPUT, params![id, workspace], |row| {
        let record = FileRecord {
            filename: row.get(0)?,
            format: row.get(1)?,
            content_hash: row.get(2)?,
            size_bytes: row.get(3)?,
        };
        let (width, height): (Option<u32>, Option<u32>) = (row.get(4)?, row.get(5)?);
        Ok((record, width.zip(height).map(|(width, height)| PixelSize { width, height })))
    })
}

/// The file of an asset of `workspace`; the original where the wanted version was not made, and nothing where there
/// are no captions.
pub(super) fn file(
    reader: &Reader<'_>,
    id: AssetId,
    workspace: WorkspaceId,
    variant: Variant,
) -> Result<Option<FileRecord>, DbError> {
    let original = reader.query_opt(FILE, params![id], |row| {
        let record = FileRecord {
            filename: row.get(1)?,
            format: row.get(2)?,
            content_hash: row.get(3)?,
            size_bytes: row.get(4)?,
        };
        Ok((row.get::<WorkspaceId>(0)?, record))
    })?;
    let Some((owner, original)) = original else { return Ok(None) };
    if owner != workspace {
        return Ok(None);
    }
    if variant == Variant::Original {
        return Ok(Some(original));
    }
    let (sql, name, is_captions) = match variant {
        Variant::Captions => (CAPTIONS, "vtt", true),
        Variant::CaptionsSrt => (CAPTIONS, "srt", true),
        _ => (DERIVATIVE, variant.id(), false),
    };
    let derivative = reader.query_opt(sql, params![id, name], |row| {
        Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?))
    })?;
    if derivative.is_none() && is_captions {
        return Ok(None);
    }
    Ok(Some(match derivative {
        Some((content_hash, format, size_bytes)) => {
            let filename = with_extension(&original.filename, &format);
            FileRecord { filename, format, content_hash, size_bytes }
        }
        None => original,
    }))
}

fn with_extension(filename: &str, extension: &str) -> String {
    let stem = filename.rsplit_once('.').map_or(filename, |(stem, _)| stem);
    format!("{stem}.{extension}")
}
