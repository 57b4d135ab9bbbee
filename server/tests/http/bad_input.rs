//! Files and forms that are wrong: the page says so in the reader's language, and nothing is lost or changed.

use std::{
    io::Write as _,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use app::text::{self, Lang};
use axum::{
    body::{Body, Bytes},
    http::{Method, StatusCode, header},
};
use entities::{bank, import, item};
use futures::{StreamExt as _, stream};
use rust_xlsxwriter::{Formula, Workbook};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use services::{Guben, bank::largest_file};
use testkit::House;

use crate::{
    browser::Browser,
    firm::{EVERYTHING, Firm, PASSWORD, entries},
    time::each_engine,
};

const LANGUAGES: [(Lang, &str); 2] = [(Lang::Zh, "zh-CN"), (Lang::En, "en")];

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// What spreadsheet programs make of a workbook with a password.
fn encrypted() -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    for name in ["EncryptedPackage", "EncryptionInfo"] {
        file.create_stream(name).unwrap().write_all(b"x").unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// A few kilobytes that open to 300 MB.
fn bomb() -> Vec<u8> {
    let zeros = vec![b'0'; 100 << 20];
    zipped(&[
        ("xl/workbook.xml", &zeros),
        ("xl/worksheets/sheet1.xml", &zeros),
        ("xl/sharedStrings.xml", &zeros),
    ])
}

fn workbook(write: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    write(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

fn broken() -> Vec<u8> {
    let whole = workbook(|page| {
        page.write_string(0, 0, "题干").unwrap();
    });
    whole[..whole.len() / 2].to_vec()
}

/// Makes the sentence that a reader of each language gets.
type Words = fn(Lang) -> String;

async fn in_bank(house: &House, firm: &Firm) -> (u64, u64) {
    let bank: sea_orm::prelude::Uuid = firm.id("banks").parse().unwrap();
    let db = house.guben.db.read();
    let items = item::Entity::find().filter(item::Column::BankId.eq(bank)).count(db).await.unwrap();
    (items, import::Entity::find().filter(import::Column::BankId.eq(bank)).count(db).await.unwrap())
}

#[tokio::test]
async fn a_file_that_is_no_bank_is_refused_in_words_and_the_bank_is_unchanged() {
    let files: Vec<(&str, Vec<u8>, Words)> = vec![
        ("empty.csv", Vec::new(), |lang| text::sheet::empty(lang).into()),
        ("blank.xlsx", workbook(|_| ()), |lang| text::sheet::empty(lang).into()),
        ("locked.xlsx", encrypted(), |lang| text::sheet::encrypted(lang).into()),
        ("broken.xlsx", broken(), |lang| text::sheet::broken(lang).into()),
        ("bomb.xlsx", bomb(), |lang| {
            text::sheet::bomb(lang, 200 << 20, text::sheet::bomb_bytes(lang)).chars().take(8).collect()
        }),
        ("photo.xlsx", b"\x89PNG\r\n\x1a\n".to_vec(), |lang| text::sheet::image(lang).into()),
        ("paper.csv", b"%PDF-1.7".to_vec(), |lang| text::sheet::pdf(lang).into()),
        ("letter.xls", zipped(&[("word/document.xml", b"<x/>")]), |lang| text::sheet::empty(lang).into()),
        ("export.xls", b"<html><table></table></html>".to_vec(), |lang| text::sheet::html(lang).into()),
        ("noise.csv", b"\xff\xff\xff,\xff".to_vec(), |lang| text::sheet::encoding(lang).into()),
        ("fifty.csv", vec![b'a'; 50 << 20], |lang| text::sheet::too_large(lang, 50, largest_file() >> 20)),
    ];
    each_engine(|house| {
        let files = files.clone();
        async move {
            let firm = Firm::own(&house).await;
            let path = firm.path("/banks/{bank}/import");
            let before = (in_bank(&house, &firm).await, entries(&house).await);
            for (lang, tag) in LANGUAGES {
                let mut trainer = firm.browser(&house, "trainer").await.reading(tag);
                for (name, bytes, words) in &files {
                    let once = trainer.open(&path).await.once();
                    let reply = trainer.upload(&path, &[("once", &once)], ("file", name, bytes)).await;
                    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", reply.text());
                    assert!(reply.says(&words(lang)), "{name}: {} is not in {}", words(lang), reply.text());
                    assert!(
                        reply.says(text::refusal::sheet_kept(lang)),
                        "{name} does not say that the bank is unchanged"
                    );
                    // The form is still there, to try again.
                    assert!(reply.says("type=\"file\""), "{name}");
                }
                let reply = trainer.upload(&path, &[], ("file", "", b"")).await;
                assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
                assert!(reply.says(text::refusal::file_missing(lang)));
            }
            assert_eq!((in_bank(&house, &firm).await, entries(&house).await), before);
        }
    })
    .await;
}

#[tokio::test]
async fn formulas_and_error_cells_are_read_as_what_they_show() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let file = workbook(|page| {
            let rows = [
                ["题型", "题干", "选项A", "选项B", "答案"],
                ["单选题", "1+1=（ ）", "", "3", "A"],
                ["单选题", "出错的一行（ ）", "", "乙", "A"],
            ];
            for (row, cells) in rows.iter().enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    page.write_string(row as u32, column as u16, *cell).unwrap();
                }
            }
            page.write_formula(1, 2, Formula::new("=1+1").set_result("2")).unwrap();
            page.write_formula(2, 2, Formula::new("=NA()").set_result("#N/A")).unwrap();
        });
        let mut trainer = firm.browser(&house, "trainer").await;
        let path = firm.path("/banks/{bank}/import");
        let once = trainer.open(&path).await.once();
        let before = in_bank(&house, &firm).await.0;
        let report = trainer
            .upload(&path, &[("once", &once)], ("file", "公式.xlsx", &file))
            .await
            .goes_to()
            .to_owned();
        assert_eq!(in_bank(&house, &firm).await.0, before, "a preview changes nothing");
        let page = trainer.open(&format!("{report}?rows=all")).await;
        assert!(page.says("出错的一行") && page.says("#N/A"), "{}", page.text());
        trainer.post(&report, &[]).await.goes_to();
        assert_eq!(in_bank(&house, &firm).await.0, before + 1, "the good row alone");
    })
    .await;
}

/// Control characters come out of other systems; one in a name would spoil every document that names it.
#[tokio::test]
async fn what_no_keyboard_has_is_not_kept() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut trainer = firm.browser(&house, "trainer").await;
        let page = trainer.post("/banks", &[("name", "题\0库\u{1}一\u{7f}")]).await.goes_to().to_owned();
        assert!(trainer.open(&page).await.says("题库一"));

        let file = workbook(|page| {
            let rows =
                [["题型", "题干", "答案", "知识点"], ["判断题", "高处\u{1}作业", "正确", "_x0000_点\u{2}"]];
            for (row, cells) in rows.iter().enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    page.write_string(row as u32, column as u16, *cell).unwrap();
                }
            }
        });
        let reply = trainer.upload(&format!("{page}/import"), &[], ("file", "a.xlsx", &file)).await;
        let report = reply.goes_to().to_owned();
        trainer.open(&report).await;
        let reply = trainer.post(&report, &[]).await;
        assert!(!reply.status.is_server_error(), "{}", reply.text());
    })
    .await;
}

/// A phone offers pictures in every field.
#[tokio::test]
async fn a_picture_in_an_answer_does_not_keep_the_file_from_being_printed() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut worker = firm.browser(&house, "worker").await;
        let room = worker.post(&firm.path("/exams/{sitting}"), &[]).await.goes_to().to_owned();
        let attempt = room.rsplit('/').next().unwrap();
        let answer = |text: &str, sequence: u32| {
            let answers: Vec<_> = (1..=4)
                .map(|item| json!({ "item": item, "sequence": sequence, "answer": { "texts": [text] } }))
                .collect();
            json!({ "attempt": attempt, "answers": answers })
        };
        for (text, sequence) in [("\0\u{feff}", 1), ("😀👨\u{200d}👩\u{200d}👧\u{e863}", 2)] {
            let reply = worker.post_json("/api/attempt/save", &answer(text, sequence)).await;
            assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
            assert!(reply.says("saved"), "{}", reply.text());
        }
        worker.post(&format!("{room}/hand-in"), &[]).await.goes_to();
        for path in ["/me".to_owned(), format!("/me/attempts/{attempt}"), "/me/pdf".to_owned()] {
            worker.open(&path).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_thing() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut trainer = firm.browser(&house, "trainer").await;
        let once = trainer.open("/banks").await.once();
        let fields = [("once", once.as_str()), ("name", "新题库")];
        let first = trainer.post("/banks", &fields).await.goes_to().to_owned();
        assert_eq!(trainer.post("/banks", &fields).await.goes_to(), first);
        let banks = bank::Entity::find()
            .filter(bank::Column::OrgId.eq(house.org.0))
            .count(house.guben.db.read())
            .await;
        assert_eq!(banks.unwrap(), 2);

        let path = format!("{first}/import");
        let once = trainer.open(&path).await.once();
        let file: &[u8] = "题型,题干,答案\n判断题,高处作业要系安全带,正确\n".as_bytes();
        let report =
            trainer.upload(&path, &[("once", &once)], ("file", "一.csv", file)).await.goes_to().to_owned();
        let again =
            trainer.upload(&path, &[("once", &once)], ("file", "一.csv", file)).await.goes_to().to_owned();
        assert_eq!(report, again);
        assert_eq!(trainer.post(&report, &[]).await.goes_to(), report);
        let after = entries(&house).await;
        assert_eq!(trainer.post(&report, &[]).await.goes_to(), report);
        assert_eq!(entries(&house).await, after);
        let items = item::Entity::find()
            .filter(item::Column::BankId.eq(uuid(&first)))
            .count(house.guben.db.read())
            .await;
        assert_eq!(items.unwrap(), 1);

        let mut manager = firm.browser(&house, "safety_manager").await;
        let once = manager.open("/people/new").await.once();
        let unit = firm.small_unit.to_string();
        let fields = [
            ("once", once.as_str()),
            ("name", "新人"),
            ("number", "N1"),
            ("employment", "employee"),
            ("unit", &unit),
        ];
        let first = manager.post("/people/new", &fields).await.goes_to().to_owned();
        assert_eq!(manager.post("/people/new", &fields).await.goes_to(), first);
    })
    .await;
}

/// The id at the end of an address.
fn uuid(path: &str) -> sea_orm::prelude::Uuid {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// A server that takes uploads of one megabyte.
async fn small(house: &House) -> Arc<Guben> {
    let mut settings = house.guben.settings.clone();
    settings.upload_limit = 1 << 20;
    Guben::open(settings).await.unwrap()
}

#[tokio::test]
async fn an_upload_over_the_limit_is_answered_with_a_page() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let before = entries(&house).await;
        let guben = small(&house).await;
        let large = vec![b'a'; 2 << 20];
        for (lang, tag) in LANGUAGES {
            let mut browser = Browser::new_of(guben.clone()).reading(tag);
            browser.sign_in(&format!("{}/{EVERYTHING}", firm.code), PASSWORD).await.goes_to();
            let doors =
                ["/banks/{bank}/import", "/lessons/{id}/edit", "/people/import", "/courses/{id}/lessons/new"];
            for door in doors {
                let path = firm.path(door);
                let reply = browser.upload(&path, &[], ("file", "large.csv", &large)).await;
                assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}: {}", reply.text());
                assert!(reply.says(text::refusal::file_too_large(lang)), "{path}: {}", reply.text());
                assert!(
                    reply.says(&text::refusal::file_too_large_then(lang, 1)),
                    "{path} names another limit: {}",
                    reply.text()
                );
            }
            let typed = "x".repeat(1200 << 10);
            let reply = browser.post("/banks", &[("name", &typed)]).await;
            assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "a form without a file");
        }
        assert_eq!(entries(&house).await, before);
    })
    .await;
}

/// What has no end must not be kept in memory until it ends.
#[tokio::test]
async fn a_body_without_an_end_is_cut_off() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let guben = small(&house).await;
        let mut browser = Browser::new_of(guben);
        browser.sign_in(&format!("{}/{EVERYTHING}", firm.code), PASSWORD).await.goes_to();
        let mut paths: Vec<_> =
            app::routes::SERVER_FUNCTIONS.iter().map(|(path, _)| (*path).to_owned()).collect();
        paths.extend(["/banks".to_owned(), firm.path("/banks/{bank}/import"), "/login".to_owned()]);
        for path in paths {
            for kind in
                ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
            {
                let sent = Arc::new(AtomicUsize::new(0));
                let request = browser.request(Method::POST, &path).header("sec-fetch-site", "same-origin");
                let request = request.header(header::CONTENT_TYPE, kind).body(endless(sent.clone())).unwrap();
                let reply = browser.send(request).await;
                assert!(
                    !reply.status.is_success() && !reply.status.is_server_error(),
                    "{path} {kind}: {}",
                    reply.status
                );
                let read = sent.load(Ordering::Relaxed);
                assert!(read <= 4 << 20, "{path} {kind} read {} MB", read >> 20);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_call_from_the_exam_room_is_as_long_as_answers_are_and_no_longer() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut worker = firm.browser(&house, "worker").await;
        let padding = "x".repeat(3 << 20);
        let call = json!({ "attempt": firm.id("attempts"), "answers": [], "padding": padding });
        assert_eq!(worker.post_json("/api/attempt/save", &call).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        let call = json!({ "attempt": firm.id("attempts"), "answers": [] });
        assert_eq!(worker.post_json("/api/attempt/save", &call).await.status, StatusCode::OK);
    })
    .await;
}

/// 256 MB in chunks of 64 kB, counted as they are asked for.
fn endless(sent: Arc<AtomicUsize>) -> Body {
    Body::from_stream(stream::iter(0..4096).map(move |_| {
        sent.fetch_add(64 << 10, Ordering::Relaxed);
        Ok::<_, std::convert::Infallible>(Bytes::from_static(&[b'a'; 64 << 10]))
    }))
}

#[tokio::test]
async fn an_address_where_nothing_is_has_a_page_that_says_so() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        for (lang, tag) in LANGUAGES {
            let stranger = Browser::new(&house).reading(tag);
            let worker = firm.browser(&house, "worker").await.reading(tag);
            for mut browser in [stranger, worker] {
                for path in ["/nothing", "/people/a/b/c", "/api/nothing", "/courses/x", "/%FF"] {
                    let reply = browser.get(path).await;
                    if reply.status == StatusCode::SEE_OTHER {
                        assert!(reply.goes_to().starts_with("/login"), "{path}");
                        continue;
                    }
                    assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
                    assert!(reply.says(text::trouble::not_found(lang)), "{path}: {}", reply.text());
                    assert!(reply.says(&format!("lang=\"{tag}\"")), "{path}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_is_still_there_after_a_refusal() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut browser = firm.browser(&house, EVERYTHING).await;
        let before = entries(&house).await;
        let forms: [(&str, &[(&str, &str)]); 4] = [
            ("/people/new", &[("name", "留着的名字"), ("number", ""), ("employment", "employee")]),
            ("/courses/new", &[("title", ""), ("summary", "留着的名字")]),
            ("/sittings/new", &[("name", "留着的名字"), ("minutes", "x")]),
            ("/enterprises", &[("name", "留着的名字"), ("code", "")]),
        ];
        for (path, fields) in forms {
            let reply = browser.post(path, fields).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", reply.text());
            assert!(reply.says("留着的名字"), "{path} has lost what was typed");
        }
        let typed = format!("{}<script>\"'&", "x".repeat(5));
        let reply = browser
            .post("/people/new", &[("name", &typed), ("number", ""), ("employment", "employee")])
            .await;
        assert!(!reply.says("xxxxx<script>"), "what was typed is written as markup");
        assert_eq!(entries(&house).await, before);
    })
    .await;
}
