//! Checks on the command line: a certificate without a network, and the audit chains.

use std::{fs, path::PathBuf, process::ExitCode};

use domain::{certificate::Verdict, time::Zone};
use services::{
    audit,
    certificate::offline::{self, Stated},
    clock,
    keys::PublicKey,
};

use crate::{
    config::Flags,
    serve::{self, Error},
};

/// Checks a certificate with the issuer's public key. Exits with 0 unless it is certainly bad.
pub fn certificate(what: &str, keys: &[PathBuf]) -> Result<ExitCode, Error> {
    let mut known = Vec::new();
    for path in keys {
        let pem = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        known.push(PublicKey::from_pem(&pem).ok_or_else(|| format!("{}: not a public key", path.display()))?);
    }
    let bytes = match fs::read(what) {
        Ok(bytes) => bytes,
        Err(_) => what.as_bytes().to_vec(),
    };
    let checked = offline::check(&bytes, &known, clock::now(), Zone::CHINA)
        .map_err(|error| format!("{what}: {error}"))?;
    let stated = match &checked.stated {
        Stated::Record(content) => serde_json::to_value(content)?,
        Stated::Code(facts) => serde_json::to_value(facts)?,
    };
    let mut answer = serde_json::to_value(checked.verdict)?;
    answer["stated"] = stated;
    println!("{}", serde_json::to_string_pretty(&answer)?);
    let bad = matches!(checked.verdict, Verdict::NotValid(_));
    Ok(if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Walks every chain; each finding is a line of JSON that names the row.
pub async fn audit(flags: Flags) -> Result<ExitCode, Error> {
    let guben = serve::open(flags).await?;
    let findings = audit::verify_all(&guben.db).await?;
    for finding in &findings {
        println!("{} {}", finding.org, serde_json::to_string(&finding.fault)?);
    }
    println!("{} changed, added or missing", findings.len());
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
