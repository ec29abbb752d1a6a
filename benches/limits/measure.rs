use std::hint::black_box;
use std::time::{Duration, Instant};

/// How often everything is measured.
#[derive(Clone, Copy)]
pub(crate) struct Rounds(pub(crate) usize);

impl Rounds {
    /// So many times fewer, for what takes so many times longer.
    pub(crate) fn over(self, times: usize) -> Self {
        Self(self.0 / times).at_least(2)
    }

    pub(crate) fn at_least(self, least: usize) -> Self {
        Self(self.0.max(least))
    }

    /// The median time of each, all taking turns. Every second round goes backwards, so that none
    /// always finds the caches as the same other one left them. What they make is held until the
    /// clock has stopped.
    pub(crate) fn medians<T, const N: usize>(
        self,
        works: [&mut dyn FnMut() -> T; N],
    ) -> [Duration; N] {
        let mut times = [(); N].map(|()| Vec::with_capacity(self.0));
        for round in 0..self.0 {
            for step in 0..N {
                let index = if round % 2 == 0 { step } else { N - 1 - step };
                let began = Instant::now();
                let made = black_box(works[index]());
                times[index].push(began.elapsed());
                drop(made);
            }
        }
        times.map(|mut times| {
            times.sort_unstable();
            times[times.len() / 2]
        })
    }
}

pub(crate) fn ratio(time: Duration, of: Duration) -> f64 {
    time.as_secs_f64() / of.as_secs_f64()
}

pub(crate) fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
