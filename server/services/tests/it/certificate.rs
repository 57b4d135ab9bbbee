//! Certificates in the register: issued once, revoked for good, checked by anybody.

use domain::{
    certificate::{CannotTell, NotValid, Status, Token, Verdict},
    id::{CertificateId, PersonId},
    person::access::Role,
    points::Points,
    time::Timestamp,
};
use entities::{certificate as row, certificate_event as event};
use futures::FutureExt as _;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use services::{
    Failure, Guben, Refusal,
    certificate::{self, CertificateLabels, CertificatePrint, Filter, Grounds, Printable},
    keys::{PublicKey, random},
    notice::{self, NoticeKind},
};
use testkit::{House, MORNING, each_engine};
use uuid::Uuid;

const CANNOT_TELL: Verdict = Verdict::CannotTell(CannotTell::RegisterNotAsked);
const UNKNOWN: Verdict = Verdict::NotValid(NotValid::Unknown);
const FORGED: Verdict = Verdict::NotValid(NotValid::BadSignature);

async fn issue(house: &House, person: PersonId, attempt: Uuid) -> CertificateId {
    let grounds = Grounds {
        org: house.org.0,
        person: person.0,
        attempt,
        title: "全员安全培训合格证".into(),
        months: 12,
        programme: "新工人岗前安全培训".into(),
        course: None,
        score: Points::whole(92),
        possible: Points::whole(100),
        pass_percent: 80,
    };
    let guben = house.guben.clone();
    let write = house
        .guben
        .write(MORNING, move |tx| async move { certificate::issue(&guben, tx, grounds).await }.boxed());
    write.await.unwrap()
}

async fn stored(guben: &Guben, id: CertificateId) -> row::Model {
    row::Entity::find_by_id(id.0).one(guben.db.read()).await.unwrap().unwrap()
}

async fn verdict(guben: &Guben, code: &str, now: Timestamp) -> Verdict {
    certificate::check(guben, code, now).await.unwrap().verdict
}

/// What somebody does to the database behind our back.
async fn tamper(house: &House, id: CertificateId, column: &str, value: &str) {
    let id = id.0;
    let written = match house.guben.settings.database.starts_with("sqlite:") {
        true => format!("x'{}'", id.simple()),
        false => format!("'{id}'"),
    };
    house.tamper(&format!("UPDATE certificate SET {column} = '{value}' WHERE id = {written}")).await;
}

fn worded(printable: &Printable) -> CertificatePrint {
    let content = &printable.content;
    let label = || "标".to_owned();
    CertificatePrint {
        language: "zh-CN".into(),
        labels: CertificateLabels {
            masked_id: label(),
            post: label(),
            programme: label(),
            hours: label(),
            score: label(),
            number: label(),
            issued_on: label(),
            valid_until: label(),
            issuer: label(),
            signer: label(),
            seal: label(),
            verify: label(),
            qr: label(),
            fingerprint: label(),
            key_id: label(),
        },
        made_at: content.issued_at,
        title: content.title.clone(),
        enterprise: content.enterprise.clone(),
        holder: content.holder.clone(),
        masked_id: content.masked_id.clone(),
        statement: label(),
        post: content.post.clone(),
        programme: content.programme.clone(),
        hours: label(),
        score: label(),
        number: content.number.to_string(),
        issued_on: label(),
        valid_until: label(),
        signer: String::new(),
        verify_at: printable.verify_at.clone(),
        qr: printable.qr.clone(),
        fingerprint: printable.fingerprint.clone(),
        key_id: content.key.to_string(),
        record: printable.record.clone(),
        overprint: None,
    }
}

#[tokio::test]
async fn a_pass_is_certified_once_numbered_in_order_and_valid_for_anybody_who_holds_the_code() {
    each_engine(|house| async move {
        let liu = house.worker("W1", "刘建国").await;
        let attempt = Uuid::now_v7();
        let first = issue(&house, liu, attempt).await;
        assert_eq!(issue(&house, liu, attempt).await, first, "one attempt, one certificate");
        let second = issue(&house, liu, Uuid::now_v7()).await;
        let (first, second) = (stored(&house.guben, first).await, stored(&house.guben, second).await);
        assert!(first.number.contains("-QY-000001-"), "{}", first.number);
        assert!(second.number.contains("-QY-000002-"), "{}", second.number);
        assert_ne!(first.token, second.token);

        let checked = certificate::check(&house.guben, &first.token, MORNING).await.unwrap();
        assert_eq!(checked.verdict, Verdict::Valid);
        let facts = checked.facts.unwrap();
        assert_eq!((facts.holder.as_str(), facts.number.as_str()), ("刘**", first.number.as_str()));
        let told = notice::mine(&house.person(liu, Role::Worker)).await.unwrap();
        assert!(told.iter().any(|told| matches!(told.kind, NoticeKind::CertificateIssued { certificate, .. } if certificate.0 == first.id)));
    })
    .await;
}

#[tokio::test]
async fn guesses_numbers_and_ids_find_nothing() {
    each_engine(|house| async move {
        let liu = house.worker("W1", "刘建国").await;
        let row = stored(&house.guben, issue(&house, liu, Uuid::now_v7()).await).await;
        let nothing = certificate::check(&house.guben, &Token(random()).to_string(), MORNING).await.unwrap();
        assert_eq!((nothing.verdict, &nothing.facts), (UNKNOWN, &None));
        for _ in 0..100 {
            assert_eq!(verdict(&house.guben, &Token(random()).to_string(), MORNING).await, UNKNOWN);
        }
        let next = row.number.replace("000001", "000002");
        for guess in [row.number.as_str(), &next, &row.id.to_string(), &row.token[..20], "", "%", "' or 1=1"]
        {
            let answer = certificate::check(&house.guben, guess, MORNING).await.unwrap();
            assert_eq!(answer, nothing, "{guess}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_certificate_expires_by_itself_and_is_revoked_once_with_a_reason() {
    each_engine(|house| async move {
        let liu = house.worker("W1", "刘建国").await;
        let id = issue(&house, liu, Uuid::now_v7()).await;
        let row = stored(&house.guben, id).await;
        let since = Timestamp(row.valid_until);
        assert_eq!(verdict(&house.guben, &row.token, since.plus_millis(-1)).await, Verdict::Valid);
        assert_eq!(verdict(&house.guben, &row.token, since).await, Verdict::NotValid(NotValid::Expired { since }));

        let manager = house.acting(Role::SafetyManager);
        let refused = certificate::revoke(&house.person(liu, Role::Worker), id, "自己不要了").await;
        assert!(matches!(refused, Err(Failure::Forbidden)), "{refused:?}");
        let refused = certificate::revoke(&manager, id, " \n").await;
        assert!(matches!(refused, Err(Failure::Refused(Refusal::Fields(_)))), "{refused:?}");
        assert_eq!(verdict(&house.guben, &row.token, MORNING).await, Verdict::Valid, "a refusal changes nothing");

        certificate::revoke(&manager, id, "替考，见 2026-11-22 调查记录").await.unwrap();
        let at = MORNING;
        assert_eq!(verdict(&house.guben, &row.token, at).await, Verdict::NotValid(NotValid::Revoked { at }));
        let again = certificate::revoke(&manager, id, "再来一次").await;
        assert!(matches!(again, Err(Failure::Refused(Refusal::AlreadyDone))), "{again:?}");

        let detail = certificate::show(&manager, id).await.unwrap();
        assert!(matches!(&detail.view.status, Status::Revoked(why) if why.reason.starts_with("替考")));
        assert_eq!(detail.events.len(), 2);
        assert!(!detail.may_revoke);
        let told = notice::mine(&house.person(liu, Role::Worker)).await.unwrap();
        assert!(matches!(&told[0].kind, NoticeKind::CertificateRevoked { reason, .. } if reason.starts_with("替考")));
    })
    .await;
}

#[tokio::test]
async fn whoever_changes_the_register_by_hand_makes_no_valid_certificate() {
    each_engine(|house| async move {
        let liu = house.worker("W1", "刘建国").await;
        let guben = &house.guben;
        let id = issue(&house, liu, Uuid::now_v7()).await;
        let row = stored(guben, id).await;
        let other = stored(guben, issue(&house, liu, Uuid::now_v7()).await).await;

        tamper(&house, id, "content", &row.content.replace("刘建国", "刘建军")).await;
        let checked = certificate::check(guben, &row.token, MORNING).await.unwrap();
        assert_eq!((checked.verdict, checked.facts), (FORGED, None));
        let printed = certificate::pdf(&house.person(liu, Role::Worker), id, worded).await;
        assert!(matches!(printed, Err(Failure::Corrupt(_))), "the server signs no QR code for it");
        tamper(&house, id, "content", &row.content).await;

        tamper(&house, id, "signature", &other.signature).await;
        assert_eq!(verdict(guben, &row.token, MORNING).await, FORGED);
        tamper(&house, id, "signature", &row.signature).await;

        tamper(&house, id, "key_id", "00000000").await;
        let unsure = Verdict::CannotTell(CannotTell::KeyUnknown);
        assert_eq!(verdict(guben, &row.token, MORNING).await, unsure);
        tamper(&house, id, "key_id", &row.key_id).await;
        assert_eq!(verdict(guben, &row.token, MORNING).await, Verdict::Valid);
    })
    .await;
}

#[tokio::test]
async fn the_printed_code_and_the_pdf_are_checked_with_the_public_key_alone() {
    each_engine(|house| async move {
        let liu = house.worker("W1", "刘建国").await;
        let guben = &house.guben;
        let id = issue(&house, liu, Uuid::now_v7()).await;
        let worker = house.person(liu, Role::Worker);
        let mut qr = String::new();
        let pdf = certificate::pdf(&worker, id, |printable| {
            qr = printable.qr.clone();
            worded(printable)
        });
        let pdf = pdf.await.unwrap();
        let keys = [PublicKey::from_pem(&guben.keys.public_pem().unwrap()).unwrap()];
        let zone = guben.settings.zone;
        let offline = |file: &[u8]| certificate::offline::check(file, &keys, MORNING, zone).unwrap().verdict;
        assert_eq!(offline(&pdf), CANNOT_TELL);
        assert_eq!(offline(qr.as_bytes()), CANNOT_TELL);
        assert_eq!(offline(&certificate::record(&worker, id).await.unwrap().to_json()), CANNOT_TELL);

        let code = certificate::code_in(&qr).unwrap();
        assert_eq!(verdict(guben, &code, MORNING).await, Verdict::Valid);
        assert_eq!(certificate::unreachable(guben, &code, MORNING).verdict, CANNOT_TELL);
        assert_eq!(certificate::unreachable(guben, "abc", MORNING).verdict, CANNOT_TELL);

        // The code of a card that was altered, and a right code on another certificate's address.
        let (token, rest) = code.split_once('.').unwrap();
        let (payload, signature) = rest.split_once('.').unwrap();
        let mut altered = payload.to_owned();
        let letter = if altered.ends_with('A') { "B" } else { "A" };
        altered.replace_range(8..9, letter);
        assert_ne!(verdict(guben, &format!("{token}.{altered}.{signature}"), MORNING).await, Verdict::Valid);
        let other = stored(guben, issue(&house, liu, Uuid::now_v7()).await).await;
        assert_eq!(verdict(guben, &format!("{}.{rest}", other.token), MORNING).await, FORGED);
        // Signed by us, but the register has lost it.
        tamper(&house, id, "token", &Token(random()).to_string()).await;
        assert_eq!(verdict(guben, &code, MORNING).await, Verdict::CannotTell(CannotTell::NotInRegister));
    })
    .await;
}

#[tokio::test]
async fn certificates_are_seen_by_their_holder_and_by_those_who_may_see_the_file() {
    each_engine(|house| async move {
        let liu = house.worker("W1", "刘建国").await;
        let id = issue(&house, liu, Uuid::now_v7()).await;
        let elsewhere = house.another_enterprise().await;
        let colleague = house.worker("W2", "王敏").await;
        let manager = house.acting(Role::SafetyManager);
        let number = stored(&house.guben, id).await.number;
        assert_eq!(certificate::mine(&house.person(liu, Role::Worker)).await.unwrap().len(), 1);
        assert!(certificate::show(&house.person(liu, Role::Worker), id).await.is_ok());
        assert!(matches!(
            certificate::show(&house.person(colleague, Role::Worker), id).await,
            Err(Failure::Forbidden)
        ));
        assert!(matches!(
            certificate::list(&house.person(liu, Role::Worker), &Filter::default()).await,
            Err(Failure::Forbidden)
        ));
        assert!(matches!(certificate::show(&elsewhere, id).await, Err(Failure::NotFound)));
        assert!(matches!(certificate::record(&elsewhere, id).await, Err(Failure::NotFound)));
        assert!(matches!(certificate::revoke(&elsewhere, id, "x").await, Err(Failure::NotFound)));
        assert_eq!(certificate::list(&elsewhere, &Filter::default()).await.unwrap().total, 0);
        for (query, found) in [("", 1), ("建国", 1), (&number.to_lowercase()[..8], 1), ("王敏", 0)] {
            let filter = Filter { query: query.into(), page: 0 };
            assert_eq!(certificate::list(&manager, &filter).await.unwrap().total, found, "{query}");
        }
        let events = event::Entity::find().filter(event::Column::CertificateId.eq(id.0));
        assert_eq!(
            events.all(house.guben.db.read()).await.unwrap().len(),
            1,
            "refusals leave no trace in the history"
        );
    })
    .await;
}
