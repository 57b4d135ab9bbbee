//! Questions of every kind, as a bank that somebody has written.

use std::collections::BTreeSet;

use domain::{
    bank::{
        Content, Figure, Item, ItemOption,
        figure::{Area, MediaId, Outline, Picture, Table},
        import::repeats,
        item::{Guide, GuidePoint, Part, PartScoring, Parts, Range, Scoring, Shuffle, Unit},
    },
    id::BankId,
};
use entities::{bank, item, item_version};
use futures::FutureExt as _;
use sea_orm::prelude::Uuid;
use services::bank::Source;

use crate::{House, MORNING};

/// One question of each kind, in the order of `Kind::ALL`.
pub fn of_every_kind() -> Vec<Item> {
    let options = |texts: &[&str]| texts.iter().map(|text| ItemOption::words(*text)).collect::<Vec<_>>();
    let number = |text: &str| text.parse().expect("a number");
    let table = Table {
        header: true,
        rows: vec![vec!["设备".into(), "间距".into()], vec!["气瓶".into(), "5 米".into()]],
    };
    let mut single = Item::new(
        r"欧姆定律是（ ），其中 \(U\) 是电压",
        Content::SingleChoice {
            options: options(&[r"\(I=\frac{U}{R}\)", r"\(I=UR\)", "都不对"]),
            key: 0,
            shuffle: Shuffle::All,
        },
    );
    single.figures.push(Figure::Table(table));
    let multiple = Content::MultipleChoice {
        options: options(&["提", "拔", "跑", "握"]),
        key: BTreeSet::from([0, 1, 3]),
        shuffle: Shuffle::All,
        scoring: Scoring::HalfIfMissing,
    };
    let colours = Content::FillIn {
        blanks: vec![vec!["红".into()], vec!["黄".into()]],
        any_order: true,
        exact: false,
        scoring: PartScoring::EachPart,
    };
    let height = Content::Numeric {
        answers: vec![Range { value: number("2"), tolerance: number("0.05") }],
        unit: Some(Unit { names: vec!["m".into(), "米".into()], required: false }),
    };
    let matching = Content::Matching {
        lines: options(&["禁止标志", "警告标志"]),
        options: options(&["黄色", "红色", "蓝色"]),
        key: vec![1, 0],
        scoring: PartScoring::EachPart,
    };
    let ordering = Content::Ordering {
        options: options(&["断开电源", "验电", "挂接地线"]),
        scoring: PartScoring::AllOrNothing,
    };
    let area = |x, name: &str| Area {
        outline: Outline::Rectangle { x, y: 10, width: 40, height: 40 },
        name: name.into(),
    };
    let hotspot = Content::Hotspot {
        picture: Picture { media: MediaId("0".repeat(64)), alt: "配电箱".into(), width: 200, height: 100 },
        areas: vec![area(10, "总开关"), area(80, "插座"), area(150, "接地排")],
        key: BTreeSet::from([0]),
        scoring: Scoring::AllOrNothing,
    };
    let guide = Guide {
        reference: "先断电，再呼救，再施救。".into(),
        points: vec![
            GuidePoint { text: "先断电".into(), weight: 2 },
            GuidePoint { text: "呼救".into(), weight: 1 },
        ],
    };
    let part = |stem: &str, content| Part {
        stem: stem.into(),
        figures: Vec::new(),
        content,
        explanation: String::new(),
        weight: 1,
    };
    let parts = vec![
        part("该作业是否需要审批", Content::TrueFalse { key: true }),
        part("应配备几名监护人", Content::fill_in(vec![vec!["1".into(), "一".into()]])),
    ];
    vec![
        single,
        Item::new("灭火器的使用步骤有（ ）", multiple),
        Item { must_pass: true, ..Item::new("未经培训不得上岗", Content::TrueFalse { key: true }) },
        Item::new("安全色有（ ）和（ ）", colours),
        Item::new("坠落高度基准面几米及以上为高处作业", height),
        Item::new("标志与颜色对应", matching),
        Item::new("停电检修的次序", ordering),
        Item::new("指出总开关", hotspot),
        Item::new("发现有人触电怎么办", Content::ShortAnswer { guide }),
        Item::new("某厂检修人员进入储罐作业。", Content::Case { parts: Parts::new(parts).expect("a case") }),
    ]
}

impl House {
    /// A bank of these questions, written by the administrator.
    pub async fn bank_of(&self, name: &str, items: Vec<Item>) -> BankId {
        let id = BankId(Uuid::now_v7());
        let row = bank::Model {
            id: id.0,
            org_id: self.org.0,
            name: name.to_owned(),
            created_by: self.admin.0,
            created_at: MORNING.0,
        };
        let made = items.into_iter().map(|item| self.rows(id, &item));
        let (items, versions): (Vec<_>, Vec<_>) = made.unzip();
        let stored = self.guben.write(MORNING, move |tx| {
            async move {
                tx.add("bank.create", row).await?;
                tx.add_all("item.add", items).await?;
                tx.add_all("item_version.add", versions).await
            }
            .boxed()
        });
        stored.await.expect("a bank");
        id
    }

    fn rows(&self, bank: BankId, item: &Item) -> (item::Model, item_version::Model) {
        let (item_id, version_id) = (Uuid::now_v7(), Uuid::now_v7());
        let source = Source::Change { reason: "新建".into() };
        let version = item_version::Model {
            id: version_id,
            org_id: self.org.0,
            item_id,
            version: 1,
            kind: item.content.kind().code().to_owned(),
            knowledge_point: item.knowledge_point.clone(),
            content: serde_json::to_string(item).expect("a question is JSON"),
            source: serde_json::to_string(&source).expect("a source is JSON"),
            author: self.admin.0,
            import_id: None,
            created_at: MORNING.0,
        };
        let row = item::Model {
            id: item_id,
            org_id: self.org.0,
            bank_id: bank.0,
            fingerprint: repeats::question(item).0,
            version_id,
        };
        (row, version)
    }
}
