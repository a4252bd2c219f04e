//! The parameters as the caller gives them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

use smallvec::SmallVec;

use crate::value::{IntoValue, Value};

/// Parameters by name. `Debug` shows names and types, never values.
#[derive(Clone, Default, PartialEq)]
pub struct Params(pub(super) SmallVec<[(Cow<'static, str>, Value); 2]>);

impl Params {
    /// Returns no parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns them with one more.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl IntoValue) -> Self {
        self.0.push((name.into(), value.into_value()));
        self
    }

    /// Returns the names in the order in which they were given.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(name, value)| (name, value.type_name()))).finish()
    }
}

/// Writes [`Params`] down: `params! { id: 5, name: "x" }`.
#[macro_export]
macro_rules! params {
    ($($name:ident : $value:expr),* $(,)?) => {
        $crate::Params::new()$(.with(stringify!($name), $value))*
    };
}

/// What can be given as parameters: [`Params`], `()`, pairs, maps.
pub trait IntoParams {
    /// Returns it as parameters.
    fn into_params(self) -> Params;
}

impl IntoParams for Params {
    fn into_params(self) -> Params {
        self
    }
}

impl IntoParams for &Params {
    fn into_params(self) -> Params {
        self.clone()
    }
}

impl IntoParams for () {
    fn into_params(self) -> Params {
        Params::new()
    }
}

fn collect<N: Into<Cow<'static, str>>, V: IntoValue>(pairs: impl IntoIterator<Item = (N, V)>) -> Params {
    Params(pairs.into_iter().map(|(name, value)| (name.into(), value.into_value())).collect())
}

impl<V: IntoValue, const N: usize> IntoParams for [(&'static str, V); N] {
    fn into_params(self) -> Params {
        collect(self)
    }
}

impl<N: Into<Cow<'static, str>>, V: IntoValue> IntoParams for Vec<(N, V)> {
    fn into_params(self) -> Params {
        collect(self)
    }
}

impl<V: IntoValue> IntoParams for BTreeMap<String, V> {
    fn into_params(self) -> Params {
        collect(self)
    }
}

impl<V: IntoValue, S> IntoParams for HashMap<String, V, S> {
    fn into_params(self) -> Params {
        collect(self)
    }
}
