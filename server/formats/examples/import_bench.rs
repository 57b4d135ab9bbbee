//! How long a bank of 10,000 questions takes: reading the .xlsx and judging its rows.
//!
//! `cargo run --release -p formats --example import_bench`

use std::time::Instant;

use domain::bank::import::{Known, judge};
use formats::sheet::{self, Limits};
use rust_xlsxwriter::{Workbook, XlsxError};

const ROWS: u32 = 10_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bytes = bank()?;
    println!("{ROWS} rows, {} kB", bytes.len() / 1024);
    let start = Instant::now();
    let table = sheet::read(&bytes, Limits::default())?;
    let read = start.elapsed();
    let report = judge(&table, &Known::default());
    let judged = start.elapsed() - read;
    println!("read   {:.3} s", read.as_secs_f64());
    println!("judged {:.3} s", judged.as_secs_f64());
    println!("{:?}", report.counts());
    Ok(())
}

fn bank() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    let headings = ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析"];
    page.write_row(0, 0, headings)?;
    for row in 1..=ROWS {
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
