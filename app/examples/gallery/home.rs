use app::ui::*;
use leptos::prelude::*;

use crate::say::Look;

pub fn page(look: Look) -> AnyView {
    let say = move |zh, en| look.say(zh, en);
    let nav = vec![
        NavItem::new(say("今天", "Today"), "#", true),
        NavItem::new(say("学习", "Learn"), "#", false),
        NavItem::new(say("考试", "Exams"), "#", false),
        NavItem::new(say("证书", "Certificates"), "#", false),
    ];
    view! {
        <Shell
            kind=ShellKind::Worker
            lang=look.tag()
            title=say("今天还不能上岗 · 固本", "You may not work yet today · Guben")
            css_href="/guben.css"
            words=look.words()
            theme=look.theme
            type_size=look.type_size
            nav=nav
            settings=Some(look.settings())
        >
            <PageHead
                over=say("早上好", "Good morning")
                title=say("刘建国，今天还不能上岗", "Liu Jianguo, you may not work yet today")
            />
            <Card tone=Tone::Bad>
                <Signal
                    tone=Tone::Bad
                    title=say("还差 2 项", "2 things are missing")
                    detail=say("岗位：架子工 · 三班组", "Post: scaffolder · crew 3")
                />
                <Numbered>
                    <NumberedRow
                        title=say("高处作业 闭卷考试", "Work at height, closed-book exam")
                        detail=say(
                            "今天 09:00–11:00，60 题，合格 80 分",
                            "Today 09:00–11:00, 60 questions, pass mark 80",
                        )
                    />
                    <NumberedRow
                        title=say("班组级安全培训", "Crew-level training")
                        rest=say("还差 45 分钟", "45 minutes left")
                        detail=say(
                            "依据：转岗须重新培训（山东省安全生产条例 第28条）",
                            "Rule: a transfer needs new training (Shandong Work Safety Regulations, Art. 28)",
                        )
                    />
                </Numbered>
                <LinkButton
                    kind=ButtonKind::Primary
                    wide=true
                    href="#"
                    label=say("去考试", "Go to the exam")
                />
            </Card>
            <Card>
                <CardHead title=say("继续学习", "Go on learning")>
                    <Badge tone=Tone::Warn label=say("11月30日前", "Until 30 Nov") />
                </CardHead>
                <Progress
                    label=say(
                        "班组级：脚手架搭设与拆除",
                        "Crew level: putting up and taking down scaffolds",
                    )
                    value=75
                    max=120
                    words=say("已学 75 分钟 / 120 分钟", "75 of 120 minutes")
                >
                    <a href="#">{say("接着学 →", "Go on →")}</a>
                </Progress>
            </Card>
            <Card>
                <CardHead title=say("我的证书", "My certificates")>
                    <span>{say("全部 3 张", "All 3")}</span>
                </CardHead>
                <Rows>
                    <Row label=say("全员安全培训合格证", "Safety training pass")>
                        <Badge tone=Tone::Warn label=say("28 天后到期", "Expires in 28 days") />
                    </Row>
                    <Row label=say("登高架设作业操作证", "Scaffolding licence")>
                        <Badge tone=Tone::Ok label=say("有效", "Valid") />
                    </Row>
                </Rows>
            </Card>
        </Shell>
    }
    .into_any()
}
