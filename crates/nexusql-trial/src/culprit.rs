//! Which statement it was: where the state of a database comes to differ from what it should be, and stays so.

use std::collections::BTreeSet;

use nexusql_base::{Place, Result};
use nexusql_load::Slot;

use crate::Steps;
use crate::again::{Trial, sample, stops};
use crate::ground::each;
use crate::run::Session;
use crate::state::State;

/// How many states are read in one run; of a longer script, the stretch in question is looked at once more.
const STATES_MAX: usize = 60;

impl Trial<'_> {
    /// Returns the statement whose new form makes something else than the statement as it was written.
    ///
    /// Cost: four runs at most, each with up to 60 states read.
    pub(crate) async fn first_apart(&self, original: &Steps, steps: &Steps) -> Result<Option<Place>> {
        let begins = |place: &Place| steps.list.iter().position(|step| step.place == *place);
        let ends = stops(steps);
        // Where both have come as far.
        let pairs: Vec<(usize, usize)> = stops(original)
            .into_iter()
            .filter_map(|at| Some((at, begins(&original.list[at].place)?)))
            .filter(|(_, at)| ends.contains(at))
            .chain([(original.list.len(), steps.list.len())])
            .collect();
        let (mut from, mut to) = (0, pairs.len());
        loop {
            let chosen = sample(&(from..to).collect::<Vec<usize>>(), STATES_MAX);
            let stops =
                |side: fn(&(usize, usize)) -> usize| chosen.iter().map(|at| side(&pairs[*at])).collect::<Vec<_>>();
            let wanted = self.states(original, &stops(|pair| pair.0), false).await?;
            let found = self.states(steps, &stops(|pair| pair.1), false).await?;
            let apart: Vec<BTreeSet<String>> =
                wanted.iter().zip(&found).map(|(one, two)| one.differing(two, &self.unsteady)).collect();
            let Some(at) = turn(&apart) else { return Ok(None) };
            let begin = at.checked_sub(1).map_or(from, |before| chosen[before] + 1);
            if chosen[at] == begin {
                let step = begin.checked_sub(1).map_or(0, |before| pairs[before].0);
                return Ok(original.list.get(step).map(|step| step.place.clone()));
            }
            (from, to) = (begin, chosen[at] + 1);
        }
    }

    /// Returns the statement of the second run that changes what the first one made.
    ///
    /// Cost: four runs at most, each with up to 60 states read.
    pub(crate) async fn first_changing(&self, steps: &Steps) -> Result<Option<Place>> {
        let mut places = stops(steps);
        places.push(steps.list.len());
        let (mut from, mut to) = (0, places.len());
        loop {
            let chosen = sample(&(from..to).collect::<Vec<usize>>(), STATES_MAX);
            // What is made anew for this may differ from what was made before, by the time for one.
            let stops: Vec<usize> = std::iter::once(0).chain(chosen.iter().map(|at| places[*at])).collect();
            let found = self.states(steps, &stops, true).await?;
            let Some((once, found)) = found.split_first() else { return Ok(None) };
            let changed: Vec<BTreeSet<String>> = found.iter().map(|state| once.differing(state, &[])).collect();
            let Some(at) = turn(&changed) else { return Ok(None) };
            let begin = at.checked_sub(1).map_or(from, |before| chosen[before] + 1);
            if chosen[at] == begin {
                let step = begin.checked_sub(1).map_or(0, |before| places[before]);
                return Ok(steps.list.get(step).map(|step| step.place.clone()));
            }
            (from, to) = (begin, chosen[at] + 1);
        }
    }

    /// Runs `steps` in an empty database, or in one where they have been run, and returns the states before those `at`; before
    /// the end is the number of steps.
    async fn states(&self, steps: &Steps, at: &[usize], again: bool) -> Result<Vec<State>> {
        self.ground.clear().await?;
        let (_, mut session) = self.ground.empty(Slot::Proof).await?;
        if again {
            each(&session.client, steps).await?;
            session.close().await;
            session = self.ground.connect(Slot::Proof).await?;
        }
        let mut psql = Session::default();
        let mut states = Vec::new();
        for done in 0..=steps.list.len() {
            if at.contains(&done) {
                states.push(self.state(Slot::Proof).await?);
            }
            if states.len() == at.len() {
                break;
            }
            if let Some(step) = steps.list.get(done) {
                psql.one(&session.client, step).await?;
            }
        }
        session.close().await;
        Ok(states)
    }
}

/// Returns from which of the states on something is there that stays to the last: the earliest such; none if the last one has
/// nothing.
fn turn(differing: &[BTreeSet<String>]) -> Option<usize> {
    let last = differing.last()?;
    let since = |what: &String| differing.iter().rposition(|state| !state.contains(what)).map_or(0, |at| at + 1);
    last.iter().map(since).min()
}

#[cfg(test)]
mod tests {
    use super::turn;

    #[test]
    fn what_comes_and_goes_is_not_it() {
        let state = |words: &str| words.split_whitespace().map(str::to_owned).collect();
        assert_eq!(turn(&[state("a"), state("b"), state("b c"), state("c b")]), Some(1));
        assert_eq!(turn(&[state("a"), state("")]), None);
    }
}
