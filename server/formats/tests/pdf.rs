//! What comes out of the press, read back with poppler's `pdftotext`.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
    sync::LazyLock,
};

use formats::{
    export::BankPrint,
    pdf::{CertificatePrint, PersonalFilePrint, Place, Press, PressError},
};

static PRESS: LazyLock<Press> =
    LazyLock::new(|| Press::open(None).expect("the set-up installs fonts-noto-cjk"));

fn certificate() -> CertificatePrint {
    serde_json::from_str(include_str!("../templates/samples/certificate.zh-CN.json")).unwrap()
}

fn english_certificate() -> CertificatePrint {
    serde_json::from_str(include_str!("../templates/samples/certificate.en.json")).unwrap()
}

fn personal_file() -> PersonalFilePrint {
    serde_json::from_str(include_str!("../templates/samples/personal-file.zh-CN.json")).unwrap()
}

fn english_personal_file() -> PersonalFilePrint {
    serde_json::from_str(include_str!("../templates/samples/personal-file.en.json")).unwrap()
}

fn bank() -> BankPrint {
    serde_json::from_str(include_str!("../templates/samples/bank.zh-CN.json")).unwrap()
}

fn english_bank() -> BankPrint {
    serde_json::from_str(include_str!("../templates/samples/bank.en.json")).unwrap()
}

/// The text of each page, without the spaces and line breaks that belong to the layout.
fn pages(pdf: &[u8]) -> Vec<String> {
    assert!(pdf.starts_with(b"%PDF-1.7"));
    let mut reader = Command::new("pdftotext")
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the set-up installs poppler-utils");
    reader.stdin.take().unwrap().write_all(pdf).unwrap();
    let output = reader.wait_with_output().unwrap();
    assert!(output.status.success(), "pdftotext can't read what was printed");
    let text = String::from_utf8(output.stdout).unwrap();
    text.trim_end_matches('\u{c}').split('\u{c}').map(squeezed).collect()
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn folder_with(name: &str, file: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(file), text).unwrap();
    folder
}

#[test]
fn a_certificate_is_one_page_that_says_everything() {
    for print in [certificate(), english_certificate()] {
        let pages = pages(&PRESS.certificate(&print).unwrap());
        assert_eq!(pages.len(), 1);
        for fact in [
            &print.title,
            &print.enterprise,
            &print.holder,
            &print.masked_id,
            &print.statement,
            &print.post,
            &print.programme,
            &print.hours,
            &print.score,
            &print.number,
            &print.issued_on,
            &print.valid_until,
            &print.signer,
            &print.verify_at,
            &print.fingerprint,
            &print.key_id,
            &print.labels.seal,
        ] {
            assert!(pages[0].contains(&squeezed(fact)), "{fact} is missing in {}", pages[0]);
        }
    }
}

#[test]
fn long_names_and_an_overprint_still_fit_one_page() {
    let print = CertificatePrint {
        enterprise: "中国石油化工股份有限公司青岛石油化工有限责任公司设备安装检修分公司".to_owned(),
        holder: "买买提江·阿不都热依木·吐尔逊".to_owned(),
        programme:
            "动火、进入受限空间、盲板抽堵、高处、吊装、临时用电、动土、断路作业专项培训（2026 年度第二期）"
                .to_owned(),
        // Data is text, whatever it looks like.
        post: "设备检修工 #panic() $x$".to_owned(),
        overprint: Some("已吊销".to_owned()),
        ..certificate()
    };
    let pages = pages(&PRESS.certificate(&print).unwrap());
    assert_eq!(pages.len(), 1);
    for text in ["#panic()$x$", "已吊销", &print.holder] {
        assert!(pages[0].contains(text), "{text} is missing in {}", pages[0]);
    }
}

#[test]
fn a_certificate_printed_again_is_the_same_file() {
    let first = PRESS.certificate(&certificate()).unwrap();
    // Not out of Typst's memory, but made anew.
    comemo::evict(0);
    assert!(PRESS.certificate(&certificate()).unwrap() == first);
}

#[test]
fn the_signed_record_lies_open_in_the_file() {
    let long = format!("guben-record-1:{}", "eyJjb250ZW50Ijoi".repeat(200));
    let pdf = PRESS.certificate(&CertificatePrint { record: long.clone(), ..certificate() }).unwrap();
    assert!(pdf.windows(long.len()).any(|window| window == long.as_bytes()));
}

#[test]
fn every_page_of_a_personal_file_has_its_number_and_the_hash() {
    let mut print = personal_file();
    print.attempts = vec![print.attempts[0].clone(); 4];
    let pages = pages(&PRESS.personal_file(&print).unwrap());
    assert!(pages.len() > 3);
    for (index, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("第{}页/共{}页", index + 1, pages.len())), "{page}");
        assert!(page.contains(&print.number) && page.contains(&print.hash), "{page}");
    }
    let whole = pages.concat();
    for question in &print.attempts[0].questions {
        assert_eq!(whole.matches(&squeezed(&question.stem)).count(), 4, "{}", question.stem);
    }
    let last = pages.last().unwrap();
    for label in [&print.labels.worker, &print.labels.assessor, &print.labels.archivist] {
        assert!(last.contains(label.as_str()), "{label} is missing in {last}");
    }
}

#[test]
fn a_key_that_must_stay_secret_is_not_printed() {
    let print = english_personal_file();
    assert!(print.attempts[0].questions[0].key.is_some() && print.attempts[0].questions[1].key.is_none());
    let whole = pages(&PRESS.personal_file(&print).unwrap()).concat();
    assert_eq!(whole.matches(&squeezed(&print.labels.key)).count(), 1);
}

#[test]
fn a_bank_is_printed_question_by_question() {
    for mut print in [bank(), english_bank()] {
        print.sections[0].questions = vec![print.sections[0].questions[0].clone(); 30];
        let pages = pages(&PRESS.bank(&print).unwrap());
        assert!(pages.len() > 1);
        let whole = pages.concat();
        for question in print.sections.iter().flat_map(|section| &section.questions) {
            for text in question.options.iter().map(|option| &option.text).chain([&question.stem]) {
                assert!(whole.contains(&squeezed(text)), "{text} is missing in {whole}");
            }
            for fact in &question.key {
                assert!(whole.contains(&squeezed(&format!("{}{}", fact.label, fact.value))), "{fact:?}");
            }
        }
        for (page, number) in pages.iter().zip(1..) {
            let words = print.labels.page.replace("{page}", &format!("{number}"));
            let words = squeezed(&words.replace("{pages}", &format!("{}", pages.len())));
            assert!(page.contains(&words), "{words} is missing in {page}");
        }
    }
}

#[test]
fn a_question_that_no_font_has_is_printed_with_its_number() {
    let mut print = english_bank();
    print.sections[0].questions[0].stem = "\u{e863} and #panic()".to_owned();
    let whole = pages(&PRESS.bank(&print).unwrap()).concat();
    assert!(whole.contains("[U+E863]and#panic()"), "{whole}");
}

#[test]
fn a_character_that_no_font_has_stops_the_print_and_is_named() {
    // Older systems keep rare name characters at private code points like this one.
    let print = CertificatePrint { holder: "刘\u{e863}国".to_owned(), ..certificate() };
    match PRESS.certificate(&print) {
        Err(error @ PressError::MissingGlyph { character: '\u{e863}', .. }) => {
            assert!(error.to_string().contains("U+E863"), "{error}");
        }
        other => panic!("{:?}", other.map(|pdf| pdf.len())),
    }
}

#[test]
fn an_answer_that_no_font_has_stands_in_the_file_as_its_number() {
    let mut print = english_personal_file();
    print.attempts[0].questions[0].answer = "\u{e863} and \u{feff}x\0y".to_owned();
    let whole = pages(&PRESS.personal_file(&print).unwrap()).concat();
    assert!(whole.contains("[U+E863]and[U+FEFF]x[U+0000]y"), "{whole}");
}

#[test]
fn a_broken_template_is_named_with_line_and_column() {
    let folder =
        folder_with("broken", "certificate.typ", "#let data = json(\"data.json\")\n\n= #data.titel\n");
    match Press::open(Some(&folder)).unwrap().certificate(&certificate()) {
        Err(PressError::Template { place: Some(place), message }) => {
            assert_eq!(place, Place { file: "certificate.typ".to_owned(), line: 3, column: 9 });
            assert!(message.contains("titel"), "{message}");
        }
        other => panic!("{:?}", other.map(|pdf| pdf.len())),
    }
}

#[test]
fn a_template_with_a_face_that_is_not_installed_prints_nothing() {
    let folder = folder_with("face", "certificate.typ", "#set text(font: \"No Such Face\")\nTitle\n");
    match Press::open(Some(&folder)).unwrap().certificate(&certificate()) {
        Err(PressError::Template { place: Some(place), message }) => {
            assert_eq!(place.line, 1);
            assert!(message.contains("no such face"), "{message}");
        }
        other => panic!("{:?}", other.map(|pdf| pdf.len())),
    }
}

#[test]
fn a_missing_template_folder_is_named() {
    assert!(matches!(Press::open(Some("/no/such/folder".as_ref())), Err(PressError::Folder { .. })));
}
