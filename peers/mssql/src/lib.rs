//! A small answerer of TDS, which is no SQL Server: it runs no SQL. It keeps every request, whole, in the order in which they
//! came, with whether it bore a transaction; and it answers as it is told. Of its own it knows what begins and ends a
//! transaction by its first words, and one application lock. The bytes of login, results and transactions are those of
//! Microsoft's mock (`mssql-mock-tds`), whose own server keeps no requests.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::{BufMut as _, Bytes, BytesMut};
use mssql_mock_tds::protocol::{
    PACKET_HEADER_SIZE, PacketHeader, PacketType, TM_BEGIN_XACT, TM_COMMIT_XACT, TM_ROLLBACK_XACT,
    build_attention_ack_packet, build_done_token, build_login_ack, build_prelogin_response, build_query_result,
    build_transaction_manager_response, parse_login7_auth, parse_sql_batch, parse_transaction_descriptor_header,
};
use mssql_mock_tds::{ColumnDefinition, ColumnValue, QueryResponse, Row, SqlDataType};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Where the tokens of a result end: in a DONE token of this many bytes, whose status comes after one byte.
const DONE_LENGTH: usize = 13;

/// A request as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The number of its connection, from 0.
    pub connection: usize,
    /// Whether it was a batch, or a call of `sp_executesql`.
    pub kind: Kind,
    /// Its text.
    pub text: String,
    /// The texts and whole numbers among its values, in their order; `null`, and `?` for what is of another type.
    pub values: Vec<String>,
    /// Whether it bore the number of a transaction.
    pub in_transaction: bool,
}

/// How a text was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As it is.
    Batch,
    /// To `sp_executesql`, with its values.
    Call,
    /// As a request to the manager of transactions: begin, commit, rollback, save.
    Transaction,
    /// As an attention: what runs shall stop.
    Attention,
}

/// What is answered.
#[derive(Clone, Debug)]
pub enum Answer {
    /// So many rows were changed by each of some statements.
    Changed(Vec<u64>),
    /// Results, one after the other.
    Rows(Vec<QueryResponse>),
    /// An error: its number, class, line, and message. The transaction is over then, as with XACT_ABORT.
    Fault(u32, u8, u32, &'static str),
    /// Nothing, for so long, unless an attention comes.
    Slow(Duration),
}

/// Says what is answered to a request; nothing for what is well and has no rows.
pub type Script = Box<dyn FnMut(&Request) -> Option<Answer> + Send>;

struct Shared {
    script: Script,
    seen: Vec<Request>,
    /// The databases that were logged in to.
    databases: Vec<String>,
    /// The connection that has the application lock.
    lock: Option<usize>,
    n_connections: usize,
}

/// An answerer that ends with the value.
pub struct Answerer {
    port: u16,
    shared: Arc<Mutex<Shared>>,
    task: JoinHandle<()>,
}

impl Drop for Answerer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn locked(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Answerer {
    /// Starts one on a port of its own.
    ///
    /// Errors: if there is no port.
    pub async fn start(script: impl FnMut(&Request) -> Option<Answer> + Send + 'static) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let shared =
            Shared { script: Box::new(script), seen: Vec::new(), databases: Vec::new(), lock: None, n_connections: 0 };
        let shared = Arc::new(Mutex::new(shared));
        let own = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&own);
                let mut guard = locked(&shared);
                let number = guard.n_connections;
                guard.n_connections += 1;
                drop(guard);
                tokio::spawn(async move {
                    let mut connection = Connection { stream, number, in_transaction: false, shared };
                    // A client that is gone is no fault.
                    let _ = connection.serve().await;
                    let mut shared = locked(&connection.shared);
                    shared.lock = shared.lock.filter(|holder| *holder != number);
                });
            }
        });
        Ok(Self { port, shared, task })
    }

    /// Returns its URL.
    pub fn url(&self) -> String {
        format!("mssql://sa:geheim@127.0.0.1:{}/app?sslmode=disable", self.port)
    }

    /// Returns the port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns what has come since the last call.
    pub fn take(&self) -> Vec<Request> {
        std::mem::take(&mut locked(&self.shared).seen)
    }

    /// Returns the databases that were logged in to, in order.
    pub fn databases(&self) -> Vec<String> {
        locked(&self.shared).databases.clone()
    }

    /// Says whether a connection has the lock.
    pub fn is_locked(&self) -> bool {
        locked(&self.shared).lock.is_some()
    }
}

/// Returns a result with one column for each name, all of them text, numbers where they are written as such.
pub fn rows(names: &[&str], rows: &[&[&str]]) -> QueryResponse {
    let is_number = |at: usize| !rows.is_empty() && rows.iter().all(|row| row[at].parse::<i64>().is_ok());
    let columns = names.iter().enumerate().map(|(at, name)| {
        ColumnDefinition::new(*name, if is_number(at) { SqlDataType::BigInt } else { SqlDataType::NVarChar })
    });
    let value = |(at, text): (usize, &&str)| match text.parse() {
        Ok(number) if is_number(at) => ColumnValue::BigInt(number),
        _ => ColumnValue::NVarChar((*text).to_owned()),
    };
    let all = rows.iter().map(|row| Row::new(row.iter().enumerate().map(value).collect()));
    QueryResponse::new(columns.collect(), all.collect())
}

/// Answers what every run of migrations asks for, as user `sa` in the database `app`.
pub fn usual(request: &Request) -> Option<Answer> {
    let text = request.text.as_str();
    let one = |columns: &[&str], values: &[&str]| Some(Answer::Rows(vec![rows(columns, &[values])]));
    if text.contains("suser_sname()") {
        return one(&["schema", "role"], &["dbo", "sa"]);
    }
    if text == "select db_name()" {
        return one(&["name"], &["app"]);
    }
    if text.contains("xact_state()") {
        return one(&["state"], &[if request.in_transaction { "1" } else { "0" }]);
    }
    if text.contains("current_transaction_id()") {
        return one(&["id"], &["7"]);
    }
    None
}

struct Connection {
    stream: TcpStream,
    number: usize,
    in_transaction: bool,
    shared: Arc<Mutex<Shared>>,
}

impl Connection {
    async fn serve(&mut self) -> std::io::Result<()> {
        loop {
            let (kind, body) = self.message().await?;
            let answer = match kind {
                PacketType::PreLogin => build_prelogin_response().freeze(),
                PacketType::Login7 => {
                    locked(&self.shared).databases.extend(parse_login7_auth(&body).database);
                    let mut tokens = build_login_ack();
                    tokens.extend_from_slice(&build_done_token(0));
                    packet(&tokens)
                }
                PacketType::SqlBatch => {
                    let text = parse_sql_batch(&body).unwrap_or_default();
                    self.answer(Kind::Batch, text, Vec::new(), &body).await?
                }
                PacketType::RpcRequest => {
                    let mut values = call_values(&body);
                    let text = if values.is_empty() { String::new() } else { values.remove(0) };
                    // The declarations of the parameters.
                    if !values.is_empty() {
                        values.remove(0);
                    }
                    self.answer(Kind::Call, text, values, &body).await?
                }
                PacketType::TransactionManager => self.manage(&body),
                PacketType::Attention => {
                    self.keep(Kind::Attention, String::new(), Vec::new(), &body);
                    build_attention_ack_packet().freeze()
                }
                _ => continue,
            };
            self.stream.write_all(&answer).await?;
        }
    }

    /// Reads a message, of as many packets as it has.
    async fn message(&mut self) -> std::io::Result<(PacketType, Vec<u8>)> {
        let mut body = Vec::new();
        loop {
            let mut header = [0; PACKET_HEADER_SIZE];
            self.stream.read_exact(&mut header).await?;
            let header = PacketHeader::parse(&mut Bytes::copy_from_slice(&header)).map_err(std::io::Error::other)?;
            let from = body.len();
            body.resize(from + usize::from(header.length) - PACKET_HEADER_SIZE, 0);
            self.stream.read_exact(&mut body[from..]).await?;
            if header.status.is_end_of_message() {
                return Ok((header.packet_type, body));
            }
        }
    }

    fn keep(&self, kind: Kind, text: String, values: Vec<String>, body: &[u8]) -> Request {
        let in_transaction = parse_transaction_descriptor_header(body).is_some_and(|(number, _)| number != 0);
        let request = Request { connection: self.number, kind, text, values, in_transaction };
        locked(&self.shared).seen.push(request.clone());
        request
    }

    fn manage(&mut self, body: &[u8]) -> Bytes {
        let at = body.first_chunk().map_or(0, |length| u32::from_le_bytes(*length) as usize);
        let number = body.get(at..at + 2).map_or(0, |two| u16::from_le_bytes([two[0], two[1]]));
        let name = match number {
            TM_BEGIN_XACT => "begin",
            TM_COMMIT_XACT => "commit",
            TM_ROLLBACK_XACT => "rollback",
            _ => "save",
        };
        self.keep(Kind::Transaction, name.to_owned(), Vec::new(), body);
        self.in_transaction = match name {
            "begin" => true,
            "save" => self.in_transaction,
            _ => false,
        };
        packet(&build_transaction_manager_response(number))
    }

    async fn answer(&mut self, kind: Kind, text: String, values: Vec<String>, body: &[u8]) -> std::io::Result<Bytes> {
        let request = self.keep(kind, text, values, body);
        let answer = {
            let mut shared = locked(&self.shared);
            let own = (shared.script)(&request);
            own.or_else(|| shared.of_lock(&request))
        };
        let mut tokens = BytesMut::new();
        match answer {
            None => match self.of_transaction(&request.text) {
                Some(number) => tokens = build_transaction_manager_response(number),
                None => tokens.extend_from_slice(&build_done_token(0)),
            },
            Some(Answer::Changed(counts)) => {
                for count in counts {
                    done_in_procedure(&mut tokens, count);
                }
                done(&mut tokens, 0);
            }
            Some(Answer::Rows(results)) => {
                let n = results.len();
                for (at, result) in results.iter().enumerate() {
                    let mut one = build_query_result(result).split_off(PACKET_HEADER_SIZE);
                    let status = one.len() - DONE_LENGTH + 1;
                    one[status] = if at + 1 < n { 0x11 } else { 0x10 };
                    tokens.extend_from_slice(&one);
                }
            }
            Some(Answer::Fault(number, class, line, message)) => {
                fault(&mut tokens, number, class, line, message);
                if std::mem::take(&mut self.in_transaction) {
                    let ended = build_transaction_manager_response(TM_ROLLBACK_XACT);
                    tokens.extend_from_slice(&ended[..ended.len() - DONE_LENGTH]);
                }
                done(&mut tokens, 0x02);
            }
            Some(Answer::Slow(time)) => {
                let attention = tokio::time::timeout(time, self.message()).await;
                if let Ok(message) = attention {
                    let (_, body) = message?;
                    self.keep(Kind::Attention, String::new(), Vec::new(), &body);
                    if std::mem::take(&mut self.in_transaction) {
                        let ended = build_transaction_manager_response(TM_ROLLBACK_XACT);
                        tokens.extend_from_slice(&ended[..ended.len() - DONE_LENGTH]);
                    }
                    done(&mut tokens, 0x20);
                } else {
                    done(&mut tokens, 0);
                }
            }
        }
        Ok(packet(&tokens))
    }

    /// Returns the number of the request to the manager of transactions that a text is as good as.
    fn of_transaction(&mut self, text: &str) -> Option<u16> {
        let lower = text.to_ascii_lowercase();
        let number = if lower.starts_with("begin tran") {
            TM_BEGIN_XACT
        } else if !self.in_transaction {
            return None;
        } else if lower.starts_with("commit") || lower.ends_with("commit transaction") {
            TM_COMMIT_XACT
        } else if lower.ends_with("rollback transaction") || lower == "rollback" {
            TM_ROLLBACK_XACT
        } else {
            return None;
        };
        self.in_transaction = number == TM_BEGIN_XACT;
        Some(number)
    }
}

impl Shared {
    fn of_lock(&mut self, request: &Request) -> Option<Answer> {
        if request.text.contains("sp_getapplock") {
            let free = self.lock.is_none_or(|holder| holder == request.connection);
            if free {
                self.lock = Some(request.connection);
            }
            return Some(Answer::Rows(vec![rows(&["got"], &[&[if free { "0" } else { "-1" }]])]));
        }
        if request.text.contains("sp_releaseapplock") && self.lock == Some(request.connection) {
            self.lock = None;
        }
        None
    }
}

fn packet(tokens: &[u8]) -> Bytes {
    let length = u16::try_from(PACKET_HEADER_SIZE + tokens.len()).expect("answers are small");
    let mut packet = BytesMut::new();
    PacketHeader::new(PacketType::TabularResult, length, 1).write(&mut packet);
    packet.extend_from_slice(tokens);
    packet.freeze()
}

fn done(tokens: &mut BytesMut, status: u16) {
    let from = tokens.len();
    tokens.extend_from_slice(&build_done_token(0));
    tokens[from + 1..from + 3].copy_from_slice(&status.to_le_bytes());
}

/// A statement within a call has ended, and more comes.
fn done_in_procedure(tokens: &mut BytesMut, count: u64) {
    tokens.put_u8(0xff);
    tokens.put_u16_le(0x11);
    tokens.put_u16_le(0xc3);
    tokens.put_u64_le(count);
}

fn fault(tokens: &mut BytesMut, number: u32, class: u8, line: u32, message: &str) {
    let units: Vec<u16> = message.encode_utf16().collect();
    let mut body = BytesMut::new();
    body.put_u32_le(number);
    body.put_u8(1);
    body.put_u8(class);
    body.put_u16_le(u16::try_from(units.len()).expect("messages are short"));
    units.iter().for_each(|unit| body.put_u16_le(*unit));
    // Neither a server's name nor a procedure's.
    body.put_u16_le(0);
    body.put_u32_le(line);
    tokens.put_u8(0xaa);
    tokens.put_u16_le(u16::try_from(body.len()).expect("messages are short"));
    tokens.extend_from_slice(&body);
}

/// Returns the values of a call: those of the types that the tests look at.
///
/// Source: MS-TDS, "RPC Request", "Type Info Rule Definition".
fn call_values(body: &[u8]) -> Vec<String> {
    let mut bytes = body;
    let mut take = |n: usize| -> Option<&[u8]> {
        let (taken, rest) = bytes.split_at_checked(n)?;
        bytes = rest;
        Some(taken)
    };
    let mut found = Vec::new();
    let mut read = || -> Option<()> {
        let headers = u32::from_le_bytes(*take(4)?.first_chunk()?) as usize;
        take(headers.checked_sub(4)?)?;
        // A procedure by its number, and the options of the call.
        let name = u16::from_le_bytes(*take(2)?.first_chunk()?);
        take(if name == 0xffff { 2 } else { usize::from(name) * 2 })?;
        take(2)?;
        loop {
            let name = take(1)?[0];
            take(usize::from(name) * 2 + 1)?;
            let value = match take(1)?[0] {
                0xe7 => {
                    let most = u16::from_le_bytes(*take(2)?.first_chunk()?);
                    take(5)?;
                    match long_or_short(&mut take, most)? {
                        Some(bytes) => {
                            let units: Vec<u16> =
                                bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
                            String::from_utf16_lossy(&units)
                        }
                        None => "null".to_owned(),
                    }
                }
                0xa5 => {
                    let most = u16::from_le_bytes(*take(2)?.first_chunk()?);
                    let bytes = long_or_short(&mut take, most)?;
                    bytes.map_or_else(|| "null".to_owned(), |_| "?".to_owned())
                }
                // A null without a type.
                0x1f => "null".to_owned(),
                // Whole numbers, bits, and the rest whose value is as long as it says.
                kind @ (0x26 | 0x68 | 0x6d | 0x24 | 0x6c | 0x6a | 0x28 | 0x29 | 0x2a | 0x2b) => {
                    take(match kind {
                        0x6c | 0x6a => 3,
                        0x28 => 0,
                        _ => 1,
                    })?;
                    let length = usize::from(take(1)?[0]);
                    let value = take(length)?;
                    match (kind, length) {
                        (_, 0) => "null".to_owned(),
                        (0x26 | 0x68, _) => {
                            let mut wide = [if value[length - 1] & 0x80 != 0 && length > 1 { 0xff } else { 0 }; 8];
                            wide[..length].copy_from_slice(value);
                            i64::from_le_bytes(wide).to_string()
                        }
                        _ => "?".to_owned(),
                    }
                }
                _ => return None,
            };
            found.push(value);
        }
    };
    // It ends where the body ends.
    let _ = read();
    found
}

/// Reads a value that is in chunks if its type has no greatest length.
fn long_or_short<'a>(take: &mut impl FnMut(usize) -> Option<&'a [u8]>, most: u16) -> Option<Option<Vec<u8>>> {
    if most != 0xffff {
        let length = u16::from_le_bytes(*take(2)?.first_chunk()?);
        return if length == 0xffff { Some(None) } else { Some(Some(take(usize::from(length))?.to_vec())) };
    }
    if u64::from_le_bytes(*take(8)?.first_chunk()?) == u64::MAX {
        return Some(None);
    }
    let mut all = Vec::new();
    loop {
        let length = u32::from_le_bytes(*take(4)?.first_chunk()?) as usize;
        if length == 0 {
            return Some(Some(all));
        }
        all.extend_from_slice(take(length)?);
    }
}
