//! The threads that wait for the database: as many as there are connections, for all workers together. A database that
//! hangs takes none of the others, and what a thread once needed is kept by few.
use crate::error::{Error, Result};
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinHandle,
};

/// Made when they are needed; the end of the process does not wait for one that hangs.
pub struct Threads(Option<Runtime>);

impl Threads {
    /// So many at most.
    pub fn new(most: usize) -> Result<Self> {
        let made = Builder::new_current_thread().max_blocking_threads(most).thread_name("database").build();
        made.map(|runtime| Self(Some(runtime))).map_err(Error::internal)
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
