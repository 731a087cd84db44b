//! Bodies that are written while they are sent, by code that writes and waits: archives, tables.

use std::io::{self, Write};

use axum::body::Body;
use bytes::Bytes;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// Pieces that may wait for a slow client: memory stays flat however much there is.
const PIECES_WAITING: usize = 4;

/// Hands what is written to the response. Write in large pieces.
pub struct Pieces {
    sender: mpsc::Sender<Result<Bytes, io::Error>>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = Bytes::copy_from_slice(bytes);
        let gone = |_| io::Error::new(io::ErrorKind::BrokenPipe, "the client went away");
        self.sender.blocking_send(Ok(piece)).map_err(gone)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A body that `write` writes on a thread of its own, because writing waits for the client. When it fails the transfer
/// breaks off, so that nobody takes half of it for the whole; `what` names it in the log.
pub fn written_body(what: String, write: impl FnOnce(Pieces) -> io::Result<()> + Send + 'static) -> Body {
    let (sender, receiver) = mpsc::channel(PIECES_WAITING);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = write(Pieces { sender: sender.clone() }) {
            // A client that went away needs no line in the log.
            if error.kind() != io::ErrorKind::BrokenPipe {
                tracing::error!(%error, what, "a transfer broke off");
            }
            let _ = sender.blocking_send(Err(error));
        }
    });
    Body::from_stream(ReceiverStream::new(receiver))
}
