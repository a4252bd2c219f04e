//! Two sources, loaded so that they can be compared and a plan between them proven.

use std::collections::BTreeSet;

use nexusql_base::name::quote_ident;
use nexusql_base::{Diagnostic, Error, Progress, Result};
use nexusql_catalog::{Catalog, Fingerprint, Kind};
use nexusql_db::postgres::{Session, Target, connect};
use nexusql_diff::{Group, Plan, Rename, extension_moves, plan, rename_steps, script};
use nexusql_engine::{EngineOptions, Wanted, find, select};
use nexusql_load::live::{ReadOptions, read_target};
use nexusql_load::text::TextFile;
use nexusql_load::{Inputs, Loaded, RolesOf, Slot, Source, Workspace, load, run, snapshot};

use crate::filter::Bond;
use crate::prove::{self, Proof};
use crate::way_out::with_way_out;
use crate::{Filter, roles, run_group};

/// Which scratch is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScratchChoice {
    /// An engine of the server's major version, or the newest.
    Auto,
    /// An engine of this major version.
    Major(u32),
    /// An engine of this major and minor version.
    Release(u32, u32),
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
    /// Where the desired schema is loaded if roles count: they belong to a whole server, so each schema needs one.
    apart: Option<Workspace>,
    scratch: ScratchChoice,
    engines: EngineOptions,
    roles: bool,
    filter: Filter,
    /// All of the current schema, where a filter leaves some of it out: the copy that a plan is proven on holds that too.
    whole: Option<Catalog>,
    /// The current schema as its own server prints it, until the desired one is there too.
    printed: Option<Catalog>,
    /// Its fingerprint, where that is not what is compared.
    start: Option<Fingerprint>,
    /// The major version of that server.
    server_major: Option<u32>,
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
    /// Errors: those of the sources and of the engine; [`ErrorKind::Usage`] if roles are to be compared on a server of the
    /// user's, where they belong to everybody.
    pub async fn open(job: &Job<'_>) -> Result<Self> {
        if job.inputs.read.roles && matches!(job.scratch, ScratchChoice::Server(_)) {
            return Err(roles::shared());
        }
        let (current, desired) =
            tokio::try_join!(read_as_it_is(job.current, job.inputs), read_as_it_is(job.desired, job.inputs))?;
        let mut pair = Self {
            current: Catalog::default(),
            desired: Catalog::default(),
            notices: Vec::new(),
            workspace: None,
            apart: None,
            scratch: job.scratch.clone(),
            engines: job.engines.clone(),
            roles: job.inputs.read.roles,
            filter: job.filter.clone(),
            whole: None,
            printed: None,
            start: None,
            server_major: None,
            copy: None,
        };
        match pair.fill(job, current, desired).await {
            Ok(()) => Ok(pair),
            Err(error) => {
                pair.close().await?;
                Err(with_way_out(error, job.engines))
            }
        }
    }

    async fn fill(&mut self, job: &Job<'_>, current: Option<Catalog>, desired: Option<Catalog>) -> Result<()> {
        self.server_major = current.as_ref().map(Catalog::major);
        let (current, desired) = match (current, desired) {
            (Some(current), Some(desired)) if current.major() == desired.major() => (current, desired),
            (current, desired) => self.fill_in_scratch(job, current, desired).await?,
        };
        self.notices.extend(self.filter.check(&[&current, &desired])?);
        (self.current, self.desired) = (current, desired);
        let sessions = roles::of_sessions(&self.current, &self.desired);
        if self.filter != Filter::default() {
            self.whole = Some(self.current.clone());
        }
        let mut bonds = self.filter.apply_to_desired(&mut self.desired, &self.current);
        bonds.extend(self.filter.apply_to_current(&mut self.current, &self.desired));
        self.notices.extend(Bond::notice(&bonds));
        for catalog in [&mut self.current, &mut self.desired] {
            roles::set_aside(catalog, &sessions);
        }
        self.start = self.printed.take().map(|mut catalog| {
            self.filter.apply_to_current(&mut catalog, &self.desired);
            roles::set_aside(&mut catalog, &sessions);
            catalog.fingerprint()
        });
        Ok(())
    }

    async fn fill_in_scratch(
        &mut self,
        job: &Job<'_>,
        current: Option<Catalog>,
        desired: Option<Catalog>,
    ) -> Result<(Catalog, Catalog)> {
        let server_major = current.as_ref().or(desired.as_ref()).map(Catalog::major);
        self.start(server_major)?;
        let (first, second) = (self.workspace(Slot::Current)?, self.workspace(Slot::Desired)?);
        let (from_current, from_desired) = tokio::join!(
            load_text(current.is_none(), job.current, first, Slot::Current, job.inputs),
            load_text(desired.is_none(), job.desired, second, Slot::Desired, job.inputs),
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
                (None, None) => unreachable!("what is text was loaded"),
            };
            catalogs.push(self.on_scratch_version(catalog, slot).await?);
        }
        let desired = catalogs.pop().unwrap_or_default();
        Ok((catalogs.pop().unwrap_or_default(), desired))
    }

    /// Returns the catalog as the scratch's version of PostgreSQL prints it.
    async fn on_scratch_version(&mut self, catalog: Catalog, slot: Slot) -> Result<Catalog> {
        let scratch_major = self.baseline(slot).await?.major();
        if catalog.major() == scratch_major {
            return Ok(catalog);
        }
        let message = format!("a schema of PostgreSQL {} is compared on {scratch_major}", catalog.major());
        let at_hand = find(&self.engines).iter().any(|engine| engine.major == catalog.major() && engine.is_reachable());
        let hint = match self.scratch {
            ScratchChoice::Auto if at_hand => format!("To compare on {0}, add --scratch {0}.", catalog.major()),
            ScratchChoice::Auto => format!("To compare on {0}, run \"nexusql engine install {0}\".", catalog.major()),
            _ => format!("To compare on {}, leave --scratch out.", catalog.major()),
        };
        self.notices.push(Diagnostic::notice("compared-on-other-version", message).with_hint(hint));
        if slot == Slot::Current {
            self.printed = Some(catalog.clone());
        }
        let cannot = |error: Error| error.map(|d| cannot_hold(d, scratch_major, catalog.major()));
        let target = self.render(&catalog, slot).await.map_err(cannot)?;
        let mut rendered = read_all(&target, self.roles).await?;
        rendered.session_role.clone_from(&catalog.session_role);
        rendered.unmodelled.clone_from(&catalog.unmodelled);
        rendered.retain(|id| id.kind() != Kind::Role || catalog.objects.contains_key(id));
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
            groups.push(Group { transactional: true, steps: rename_steps(&self.current, &self.desired, renames)? });
            self.rename(&groups[0]).await?;
        }
        let moves = extension_moves(&self.current, &self.desired);
        if !moves.is_empty() {
            let before = self.current.fingerprint();
            let group = Group { transactional: true, steps: moves };
            // Without a copy on which to move it, the extension is moved by the plan, and columns of its types are retyped.
            if self.rename(&group).await.is_ok() {
                self.start.get_or_insert(before);
                groups.push(group);
            }
        }
        let mut made = plan(&self.current, &self.desired)?;
        let proven = match prove {
            true => self.prove(&made, progress).await?,
            false => Err("it was not asked for".to_owned()),
        };
        made.current = self.start.clone().unwrap_or(made.current);
        let n_renames = groups.iter().map(|group| group.steps.len()).sum::<usize>();
        groups.append(&mut made.groups);
        made.groups = groups;
        let (proof, reason) = match proven {
            // The renames ran there too, before all else.
            Ok(proof) => (Some(Proof { n_steps: proof.n_steps + n_renames, ..proof }), None),
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
        self.filter.apply_to_current(&mut renamed, &self.desired);
        roles::set_aside(&mut renamed, &roles::of_sessions(&self.current, &self.desired));
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
            Err(error) => return Ok(Err(no_copy(with_way_out(error, &self.engines)))),
        };
        let session = connect(&target).await?;
        self.become_owner(&session).await?;
        let options = ReadOptions { roles: self.roles, implicit_owner: None };
        let subject = prove::Subject { current: &self.current, desired: &self.desired, plan, filter: &self.filter };
        let proof = prove::prove(&session.client, &subject, &options, progress).await;
        session.close().await;
        let mut proof = proof?;
        let major = self.current.major();
        if let Some(server) = self.server_major.filter(|server| *server != major) {
            proof.unproven.push(format!("The server is PostgreSQL {server}, and this was run on {major}."));
        }
        if let Workspace::OnServer(_) = self.workspace(Slot::Current)? {
            let place = self.workspace(Slot::Current)?.describe();
            proof.server = format!("{} (a database made on {place})", proof.server);
        }
        Ok(Ok(proof))
    }

    /// Takes the role that the plan will be run as, so that what it makes belongs to the same one.
    async fn become_owner(&self, session: &Session) -> Result<()> {
        let mut roles = roles::mentioned(&self.current);
        roles.extend(roles::mentioned(&self.desired));
        prepare_roles(self.workspace(Slot::Current)?, &session.client, &roles, &self.current.session_role).await
    }

    /// Returns a scratch database that holds the current schema.
    async fn copy_of_current(&mut self) -> Result<Target> {
        if let Some(target) = &self.copy {
            return Ok(target.clone());
        }
        if self.workspace.is_none() {
            self.start(Some(self.current.major()))?;
        }
        let current = self.whole.clone().unwrap_or_else(|| self.current.clone());
        let target = match self.render(&current, Slot::Current).await {
            // What is left out may be what no scratch can hold.
            Err(_) if self.whole.take().is_some() => {
                self.workspace(Slot::Current)?.renew(Slot::Current).await?;
                let current = self.current.clone();
                self.render(&current, Slot::Current).await?
            }
            answer => answer?,
        };
        self.copy = Some(target.clone());
        Ok(target)
    }

    /// Writes `catalog` as a script and loads that into the database of `slot`.
    async fn render(&mut self, catalog: &Catalog, slot: Slot) -> Result<Target> {
        let mut baseline = self.baseline(slot).await?;
        let sessions = roles::of_sessions(&baseline, catalog);
        let mut wanted = catalog.clone();
        roles::set_aside(&mut wanted, &sessions);
        roles::set_aside(&mut baseline, &sessions);
        baseline.session_role.clone_from(&catalog.session_role);
        let text = script(&plan(&baseline, &wanted)?);
        let text = text.split_once('\n').map_or("", |(_, rest)| rest);
        let workspace = self.workspace(slot)?;
        let target = workspace.database(slot).await?;
        let session = connect(&target).await?;
        prepare_roles(workspace, &session.client, &roles::mentioned(catalog), &catalog.session_role).await?;
        let file = TextFile::new("<current schema>", text.as_bytes())?;
        run::scripts(&session.client, workspace, &[file], true).await?;
        session.close().await;
        Ok(target)
    }

    /// Returns what a database of the scratch of `slot` holds before anything is loaded.
    async fn baseline(&self, slot: Slot) -> Result<Catalog> {
        read_all(&self.workspace(slot)?.database(Slot::Proof).await?, self.roles).await
    }

    /// Returns the scratch that the database of `slot` is in.
    fn workspace(&self, slot: Slot) -> Result<&Workspace> {
        let own = self.apart.as_ref().filter(|_| slot == Slot::Desired);
        own.or(self.workspace.as_ref()).ok_or_else(|| Error::internal("no scratch was started"))
    }

    fn start(&mut self, server_major: Option<u32>) -> Result<()> {
        let wanted = match &self.scratch {
            ScratchChoice::Server(target) => {
                self.workspace = Some(Workspace::on_server((**target).clone()));
                return Ok(());
            }
            ScratchChoice::Major(major) => Wanted::Major(*major),
            ScratchChoice::Release(major, minor) => Wanted::Release(*major, *minor),
            ScratchChoice::Auto => Wanted::Auto { server_major },
        };
        let engines = find(&self.engines);
        let engine = select(&engines, wanted)?;
        if self.roles {
            self.workspace = Some(Workspace::alone(engine, &self.engines)?);
            self.apart = Some(Workspace::alone(engine, &self.engines)?);
        } else {
            self.workspace = Some(Workspace::private(engine, &self.engines)?);
        }
        Ok(())
    }

    /// Returns on what the two were compared or proven, if a scratch was used.
    pub fn scratch(&self) -> Option<String> {
        self.workspace.as_ref().map(Workspace::describe)
    }

    /// Removes every scratch.
    ///
    /// Errors: if a database of ours is left on a server of the user's.
    pub async fn close(mut self) -> Result<()> {
        for workspace in [self.apart.take(), self.workspace.take()].into_iter().flatten() {
            workspace.close().await?;
        }
        Ok(())
    }
}

/// Returns what a server holds, as it prints it, or what stands in a snapshot; none for text. No scratch is needed for that.
///
/// Errors: those of [`read_target`].
pub async fn read_as_is(source: &Source, inputs: &Inputs<'_>, filter: &Filter) -> Result<Option<Catalog>> {
    let mut catalog = read_as_it_is(source, inputs).await?;
    if let Some(catalog) = &mut catalog {
        filter.check(&[catalog])?;
        filter.apply(catalog);
    }
    Ok(catalog)
}

/// Returns what is said if a schema of one major version does not load into another.
fn cannot_hold(said: Diagnostic, scratch: u32, schema: u32) -> Diagnostic {
    let message = format!("PostgreSQL {scratch} cannot hold a schema of PostgreSQL {schema}: {}", said.message);
    let hint =
        format!("Use PostgreSQL {schema}: run \"nexusql engine install {schema}\", or name a server with --scratch.");
    Diagnostic { message, ..said }.with_hint(hint)
}

/// Reads a source for which no scratch is needed; none if it is text.
async fn read_as_it_is(source: &Source, inputs: &Inputs<'_>) -> Result<Option<Catalog>> {
    let target = match source {
        Source::Server(target) => target,
        Source::Snapshot(path) => return snapshot(path).map(Some),
        _ => return Ok(None),
    };
    let target = (**target).clone().with_environment(inputs.variable)?;
    let options = inputs.read.clone();
    // A task of its own, for two servers are read at once.
    let reading = tokio::spawn(async move { read_target(&target, &options).await });
    reading.await.map_err(|e| Error::internal(format!("a reader ended early: {e}")))?.map(Some)
}

/// Returns why no copy could be made, in one line.
fn no_copy(error: Error) -> String {
    let hint = error.diagnostic().hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
    format!("no scratch copy of the current schema could be made: {error}{hint}")
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

/// Makes the `roles` that a schema mentions and, on a server of ours, becomes `owner`.
async fn prepare_roles(
    workspace: &Workspace,
    client: &tokio_postgres::Client,
    roles: &BTreeSet<String>,
    owner: &str,
) -> Result<()> {
    for missing in missing_roles(client, roles).await? {
        workspace.make_role(client, &missing).await?;
    }
    if workspace.roles() == RolesOf::Everybody || owner.is_empty() {
        return Ok(());
    }
    workspace.make_role(client, owner).await?;
    let owner = quote_ident(owner);
    let sql = format!("ALTER ROLE {owner} SUPERUSER; SET ROLE {owner}");
    client.batch_execute(&sql).await.map_err(|error| prove::server(&error))
}

async fn missing_roles(client: &tokio_postgres::Client, roles: &BTreeSet<String>) -> Result<Vec<String>> {
    let wanted: Vec<&String> = roles.iter().filter(|role| !role.is_empty()).collect();
    let sql = "select r from unnest($1::text[]) r where r not in (select rolname from pg_catalog.pg_roles)";
    let rows = client.query(sql, &[&wanted]).await.map_err(|error| prove::server(&error))?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}
