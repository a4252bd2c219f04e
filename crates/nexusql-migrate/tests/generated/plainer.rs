//! Makes a failing pair as plain as it can be while it fails.

use super::draft::{Draft, simplifications, simplified};

/// Trials of one failing pair, which take about a second each.
const TRIALS_MAX: usize = 200;

/// Returns the plainest pair that was found for which `fails` still gives a reason, and that reason.
///
/// Halves are tried first, then quarters, and so on down to single changes.
pub fn plainest(
    pair: (Draft, Draft),
    reason: String,
    fails: impl Fn(&(Draft, Draft)) -> Option<String>,
) -> ((Draft, Draft), String) {
    let (mut pair, mut reason) = (pair, reason);
    let mut left = TRIALS_MAX;
    for stage in 0..3 {
        let mut open = simplifications(&pair.0, &pair.1).swap_remove(stage);
        let mut size = open.len();
        while size > 0 && !open.is_empty() {
            let mut kept = Vec::new();
            for chunk in open.chunks(size) {
                let candidate = simplified(&pair.0, &pair.1, chunk);
                left = left.saturating_sub(1);
                match fails(&candidate).filter(|_| left > 0) {
                    Some(why) => (pair, reason) = (candidate, why),
                    None => kept.extend_from_slice(chunk),
                }
            }
            open = kept;
            size = if size == 1 { 0 } else { size.div_ceil(2) };
        }
    }
    (pair, reason)
}
