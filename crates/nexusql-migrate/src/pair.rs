//! Two sources, loaded so that they can be compared and a plan between them proven.

use std::collections::BTreeSet;

use nexusql_base::name::quote_ident;
use nexusql_base::{Diagnostic, Progress, Result};
use nexusql_catalog::{Body, Catalog, Fingerprint, Kind};
use nexusql_db::postgres::{Session, Target, connect};
use nexusql_diff::{Group, Plan, Rename, plan, rename_steps, script};
use nexusql_engine::{EngineOptions, Wanted, find, select};
use nexusql_load::live::{ReadOptions, read_target};
use nexusql_load::text::TextFile;
use nexusql_load::{Inputs, Loaded, Slot, Source, Workspace, load, run};

use crate::prove::{self, Proof};
use crate::{Filter, run_group};

/// Which scratch is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScratchChoice {
    /// An engine of the server's major version, or the newest.
    Auto,
    /// An engine of this major version.
    Major(u32),
    /// A database made and dropped on this server.
    Server(Box<Target>),
}

/// What to load and where.
pub struct Job<'a> {
    /// The schema as it is.
    pub current: &'a Source,
    /// The schema as it shall be.
    pub desired: &'a Source,
    /// Which scratch.
    pub scratch: &'a ScratchChoice,
    /// Where engines are.
    pub engines: &'a EngineOptions,
    /// What the world hands in.
    pub inputs: &'a Inputs<'a>,
    /// What of the catalogs counts.
    pub filter: &'a Filter,
}

/// Two catalogs that were read on servers of one major version, and the scratch they were loaded into.
pub struct Pair {
    /// The schema as it is.
    pub current: Catalog,
    /// The schema as it shall be.
    pub desired: Catalog,
    /// What there is to say about the sources.
    pub notices: Vec<Diagnostic>,
    workspace: Option<Workspace>,
    scratch: ScratchChoice,
    engines: EngineOptions,
    roles: bool,
    filter: Filter,
    /// The current schema as its own server prints it, where that is not what is compared.
    start: Option<Fingerprint>,
    /// The scratch database that holds the current schema, if there is one yet.
    copy: Option<Target>,
}

/// A plan and what is known of it.
#[derive(Clone, Debug)]
pub struct Proven {
    /// The plan.
    pub plan: Plan,
    /// What was run; none if nothing could be.
    pub proof: Option<Proof>,
    /// Why nothing could be run.
    pub reason: Option<String>,
}

impl Pair {
    /// Loads both sources. Text goes into a scratch; a server of another major version than the scratch is rendered and
    /// loaded there too, so that both catalogs are printed by one version of PostgreSQL.
    ///
    /// Errors: those of the sources and of the engine.
    pub async fn open(job: &Job<'_>) -> Result<Self> {
        let (current, desired) =
            tokio::try_join!(read_server(job.current, job.inputs), read_server(job.desired, job.inputs))?;
        let mut pair = Self {
            current: Catalog::default(),
            desired: Catalog::default(),
            notices: Vec::new(),
            workspace: None,
            scratch: job.scratch.clone(),
            engines: job.engines.clone(),
            roles: job.inputs.read.roles,
            filter: job.filter.clone(),
            start: None,
            copy: None,
        };
        match pair.fill(job, current, desired).await {
            Ok(()) => Ok(pair),
            Err(error) => {
                pair.close().await?;
                Err(error)
            }
        }
    }

    async fn fill(&mut self, job: &Job<'_>, current: Option<Catalog>, desired: Option<Catalog>) -> Result<()> {
        let (current, desired) = match (current, desired) {
            (Some(current), Some(desired)) if current.major() == desired.major() => (current, desired),
            (current, desired) => self.fill_in_scratch(job, current, desired).await?,
        };
        (self.current, self.desired) = (current, desired);
        self.filter.apply(&mut self.current);
        self.filter.apply(&mut self.desired);
        Ok(())
    }

    async fn fill_in_scratch(
        &mut self,
        job: &Job<'_>,
        current: Option<Catalog>,
        desired: Option<Catalog>,
    ) -> Result<(Catalog, Catalog)> {
        let server_major = current.as_ref().or(desired.as_ref()).map(Catalog::major);
        let workspace = self.start(server_major)?;
        let (from_current, from_desired) = tokio::join!(
            load_text(current.is_none(), job.current, workspace, Slot::Current, job.inputs),
            load_text(desired.is_none(), job.desired, workspace, Slot::Desired, job.inputs),
        );
        let (from_current, from_desired) = (from_current?, from_desired?);
        self.copy = from_current.as_ref().and_then(|loaded| loaded.database.clone());
        let mut catalogs = Vec::new();
        for (read, loaded, slot) in [(current, from_current, Slot::Current), (desired, from_desired, Slot::Desired)] {
            let catalog = match (read, loaded) {
                (Some(catalog), _) => catalog,
                (None, Some(loaded)) => {
                    self.notices.extend(loaded.notices);
                    loaded.catalog
                }
                (None, None) => unreachable!("what is no server was loaded"),
            };
            catalogs.push(self.on_scratch_version(catalog, slot).await?);
        }
        let desired = catalogs.pop().unwrap_or_default();
        Ok((catalogs.pop().unwrap_or_default(), desired))
    }

    /// Returns the catalog as the scratch's version of PostgreSQL prints it.
    async fn on_scratch_version(&mut self, catalog: Catalog, slot: Slot) -> Result<Catalog> {
        let scratch_major = self.baseline().await?.major();
        if catalog.major() == scratch_major {
            return Ok(catalog);
        }
        let message = format!("a schema of PostgreSQL {} is compared on {scratch_major}", catalog.major());
        let hint = format!("To compare on {0}, run \"nexusql engine install {0}\".", catalog.major());
        self.notices.push(Diagnostic::notice("compared-on-other-version", message).with_hint(hint));
        if slot == Slot::Current {
            let mut printed = catalog.clone();
            self.filter.apply(&mut printed);
            self.start = Some(printed.fingerprint());
        }
        let target = self.render(&catalog, slot).await?;
        let mut rendered = read_all(&target, self.roles).await?;
        rendered.session_role.clone_from(&catalog.session_role);
        rendered.unmodelled.clone_from(&catalog.unmodelled);
        if slot == Slot::Current {
            self.copy = Some(target);
        }
        Ok(rendered)
    }

    /// Returns the plan from current to desired, with the renames that the user confirmed done first, and its proof.
    ///
    /// Errors: those of [`plan`] and [`rename_steps`]; the server's if the plan itself fails on the scratch.
    pub async fn plan(&mut self, renames: &[Rename], prove: bool, progress: &dyn Progress) -> Result<Proven> {
        let mut groups = Vec::new();
        if !renames.is_empty() {
            self.start.get_or_insert_with(|| self.current.fingerprint());
            groups.push(Group { transactional: true, steps: rename_steps(&self.current, renames)? });
            self.rename(&groups[0]).await?;
        }
        let mut made = plan(&self.current, &self.desired)?;
        let proven = match prove {
            true => self.prove(&made, progress).await?,
            false => Err("it was not asked for".to_owned()),
        };
        made.current = self.start.clone().unwrap_or(made.current);
        groups.append(&mut made.groups);
        made.groups = groups;
        let (proof, reason) = match proven {
            Ok(proof) => (Some(proof), None),
            Err(reason) => (None, Some(reason)),
        };
        Ok(Proven { plan: made, proof, reason })
    }

    /// Runs the renames on the scratch copy and reads it anew: PostgreSQL rewrites what mentions the old names.
    async fn rename(&mut self, group: &Group) -> Result<()> {
        let target = self.copy_of_current().await?;
        let session = connect(&target).await?;
        run_group(&session.client, group).await?;
        session.close().await;
        let mut renamed = read_all(&target, self.roles).await?;
        renamed.session_role.clone_from(&self.current.session_role);
        self.filter.apply(&mut renamed);
        if !self.current.objects.keys().any(|id| id.kind() == Kind::Owner) {
            renamed.objects.retain(|id, _| id.kind() != Kind::Owner);
        }
        self.current = renamed;
        Ok(())
    }

    /// Runs the plan on a scratch copy; the inner error says why no copy could be made.
    async fn prove(&mut self, plan: &Plan, progress: &dyn Progress) -> Result<std::result::Result<Proof, String>> {
        let target = match self.copy_of_current().await {
            Ok(target) => target,
            Err(error) => return Ok(Err(format!("no scratch copy of the current schema could be made: {error}"))),
        };
        let session = connect(&target).await?;
        self.become_owner(&session).await?;
        let options = ReadOptions { roles: self.roles, implicit_owner: None };
        let subject = prove::Subject { current: &self.current, desired: &self.desired, plan, filter: &self.filter };
        let proof = prove::prove(&session.client, &subject, &options, progress).await;
        session.close().await;
        proof.map(Ok)
    }

    /// Takes the role that the plan will be run as, so that what it makes belongs to the same one.
    async fn become_owner(&self, session: &Session) -> Result<()> {
        let client = &session.client;
        let shared = self.workspace.as_ref().is_some_and(Workspace::shares_roles);
        let role = &self.current.session_role;
        let mut roles = roles_of(&self.current);
        roles.extend(roles_of(&self.desired));
        for missing in missing_roles(client, &roles).await? {
            client
                .batch_execute(&format!("CREATE ROLE {}", quote_ident(&missing)))
                .await
                .map_err(|e| prove::server(&e))?;
        }
        if shared || role.is_empty() {
            return Ok(());
        }
        if !missing_roles(client, &BTreeSet::from([role.clone()])).await?.is_empty() {
            let sql = format!("CREATE ROLE {} SUPERUSER", quote_ident(role));
            client.batch_execute(&sql).await.map_err(|error| prove::server(&error))?;
        }
        let role = quote_ident(role);
        let sql = format!("ALTER ROLE {role} SUPERUSER; SET ROLE {role}");
        client.batch_execute(&sql).await.map_err(|error| prove::server(&error))
    }

    /// Returns a scratch database that holds the current schema.
    async fn copy_of_current(&mut self) -> Result<Target> {
        if let Some(target) = &self.copy {
            return Ok(target.clone());
        }
        if self.workspace.is_none() {
            self.start(Some(self.current.major()))?;
        }
        let current = self.current.clone();
        let target = self.render(&current, Slot::Current).await?;
        self.copy = Some(target.clone());
        Ok(target)
    }

    /// Writes `catalog` as a script and loads that into the database of `slot`.
    async fn render(&mut self, catalog: &Catalog, slot: Slot) -> Result<Target> {
        let mut baseline = self.baseline().await?;
        baseline.session_role.clone_from(&catalog.session_role);
        self.filter.apply(&mut baseline);
        let text = script(&plan(&baseline, catalog)?);
        let text = text.split_once('\n').map_or("", |(_, rest)| rest);
        let Some(workspace) = &self.workspace else {
            return Err(nexusql_base::Error::internal("no scratch was started"));
        };
        let target = workspace.database(slot).await?;
        let session = connect(&target).await?;
        let mut roles = roles_of(catalog);
        roles.insert(catalog.session_role.clone());
        for missing in missing_roles(&session.client, &roles).await? {
            let superuser = if missing == catalog.session_role { " SUPERUSER" } else { "" };
            let sql = format!("CREATE ROLE {}{superuser}", quote_ident(&missing));
            session.client.batch_execute(&sql).await.map_err(|error| prove::server(&error))?;
        }
        if !workspace.shares_roles() && !catalog.session_role.is_empty() {
            let role = quote_ident(&catalog.session_role);
            let sql = format!("ALTER ROLE {role} SUPERUSER; SET ROLE {role}");
            session.client.batch_execute(&sql).await.map_err(|error| prove::server(&error))?;
        }
        let file = TextFile::new("<current schema>", text.as_bytes())?;
        run::scripts(&session.client, workspace, &[file], true).await?;
        session.close().await;
        Ok(target)
    }

    /// Returns what a database of the scratch holds before anything is loaded.
    async fn baseline(&self) -> Result<Catalog> {
        let Some(workspace) = &self.workspace else {
            return Err(nexusql_base::Error::internal("no scratch was started"));
        };
        read_all(&workspace.database(Slot::Proof).await?, self.roles).await
    }

    fn start(&mut self, server_major: Option<u32>) -> Result<&Workspace> {
        let workspace = match &self.scratch {
            ScratchChoice::Server(target) => Workspace::on_server((**target).clone()),
            choice => {
                let wanted = match choice {
                    ScratchChoice::Major(major) => Wanted::Major(*major),
                    _ => Wanted::Auto { server_major },
                };
                let engines = find(&self.engines);
                Workspace::private(select(&engines, wanted)?, &self.engines)?
            }
        };
        Ok(self.workspace.insert(workspace))
    }

    /// Returns on what the two were compared or proven, if a scratch was used.
    pub fn scratch(&self) -> Option<String> {
        self.workspace.as_ref().map(Workspace::describe)
    }

    /// Removes every scratch.
    ///
    /// Errors: if a database of ours is left on a server of the user's.
    pub async fn close(mut self) -> Result<()> {
        match self.workspace.take() {
            Some(workspace) => workspace.close().await,
            None => Ok(()),
        }
    }
}

/// Returns what a server holds, as it prints it; none if `source` is no server. No scratch is needed for that.
///
/// Errors: those of [`read_target`].
pub async fn read_as_is(source: &Source, inputs: &Inputs<'_>, filter: &Filter) -> Result<Option<Catalog>> {
    let mut catalog = read_server(source, inputs).await?;
    if let Some(catalog) = &mut catalog {
        filter.apply(catalog);
    }
    Ok(catalog)
}

async fn read_server(source: &Source, inputs: &Inputs<'_>) -> Result<Option<Catalog>> {
    let Source::Server(target) = source else { return Ok(None) };
    let target = (**target).clone().with_environment(inputs.variable)?;
    let options = inputs.read.clone();
    // A task of its own, for two servers are read at once.
    let reading = tokio::spawn(async move { read_target(&target, &options).await });
    reading.await.map_err(|e| nexusql_base::Error::internal(format!("a reader ended early: {e}")))?.map(Some)
}

async fn load_text(
    wanted: bool,
    source: &Source,
    workspace: &Workspace,
    slot: Slot,
    inputs: &Inputs<'_>,
) -> Result<Option<Loaded>> {
    if wanted { load(source, workspace, slot, inputs).await.map(Some) } else { Ok(None) }
}

async fn read_all(target: &Target, roles: bool) -> Result<Catalog> {
    read_target(target, &ReadOptions { roles, implicit_owner: None }).await
}

/// Returns the roles that a catalog mentions.
fn roles_of(catalog: &Catalog) -> BTreeSet<String> {
    let mut roles = BTreeSet::new();
    for (id, body) in &catalog.objects {
        match body {
            Body::Owner(owner) => {
                roles.insert(owner.role.clone());
            }
            Body::Policy(policy) => roles.extend(policy.roles.iter().cloned()),
            Body::Privileges(privileges) => roles.extend(privileges.grants.keys().cloned()),
            Body::DefaultPrivileges(privileges) => {
                roles.insert(id.path()[0].clone());
                roles.extend(privileges.grants.keys().cloned());
            }
            Body::UserMapping(_) => {
                roles.insert(id.path()[1].clone());
            }
            _ => {}
        }
    }
    roles.retain(|role| !role.is_empty() && role != "PUBLIC" && role != nexusql_catalog::kinds::OWNER);
    roles
}

async fn missing_roles(client: &tokio_postgres::Client, roles: &BTreeSet<String>) -> Result<Vec<String>> {
    let wanted: Vec<&String> = roles.iter().filter(|role| !role.is_empty()).collect();
    let sql = "select r from unnest($1::text[]) r where r not in (select rolname from pg_catalog.pg_roles)";
    let rows = client.query(sql, &[&wanted]).await.map_err(|error| prove::server(&error))?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}
