//! `marty serve`: everything in one process.

use std::{fs::File, io::Write, net::SocketAddr, path::Path, time::Duration};

use super::Open;
use crate::{config::Config, env::Env, flow, generation, platform::http::rate_limit::Limits, router};

/// How long workers get to hand back what they carry, once there is no time left to finish it.
const HAND_BACK: Duration = Duration::from_secs(3);

/// Serves until asked to stop (interrupt or terminate). A second ask ends the process at once.
pub(super) async fn serve(config: Config, open: Open) -> Result<(), String> {
    let grace = Duration::from_secs(config.server.shutdown_seconds);
    let (listen, data) = (config.server.listen, config.storage.data_dir.clone());
    let _alone = lock(&config)?;
    let app = open(config, Env::system()).map_err(|error| error.to_string())?;
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|error| format!("cannot listen on {listen}: {error}. Is Marty Martin running already?"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    app.tasks.spawn(Limits::keep_swept(app.clone()));
    flow::publish(&app).await.map_err(|error| error.to_string())?;
    generation::worker::start(&app).await.map_err(|error| error.to_string())?;
    announce(address, &data);

    let service = router::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(router::serve(listener, service, app.stopping.clone()));
    asked_to_stop().await;
    tracing::info!("stopping: running work gets {} s to finish", grace.as_secs());
    app.stopping.cancel();
    app.tasks.close();
    tokio::select! {
        () = app.tasks.wait() => {}
        () = tokio::time::sleep(grace) => {}
        () = asked_to_stop() => {}
    }
    app.abandoning.cancel();
    let _ = tokio::time::timeout(HAND_BACK, app.tasks.wait()).await;
    let _ = tokio::time::timeout(HAND_BACK, serving).await;
    app.db.checkpoint().await.map_err(|error| error.to_string())
}

/// Says where it listens and where its data is. Whoever started it may have stopped reading; that is
/// no reason to end.
fn announce(address: SocketAddr, data: &Path) {
    let mut out = std::io::stdout();
    let data = data.display();
    let _ = writeln!(out, "listening on http://{address}\nIts data is in {data}. Press Ctrl-C to stop.")
        .and_then(|()| out.flush());
}

/// Makes sure this process is alone with its data directory: a second one would take its leases away.
fn lock(config: &Config) -> Result<File, String> {
    let directory = &config.storage.data_dir;
    std::fs::create_dir_all(directory)
        .map_err(|error| format!("cannot create {}: {error}", directory.display()))?;
    let path = directory.join("marty.lock");
    let file = File::create(&path).map_err(|error| format!("cannot create {}: {error}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(_) => Err(format!("another process serves {} already", directory.display())),
    }
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
