//! A clip of 200 MB on its way from a vendor to the storage.

use std::{
    fs::File,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    time::Instant,
};

use domain::catalog::MediaType;
use server::{media, platform::storage::Storage};

use crate::{Failure, Outcome, client, kernel_kib, tell};

/// Bytes of what is shown: the index comes behind it.
const SHOWN_BYTES: usize = 200 * 1000 * 1000;
const PIECE_BYTES: usize = 64 * 1024;
/// Times that each way is taken; the fastest counts, since the machine has other things to do.
const TIMES: usize = 3;

pub(crate) async fn measure() -> Outcome {
    let address = serve()?;
    let folder = tempfile::tempdir()?;
    let storage = Storage::open(folder.path().join("data"))?;
    let client = client()?.keeping_in(storage.incoming_folder());
    let (mut plain, mut ours, mut added): (f64, f64, f64) = (0.0, 0.0, 0.0);
    for turn in 0..TIMES {
        let began = Instant::now();
        let length = tokio::task::block_in_place(|| copy(address, &folder.path().join("plain")))?;
        plain = plain.max(length as f64 / 1e6 / began.elapsed().as_secs_f64());
        std::fs::remove_file(folder.path().join("plain"))?;
        // A peak from before would hide this one.
        std::fs::write("/proc/self/clear_refs", "5")?;
        let before = kernel_kib("VmHWM")?;
        let began = Instant::now();
        // A clip that was kept before would not be written again: each turn has a storage of its own.
        let storage = Storage::open(folder.path().join(turn.to_string()))?;
        let file = client.download(format!("http://{address}/clip.mp4").parse()?, 1 << 30).await?;
        media::keep(&storage, &file.content, None, MediaType::Video).await?;
        ours = ours.max(file.content.length() as f64 / 1e6 / began.elapsed().as_secs_f64());
        added = added.max(kernel_kib("VmHWM")? - before);
        std::fs::remove_dir_all(folder.path().join(turn.to_string()))?;
    }
    tell("clip.mb_a_second", ours);
    tell("clip.plain_mb_a_second", plain);
    tell("clip.added_kib", added);
    Ok(())
}

/// A vendor that delivers a clip to whoever asks, made as it is sent.
fn serve() -> Outcome<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if let Err(error) = deliver(stream) {
                eprintln!("the clip was not delivered: {error}");
            }
        }
    });
    Ok(address)
}

fn deliver(mut stream: TcpStream) -> std::io::Result<()> {
    // A connection that is closed with something unread is reset.
    let _ = stream.read(&mut [0; 4096])?;
    let framed = |name: &[u8; 4], length: usize| {
        let length = u32::try_from(length + 8).unwrap_or(u32::MAX).to_be_bytes();
        [&length[..], name].concat()
    };
    let index = [&[0; 12][..], &600_u32.to_be_bytes(), &3_000_u32.to_be_bytes()].concat();
    let head = [framed(b"ftyp", 8), b"isom\0\0\0\0".to_vec(), framed(b"mdat", SHOWN_BYTES)].concat();
    let tail = [framed(b"moov", index.len() + 8), framed(b"mvhd", index.len()), index].concat();
    let length = head.len() + SHOWN_BYTES + tail.len();
    let answer = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(answer.as_bytes())?;
    stream.write_all(&head)?;
    let piece = vec![7_u8; PIECE_BYTES];
    let mut left = SHOWN_BYTES;
    while left > 0 {
        let next = left.min(piece.len());
        stream.write_all(&piece[..next])?;
        left -= next;
    }
    stream.write_all(&tail)
}

/// What a program without any of ours would do: read it all, write it down, force it to disk. Answers its length.
fn copy(address: SocketAddr, to: &std::path::Path) -> Result<usize, Failure> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n")?;
    let (mut file, mut piece, mut length) = (File::create(to)?, vec![0; PIECE_BYTES], 0);
    loop {
        let read = stream.read(&mut piece)?;
        if read == 0 {
            break;
        }
        file.write_all(&piece[..read])?;
        length += read;
    }
    file.sync_all()?;
    Ok(length)
}
