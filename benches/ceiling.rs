//! The ceiling of a benchmark: the bytes of given files, from memory, on the web framework alone. No database, no log-in.
//!
//! `ceiling ADDRESS PATH=FILE…` answers every method at `PATH` with the JSON of `FILE`.
use actix_web::{App, HttpResponse, HttpServer, web};

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    // `cargo bench` calls it with `--bench` and nothing to serve.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some((address, served)) = arguments.split_first() else { return Ok(()) };
    let mut files = Vec::new();
    for argument in served {
        let (path, file) = argument.split_once('=').ok_or_else(|| std::io::Error::other("expected PATH=FILE"))?;
        files.push((path.to_owned(), web::Bytes::from(std::fs::read(file)?)));
    }
    let app = move || {
        files.iter().cloned().fold(App::new(), |app, (path, bytes)| {
            let answer = move || {
                let bytes = bytes.clone();
                async move { HttpResponse::Ok().content_type("application/json").body(bytes) }
            };
            app.route(&path, web::to(answer))
        })
    };
    HttpServer::new(app).bind(address)?.run().await
}
