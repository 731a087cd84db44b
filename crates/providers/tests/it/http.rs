//! The shared client: what arrives, what surely does not, and how much of it is kept.

use std::time::Duration;

use providers::{
    Content, MEMORY_BYTES_MAX,
    http::{CallError, Client, DownloadError, Settings},
};
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

fn client(change: impl FnOnce(&mut Settings)) -> Client {
    let mut settings = Settings { allow_private_addresses: true, ..Settings::default() };
    change(&mut settings);
    Client::new(settings).unwrap()
}

/// Answers every connection with these bytes, then closes it; answers the address.
async fn raw(answer: Vec<u8>) -> reqwest::Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/file", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(&answer).await;
        }
    });
    url
}

async fn call(client: &Client, url: &reqwest::Url) -> Result<usize, CallError> {
    let answer = client.call(client.request(reqwest::Method::GET, url.clone()), 1_000).await?;
    Ok(answer.body.len())
}

#[tokio::test]
async fn a_closed_port_and_an_unknown_name_were_not_reached() {
    let client = client(|_| {});
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed: reqwest::Url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    assert!(matches!(call(&client, &closed).await, Err(CallError::NotSent(_))));
    let unknown = "http://no-such-host.invalid/".parse().unwrap();
    assert!(matches!(call(&client, &unknown).await, Err(CallError::NotSent(_))));
}

#[tokio::test]
async fn anything_after_that_may_have_arrived() {
    let client = client(|settings| settings.call_timeout = Duration::from_millis(200));
    for answer in
        [&b""[..], b"HTTP/1.1 2", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n123"]
    {
        let url = raw(answer.to_vec()).await;
        let outcome = call(&client, &url).await;
        assert!(matches!(outcome, Err(CallError::Lost(_))), "{outcome:?}");
    }
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap()).parse().unwrap();
    assert!(matches!(call(&client, &url).await, Err(CallError::Lost(_))));
}

#[tokio::test]
async fn no_more_is_read_than_allowed() {
    let client = client(|_| {});
    let declared = raw(b"HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\nx".to_vec()).await;
    assert_eq!(call(&client, &declared).await, Err(CallError::TooLarge(1_000)));
    let mut endless = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    endless.extend(vec![b'x'; 100_000]);
    let endless = raw(endless).await;
    assert_eq!(call(&client, &endless).await, Err(CallError::TooLarge(1_000)));
    let refused = client.download(declared, 5_000).await;
    assert!(matches!(refused, Err(DownloadError::TooLarge(5_000))), "{refused:?}");
    let refused = client.download(endless, 5_000).await;
    assert!(matches!(refused, Err(DownloadError::TooLarge(5_000))), "{refused:?}");
}

#[tokio::test]
async fn a_call_follows_no_redirect() {
    let client = client(|_| {});
    let url =
        raw(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n".to_vec())
            .await;
    assert_eq!(call(&client, &url).await, Ok(0));
}

#[tokio::test]
async fn a_large_file_goes_to_disk_hashed_and_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let client = client(|_| {}).keeping_in(folder.path());
    let length = MEMORY_BYTES_MAX as usize + 12_345;
    let mut file = b"\0\0\0\x18ftypisom".to_vec();
    file.extend((file.len()..length).map(|index| (index % 251) as u8));
    let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n").into_bytes();
    answer.extend(&file);
    let url = raw(answer).await;
    let got = client.download(url, length as u64).await.unwrap();
    assert_eq!(got.media_type, Some("video/mp4"));
    let hash: String = Sha256::digest(&file).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((got.sha256, got.content.length()), (hash, length as u64));
    assert!(matches!(got.content, Content::File(_)));
    assert_eq!(got.content.bytes().await.unwrap(), file);
    let path = got.content.path().unwrap().to_owned();
    let locked = std::fs::File::open(&path).unwrap().try_lock();
    assert!(path.starts_with(folder.path()) && locked.is_err(), "a sweep would take it away");
    drop(got.content);
    assert!(!path.exists());
}

#[tokio::test]
async fn a_file_that_is_cut_or_falls_silent_is_interrupted() {
    let client = client(|settings| settings.silence_timeout = Duration::from_millis(100));
    let url = raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n123".to_vec()).await;
    assert!(matches!(client.download(url, 100).await, Err(DownloadError::Interrupted(_))));
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap()).parse().unwrap();
    assert!(matches!(client.download(url, 100).await, Err(DownloadError::Interrupted(_))));
}

#[tokio::test]
async fn files_come_from_public_addresses_only() {
    let strict = client(|settings| settings.allow_private_addresses = false);
    let url = raw(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx".to_vec()).await;
    assert!(matches!(strict.download(url, 100).await, Err(DownloadError::Forbidden(_))));
    for address in ["https://127.0.0.1:1/x", "https://[::1]/x", "https://192.168.0.1/x"] {
        let refused = strict.download(address.parse().unwrap(), 100).await;
        assert!(matches!(refused, Err(DownloadError::Forbidden(_))), "{address}: {refused:?}");
    }
    let named = strict.download("https://localhost/x".parse().unwrap(), 100).await;
    let Err(DownloadError::Interrupted(reason)) = named else { panic!("{named:?}") };
    assert!(reason.contains("private network"), "{reason}");
}
