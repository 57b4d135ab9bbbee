//! Use cases on real databases: SQLite always, PostgreSQL where `GUBEN_TEST_POSTGRES` names a server.

mod attempt;
