//! Prints certificates and says how long that takes.
//!
//! ```text
//! cargo run --release -p formats --example pdf_bench [folder for the PDFs] [folder with templates]
//! ```
//!
//! With a folder it also leaves the sample documents there, to look at: the quick way to try out templates.

use std::{error::Error, fs, path::Path, time::Instant};

use formats::pdf::{CertificatePrint, Press};

const MORE: u32 = 200;

fn main() -> Result<(), Box<dyn Error>> {
    let mut folders = std::env::args_os().skip(1);
    let (output, templates) = (folders.next(), folders.next());

    let started = Instant::now();
    let press = Press::open(templates.as_deref().map(Path::new))?;
    println!("fonts and templates      {:8.1} ms", millis(started));

    let mut print: CertificatePrint =
        serde_json::from_str(include_str!("../templates/samples/certificate.zh-CN.json"))?;
    let started = Instant::now();
    let pdf = press.certificate(&print)?;
    println!("first certificate        {:8.1} ms, {} bytes", millis(started), pdf.len());

    if let Some(folder) = output {
        return leave_samples(&press, Path::new(&folder));
    }
    let started = Instant::now();
    for number in 0..MORE {
        print.holder = format!("刘建国{number}");
        print.number = format!("LA-2026-QY-{number:06}");
        print.qr = format!("https://peixun.laian.example/v/{number:022}");
        press.certificate(&print)?;
    }
    println!("mean of {MORE} more         {:8.1} ms", millis(started) / f64::from(MORE));
    Ok(())
}

fn leave_samples(press: &Press, folder: &Path) -> Result<(), Box<dyn Error>> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/samples");
    for language in ["zh-CN", "en"] {
        let certificate = fs::read(samples.join(format!("certificate.{language}.json")))?;
        let certificate = press.certificate(&serde_json::from_slice(&certificate)?)?;
        fs::write(folder.join(format!("certificate.{language}.pdf")), certificate)?;
        let file = fs::read(samples.join(format!("personal-file.{language}.json")))?;
        let file = press.personal_file(&serde_json::from_slice(&file)?)?;
        fs::write(folder.join(format!("personal-file.{language}.pdf")), file)?;
        let bank = fs::read(samples.join(format!("bank.{language}.json")))?;
        let bank = press.bank(&serde_json::from_slice(&bank)?)?;
        fs::write(folder.join(format!("bank.{language}.pdf")), bank)?;
    }
    Ok(())
}

fn millis(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}
