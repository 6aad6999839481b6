//! The threads that wait for the database: as many as there are connections, for all workers together. A database that
//! hangs takes none of the others, and what a thread once needed is kept by few.
use crate::error::{Error, Result};
use std::time::Duration;
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinHandle,
};

/// How long a thread without work is kept: what it needed in a burst goes with it.
const KEPT: Duration = Duration::from_secs(2);

/// Made when they are needed; the end of the process does not wait for one that hangs.
pub struct Threads(Option<Runtime>);

impl Threads {
    /// So many at most.
    pub fn new(most: usize) -> Result<Self> {
        let mut threads = Builder::new_current_thread();
        threads.max_blocking_threads(most).thread_keep_alive(KEPT).thread_name("database");
        threads.build().map(|runtime| Self(Some(runtime))).map_err(Error::internal)
    }
    /// Runs something that blocks.
    pub fn spawn<T: Send + 'static>(&self, f: impl FnOnce() -> T + Send + 'static) -> Result<JoinHandle<T>> {
        let runtime = self.0.as_ref().ok_or_else(|| Error::internal("the threads have ended"))?;
        Ok(runtime.spawn_blocking(f))
    }
}
impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
