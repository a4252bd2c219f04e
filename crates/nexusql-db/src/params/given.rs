//! The parameters as the caller gives them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

use smallvec::SmallVec;

use crate::value::{IntoValue, Value};

/// The values of a statement: few need no room of their own.
pub(crate) type Values = SmallVec<[Value; 2]>;

/// Parameters by name. `Debug` shows names and types, never values.
#[derive(Clone, Default, PartialEq)]
pub struct Params {
    names: SmallVec<[Cow<'static, str>; 2]>,
    /// One for each name. They stand alone since they are often just what is sent.
    values: Values,
}

impl Params {
    /// Returns no parameters.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns them with one more.
    #[must_use]
    #[inline]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl IntoValue) -> Self {
        self.names.push(name.into());
        self.values.push(value.into_value());
        self
    }

    /// Returns the names in the order in which they were given.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    /// Returns the values in the order in which they were given.
    pub(super) fn into_values(self) -> Values {
        self.values
    }

    /// Returns the value of `name`, and leaves null in its place.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        let at = self.names().position(|given| given == name)?;
        Some(std::mem::take(&mut self.values[at]))
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.names.iter().zip(self.values.iter().map(Value::type_name))).finish()
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
    #[inline]
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
    pairs.into_iter().fold(Params::new(), |params, (name, value)| params.with(name, value))
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
