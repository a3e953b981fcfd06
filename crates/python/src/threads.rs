//! Threads that outlive a fork.

use crate::error;
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::{Arc, Mutex, PoisonError};

/// The threads of a checker, started when they are first asked for, and anew in a process that was forked, where no thread but one is left.
#[derive(Default)]
pub(crate) struct Threads(Mutex<Option<(u32, Arc<ThreadPool>)>>);

impl Threads {
    /// `number` threads; 0 stands for one a core.
    pub(crate) fn pool(&self, number: usize) -> PyResult<Arc<ThreadPool>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let process = std::process::id();
        if let Some((owner, pool)) = &*known
            && *owner == process
        {
            return Ok(pool.clone());
        }
        let pool = ThreadPoolBuilder::new().num_threads(number).build();
        let pool = Arc::new(pool.map_err(|error| error::of("threads", &error))?);
        // The pool of the other process is left alone: it has no threads here that could be ended.
        std::mem::forget(known.replace((process, pool.clone())));
        Ok(pool)
    }
}
