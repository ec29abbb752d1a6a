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

    /// The median time of each, all taking turns. A turn is two runs, and the second is measured,
    /// so that the caches are as the work itself leaves them. What it makes is held until the clock
    /// has stopped.
    pub(crate) fn medians<T, const N: usize>(
        self,
        mut works: [&mut dyn FnMut() -> T; N],
    ) -> [Duration; N] {
        let mut times = [(); N].map(|()| Vec::with_capacity(self.0));
        for _ in 0..self.0 {
            for (work, times) in works.iter_mut().zip(&mut times) {
                drop(black_box(work()));
                let began = Instant::now();
                let made = black_box(work());
                times.push(began.elapsed());
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
