//! The categories that statements are sorted into.

/// What a statement is for. Their order is that in which they load where nothing else decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Roles and what is set for them.
    Role,
    /// Schemas.
    Schema,
    /// Extensions.
    Extension,
    /// Types, domains, collations.
    Type,
    /// Sequences that belong to no table.
    Sequence,
    /// Tables, with what is said of their columns.
    Table,
    /// Functions, procedures, aggregates.
    Function,
    /// Operators, casts, text search and the like.
    Operator,
    /// Views and materialized views.
    View,
    /// Keys, checks and defaults that tables get later.
    Constraint,
    /// Indexes and statistics.
    Index,
    /// Foreign keys that tables get later.
    ForeignKey,
    /// Triggers and rules.
    Trigger,
    /// Policies, privileges, row security.
    Security,
    /// Foreign servers, publications, subscriptions.
    Remote,
    /// Rows.
    Data,
    /// Code that is run once, and what is not known.
    Other,
}

impl Category {
    /// Every category, in its order.
    pub const ALL: [Self; 17] = [
        Self::Role,
        Self::Schema,
        Self::Extension,
        Self::Type,
        Self::Sequence,
        Self::Table,
        Self::Function,
        Self::Operator,
        Self::View,
        Self::Constraint,
        Self::Index,
        Self::ForeignKey,
        Self::Trigger,
        Self::Security,
        Self::Remote,
        Self::Data,
        Self::Other,
    ];

    /// Returns how files and folders of it are called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Role => "roles",
            Self::Schema => "schemas",
            Self::Extension => "extensions",
            Self::Type => "types",
            Self::Sequence => "sequences",
            Self::Table => "tables",
            Self::Function => "functions",
            Self::Operator => "operators",
            Self::View => "views",
            Self::Constraint => "constraints",
            Self::Index => "indexes",
            Self::ForeignKey => "foreign_keys",
            Self::Trigger => "triggers",
            Self::Security => "security",
            Self::Remote => "remote",
            Self::Data => "data",
            Self::Other => "other",
        }
    }

    /// Returns its place among the others.
    pub fn rank(self) -> usize {
        self as usize
    }
}
