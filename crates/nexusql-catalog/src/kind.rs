//! The list of object kinds, once; the [`Kind`] tag and the [`Body`] enum are made from it.

use serde::de::value::MapDeserializer;
use serde::{Deserialize, Serialize};

use crate::kinds;

/// Calls the macro `$call` with one line per kind: `(Variant, module, "name")`.
///
/// The order is the order in which kinds are made when nothing else decides.
#[macro_export]
macro_rules! for_each_kind {
    ($call:ident) => {
        $call! {
            (Role, role, "role"),
            (Schema, schema, "schema"),
            (Extension, extension, "extension"),
            (Language, language, "language"),
            (AccessMethod, access_method, "access-method"),
            (ForeignDataWrapper, foreign_data_wrapper, "foreign-data-wrapper"),
            (Server, server, "server"),
            (UserMapping, user_mapping, "user-mapping"),
            (Collation, collation, "collation"),
            (Conversion, conversion, "conversion"),
            (Enum, enum_, "enum"),
            (BaseType, base_type, "base-type"),
            (Composite, composite, "composite"),
            (Attribute, attribute, "attribute"),
            (Range, range, "range"),
            (Domain, domain, "domain"),
            (DomainConstraint, domain_constraint, "domain-constraint"),
            (Sequence, sequence, "sequence"),
            (Function, function, "function"),
            (Procedure, procedure, "procedure"),
            (Aggregate, aggregate, "aggregate"),
            (Operator, operator, "operator"),
            (OperatorFamily, operator_family, "operator-family"),
            (OperatorClass, operator_class, "operator-class"),
            (Cast, cast, "cast"),
            (Transform, transform, "transform"),
            (TextSearchParser, text_search_parser, "text-search-parser"),
            (TextSearchTemplate, text_search_template, "text-search-template"),
            (TextSearchDictionary, text_search_dictionary, "text-search-dictionary"),
            (TextSearchConfiguration, text_search_configuration, "text-search-configuration"),
            (Table, table, "table"),
            (ForeignTable, foreign_table, "foreign-table"),
            (Column, column, "column"),
            (Default, default, "default"),
            (Constraint, constraint, "constraint"),
            (View, view, "view"),
            (MaterializedView, materialized_view, "materialized-view"),
            (ViewColumn, view_column, "view-column"),
            (Index, index, "index"),
            (Statistics, statistics, "statistics"),
            (Rule, rule, "rule"),
            (Trigger, trigger, "trigger"),
            (Policy, policy, "policy"),
            (EventTrigger, event_trigger, "event-trigger"),
            (Publication, publication, "publication"),
            (Subscription, subscription, "subscription"),
            (Owner, owner, "owner"),
            (Privileges, privileges, "privileges"),
            (Comment, comment, "comment"),
            (SecurityLabel, security_label, "security-label"),
            (DefaultPrivileges, default_privileges, "default-privileges"),
        }
    };
}

macro_rules! define_kinds {
    ($(($variant:ident, $module:ident, $name:literal)),* $(,)?) => {
        /// What sort of object an id names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind { $(
            #[doc = concat!("See [`kinds::", stringify!($module), "`].")]
            $variant,
        )* }

        impl Kind {
            /// Every kind, in the order in which they are made when nothing else decides.
            pub const ALL: &[Kind] = &[$(Kind::$variant),*];

            /// Returns the stable kebab-case name.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$variant => $name),* }
            }
        }

        /// Everything known of one object besides its id.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Body { $(
            #[doc = concat!("See [`kinds::", stringify!($module), "`].")]
            $variant(kinds::$module::$variant),
        )* }

        impl Body {
            /// Returns the kind whose body it is.
            pub fn kind(&self) -> Kind {
                match self { $(Body::$variant(_) => Kind::$variant),* }
            }

            /// Returns the body of a `kind` with these attributes; those that the kind does not have are ignored.
            ///
            /// Errors: if an attribute of that kind is missing or has another type.
            pub fn from_attributes<'a>(
                kind: Kind,
                attributes: impl Iterator<Item = (&'a str, serde_json::Value)>,
            ) -> serde_json::Result<Self> {
                let attributes = MapDeserializer::new(attributes);
                Ok(match kind { $(Kind::$variant => Body::$variant(Deserialize::deserialize(attributes)?)),* })
            }

            /// Returns the attributes as a JSON object, in the order in which the kind declares them.
            pub fn attributes(&self) -> serde_json::Map<String, serde_json::Value> {
                let value = match self { $(Body::$variant(body) => serde_json::to_value(body)),* };
                match value {
                    Ok(serde_json::Value::Object(map)) => map,
                    _ => unreachable!("a body is a struct of plain values"),
                }
            }
        }

        $(
            impl kinds::$module::$variant {
                /// Returns the body if it is of this kind.
                pub fn of(body: &Body) -> Option<&Self> {
                    match body { Body::$variant(body) => Some(body), _ => None }
                }
            }
        )*
    };
}
for_each_kind!(define_kinds);

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name().replace('-', " "))
    }
}

impl Kind {
    /// Returns the kind that is called `name`.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Returns whether objects of this kind say something about another one: its comment, its owner …
    pub fn is_satellite(self) -> bool {
        matches!(self, Self::Owner | Self::Privileges | Self::Comment | Self::SecurityLabel)
    }
}
