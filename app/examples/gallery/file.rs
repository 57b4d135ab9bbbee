use app::ui::*;
use leptos::prelude::*;

use crate::say::Look;

pub fn page(look: Look) -> AnyView {
    let say = move |zh, en| look.say(zh, en);
    let search = Search {
        action: "/search".into(),
        name: "q".into(),
        label: say("姓名、工号、身份证后四位", "Name, staff number, last four of the ID").into(),
        value: String::new(),
    };
    view! {
        <Shell
            kind=ShellKind::Auditor
            lang=look.tag()
            title=say("刘建国 · 一人一档", "Liu Jianguo · personal file")
            css_href="/guben.css"
            words=look.words()
            theme=look.theme
            type_size=look.type_size
            note=Some(
                say(
                        "审核员 · 只读 · 每次查看均有记录",
                        "Auditor · reads only · every look is recorded",
                    )
                    .to_owned(),
            )
            search=Some(search)
        >
            <Columns>
                {person(look)}
                <div>
                    <Tabs
                        label=say("档案", "File")
                        items=[
                            ("经历", "History"),
                            ("义务与依据", "Duties and rules"),
                            ("培训 118 学时", "Training 118 h"),
                            ("考试 9", "Exams 9"),
                            ("证书 3", "Certificates 3"),
                            ("补录与更正 1", "Late entries 1"),
                        ]
                            .map(|(zh, en)| NavItem::new(say(zh, en), "#", zh == "经历"))
                            .to_vec()
                    />
                    {history(look)}
                </div>
            </Columns>
        </Shell>
    }
    .into_any()
}

fn person(look: Look) -> impl IntoView {
    let say = move |zh, en| look.say(zh, en);
    view! {
        <Stack>
            <Card>
                <Portrait alt=say("照片", "Photograph")>
                    <h1>{say("刘建国", "Liu Jianguo")}</h1>
                    <p>{say("架子工 · 三班组", "Scaffolder · crew 3")}</p>
                    <Badge tone=Tone::Bad label=say("今天不能上岗", "May not work today") />
                </Portrait>
                <Facts>
                    <Fact term=say("工号", "Staff no.")>"A-01873"</Fact>
                    <Fact term=say("证件", "ID")>"3706**********1234"</Fact>
                    <Fact term=say("用工", "Employed")>
                        {say("劳务派遣（恒安人力）", "Agency (Heng'an)")}
                    </Fact>
                    <Fact term=say("入职", "Joined")>"2024-03-03"</Fact>
                    <Fact term=say("转岗", "Transfer")>
                        {say("2026-11-09 普工 → 架子工", "2026-11-09 labourer → scaffolder")}
                    </Fact>
                </Facts>
            </Card>
            <Card>
                <CardHead title=say("档案完整性", "Is the file whole?") />
                <Rows>
                    <Row label=say("记录 214 条", "214 records")>
                        <Badge tone=Tone::Ok label=say("链校验通过", "Chain is whole") />
                    </Row>
                </Rows>
                <p>
                    <small class="hash">
                        {say("头部 9f2c…a41e · 2026-11-22 签名", "Head 9f2c…a41e · signed 2026-11-22")}
                    </small>
                </p>
                <LinkButton
                    wide=true
                    download=true
                    href="#"
                    label=say("导出一人一档（PDF + 签名包）", "Export the file (PDF + signatures)")
                />
            </Card>
        </Stack>
    }
}

fn history(look: Look) -> impl IntoView {
    let say = move |zh, en| look.say(zh, en);
    view! {
        <Timeline>
            <TimelineEntry
                tone=Tone::Warn
                when=say("2026-11-09 · 系统按规则产生", "2026-11-09 · made by a rule")
                title=say(
                    "转岗：须重新接受车间、班组两级培训",
                    "Transfer: workshop and crew training again",
                )
                detail=say(
                    "生效规则：山东省安全生产条例（2021）第28条；落选规则：生产经营单位安全培训规定 第17条（离岗一年以上）",
                    "Winning rule: Shandong Work Safety Regulations (2021), Art. 28; losing rule: Training Provisions, Art. 17 (away for a year)",
                )
            />
            <TimelineEntry
                tone=Tone::Ok
                when=say(
                    "2026-06-18 09:00–09:47 · 一号考场 · 监考 王敏",
                    "2026-06-18 09:00–09:47 · room 1 · proctor Wang Min",
                )
                title=say("年度再培训考试", "Yearly refresher exam")
                rest=say("92 分，合格", "92, passed")
                detail=say(
                    "60 题随机卷（种子 7c1e…）；切屏 0 次；断网 1 次共 38 秒，答案全部送达；改分记录：无",
                    "60 drawn questions (seed 7c1e…); left the page 0 times; offline once for 38 s, every answer arrived; marks changed: none",
                )
            >
                <a href="#">{say("看试卷与作答", "Paper and answers")}</a>
            </TimelineEntry>
            <TimelineEntry
                tone=Tone::Ok
                when=say(
                    "2026-06-12 14:00–17:10 · 项目部会议室 · 讲师 赵永强",
                    "2026-06-12 14:00–17:10 · site office · trainer Zhao Yongqiang",
                )
                title=say("高处作业专项培训 3 学时", "Work at height, 3 class hours")
                detail=say(
                    "签到 13:56，签退 17:12；教材 v3；照片 4 张",
                    "In 13:56, out 17:12; material v3; 4 photographs",
                )
            >
                <Badge tone=Tone::Ok label=say("八有 8/8", "Evidence 8/8") />
            </TimelineEntry>
            <TimelineEntry
                tone=Tone::Warn
                when=say(
                    "2025-12-02 · 补录于 2025-12-11（晚 9 天，经办 孙丽）",
                    "2025-12-02 · entered 2025-12-11 (9 days late, by Sun Li)",
                )
                title=say("班前会：冬季防滑", "Toolbox talk: ice and snow")
                detail=say(
                    "补录原因：现场无网络，纸质签到表已扫描",
                    "Why late: no network on site; the paper list is scanned",
                )
            />
            <TimelineEntry
                tone=Tone::Ok
                when="2024-03-05 – 2024-03-09"
                title=say(
                    "三级安全教育 50 学时：公司 15 · 项目 15 · 班组 20",
                    "Three-level induction, 50 hours: company 15 · project 15 · crew 20",
                )
                detail=say(
                    "每日不超过 8 学时；三次考试 86 / 90 / 88；三级卡签字齐全",
                    "At most 8 hours a day; exams 86 / 90 / 88; the card bears every signature",
                )
            />
        </Timeline>
    }
}
