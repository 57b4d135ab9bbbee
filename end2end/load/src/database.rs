//! A PostgreSQL database for one run.

use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection};

use crate::fault::Fault;

pub struct OwnDatabase {
    server: DatabaseConnection,
    name: String,
    pub url: String,
}

impl OwnDatabase {
    /// Makes an empty database on the server that `url` leads to.
    pub async fn create(url: &str) -> Result<OwnDatabase, Fault> {
        let name = format!("guben_load_{}", std::process::id());
        let server = Database::connect(url).await?;
        server.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
        Ok(OwnDatabase { server, url: on_same_server(url, &name), name })
    }

    pub async fn remove(self) -> Result<(), Fault> {
        self.server.execute_unprepared(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).await?;
        Ok(())
    }
}

/// `url` with another database.
fn on_same_server(url: &str, database: &str) -> String {
    let (address, options) =
        url.split_once('?').map_or((url, None), |(address, options)| (address, Some(options)));
    let server = match address.split_once("://") {
        Some((scheme, rest)) => format!("{scheme}://{}", rest.split('/').next().unwrap_or(rest)),
        None => address.to_owned(),
    };
    match options {
        Some(options) => format!("{server}/{database}?{options}"),
        None => format!("{server}/{database}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_keeps_everything_but_the_database() {
        for (url, expected) in [
            ("postgres://guben:s3@127.0.0.1:5433/postgres", "postgres://guben:s3@127.0.0.1:5433/mine"),
            ("postgres://guben@localhost", "postgres://guben@localhost/mine"),
            ("postgres://localhost/postgres?sslmode=disable", "postgres://localhost/mine?sslmode=disable"),
        ] {
            assert_eq!(on_same_server(url, "mine"), expected);
        }
    }
}
