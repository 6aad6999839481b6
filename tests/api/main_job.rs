//! The example that the README shows, run as it stands against a real server: it recomputes every figure.
use crate::kit::{PASSWORD, TestApp};
use tokio::process::Command;

async fn walk(app: &TestApp) -> (bool, String) {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/first_report.py");
    let output = Command::new("python3")
        .arg(program)
        .arg(&app.address)
        .env("DUBAN_DEMO_PASSWORD", PASSWORD)
        .output()
        .await
        .unwrap();
    (
        output.status.success(),
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)),
    )
}

#[actix_web::test]
async fn the_first_report_goes_from_the_bureau_to_the_overview() {
    let app = TestApp::demonstration().await;
    let (well, said) = walk(&app).await;
    assert!(well && said.contains("The main job works."), "{said}");
    assert!(said.contains("actual: 215") && said.contains("rate: 64.1217") && said.contains("light: yellow"), "{said}");
    // It may be walked again, with the next report that is owed.
    let (well, said) = walk(&app).await;
    assert!(well, "{said}");
}
