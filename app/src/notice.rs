//! Notices in words: on the home page, and as mail.

use axum::routing::post;
use domain::{person::access::Action, time::Zone};
use leptos::prelude::*;
use services::notice::{self, Letter, Mail, NoticeKind, NoticeView, Wording};

use crate::{
    access::{Access::Needs, Route, act},
    answer::{Answer, see_other},
    door::Visitor,
    text::{self, Lang},
    ui::{Badge, Button, Card, CardHead, Row, Rows, Tone},
};

pub fn routes() -> Vec<Route> {
    vec![act("/notices/read", Needs(Action::Own), post(mark_read))]
}

async fn mark_read(visitor: Visitor) -> Answer {
    notice::mark_read(visitor.ctx()?).await?;
    see_other("/")
}

/// What somebody was told, for the home page; nothing where nothing was.
pub fn list_view(visitor: &Visitor, notices: &[NoticeView]) -> Option<AnyView> {
    use text::notice::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    if notices.is_empty() {
        return None;
    }
    let any_unread = notices.iter().any(|notice| notice.unread);
    let row = |notice: &NoticeView| {
        let (what, then) = said(lang, zone, &notice.kind);
        let detail = format!("{then}\n{}", zone.minute(notice.at));
        let new = notice.unread.then(|| view! { <Badge label=unread(lang) tone=Tone::Info /> });
        view! {
            <Row label=what detail=detail href=target(&notice.kind)>
                {new}
            </Row>
        }
    };
    let rows = notices.iter().map(row).collect_view();
    Some(
        view! {
            <Card id="notices">
                <CardHead title=title(lang)>
                    {any_unread
                        .then(|| {
                            view! {
                                <form method="post" action="/notices/read">
                                    <Button label=text::notice::mark_read(lang) small=true />
                                </form>
                            }
                        })}
                </CardHead>
                <Rows lined=true>{rows}</Rows>
            </Card>
        }
        .into_any(),
    )
}

/// Where a notice leads to.
fn target(kind: &NoticeKind) -> Option<String> {
    match kind {
        NoticeKind::Invited { sitting, .. } => Some(format!("/exams/{sitting}")),
        NoticeKind::Result { attempt, .. } => Some(format!("/attempts/{attempt}/result")),
        NoticeKind::CertificateIssued { certificate, .. } => Some(format!("/certificates/{certificate}")),
        NoticeKind::CertificateRevoked { .. } => None,
    }
}

/// What it is, and what to know about it.
fn said(lang: Lang, zone: Zone, kind: &NoticeKind) -> (String, String) {
    use text::notice::*;
    match kind {
        NoticeKind::Invited { name, opens_at, closes_at, minutes, .. } => {
            let then = invited_then(lang, zone.minute(*opens_at), zone.minute(*closes_at), minutes.0);
            (invited(lang, name), then)
        }
        NoticeKind::Result { sitting, score: points, possible, passed: true, .. } => {
            (passed(lang, sitting), score(lang, points, possible))
        }
        NoticeKind::Result { sitting, score: points, possible, make_up: again, .. } => (
            failed(lang, sitting),
            score_then(lang, score(lang, points, possible), whether_again(lang, *again)),
        ),
        NoticeKind::CertificateIssued { number, .. } => (issued(lang).into(), issued_then(lang, number)),
        NoticeKind::CertificateRevoked { number, reason } => {
            (revoked(lang).into(), revoked_then(lang, number, reason))
        }
    }
}

fn whether_again(lang: Lang, again: bool) -> &'static str {
    if again { text::notice::make_up(lang) } else { text::notice::no_make_up(lang) }
}

/// Mails in words: in Chinese with the English below it, since nobody knows yet how the reader reads.
pub struct Catalogues;

impl Wording for Catalogues {
    fn mail(&self, letter: &Letter<'_>) -> Mail {
        let subject = |lang| said(lang, letter.zone, letter.kind).0;
        Mail {
            subject: format!("{} / {}", subject(Lang::Zh), subject(Lang::En)),
            body: format!("{}\n\n----------\n\n{}\n", body(Lang::Zh, letter), body(Lang::En, letter)),
        }
    }
}

fn body(lang: Lang, letter: &Letter<'_>) -> String {
    use text::mail::*;
    let address = target(letter.kind).map(|path| format!("{}{path}", letter.public_url)).unwrap_or_default();
    let date = |at| letter.zone.minute(at);
    let told = match letter.kind {
        NoticeKind::Invited { name, opens_at, closes_at, minutes, .. } => {
            invited(lang, letter.enterprise, name, date(*opens_at), date(*closes_at), minutes.0, address)
        }
        NoticeKind::Result { sitting, score, possible, passed: true, .. } => {
            passed(lang, sitting, score, possible, address)
        }
        NoticeKind::Result { sitting, score, possible, make_up, .. } => {
            let result = failed(lang, sitting, score, possible, address);
            format!("{result}\n\n{}", whether_again(lang, *make_up))
        }
        NoticeKind::CertificateIssued { number, .. } => issued(lang, number, address),
        NoticeKind::CertificateRevoked { number, reason } => revoked(lang, number, reason, letter.enterprise),
    };
    format!("{}\n\n{told}\n\n{}", greeting(lang, letter.person), sign_off(lang, letter.enterprise))
}

#[cfg(test)]
mod tests {
    use domain::{certificate::Number, id::AttemptId, points::Points};

    use super::*;

    fn mail(kind: &NoticeKind) -> Mail {
        Catalogues.mail(&Letter {
            kind,
            person: "刘建国",
            enterprise: "莱安建设有限公司",
            public_url: "https://guben.example",
            zone: Zone::CHINA,
        })
    }

    #[test]
    fn a_mail_is_in_chinese_with_the_english_below_it() {
        let mail = mail(&NoticeKind::Result {
            sitting: "新工人岗前考试".into(),
            attempt: AttemptId(uuid::Uuid::from_u128(1)),
            score: Points::whole(72),
            possible: Points::whole(100),
            passed: false,
            make_up: true,
        });
        assert_eq!(mail.subject, "考试不合格：新工人岗前考试 / Not passed: 新工人岗前考试");
        assert_eq!(
            mail.body,
            "刘建国：您好！\n\n\
             您在“新工人岗前考试”中得 72 分（满分 100 分），不合格。\n\n\
             查看结果：\nhttps://guben.example/attempts/00000000-0000-0000-0000-000000000001/result\n\n\
             可以补考。\n\n\
             本邮件由莱安建设有限公司的固本培训考试系统自动发出，请勿回复。\n\n\
             ----------\n\n\
             Dear 刘建国,\n\n\
             You have 72 of 100 points in “新工人岗前考试” and have not passed.\n\n\
             See the result:\nhttps://guben.example/attempts/00000000-0000-0000-0000-000000000001/result\n\n\
             You may take a make-up.\n\n\
             This mail was sent by the Guben training and examination system of 莱安建设有限公司. Please do not answer it.\n"
        );
    }

    #[test]
    fn who_loses_a_certificate_is_told_the_reason_and_whom_to_ask() {
        let number = Number::new("LA", 2026, "QY", 1873).expect("a number");
        let body = mail(&NoticeKind::CertificateRevoked { number, reason: "替考".into() }).body;
        assert!(
            body.contains("LA-2026-QY-001873-L 已被吊销。\n\n原因：替考\n\n有疑问请联系莱安建设有限公司"),
            "{body}"
        );
    }
}
