//! The migrations, as each of the tools wants them.

use std::fmt::Write as _;
use std::path::Path;

const N_TABLES: usize = 250;

/// Writes the migrations into folders of `folder`, and all of them as one script with a transaction for each, `all.sql`.
/// Returns how many there are.
pub fn write(folder: &Path) -> usize {
    for name in ["m", "dbmate", "sqitch/deploy"] {
        std::fs::create_dir_all(folder.join(name)).unwrap();
    }
    let mut all = String::new();
    let mut plan = "%syntax-version=1.0.0\n%project=bench\n\n".to_owned();
    let texts = (0..N_TABLES).flat_map(|t| {
        [
            format!("create table t{t} (id int primary key, a text);\n"),
            format!("alter table t{t} add column b int;\ncomment on table t{t} is 'x';\n"),
            format!("create index t{t}_a on t{t} (a);\n"),
            format!("insert into t{t} select g, 'x', g from generate_series(1, 5) g;\n"),
        ]
    });
    for (n, text) in texts.enumerate() {
        let n = n + 1;
        std::fs::write(folder.join(format!("m/{n:04}_step.sql")), &text).unwrap();
        std::fs::write(
            folder.join(format!("dbmate/{n:04}_step.sql")),
            format!("-- migrate:up\n{text}-- migrate:down\n"),
        )
        .unwrap();
        let _ = write!(all, "begin;\n{text}commit;\n");
        if n <= super::peers::SQITCH_FILES {
            let deploy = format!("begin;\n{text}commit;\n");
            std::fs::write(folder.join(format!("sqitch/deploy/step{n:04}.sql")), deploy).unwrap();
            let _ = writeln!(plan, "step{n:04} 2024-01-01T00:00:00Z Bench <bench@example.org> # one step");
        }
    }
    std::fs::write(folder.join("all.sql"), all).unwrap();
    std::fs::write(folder.join("sqitch/sqitch.plan"), plan).unwrap();
    std::fs::write(folder.join("sqitch/sqitch.conf"), "[core]\n\tengine = pg\n").unwrap();
    4 * N_TABLES
}
