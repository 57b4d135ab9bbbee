//! How long a bank takes, and how much memory: reading the .xlsx and judging its rows.
//!
//! `cargo run --release -p formats --example import_bench -- 100000`; 10,000 questions where no number is given.
//! The aims for 100,000 are 10 s and 300 MB.

use std::time::Instant;

use domain::bank::import::{Known, judge};
use formats::sheet::{self, Limits};
use rust_xlsxwriter::{Workbook, XlsxError};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rows = std::env::args().nth(1).map_or(Ok(10_000), |rows| rows.parse())?;
    let bytes = bank(rows)?;
    println!("{rows} rows, {} kB", bytes.len() / 1024);
    // What making the file took is no part of the import's peak.
    std::fs::write("/proc/self/clear_refs", "5")?;
    println!("before {} MB", peak_megabytes()?);
    let start = Instant::now();
    let table = sheet::read(&bytes, Limits::default())?;
    let read = start.elapsed();
    let report = judge(&table, &Known::default());
    let judged = start.elapsed() - read;
    println!("read   {:.3} s", read.as_secs_f64());
    println!("judged {:.3} s", judged.as_secs_f64());
    println!("peak   {} MB", peak_megabytes()?);
    println!("{:?}", report.counts());
    Ok(())
}

/// The most memory that the process has held at once since the mark was cleared, as Linux counts it.
fn peak_megabytes() -> Result<u64, Box<dyn std::error::Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM in the status")?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes / 1024)
}

fn bank(rows: u32) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    let headings = ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析"];
    page.write_row(0, 0, headings)?;
    for row in 1..=rows {
        let stem = format!("{row}.第{row}号设备检修前，作业负责人应当确认（ ）。");
        let wordy = "断开电源、悬挂警示牌并验明无电压后方可作业，必要时设专人监护";
        let cells: [&str; 8] = match row % 3 {
            0 => ["单选题", &stem, wordy, "直接作业", "通知值班人员", "以上都不对", "A", wordy],
            1 => ["多选题", &stem, wordy, "直接作业", "通知值班人员", "办理作业票", "A、C、D", wordy],
            _ => ["判断题", &stem, "", "", "", "", "√", ""],
        };
        page.write_row(row, 0, cells)?;
    }
    book.save_to_buffer()
}
