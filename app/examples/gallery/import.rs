use app::ui::*;
use leptos::prelude::*;

use crate::say::Look;

pub fn page(look: Look) -> AnyView {
    let say = move |zh, en| look.say(zh, en);
    let nav = [
        ("总览", "Overview"),
        ("人员与岗位", "People and posts"),
        ("课程", "Courses"),
        ("题库", "Question banks"),
        ("试卷与考试", "Papers and exams"),
        ("考场", "Exam rooms"),
        ("证书", "Certificates"),
        ("档案", "Files"),
        ("规则", "Rules"),
        ("日志", "Log"),
    ]
    .map(|(zh, en)| NavItem::new(say(zh, en), "#", zh == "题库"));
    let trail = view! {
        <Breadcrumbs
            label=say("位置", "Where you are")
            items=vec![
                Crumb::link(say("题库", "Question banks"), "#"),
                Crumb::link(say("低压电工", "Low-voltage electrician"), "#"),
                Crumb::here(say("导入", "Import")),
            ]
        />
    };
    let steps = [
        ("识别", "Recognise"),
        ("对应列", "Match columns"),
        ("核对每一行", "Check every row"),
        ("入库", "Add"),
    ]
    .map(|(zh, en)| say(zh, en).to_owned());
    view! {
        <Shell
            kind=ShellKind::Desk
            lang=look.tag()
            title=say("核对每一行 · 固本", "Check every row · Guben")
            css_href="/guben.css"
            words=look.words()
            theme=look.theme
            type_size=look.type_size
            nav=nav.to_vec()
            user=Some(look.user())
            settings=Some(look.settings())
        >
            <PageHead title="省级低压电工作业.xlsx" trail=trail.into_any() />
            <Steps label=say("步骤", "Steps") names=steps.to_vec() current=3 />
            <StatTiles stats=vec![
                Stat::new(say("可入库", "Ready"), "689"),
                Stat::new(say("入库并注明改动", "Ready, with a note of the change"), "34")
                    .tone(Tone::Info)
                    .href("#"),
                Stat::new(say("拒绝，需要您处理", "Refused, for you to settle"), "10")
                    .tone(Tone::Bad)
                    .href("#"),
                Stat::new(say("重复，跳过", "Repeated, skipped"), "1").tone(Tone::Plain).href("#"),
            ] />
            <Proportions
                label="689 + 34 + 10 + 1"
                parts=vec![(Tone::Ok, 689), (Tone::Info, 34), (Tone::Bad, 10), (Tone::Plain, 1)]
            />
            <Card>
                <Toolbar>
                    <Badge tone=Tone::Bad href="#" label=say("拒绝 10", "Refused 10") />
                    <Badge tone=Tone::Info href="#" label=say("注明 34", "Noted 34") />
                    <Badge href="#" label=say("全部 734", "All 734") />
                    <p>
                        {say("共 734 行 = 689 + 34 + 10 + 1", "734 rows = 689 + 34 + 10 + 1")}
                    </p>
                    <LinkButton
                        small=true
                        download=true
                        href="#"
                        label=say("下载带结果列的文件", "Download the file with its results")
                    />
                </Toolbar>
                {rows(look)}
            </Card>
            <Actions note=say(
                "入库前不会改动题库。关闭页面后可从“我的导入”继续。",
                "The bank is not touched before you add. You can leave and go on from “My imports”.",
            )>
                <LinkButton href="#" label=say("稍后继续", "Later") />
                <Button
                    kind=ButtonKind::Primary
                    label=say("将 723 题入库", "Add 723 questions")
                />
            </Actions>
        </Shell>
    }
    .into_any()
}

fn rows(look: Look) -> impl IntoView {
    let say = move |zh, en| look.say(zh, en);
    let [row, item, source, reason, fix] = [
        say("行", "Row"),
        say("题目", "Question"),
        say("原文", "As written"),
        say("原因", "Reason"),
        say("就地改正", "Put right here"),
    ];
    view! {
        <Table
            label=say("需要处理的行", "Rows to settle")
            cards=true
            sticky=true
            head=[row, item, source, reason, fix].map(Column::text).to_vec()
        >
            <tr>
                <td data-label=row>"57"</td>
                <td data-label=item>"电力线路敷设时严禁采用突然剪断导线的办法松线。"</td>
                <td data-label=source>
                    <code>"**A.正确****A.错误"</code>
                </td>
                <td data-label=reason>
                    <Badge
                        tone=Tone::Bad
                        label=say("选项标签重复", "Option letter twice")
                    />
                    <p>
                        {say(
                            "两个选项都标为 A，无法判断答案指哪一个。",
                            "Both options are called A; the key could mean either.",
                        )}
                    </p>
                </td>
                <td data-label=fix>
                    <input class="control" data-small aria-label=fix value="A.正确 B.错误" />
                </td>
            </tr>
            <tr>
                <td data-label=row>"214"</td>
                <td data-label=item>
                    "触电者心跳停止、有呼吸，应采用（ ）进行急救。"
                </td>
                <td data-label=source>
                    <code>"A.人工呼吸 B.胸外按压 C."</code>
                    " 答案 "
                    <code>"D"</code>
                </td>
                <td data-label=reason>
                    <Badge
                        tone=Tone::Bad
                        label=say("答案无对应选项", "No option for the key")
                    />
                    <p>
                        {say(
                            "答案是 D，但只有 A、B、C 三个选项。",
                            "The key is D, but there are only A, B and C.",
                        )}
                    </p>
                </td>
                <td data-label=fix>
                    <input class="control" data-small aria-label=fix />
                </td>
            </tr>
            <tr>
                <td data-label=row>"608"</td>
                <td data-label=item>
                    "熔断器的特性，是通过熔体的电压值越高，熔断时间越短。"
                </td>
                <td data-label=source>
                    <code>"正确"</code>
                    "（第 31 行为 "
                    <code>"错误"</code>
                    "）"
                </td>
                <td data-label=reason>
                    <Badge
                        tone=Tone::Bad
                        label=say("同题不同答案", "Same question, other key")
                    />
                    <p>
                        {say(
                            "与第 31 行题干相同、答案相反，请选定其一。",
                            "Row 31 asks the same and answers the opposite; choose one.",
                        )}
                    </p>
                </td>
                <td data-label=fix>
                    <select class="control" data-small aria-label=fix>
                        <option>{say("保留第 31 行", "Keep row 31")}</option>
                    </select>
                </td>
            </tr>
            <tr>
                <td data-label=row>"733"</td>
                <td data-label=item>
                    "在对可能存在较高跨步电压的接地故障点进行检查时，室内不得接近故障点（ ）以内。"
                </td>
                <td data-label=source>
                    <code>"３ｍ"</code>
                    " 答案 "
                    <code>"Ｃ"</code>
                </td>
                <td data-label=reason>
                    <Badge tone=Tone::Info label=say("已注明", "Noted") />
                    <p>
                        {say(
                            "答案“Ｃ ”按 C 读取；原文保留。",
                            "The key “Ｃ ” is read as C; the original is kept.",
                        )}
                    </p>
                </td>
                <td data-label=fix>
                    <small>{say("无需处理", "Nothing to do")}</small>
                </td>
            </tr>
        </Table>
    }
}
