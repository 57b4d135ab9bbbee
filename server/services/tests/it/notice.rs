//! Notices: written with what they tell, and sent by mail through a real mail server.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, ChildStdout, Command, Stdio},
    sync::{Arc, Mutex},
};

use domain::{
    id::{NoticeId, PersonId},
    person::access::Role,
    time::{Minutes, Timestamp},
};
use entities::{notice as row, person};
use futures::FutureExt as _;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, prelude::Expr};
use services::{
    Failure, Guben,
    notice::{self, Delivered, Letter, Mail, NoticeKind, Wording},
    settings::MailSettings,
};
use testkit::{House, MORNING, each_engine};
use uuid::Uuid;

struct Plain;

impl Wording for Plain {
    fn mail(&self, letter: &Letter<'_>) -> Mail {
        Mail {
            subject: "考试通知".into(), body: format!("{}：您好！\n{}", letter.person, letter.public_url)
        }
    }
}

/// A real mail server (aiosmtpd). It takes every mail but those to `nobody@…`, which it refuses for good,
/// and to `later@…`, which it refuses for now. Each mail it takes is one line of its output.
struct MailServer {
    process: Child,
    output: Mutex<BufReader<ChildStdout>>,
    port: u16,
}

const MAIL_SERVER: &str = r#"
import asyncio, email, email.policy, json
from aiosmtpd.smtp import SMTP

class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 no such mailbox"
        if address.startswith("later"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(json.dumps({"to": envelope.rcpt_tos, "from": envelope.mail_from, "id": mail["message-id"],
            "subject": mail["subject"], "auto": mail["auto-submitted"], "body": mail.get_content()}), flush=True)
        return "250 OK"

async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), enable_SMTPUTF8=True), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"#;

impl MailServer {
    /// `None`, said plainly, where no Python with aiosmtpd is named.
    fn start(test: &str) -> Option<MailServer> {
        let Some(python) = std::env::var_os("GUBEN_TEST_SMTP_PYTHON") else {
            eprintln!("skipped: {test} needs GUBEN_TEST_SMTP_PYTHON, a Python with aiosmtpd");
            return None;
        };
        let mut process =
            Command::new(python).args(["-c", MAIL_SERVER]).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut port = String::new();
        output.read_line(&mut port).unwrap();
        let output = Mutex::new(output);
        Some(MailServer { process, output, port: port.trim().parse().expect("aiosmtpd is installed") })
    }

    /// A second server on the database of `house`, which sends its mail here.
    async fn serving(&self, house: &House) -> Arc<Guben> {
        let mut settings = house.guben.settings.clone();
        let server = format!("smtp://127.0.0.1:{}", self.port);
        settings.mail = Some(MailSettings { server, from: "固本 <guben@example.org>".into() });
        Guben::open(settings).await.unwrap()
    }

    fn next_mail(&self) -> serde_json::Value {
        let mut line = String::new();
        self.output.lock().unwrap().read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn invitation() -> NoticeKind {
    NoticeKind::Invited {
        sitting: Uuid::now_v7().into(),
        name: "新工人岗前考试".into(),
        opens_at: MORNING,
        closes_at: MORNING.plus(Minutes(60)),
        minutes: Minutes(45),
    }
}

/// Somebody with this address who has just been told something.
async fn told(house: &House, email: &'static str) -> PersonId {
    let who = house.worker(&Uuid::now_v7().to_string(), "刘建国").await;
    let org = house.org.0;
    let write = house.guben.write(MORNING, move |tx| {
        async move {
            let change = person::Entity::update_many().col_expr(person::Column::Email, Expr::value(email));
            change.filter(person::Column::Id.eq(who.0)).exec(tx.conn()).await?;
            notice::enqueue(tx, org, who.0, invitation()).await
        }
        .boxed()
    });
    write.await.unwrap();
    who
}

async fn only(house: &House, who: PersonId) -> row::Model {
    let theirs = row::Entity::find().filter(row::Column::PersonId.eq(who.0));
    let rows = theirs.all(house.guben.db.read()).await.unwrap();
    assert_eq!(rows.len(), 1);
    rows.into_iter().next().unwrap()
}

async fn deliver(guben: &Arc<Guben>, now: Timestamp) -> Delivered {
    notice::deliver(guben, now, &Plain).await.unwrap()
}

#[tokio::test]
async fn a_notice_is_shown_until_it_is_read_and_vanishes_with_a_write_that_fails() {
    each_engine(|house| async move {
        let liu = house.worker("W1", "刘建国").await;
        let org = house.org.0;
        let failed = house.guben.write(MORNING, move |tx| {
            async move {
                notice::enqueue(tx, org, liu.0, invitation()).await?;
                Err::<(), _>(Failure::NotFound)
            }
            .boxed()
        });
        assert!(failed.await.is_err());
        assert!(notice::mine(&house.person(liu, Role::Worker)).await.unwrap().is_empty());

        let who = told(&house, "").await;
        let worker = house.person(who, Role::Worker);
        let told = notice::mine(&worker).await.unwrap();
        assert!(
            told[0].unread
                && matches!(&told[0].kind, NoticeKind::Invited { name, .. } if name == "新工人岗前考试")
        );
        notice::mark_read(&house.person(liu, Role::Worker)).await.unwrap();
        assert!(notice::mine(&worker).await.unwrap()[0].unread, "nobody else can read it away");
        notice::mark_read(&worker).await.unwrap();
        assert!(!notice::mine(&worker).await.unwrap()[0].unread);
        assert_eq!(only(&house, who).await.next_try_at, None, "without an address there is no mail");
    })
    .await;
}

#[tokio::test]
async fn without_a_mail_server_nothing_is_tried() {
    each_engine(|house| async move {
        let who = told(&house, "liu@example.org").await;
        assert_eq!(deliver(&house.guben, MORNING).await, Delivered::default());
        assert_eq!(only(&house, who).await.tries, 0);
    })
    .await;
}

#[tokio::test]
async fn a_mail_is_sent_once_however_many_servers_deliver() {
    let Some(server) = &MailServer::start("a_mail_is_sent_once_however_many_servers_deliver") else { return };
    each_engine(|house| async move {
        let who = told(&house, "liu@example.org").await;
        let copies = [server.serving(&house).await, server.serving(&house).await];
        let rounds = copies.iter().cycle().take(6).map(|copy| deliver(copy, MORNING));
        let rounds = futures::future::join_all(rounds).await;
        assert_eq!(rounds.iter().map(|round| round.sent).sum::<usize>(), 1, "{rounds:?}");
        let mail = server.next_mail();
        assert_eq!(mail["to"][0], "liu@example.org");
        assert_eq!(mail["from"], "guben@example.org");
        assert_eq!(mail["subject"], "考试通知");
        assert_eq!(mail["auto"], "auto-generated");
        assert!(mail["body"].as_str().unwrap().contains("刘建国：您好！"), "{mail}");
        let row = only(&house, who).await;
        assert_eq!(mail["id"], format!("<{}@example.org>", NoticeId(row.id)));
        assert_eq!((row.sent_at, row.next_try_at, row.tries), (Some(MORNING.0), None, 1));
        assert_eq!(deliver(&copies[0], MORNING.plus(Minutes(60))).await, Delivered::default());
    })
    .await;
}

#[tokio::test]
async fn a_mail_that_is_refused_for_now_is_tried_ever_more_seldom_and_then_given_up() {
    let Some(server) = &MailServer::start("a_mail_that_is_refused_for_now") else { return };
    each_engine(|house| async move {
        let who = told(&house, "later@example.org").await;
        let guben = server.serving(&house).await;
        let (mut now, mut waits) = (MORNING, Vec::new());
        for _ in 0..7 {
            assert_eq!(deliver(&guben, now).await, Delivered { put_off: 1, ..Delivered::default() });
            let row = only(&house, who).await;
            assert!(row.last_error.unwrap().contains("451"));
            let next = Timestamp(row.next_try_at.unwrap());
            assert_eq!(
                deliver(&guben, next.plus_millis(-1)).await,
                Delivered::default(),
                "not before its time"
            );
            waits.push(next.since(now) / 60_000);
            now = next;
        }
        assert_eq!(waits, [1, 5, 15, 60, 180, 360, 360]);
        assert_eq!(deliver(&guben, now).await, Delivered { given_up: 1, ..Delivered::default() });
        assert_eq!(only(&house, who).await.next_try_at, None);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_does_not_exist_is_tried_once_and_does_not_hold_up_the_others() {
    let Some(server) = &MailServer::start("an_address_that_does_not_exist") else { return };
    each_engine(|house| async move {
        let gone = told(&house, "nobody@example.org").await;
        let broken = told(&house, "no address at all").await;
        told(&house, "liu@example.org").await;
        let done = deliver(&server.serving(&house).await, MORNING).await;
        assert_eq!(done, Delivered { sent: 1, given_up: 2, put_off: 0 });
        assert_eq!(server.next_mail()["to"][0], "liu@example.org");
        for (who, reason) in [(gone, "550"), (broken, "no address at all")] {
            let row = only(&house, who).await;
            assert_eq!((row.next_try_at, row.sent_at), (None, None));
            assert!(row.last_error.unwrap().contains(reason));
        }
    })
    .await;
}

#[tokio::test]
async fn a_server_that_died_while_sending_leaves_its_mail_to_the_next() {
    let Some(server) = &MailServer::start("a_server_that_died_while_sending") else { return };
    each_engine(|house| async move {
        told(&house, "liu@example.org").await;
        let until = MORNING.plus(Minutes(30));
        house.tamper(&format!("UPDATE notice SET leased_until = {}", until.0)).await;
        let guben = server.serving(&house).await;
        assert_eq!(deliver(&guben, until.plus_millis(-1)).await, Delivered::default());
        assert_eq!(deliver(&guben, until).await, Delivered { sent: 1, ..Delivered::default() });
        server.next_mail();
    })
    .await;
}

#[tokio::test]
async fn news_from_before_the_mail_server_was_set_up_is_not_sent() {
    let Some(server) = &MailServer::start("news_from_before_the_mail_server") else { return };
    each_engine(|house| async move {
        told(&house, "liu@example.org").await;
        let guben = server.serving(&house).await;
        assert_eq!(deliver(&guben, MORNING.plus(Minutes(48 * 60))).await, Delivered::default());
    })
    .await;
}
