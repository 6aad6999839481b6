//! How long a request may still wait for the database: one budget for all that it asks of it, however many steps.
use std::{
    cell::Cell,
    time::{Duration, Instant},
};

tokio::task_local! {
    /// What the request that this task serves has spent.
    static SPENT: Cell<Duration>;
}

/// Serves a request with a budget of its own. Time that the client takes to send its body is not part of it.
pub async fn budgeted<F: Future>(request: F) -> F::Output {
    SPENT.scope(Cell::default(), request).await
}

/// Runs from when it is made until it is dropped, and is then charged to the request.
pub struct Meter(Instant);

impl Meter {
    /// Begins. Also gives when the budget ends; what is no request's has the whole budget each time.
    pub fn start(budget: Duration) -> (Self, Instant) {
        let (now, spent) = (Instant::now(), SPENT.try_with(Cell::get).unwrap_or_default());
        (Self(now), now + budget.saturating_sub(spent))
    }
}
impl Drop for Meter {
    fn drop(&mut self) {
        let _ = SPENT.try_with(|spent| spent.set(spent.get() + self.0.elapsed()));
    }
}
